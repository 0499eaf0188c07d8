#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace seodang::room {

/// What a viewer's line carries, learnt from what comes back: how many bits/s of pictures may be sent. Sound
/// is not counted: it is never sacrificed. Pure; times are milliseconds of any clock that goes on.
///
/// A browser's estimate (REMB) tells when there is too much, but hardly when there is room: it stays
/// below 1.5 times what arrives (libwebrtc, aimd_rate_control.cc), and we send no probes. So more is sent on
/// trial, one step at a time: what goes through for `trial_ms` may stay; what does not is taken back to what
/// went through before, and the next trial waits twice as long, so that a line at its limit comes to rest.
class Downlink {
 public:
  static constexpr int64_t start_bitrate = 600'000;  ///< some small pictures
  static constexpr int64_t first_look_ms = 1'000;    ///< before the first trial
  static constexpr int64_t trial_ms = 2'500;
  static constexpr int64_t settle_ms = 2'000;  ///< after a step back, until its effect is seen
  static constexpr int64_t proof_ms = 8'000;   ///< what fails within this after a raise has failed by it
  static constexpr int64_t first_wait_ms = 10'000, longest_wait_ms = 80'000;
  static constexpr int64_t lossy_ms = 400;  ///< much loss for so long is too much
  /// So is an estimate that stays low for so long: a browser short of time makes a low one now and then.
  static constexpr int64_t overuse_ms = 2'000;
  static constexpr int64_t feedback_ms = 3'000;  ///< what the viewer says is believed for so long
  /// More lost packets than bad air loses; more than a line whose estimate has fallen may lose; so many that
  /// nothing else need be known.
  static constexpr double much_loss = 0.25, some_loss = 0.1, heavy_loss = 0.4;

  /// The viewer's estimate for all pictures, bits/s.
  void on_estimate(int64_t now_ms, int64_t bitrate);
  /// The viewer reported: the part of the packets that got lost within the last second, 0…1.
  void on_loss(int64_t now_ms, double fraction);

  /// What a viewer is sent, and could be, bits/s of pictures.
  struct Load {
    int64_t sent = 0;
    int64_t planned = 0;  ///< what the tracks that are planned for need
    int64_t least = 0;    ///< everything wished for in its smallest layer
    int64_t next = 0;     ///< one step more than what is planned; 0: nothing more is wished for
  };
  /// About five times a second.
  void update(int64_t now_ms, const Load& load);

  int64_t budget() const { return budget_; }
  /// Less is sent than is wished for, because more did not go through.
  bool narrow() const { return narrow_; }

 private:
  bool overused(int64_t now_ms);
  bool lossy() const;
  double tolerated_loss() const;
  void step_back(int64_t now_ms, const Load& load);
  void raise(int64_t now_ms, const Load& load);
  void prove(int64_t now_ms);
  bool believed(int64_t now_ms) const { return estimate_ > 0 && now_ms - estimated_at_ <= feedback_ms; }
  /// The viewer has said something since the last raise took effect, and nothing of what it says is a
  /// complaint.
  bool content(int64_t now_ms) const;

  int64_t budget_ = start_bitrate;
  std::array<int64_t, 6> sent_{};  ///< of the last updates: an estimate is some time behind what is sent
  size_t updates_ = 0;
  int64_t estimate_ = 0, estimated_at_ = 0;
  bool fell_ = false;  ///< the estimate, and has not come up to what is sent since
  double loss_ = 0, loss_before_raise_ = 0;
  int64_t reported_at_ = 0;
  int64_t lossy_since_ = -1, over_since_ = -1;
  int64_t raised_at_ = 0, settled_at_ = 0;
  int64_t wait_ms_ = first_wait_ms, next_trial_at_ = -1;
  int64_t before_raise_ = 0;  ///< bits/s that went through
  bool unproved_ = false;     ///< the last raise may still turn out to have been too much
  bool stepped_back_ = false, narrow_ = false;
};

}  // namespace seodang::room
