#pragma once

#include <cstdint>

namespace seodang::room {

/// What a viewer's line carries, learnt from what comes back: how many bits/s of pictures may be sent. Sound
/// is not counted: it is never sacrificed. Pure; times are milliseconds of any clock that goes on.
///
/// A browser's estimate (REMB) tells when there is too much, but hardly when there is room: it stays
/// below 1.5 times what arrives (libwebrtc, aimd_rate_control.cc), and we send no probes. So more is sent on
/// trial, one step at a time: what goes through for `trial_ms` may stay; what does not is taken back, and the
/// next trial waits twice as long, so that a line at its limit comes to rest.
class Downlink {
 public:
  static constexpr int64_t start_bitrate = 600'000;  ///< some small pictures
  static constexpr int64_t trial_ms = 2'000;
  static constexpr int64_t settle_ms = 2'000;  ///< after a step back, until its effect is seen
  static constexpr int64_t proof_ms = 10'000;  ///< what fails within this after a raise has failed by it
  static constexpr int64_t first_wait_ms = 5'000, longest_wait_ms = 80'000;
  static constexpr int64_t overuse_ms = 400;     ///< too much for so long is too much
  static constexpr int64_t estimate_ms = 3'000;  ///< an estimate is believed for so long
  static constexpr double much_loss = 0.12;      ///< more is not the air's doing, but ours

  /// The viewer's estimate for all pictures, bits/s.
  void on_estimate(int64_t now_ms, int64_t bitrate);
  /// The part of the packets that got lost on the way to the viewer, 0…1.
  void on_loss(double fraction) { loss_ = fraction; }

  /// About five times a second. `sent`: bits/s of pictures now. `next`: what one step more would cost in all;
  /// 0: nothing more is wished for.
  void update(int64_t now_ms, int64_t sent, int64_t next);

  int64_t budget() const { return budget_; }
  /// Less is sent than is wished for, because more did not go through.
  bool narrow() const { return narrow_; }

 private:
  bool overused(int64_t now_ms, int64_t sent);
  void step_back(int64_t now_ms, int64_t sent);
  void raise(int64_t now_ms, int64_t sent, int64_t next);
  void prove(int64_t now_ms);
  bool believed(int64_t now_ms) const { return estimate_ > 0 && now_ms - estimated_at_ <= estimate_ms; }

  int64_t budget_ = start_bitrate;
  int64_t estimate_ = 0, estimated_at_ = 0;
  double loss_ = 0;
  int64_t over_since_ = -1;
  int64_t raised_at_ = 0, settled_at_ = 0;
  int64_t wait_ms_ = first_wait_ms, next_trial_at_ = 0;
  bool unproved_ = false;  ///< the last raise may still turn out to have been too much
  bool stepped_back_ = false, narrow_ = false;
};

}  // namespace seodang::room
