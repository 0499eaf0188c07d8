#pragma once

// What a browser tells in RTCP of the line between us: report blocks (RFC 3550 §6.4) and REMB
// (draft-alvestrand-rmcat-remb). Bytes in, numbers out. Pure; any thread.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace seodang::room {

/// How one of our streams arrived.
struct ReportBlock {
  uint32_t ssrc = 0;
  int32_t lost = 0;      ///< packets, from the beginning; repeated ones count against it
  uint32_t highest = 0;  ///< extended sequence number
};

struct RtcpFeedback {
  std::vector<ReportBlock> reports;
  std::optional<int64_t> estimate;  ///< bits/s for all that is sent (REMB)
};

/// Reads a compound packet as far as it is well-formed; the rest is ignored. At most `max_reports` blocks.
RtcpFeedback read_rtcp(std::span<const uint8_t> compound);
inline constexpr size_t max_reports = 256;

/// The loss of all streams of one line within the last `window_ms`.
class LossMeter {
 public:
  static constexpr int64_t window_ms = 3'000;
  static constexpr int64_t enough = 20;  ///< packets; fewer say nothing

  /// `holes`: numbers of this stream that had no packet until now. What the publisher's line has lost before
  /// us is no loss of this one.
  void add(int64_t now_ms, const ReportBlock& report, int64_t holes);
  /// Counters that go on growing, where there are no reports.
  void add(int64_t now_ms, int64_t expected, int64_t lost);
  /// 0…1; of the last `within_ms`, at most the window.
  double fraction(int64_t now_ms, int64_t within_ms = window_ms);

 private:
  struct Interval {
    int64_t at_ms, expected, lost;
  };
  struct Totals {
    int64_t expected = 0, lost = 0;
    uint32_t highest = 0;
  };
  std::map<uint32_t, Totals> last_;
  std::deque<Interval> intervals_;
};

}  // namespace seodang::room
