// A bot's end of one peer connection: a socket, ICE, DTLS-SRTP.
#pragma once

#include <srtp2/srtp.h>

#include <memory>
#include <optional>
#include <string>

#include "load/dtls.hpp"
#include "load/ice.hpp"
#include "load/sockets.hpp"

namespace seodang::load {

/// What the other side's description says about the way to it.
struct RemoteEnd {
  std::string ufrag, password;
  bool dtls_client = false;  ///< a=setup:active
};

/// Main thread.
class Transport : private Sockets::Owner {
 public:
  class Listener {
   public:
    /// Media may flow.
    virtual void on_ready() = 0;
    /// One SRTP packet as it came, its header clear. `data` has room to be opened in.
    virtual void on_rtp(std::span<uint8_t> data, int64_t arrived_ns) = 0;
    /// One compound RTCP packet, opened.
    virtual void on_rtcp(std::span<const uint8_t> data) = 0;
    /// Every millisecond, once it is ready.
    virtual void on_due(int64_t now_ns) = 0;

   protected:
    ~Listener() = default;
  };

  /// `offers`: this side makes the offer.
  Transport(Sockets& sockets, const Certificate& certificate, bool offers, Listener& listener);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// The lines of a description that are about this end; `setup`: actpass, active.
  std::string description_lines(const std::string& setup) const;
  /// Its only candidate.
  std::string candidate() const;
  void set_remote(const RemoteEnd& remote);
  void add_candidate(const std::string& candidate) { ice_.add_candidate(candidate); }
  bool ready() const { return outgoing_ != nullptr; }

  /// Encrypts in place and sends; behind the packet there must be room for a tag of 16 bytes.
  void send_rtp(uint8_t* packet, size_t size);
  void send_rtcp(uint8_t* packet, size_t size);
  /// Decrypts in place: the packet without its tag, or nothing if it is not authentic.
  std::optional<std::span<uint8_t>> unprotect(std::span<uint8_t> packet);
  /// Says goodbye and is silent from then on.
  void close();

 private:
  struct SrtpTraits {
    void operator()(srtp_t session) const { srtp_dealloc(session); }
  };
  using Srtp = std::unique_ptr<std::remove_pointer_t<srtp_t>, SrtpTraits>;

  void on_datagram(std::span<uint8_t> data, const sockaddr_in& from, int64_t arrived_ns) override;
  void on_tick(int64_t now_ns) override;
  void send(std::span<const uint8_t> datagram, const sockaddr_in& to);
  void take_keys(SrtpKeys keys);
  void on_protected_rtcp(std::span<uint8_t> data);

  // Passed in.
  Sockets& sockets_;
  const Certificate& certificate_;
  Listener& listener_;
  // Owned.
  Ice ice_;
  std::optional<Dtls> dtls_;
  Srtp outgoing_, incoming_;
  int fd_ = -1;
};

}  // namespace seodang::load
