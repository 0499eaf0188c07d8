#include "load/dtls.hpp"

#include <glib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace seodang::load {

namespace {

constexpr int64_t step_every_ns = 50'000'000;
constexpr unsigned datagram_bytes = 1200;
constexpr size_t key_bytes = 16, salt_bytes = 14;

/// An ECDSA key on P-256 and its certificate for a year.
void make_pair(gnutls_x509_privkey_t key, gnutls_x509_crt_t certificate) {
  gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
  const time_t now = time(nullptr);
  const uint8_t serial = 1;
  gnutls_x509_crt_set_version(certificate, 3);
  gnutls_x509_crt_set_serial(certificate, &serial, 1);
  gnutls_x509_crt_set_activation_time(certificate, now - 86400);
  gnutls_x509_crt_set_expiration_time(certificate, now + 365 * 86400);
  gnutls_x509_crt_set_dn(certificate, "CN=seodang-load", nullptr);
  gnutls_x509_crt_set_key(certificate, key);
  gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
}

std::string fingerprint_of(gnutls_x509_crt_t certificate) {
  std::array<uint8_t, 32> digest{};
  size_t size = digest.size();
  gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, digest.data(), &size);
  std::string text;
  for (const uint8_t byte : digest) {
    char hex[4];
    g_snprintf(hex, sizeof hex, "%02X:", byte);
    text += hex;
  }
  text.pop_back();
  return text;
}

}  // namespace

Certificate::Certificate() {
  gnutls_x509_privkey_t key = nullptr;
  gnutls_x509_crt_t certificate = nullptr;
  gnutls_x509_privkey_init(&key);
  gnutls_x509_crt_init(&certificate);
  make_pair(key, certificate);
  fingerprint_ = fingerprint_of(certificate);
  gnutls_certificate_allocate_credentials(&credentials_);
  gnutls_certificate_set_x509_key(credentials_, &certificate, 1, key);
  gnutls_x509_crt_deinit(certificate);
  gnutls_x509_privkey_deinit(key);
}

Certificate::~Certificate() { gnutls_certificate_free_credentials(credentials_); }

Dtls::Dtls(const Certificate& certificate, bool client, Send send) : client_(client), send_(std::move(send)) {
  gnutls_init(&session_, (client ? GNUTLS_CLIENT : GNUTLS_SERVER) | GNUTLS_DATAGRAM | GNUTLS_NONBLOCK);
  gnutls_priority_set_direct(session_, "NORMAL:-VERS-ALL:+VERS-DTLS1.2", nullptr);
  gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, certificate.credentials());
  if (!client) gnutls_certificate_server_set_request(session_, GNUTLS_CERT_REQUIRE);
  gnutls_srtp_set_profile(session_, GNUTLS_SRTP_AES128_CM_HMAC_SHA1_80);
  gnutls_dtls_set_mtu(session_, datagram_bytes);
  gnutls_transport_set_ptr(session_, this);
  gnutls_transport_set_push_function(session_, push);
  gnutls_transport_set_pull_function(session_, pull);
  gnutls_transport_set_pull_timeout_function(session_, wait);
}

Dtls::~Dtls() { gnutls_deinit(session_); }

ssize_t Dtls::push(gnutls_transport_ptr_t self, const void* data, size_t size) {
  static_cast<Dtls*>(self)->send_({static_cast<const uint8_t*>(data), size});
  return static_cast<ssize_t>(size);
}

ssize_t Dtls::pull(gnutls_transport_ptr_t data, void* to, size_t size) {
  auto* self = static_cast<Dtls*>(data);
  if (self->received_.empty()) {
    gnutls_transport_set_errno(self->session_, EAGAIN);
    return -1;
  }
  const std::vector<uint8_t> record = std::move(self->received_.front());
  self->received_.pop_front();
  size = std::min(size, record.size());
  memcpy(to, record.data(), size);
  return static_cast<ssize_t>(size);
}

int Dtls::wait(gnutls_transport_ptr_t self, unsigned) { return !static_cast<Dtls*>(self)->received_.empty(); }

/// True: the handshake has just been done.
bool Dtls::shake() {
  if (done_) return false;
  int result = 0;
  do {
    result = gnutls_handshake(session_);
  } while (result == GNUTLS_E_INTERRUPTED || (result == GNUTLS_E_AGAIN && !received_.empty()));
  if (result < 0 && gnutls_error_is_fatal(result)) g_warning("DTLS: %s", gnutls_strerror(result));
  done_ = result == GNUTLS_E_SUCCESS;
  return done_;
}

std::optional<SrtpKeys> Dtls::receive(std::span<const uint8_t> datagram) {
  received_.emplace_back(datagram.begin(), datagram.end());
  if (done_) {
    received_.clear();  // an alert: whoever is left hears of it by signalling
    return std::nullopt;
  }
  if (!shake()) return std::nullopt;
  return keys();
}

void Dtls::tick(int64_t now_ns) {
  if (done_ || now_ns < next_ns_) return;
  next_ns_ = now_ns + step_every_ns;
  if (client_ || !received_.empty()) shake();
}

void Dtls::close() {
  if (done_) gnutls_bye(session_, GNUTLS_SHUT_WR);
}

SrtpKeys Dtls::keys() const {
  std::array<uint8_t, 2 * (key_bytes + salt_bytes)> material{};
  gnutls_datum_t client_key{}, client_salt{}, server_key{}, server_salt{};
  gnutls_srtp_get_keys(session_, material.data(), material.size(), &client_key, &client_salt, &server_key,
                       &server_salt);
  SrtpKeys keys{};
  auto join = [](std::array<uint8_t, 30>& to, const gnutls_datum_t& key, const gnutls_datum_t& salt) {
    if (key.size != key_bytes || salt.size != salt_bytes) return;
    memcpy(to.data(), key.data, key_bytes);
    memcpy(to.data() + key_bytes, salt.data, salt_bytes);
  };
  join(client_ ? keys.own : keys.other, client_key, client_salt);
  join(client_ ? keys.other : keys.own, server_key, server_salt);
  return keys;
}

}  // namespace seodang::load
