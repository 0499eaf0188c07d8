#include "load/stream_count.hpp"

namespace seodang::load {

void StreamCount::take(uint16_t sequence) {
  if (!started_) {
    started_ = true;
    highest_ = first_ = sequence;
    seen_ = 1;
    received_ = 1;
    return;
  }
  const int64_t steps = static_cast<int16_t>(sequence - static_cast<uint16_t>(highest_));
  steps > 0 ? advance(steps) : take_late(-steps);
}

void StreamCount::advance(int64_t steps) {
  highest_ += steps;
  seen_ = steps < window ? seen_ << steps | 1 : 1;
  received_++;
}

void StreamCount::take_late(int64_t steps) {
  const uint64_t bit = steps < window ? uint64_t{1} << steps : 0;
  if (bit == 0 || seen_ & bit) {
    duplicates_++;
    return;
  }
  seen_ |= bit;
  if (highest_ - steps < first_) return;
  received_++;
  reordered_++;
}

void StreamCount::restart() {
  first_ = highest_ + 1;
  received_ = duplicates_ = reordered_ = 0;
}

uint64_t StreamCount::lost() const {
  return started_ ? static_cast<uint64_t>(highest_ - first_ + 1) - received_ : 0;
}

}  // namespace seodang::load
