#include "room/downlink.hpp"

#include <algorithm>
#include <utility>

namespace seodang::room {

namespace {
/// Less is no burden to any line, and estimates of a trickle mean nothing.
constexpr int64_t trickle = 50'000;
constexpr double trial_step = 1.5;
/// An estimate this far below what is sent says that it is too much; it wavers by some per cent anyway.
constexpr double overuse_part = 0.9;
/// After loss: so much of what came through.
constexpr double careful_part = 0.85;
}  // namespace

void Downlink::on_estimate(int64_t now_ms, int64_t bitrate) {
  estimate_ = bitrate;
  estimated_at_ = now_ms;
}

void Downlink::update(int64_t now_ms, int64_t sent, int64_t next) {
  if (overused(now_ms, sent)) {
    step_back(now_ms, sent);
  } else if (now_ms >= settled_at_) {
    prove(now_ms);
    budget_ = std::max(budget_, sent);  // what goes through without complaint is allowed
    if (next > budget_ && now_ms >= next_trial_at_) raise(now_ms, sent, next);
  }
  narrow_ = stepped_back_ && next > budget_;
}

bool Downlink::overused(int64_t now_ms, int64_t sent) {
  bool too_much = believed(now_ms) && sent > trickle &&
                  static_cast<double>(estimate_) < overuse_part * static_cast<double>(sent);
  if (now_ms < settled_at_ || (!too_much && loss_ < much_loss)) {
    over_since_ = -1;
    return false;
  }
  if (over_since_ < 0) over_since_ = now_ms;
  return now_ms - over_since_ >= overuse_ms;
}

void Downlink::step_back(int64_t now_ms, int64_t sent) {
  budget_ = static_cast<int64_t>(careful_part * (1 - loss_) * static_cast<double>(sent));
  if (believed(now_ms)) budget_ = std::min(budget_, estimate_);
  budget_ = std::max(budget_, trickle);
  if (std::exchange(unproved_, false)) wait_ms_ = std::min(2 * wait_ms_, longest_wait_ms);
  next_trial_at_ = now_ms + wait_ms_;
  settled_at_ = now_ms + settle_ms;
  over_since_ = -1;
  stepped_back_ = true;
}

/// As far as the viewer says it has room, but at least one step.
void Downlink::raise(int64_t now_ms, int64_t sent, int64_t next) {
  budget_ = std::max(next, static_cast<int64_t>(trial_step * static_cast<double>(sent)));
  if (believed(now_ms)) budget_ = std::max(budget_, estimate_);
  raised_at_ = now_ms;
  next_trial_at_ = now_ms + trial_ms;
  unproved_ = true;
}

void Downlink::prove(int64_t now_ms) {
  if (!unproved_ || now_ms - raised_at_ < proof_ms) return;
  unproved_ = stepped_back_ = false;
  wait_ms_ = first_wait_ms;
}

}  // namespace seodang::room
