#include "room/downlink.hpp"

#include <algorithm>
#include <utility>

namespace seodang::room {

namespace {
/// Less is no burden to any line, and estimates of a trickle mean nothing.
constexpr int64_t trickle = 50'000;
constexpr double trial_step = 1.5;
/// An estimate this far below what has been sent for a while says that it is too much: a browser takes 0.85
/// of what arrives when it sees a queue grow, and then 8 % more a second.
constexpr double overuse_part = 0.9;
/// One that falls says that something is wrong; one that is low only that it has not grown yet: it does so by
/// 8 % a second, however much arrives.
constexpr double fallen_part = 0.97;
/// After loss: so much of what came through.
constexpr double careful_part = 0.85;

int64_t part(double fraction, int64_t bitrate) {
  return static_cast<int64_t>(fraction * static_cast<double>(bitrate));
}
}  // namespace

void Downlink::on_estimate(int64_t now_ms, int64_t bitrate) {
  if (bitrate < part(fallen_part, estimate_)) fell_ = true;
  estimate_ = bitrate;
  estimated_at_ = now_ms;
}

void Downlink::on_loss(int64_t now_ms, double fraction) {
  loss_ = fraction;
  reported_at_ = now_ms;
  if (now_ms < settled_at_ || fraction < tolerated_loss())
    lossy_since_ = -1;
  else if (lossy_since_ < 0)
    lossy_since_ = now_ms;
}

void Downlink::update(int64_t now_ms, const Load& load) {
  sent_[updates_++ % sent_.size()] = load.sent;
  if (next_trial_at_ < 0 && load.sent > 0) next_trial_at_ = now_ms + first_look_ms;
  if (overused(now_ms)) {
    step_back(now_ms, load);
  } else if (now_ms >= settled_at_) {
    prove(now_ms);
    budget_ = std::max(budget_, load.planned);  // what grows without complaint is not taken away
    bool may_try = next_trial_at_ >= 0 && now_ms >= next_trial_at_ && content(now_ms);
    if (load.next > budget_ && may_try) raise(now_ms, load);
  }
  narrow_ = stepped_back_ && load.next > budget_;
}

bool Downlink::content(int64_t now_ms) const {
  bool fresh = now_ms - reported_at_ <= feedback_ms && reported_at_ > raised_at_ + trial_ms / 2;
  return fresh && lossy_since_ < 0 && over_since_ < 0;
}

bool Downlink::overused(int64_t now_ms) {
  if (now_ms < settled_at_) return false;
  if (lossy()) return true;
  int64_t sent = *std::min_element(sent_.begin(), sent_.end());
  if (estimate_ >= part(overuse_part, sent)) fell_ = false;
  if (!fell_ || !believed(now_ms) || sent <= trickle) {
    over_since_ = -1;
    return false;
  }
  if (over_since_ < 0) over_since_ = now_ms;
  return now_ms - over_since_ >= overuse_ms;
}

/// What a raise brought with it was its doing; what was there before may be the air's.
double Downlink::tolerated_loss() const {
  if (fell_) return some_loss;
  return unproved_ ? std::min(much_loss, loss_before_raise_ + some_loss) : much_loss;
}

bool Downlink::lossy() const {
  return lossy_since_ >= 0 && (loss_ >= heavy_loss || reported_at_ - lossy_since_ >= lossy_ms);
}

void Downlink::step_back(int64_t now_ms, const Load& load) {
  budget_ = part(careful_part * (1 - loss_), load.sent);
  if (believed(now_ms)) budget_ = std::min(budget_, estimate_);
  if (std::exchange(unproved_, false)) {
    budget_ = before_raise_;
    wait_ms_ = std::min(2 * wait_ms_, longest_wait_ms);
  }
  // Everybody small may stay until packets are lost.
  budget_ = std::max(budget_, lossy() ? trickle : load.least);
  next_trial_at_ = now_ms + wait_ms_;
  settled_at_ = now_ms + settle_ms;
  over_since_ = lossy_since_ = -1;
  stepped_back_ = true;
}

/// As far as the viewer says it has room, but at least one step.
void Downlink::raise(int64_t now_ms, const Load& load) {
  before_raise_ = std::max(load.sent, load.least);
  loss_before_raise_ = loss_;
  budget_ = std::max(load.next, part(trial_step, load.sent));
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
