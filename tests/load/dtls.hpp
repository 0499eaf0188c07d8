// DTLS-SRTP (RFC 5764) on GnuTLS: another implementation than the room's, in one thread, over datagrams
// handed in.
#pragma once

#include <gnutls/dtls.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seodang::load {

/// A key and a self-signed certificate, made once for all bots.
class Certificate {
 public:
  Certificate();
  ~Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  /// SHA-256, as in a=fingerprint.
  const std::string& fingerprint() const { return fingerprint_; }
  gnutls_certificate_credentials_t credentials() const { return credentials_; }

 private:
  gnutls_certificate_credentials_t credentials_ = nullptr;
  std::string fingerprint_;
};

/// Master key and salt of each direction (AES-128, 80-bit HMAC-SHA1).
struct SrtpKeys {
  std::array<uint8_t, 30> own, other;
};

/// Main thread.
class Dtls {
 public:
  using Send = std::function<void(std::span<const uint8_t> datagram)>;

  /// `certificate` must outlive it. A client sends the first flight with the first tick.
  Dtls(const Certificate& certificate, bool client, Send send);
  ~Dtls();
  Dtls(const Dtls&) = delete;
  Dtls& operator=(const Dtls&) = delete;

  /// A DTLS record came. The keys, once, when the handshake is done.
  std::optional<SrtpKeys> receive(std::span<const uint8_t> datagram);
  /// Repeats what was lost; begins.
  void tick(int64_t now_ns);
  /// Goodbye (close_notify), as a browser's close().
  void close();

 private:
  static ssize_t push(gnutls_transport_ptr_t self, const void* data, size_t size);
  static ssize_t pull(gnutls_transport_ptr_t self, void* data, size_t size);
  static int wait(gnutls_transport_ptr_t self, unsigned milliseconds);
  bool shake();
  SrtpKeys keys() const;

  // Passed in.
  bool client_;
  Send send_;
  // Owned.
  gnutls_session_t session_ = nullptr;
  std::deque<std::vector<uint8_t>> received_;
  bool done_ = false;
  int64_t next_ns_ = 0;
};

}  // namespace seodang::load
