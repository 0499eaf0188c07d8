#pragma once

#include <gio/gio.h>

#include <memory>
#include <string>
#include <vector>

#include "base/gref.hpp"
#include "base/result.hpp"
#include "http/seat.hpp"

namespace seodang::http {

/// One listening address, plain or TLS: gives every connection a Seat with a deadline, or hangs up where
/// there is none free.
///
/// It stands in for soup_server_listen(), which has neither caps nor deadlines. Main thread.
class Acceptor {
 public:
  class Listener {
   public:
    /// `stream` is TLS's where this address speaks TLS; seat_of(remote) finds its seat.
    virtual void on_connection(GIOStream* stream, GSocketAddress* local, GSocketAddress* remote) = 0;

   protected:
    ~Listener() = default;
  };

  struct Options {
    std::string address;                ///< HOST:PORT, port 0 = any free one; HOST an IP address or localhost
    GRef<GTlsCertificate> certificate;  ///< null: plain
    unsigned request_ms = 10'000;       ///< until a connection's request must have been read
    std::vector<std::string> proxies;   ///< addresses exempt from the cap per address
  };

  Acceptor(Options options, std::shared_ptr<Places> places, Listener& listener);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// Errors: invalid_params (the address), in_use, internal.
  Result<> start();
  void stop();
  std::string host() const { return host_; }
  uint16_t port() const { return port_; }
  bool tls() const { return static_cast<bool>(options_.certificate); }
  /// Only this machine can reach it.
  bool loopback() const { return loopback_; }

 private:
  static gboolean incoming(GSocketService*, GSocketConnection* connection, GObject*, gpointer self);
  void accept(GSocketConnection* connection);
  GRef<GIOStream> wrap(GSocketConnection* connection) const;

  // Passed in.
  Options options_;
  std::shared_ptr<Places> places_;
  Listener& listener_;
  // Owned.
  GRef<GSocketService> service_;
  Signal incoming_;
  std::string host_;
  uint16_t port_ = 0;
  bool loopback_ = false;
};

/// The seat of a connection, by the very remote address object that on_connection got; null once the socket
/// is gone.
std::shared_ptr<Seat> seat_of(GSocketAddress* remote);

struct HostPort {
  std::string host;
  uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:8080", "localhost:0". Errors: invalid_params.
Result<HostPort> parse_host_port(const std::string& text);

}  // namespace seodang::http
