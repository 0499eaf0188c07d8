#include "load/ice.hpp"

#include <arpa/inet.h>
#include <glib.h>
#include <stun/usages/ice.h>

#include <array>
#include <sstream>

#include "base/id.hpp"

namespace seodang::load {

namespace {

constexpr int64_t check_every_ns = 50'000'000;
constexpr size_t message_bytes = 512;
constexpr uint32_t priority = 1862270975;  // a peer-reflexive candidate's (RFC 8445 §7.1.1)

const uint8_t* bytes(const std::string& text) { return reinterpret_cast<const uint8_t*>(text.data()); }

}  // namespace

Ice::Ice(bool controlling, Send send)
    : controlling_(controlling),
      send_(std::move(send)),
      tie_breaker_(static_cast<uint64_t>(g_random_int()) << 32 | g_random_int()),
      ufrag_(random_hex(4)),
      password_(random_hex(16)) {
  stun_agent_init(&agent_, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389,
                  static_cast<StunAgentUsageFlags>(STUN_AGENT_USAGE_SHORT_TERM_CREDENTIALS |
                                                   STUN_AGENT_USAGE_USE_FINGERPRINT));
}

void Ice::set_remote(const std::string& ufrag, const std::string& password) {
  remote_ufrag_ = ufrag;
  remote_password_ = password;
  username_ = remote_ufrag_ + ":" + ufrag_;
}

void Ice::add_candidate(const std::string& candidate) {
  std::istringstream words(candidate);
  std::string foundation, component, transport, rank, host;
  uint16_t port = 0;
  words >> foundation >> component >> transport >> rank >> host >> port;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  const bool udp = g_ascii_strcasecmp(transport.c_str(), "udp") == 0;
  if (!udp || inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return;
  // Our socket is on the loopback.
  if (!candidate_ || ntohl(address.sin_addr.s_addr) == INADDR_LOOPBACK) candidate_ = address;
}

void Ice::tick(int64_t now_ns) {
  if (selected_ || !candidate_ || remote_ufrag_.empty() || now_ns < next_check_ns_) return;
  next_check_ns_ = now_ns + check_every_ns;
  check(*candidate_);
}

void Ice::check(const sockaddr_in& to) {
  std::array<uint8_t, message_bytes> buffer;
  StunMessage message{};
  const size_t size = stun_usage_ice_conncheck_create(
      &agent_, &message, buffer.data(), buffer.size(), bytes(username_), username_.size(),
      bytes(remote_password_), remote_password_.size(), controlling_, controlling_, priority, tie_breaker_,
      nullptr, STUN_USAGE_ICE_COMPATIBILITY_RFC5245);
  if (size > 0) send_({buffer.data(), size}, to);
}

bool Ice::find_password(StunAgent*, StunMessage*, uint8_t*, uint16_t, uint8_t** password,
                        size_t* password_bytes, void* self) {
  std::string& own = static_cast<Ice*>(self)->password_;
  *password = reinterpret_cast<uint8_t*>(own.data());
  *password_bytes = own.size();
  return true;
}

bool Ice::receive(std::span<const uint8_t> datagram, const sockaddr_in& from) {
  StunMessage message{};
  if (stun_agent_validate(&agent_, &message, datagram.data(), datagram.size(), find_password, this) !=
      STUN_VALIDATION_SUCCESS)
    return false;
  bool found = false;
  if (stun_message_get_class(&message) == STUN_REQUEST) {
    answer(message, from);
    // The controlled side takes what the other nominates (RFC 8445 §8.1.1).
    found = !controlling_ && stun_usage_ice_conncheck_use_candidate(&message);
    if (!found && !selected_ && !remote_ufrag_.empty()) check(from);
  } else if (stun_message_get_class(&message) == STUN_RESPONSE) {
    found = controlling_;
  }
  if (!found || selected_) return false;
  selected_ = from;
  return true;
}

void Ice::answer(StunMessage& request, const sockaddr_in& from) {
  std::array<uint8_t, message_bytes> buffer;
  size_t size = buffer.size();
  StunMessage reply{};
  bool control = controlling_;
  sockaddr_storage source{};
  memcpy(&source, &from, sizeof from);
  const auto made = stun_usage_ice_conncheck_create_reply(&agent_, &request, &reply, buffer.data(), &size,
                                                          &source, sizeof from, &control, tie_breaker_,
                                                          STUN_USAGE_ICE_COMPATIBILITY_RFC5245);
  if (made == STUN_USAGE_ICE_RETURN_SUCCESS && size > 0) send_({buffer.data(), size}, from);
}

}  // namespace seodang::load
