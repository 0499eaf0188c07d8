#pragma once

#include <gio/gio.h>

#include <map>
#include <memory>
#include <string>

#include "base/gref.hpp"
#include "base/loop.hpp"
#include "base/token_bucket.hpp"

namespace seodang::http {

/// How many sockets there may be, in all and per address. An IPv6 address counts with its /64: that is one
/// customer.
///
/// Who sends much that is no request gets no place for a while: libsoup 3.2 loses the path, up to 64 KiB, of
/// each whose Transfer-Encoding it does not know.
class Places {
 public:
  Places(int total, int per_address) : total_(total), per_address_(per_address) {}

  /// `address` as text; false: full. `shared`: a proxy's, bounded by the total only.
  bool take(const std::string& address, bool shared);
  void give_back(const std::string& address);
  /// What came from there was no request.
  void blame(const std::string& address);
  int taken() const { return taken_; }

 private:
  // Passed in.
  int total_, per_address_;
  // Owned.
  int taken_ = 0;
  std::map<std::string, int> by_address_;
  std::map<std::string, TokenBucket> blamed_;  ///< at most max_blamed; then all is forgiven
  static constexpr size_t max_blamed = 1'000;
  static constexpr double blames_per_second = 0.5, blames_burst = 20;
};

/// An accepted connection's place: who it is, and how long it may go on without what is expected of it.
///
/// Lives as long as the socket (Acceptor ties it to the GSocketConnection) or whoever shares it. A deadline
/// shuts the socket down instead of relying on GSocket's timeout: that one would hold the whole loop in TLS's
/// closing words to a client that does not read. Main thread.
class Seat {
 public:
  Seat(std::shared_ptr<Places> places, GSocket* socket, std::string address, bool tls);
  ~Seat();
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  /// From now on; replaces the deadline before.
  void deadline(unsigned milliseconds);
  void no_deadline() { deadline_.stop(); }
  /// Both directions end at once; reads and writes fail from here on, none of them blocks.
  void shut_down();
  /// Ends our direction, after what the socket has taken already.
  void end_output();
  /// The same, only if a further word would have to wait for room.
  void end_output_if_full();

  void blame() { places_->blame(address_); }

  const std::string& address() const { return address_; }
  bool tls() const { return tls_; }

 private:
  // Passed in.
  std::shared_ptr<Places> places_;
  GRef<GSocket> socket_;
  std::string address_;
  bool tls_;
  // Owned.
  Timer deadline_;
};

}  // namespace seodang::http
