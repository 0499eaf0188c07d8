#include "room/rtcp_feedback.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint8_t sender_report = 200, receiver_report = 201, payload_feedback = 206;
constexpr uint8_t application_layer = 15;  ///< FMT of payload-specific feedback, RFC 4585 §6.4
constexpr size_t header_size = 8, sender_info_size = 20, block_size = 24;

uint32_t word(Bytes bytes, size_t at) {
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

void read_blocks(Bytes packet, size_t at, RtcpFeedback& feedback) {
  size_t count = packet[0] & 0x1f;
  for (; count > 0 && at + block_size <= packet.size() && feedback.reports.size() < max_reports; count--) {
    // 24 bits, signed.
    auto lost = static_cast<int32_t>(word(packet, at + 4) << 8) >> 8;
    feedback.reports.push_back({word(packet, at), lost, word(packet, at + 8)});
    at += block_size;
  }
}

/// "REMB", number of SSRCs, 6 bits exponent, 18 bits mantissa.
std::optional<int64_t> read_estimate(Bytes packet) {
  if ((packet[0] & 0x1f) != application_layer || packet.size() < 20) return std::nullopt;
  if (word(packet, 12) != 0x52454d42) return std::nullopt;
  unsigned exponent = packet[17] >> 2;
  int64_t mantissa = word(packet, 16) & 0x3ffff;
  return exponent > 44 ? INT64_MAX : mantissa << exponent;
}

}  // namespace

RtcpFeedback read_rtcp(Bytes compound) {
  RtcpFeedback feedback;
  while (compound.size() >= header_size && compound[0] >> 6 == 2) {
    size_t size = 4 * (size_t{compound[2]} << 8 | compound[3]) + 4;
    if (size < header_size || size > compound.size()) break;
    Bytes packet = compound.first(size);
    switch (packet[1]) {
      case sender_report: read_blocks(packet, header_size + sender_info_size, feedback); break;
      case receiver_report: read_blocks(packet, header_size, feedback); break;
      case payload_feedback:
        if (auto estimate = read_estimate(packet)) feedback.estimate = estimate;
        break;
      default: break;
    }
    compound = compound.subspan(size);
  }
  return feedback;
}

void LossMeter::add(int64_t now_ms, const ReportBlock& report, int64_t holes) {
  constexpr size_t most_streams = 64;
  Totals now{int64_t{report.highest} - holes, report.lost - holes, report.highest};
  auto [known, fresh] = last_.try_emplace(report.ssrc, now);
  if (fresh && last_.size() > most_streams) return void(last_.erase(known));
  const Totals& then = known->second;
  // A browser that began anew counts from the beginning. A hole that it has not come to yet makes an interval
  // negative, and the next one as much longer.
  if (!fresh && report.highest >= then.highest)
    add(now_ms, now.expected - then.expected, now.lost - then.lost);
  known->second = now;
}

void LossMeter::add(int64_t now_ms, int64_t expected, int64_t lost) {
  // What was on its way at a report is missing in one interval and too many in the next: signs are kept.
  intervals_.push_back({now_ms, expected, lost});
}

double LossMeter::fraction(int64_t now_ms, int64_t within_ms) {
  while (!intervals_.empty() && now_ms - intervals_.front().at_ms > window_ms) intervals_.pop_front();
  int64_t expected = 0, lost = 0;
  for (const Interval& interval : intervals_) {
    if (now_ms - interval.at_ms > within_ms) continue;
    expected += interval.expected;
    lost += interval.lost;
  }
  if (expected < enough || lost <= 0) return 0;
  return std::min(1.0, static_cast<double>(lost) / static_cast<double>(expected));
}

}  // namespace seodang::room
