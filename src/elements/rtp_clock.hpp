#pragma once

// From RTP timestamps to stream time. Packets arrive with jitter; their RTP timestamps do not have it. So
// time is a straight line over RTP time, laid under the earliest arrivals, and it bends only slowly when the
// sender's clock and ours drift apart. The same timestamp gives the same time whenever it comes, a
// retransmission's too, and a later timestamp never gives an earlier time. All times in ns.

#include <cstdint>
#include <optional>

namespace seodang::rtp {

class RtpClock {
 public:
  /// rate: RTP ticks per second, > 0.
  explicit RtpClock(uint32_t rate) : rate_(rate) {}

  /// The time of `timestamp`, in a packet that arrived at `arrival` (nothing: not known).
  int64_t time_of(uint32_t timestamp, std::optional<int64_t> arrival);

 private:
  /// Bend by at most 1/500: 2 ms per second.
  static constexpr int64_t kBend = 500;
  /// The earliest arrival of this long tells how far the line lies under the arrivals.
  static constexpr int64_t kWindow = 2'000'000'000;
  /// Arrivals that early, or all that late: the sender's clock was set; follow at once.
  static constexpr int64_t kJump = 500'000'000;
  /// During its first second the line follows every earlier arrival at once.
  static constexpr int64_t kSettle = 1'000'000'000;

  int64_t line(int64_t ticks) const;
  void correct(int64_t late, int64_t arrival, int64_t elapsed);

  uint32_t rate_;
  bool started_ = false;
  int64_t first_ = 0;
  int64_t highest_ = 0;
  /// Time of the first timestamp, corrected since.
  int64_t origin_ = 0;
  /// What was said for the highest timestamp.
  int64_t last_ = 0;
  int64_t started_at_ = 0;
  int64_t window_start_ = 0;
  std::optional<int64_t> window_earliest_;
  /// Still to be added to origin_, little by little.
  int64_t pending_ = 0;
};

}  // namespace seodang::rtp
