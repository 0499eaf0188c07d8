#include "elements/rtp_clock.hpp"

#include <algorithm>

#include "elements/sequence.hpp"

namespace seodang::rtp {

int64_t RtpClock::time_of(uint32_t timestamp, std::optional<int64_t> arrival) {
  if (!started_) {
    started_ = true;
    first_ = highest_ = (int64_t{1} << 32) + timestamp;
    started_at_ = window_start_ = origin_ = last_ = arrival.value_or(0);
    return last_;
  }
  const int64_t ticks = extend(timestamp, highest_, 32);
  if (ticks <= highest_) return std::clamp<int64_t>(line(ticks), 0, last_);

  const int64_t elapsed = line(ticks) - line(highest_);
  highest_ = ticks;
  if (arrival) correct(*arrival - line(ticks), *arrival, elapsed);
  return last_ = std::max(last_, line(ticks));
}

int64_t RtpClock::line(int64_t ticks) const {
  const int64_t passed = ticks - first_;
  const int64_t second = 1'000'000'000;
  return origin_ + passed / rate_ * second + passed % rate_ * second / rate_;
}

void RtpClock::correct(int64_t late, int64_t arrival, int64_t elapsed) {
  if (late < -kJump || (late < 0 && arrival - started_at_ < kSettle)) {
    // The line begins anew here: a sender that leaps ahead in every packet must not run it out of 64 bits.
    first_ = highest_;
    origin_ = arrival;
    window_start_ = arrival;
    window_earliest_.reset();
    pending_ = 0;
    return;
  }
  window_earliest_ = std::min(window_earliest_.value_or(late), late);
  if (arrival - window_start_ >= kWindow) {
    const int64_t earliest = *window_earliest_;
    window_start_ = arrival;
    window_earliest_.reset();
    if (earliest > kJump) {
      origin_ += earliest;
      pending_ = 0;
      return;
    }
    pending_ = earliest;
  }
  const int64_t most = elapsed / kBend;
  const int64_t step = std::clamp(pending_, -most, most);
  origin_ += step;
  pending_ -= step;
}

}  // namespace seodang::rtp
