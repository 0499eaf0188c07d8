#include "load/transport.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "load/packet.hpp"

namespace seodang::load {

namespace {

/// RFC 7983: what a datagram is by its first byte.
bool is_stun(uint8_t first) { return first < 4; }
bool is_dtls(uint8_t first) { return first >= 20 && first < 64; }
bool is_rtp(uint8_t first) { return first >= 128 && first < 192; }
/// RFC 5761 §4: RTCP's packet types, seen as a payload type with its marker bit.
bool is_rtcp(uint8_t second) { return second >= 192 && second < 224; }

srtp_t make_srtp(std::array<uint8_t, 30>& key, srtp_ssrc_type_t direction) {
  [[maybe_unused]] static const srtp_err_status_t once = srtp_init();
  srtp_policy_t policy{};
  srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
  srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
  policy.ssrc.type = direction;
  policy.key = key.data();
  policy.window_size = 1024;
  srtp_t session = nullptr;
  srtp_create(&session, &policy);
  return session;
}

}  // namespace

Transport::Transport(Sockets& sockets, const Certificate& certificate, bool offers, Listener& listener)
    : sockets_(sockets),
      certificate_(certificate),
      listener_(listener),
      ice_(offers, [this](std::span<const uint8_t> data, const sockaddr_in& to) { send(data, to); }),
      fd_(sockets.open(*this)) {}

Transport::~Transport() { sockets_.close(fd_); }

std::string Transport::description_lines(const std::string& setup) const {
  return "a=ice-ufrag:" + ice_.ufrag() + "\r\na=ice-pwd:" + ice_.password() + "\r\na=fingerprint:sha-256 " +
         certificate_.fingerprint() + "\r\na=setup:" + setup + "\r\n";
}

std::string Transport::candidate() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
  return "candidate:1 1 udp 2130706431 127.0.0.1 " + std::to_string(ntohs(address.sin_port)) + " typ host";
}

void Transport::set_remote(const RemoteEnd& remote) {
  ice_.set_remote(remote.ufrag, remote.password);
  dtls_.emplace(certificate_, !remote.dtls_client, [this](std::span<const uint8_t> data) {
    if (ice_.selected()) send(data, *ice_.selected());
  });
}

void Transport::on_tick(int64_t now_ns) {
  ice_.tick(now_ns);
  if (ready()) {
    listener_.on_due(now_ns);
  } else if (dtls_ && ice_.selected()) {
    dtls_->tick(now_ns);
  }
}

void Transport::on_datagram(std::span<uint8_t> data, const sockaddr_in& from, int64_t arrived_ns) {
  if (data.size() < 12) return;
  if (is_stun(data[0])) {
    if (ice_.receive(data, from) && dtls_) dtls_->tick(arrived_ns);
  } else if (is_dtls(data[0]) && dtls_) {
    if (auto keys = dtls_->receive(data)) take_keys(*keys);
  } else if (is_rtp(data[0]) && ready()) {
    is_rtcp(data[1]) ? on_protected_rtcp(data) : listener_.on_rtp(data, arrived_ns);
  }
}

void Transport::take_keys(SrtpKeys keys) {
  outgoing_.reset(make_srtp(keys.own, ssrc_any_outbound));
  incoming_.reset(make_srtp(keys.other, ssrc_any_inbound));
  listener_.on_ready();
}

void Transport::on_protected_rtcp(std::span<uint8_t> data) {
  int size = static_cast<int>(data.size());
  if (srtp_unprotect_rtcp(incoming_.get(), data.data(), &size) == srtp_err_status_ok)
    listener_.on_rtcp(data.first(static_cast<size_t>(size)));
}

std::optional<std::span<uint8_t>> Transport::unprotect(std::span<uint8_t> packet) {
  int size = static_cast<int>(packet.size());
  if (srtp_unprotect(incoming_.get(), packet.data(), &size) != srtp_err_status_ok) return std::nullopt;
  return packet.first(static_cast<size_t>(size));
}

void Transport::send_rtp(uint8_t* packet, size_t size) {
  int bytes = static_cast<int>(size);
  if (srtp_protect(outgoing_.get(), packet, &bytes) == srtp_err_status_ok)
    send({packet, static_cast<size_t>(bytes)}, *ice_.selected());
}

void Transport::send_rtcp(uint8_t* packet, size_t size) {
  int bytes = static_cast<int>(size);
  if (srtp_protect_rtcp(outgoing_.get(), packet, &bytes) == srtp_err_status_ok)
    send({packet, static_cast<size_t>(bytes)}, *ice_.selected());
}

void Transport::send(std::span<const uint8_t> datagram, const sockaddr_in& to) {
  sendto(fd_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void Transport::close() {
  if (dtls_) dtls_->close();
  outgoing_.reset();
  incoming_.reset();
  dtls_.reset();
}

}  // namespace seodang::load
