// The RTCP that a bot speaks (RFC 3550 §6) and understands (RFC 4585, RFC 5104).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace seodang::load {

inline constexpr int64_t report_every_ns = 1'000'000'000;

/// NTP time, 32.32 bits, of a CLOCK_REALTIME time.
uint64_t ntp_of(int64_t realtime_ns);

struct SenderState {
  uint32_t ssrc = 0, timestamp = 0, packets = 0, bytes = 0;
};
struct ReceptionState {
  uint32_t ssrc = 0, highest = 0, lost = 0;
  uint8_t fraction = 0;
  uint32_t last_report = 0;  ///< the middle of the NTP time in the last sender report
  uint32_t delay = 0;        ///< since then, in 1/65536 s
};

/// SR and SDES. Bytes written.
size_t write_sender_report(uint8_t* at, const SenderState& state, int64_t realtime_ns,
                           const std::string& cname);
/// RR of at most 31 blocks, and SDES.
size_t write_receiver_report(uint8_t* at, uint32_t own_ssrc, const std::vector<ReceptionState>& blocks,
                             const std::string& cname);

/// What comes in a compound packet, by kind; each may be empty.
struct RtcpReader {
  std::function<void(uint32_t ssrc)> keyframe_request;  ///< PLI or FIR
  std::function<void(uint32_t ssrc, int packets)> nack;
  std::function<void(uint32_t ssrc, uint64_t ntp)> sender_report;

  void read(std::span<const uint8_t> compound) const;

 private:
  void read_one(int type, int count, std::span<const uint8_t> packet) const;
};

}  // namespace seodang::load
