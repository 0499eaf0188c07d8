// The least of ICE (RFC 8445) that one socket with one host candidate needs, on libnice's STUN messages.
#pragma once

#include <netinet/in.h>
#include <stun/stunagent.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace seodang::load {

/// Main thread.
class Ice {
 public:
  using Send = std::function<void(std::span<const uint8_t> datagram, const sockaddr_in& to)>;

  /// `controlling`: this side made the offer.
  Ice(bool controlling, Send send);
  Ice(const Ice&) = delete;
  Ice& operator=(const Ice&) = delete;

  const std::string& ufrag() const { return ufrag_; }
  const std::string& password() const { return password_; }

  void set_remote(const std::string& ufrag, const std::string& password);
  /// "candidate:…"; what is not UDP on IPv4 is ignored.
  void add_candidate(const std::string& candidate);
  /// A STUN message came. True: with it the way to the other side is found.
  bool receive(std::span<const uint8_t> datagram, const sockaddr_in& from);
  /// Asks again, until the way is found.
  void tick(int64_t now_ns);
  const std::optional<sockaddr_in>& selected() const { return selected_; }

 private:
  static bool find_password(StunAgent*, StunMessage*, uint8_t* username, uint16_t username_bytes,
                            uint8_t** password, size_t* password_bytes, void* self);
  void check(const sockaddr_in& to);
  void answer(StunMessage& request, const sockaddr_in& from);

  // Passed in.
  bool controlling_;
  Send send_;
  // Owned.
  StunAgent agent_{};
  uint64_t tie_breaker_;
  std::string ufrag_, password_, remote_ufrag_, remote_password_, username_;
  std::optional<sockaddr_in> candidate_, selected_;
  int64_t next_check_ns_ = 0;
};

}  // namespace seodang::load
