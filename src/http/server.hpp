#pragma once

#include <libsoup/soup.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/gref.hpp"
#include "base/loop.hpp"
#include "http/acceptor.hpp"
#include "http/api.hpp"
#include "http/client_socket.hpp"
#include "http/settings.hpp"
#include "http/static_files.hpp"

namespace seodang::http {

class Exchange;

/// The front door: REST, WebSocket and the web client's files, on a plain address and a TLS one.
///
/// libsoup reads and writes HTTP and nothing else: connections are accepted by Acceptor (caps and deadlines),
/// requests bounded by Exchange, WebSocket frames read by WebSocket. Main thread; the service must outlive
/// it.
class Server : public Bindable, private Acceptor::Listener, private ClientSocket::Listener {
 public:
  Server(Settings settings, service::Service& service);
  ~Server();

  /// Errors: in_use, invalid_params, internal.
  Result<> listen(const std::string& address, GRef<GTlsCertificate> certificate = {});
  /// "http://127.0.0.1:8080", in the order of listen().
  std::vector<std::string> addresses() const;
  bool has_files() const { return !files_.empty(); }

  /// From now on /readyz says no.
  void stop_being_ready() { api_.stop_being_ready(); }
  size_t sockets() const { return sockets_.size(); }
  /// Of any kind, WebSockets included.
  int connections() const { return places_->taken(); }

 private:
  static void request_started(SoupServer*, SoupServerMessage* message, gpointer self);
  static void headers_read(SoupServer*, SoupServerMessage*, const char*, GHashTable*, gpointer self);
  static void request_read(SoupServer*, SoupServerMessage*, const char*, GHashTable*, gpointer self);
  static void upgraded(SoupServerMessage* message, gpointer self);

  void on_connection(GIOStream* stream, GSocketAddress* local, GSocketAddress* remote) override;
  void on_socket_closed(ClientSocket& socket) override { sockets_.erase(&socket); }

  bool is_loopback(SoupServerMessage* message) const;
  void serve(SoupServerMessage* message);
  void serve_api(SoupServerMessage* message, const Route<Api>& route,
                 std::map<std::string, std::string> values);
  static Result<> read_body(const Exchange& exchange, Body body, Request& request);
  void serve_file(Exchange& exchange);
  void serve_socket(SoupServerMessage* message);
  void open_socket(SoupServerMessage* message);
  Result<> check_upgrade(const Exchange& exchange) const;
  WebSocket::Limits socket_limits() const;

  // Passed in.
  Settings settings_;
  service::Service& service_;
  // Owned.
  Api api_{service_};
  StaticFiles files_{settings_.web};
  std::shared_ptr<Places> places_;
  std::shared_ptr<Places> pictures_ = std::make_shared<Places>(16, 4);  ///< of 5 MiB in memory
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::map<ClientSocket*, std::unique_ptr<ClientSocket>> sockets_;
  GRef<SoupServer> soup_;
  Signal started_;
};

}  // namespace seodang::http
