#pragma once

#include "protocol/types.hpp"
#include "room/rtcp_feedback.hpp"

namespace seodang::room {

/// One direction of a participant's line, judged by what is heard of it. Weak at once when it is bad, ok
/// again when it has been good for a while, so that the sign on a tile does not flicker. Pure; times are
/// milliseconds of any clock that goes on.
class Line {
 public:
  static constexpr double weak_loss = 0.05, good_loss = 0.02;  ///< before anything is repaired
  static constexpr int64_t recovery_ms = 5'000;
  static constexpr int looks = 2;  ///< in a row that must find it lossy: a burst on its way looks like loss
  /// Browsers report at least every second or so what arrives.
  static constexpr int64_t silence_ms = 10'000;

  /// RTCP came back.
  void hear(int64_t now_ms) { heard_ms_ = now_ms; }
  /// How our packets of one stream arrived, of whose numbers `holes` had no packet.
  void hear(int64_t now_ms, const ReportBlock& report, int64_t holes) { meter_.add(now_ms, report, holes); }
  /// Towards us: totals that go on growing.
  void count(int64_t now_ms, int64_t came, int64_t missed);
  /// A few times a second. `sending`: packets are on their way, so that something must be heard.
  /// `narrow`: less is sent than is wished for.
  void judge(int64_t now_ms, bool sending, bool narrow);

  Connection quality() const { return quality_; }
  /// 0…1, within the last second.
  double loss(int64_t now_ms) { return meter_.fraction(now_ms, 1'000); }

 private:
  LossMeter meter_;
  Connection quality_ = Connection::ok;
  int64_t came_ = 0, missed_ = 0;
  int64_t heard_ms_ = -1;  ///< or began to send
  int64_t bad_ms_ = 0;
  int lossy_looks_ = 0;
};

}  // namespace seodang::room
