#include "elements/sequence.hpp"

namespace seodang::rtp {

bool SeenWindow::insert(int64_t number) {
  if (!highest_ || number > *highest_) {
    slide(highest_ ? number - *highest_ : kSize);
    highest_ = number;
    seen_[0] |= 1;
    return true;
  }
  const int64_t age = *highest_ - number;
  if (age >= kSize) return false;
  uint64_t& word = seen_[static_cast<size_t>(age / 64)];
  const uint64_t bit = uint64_t{1} << (age % 64);
  if (word & bit) return false;
  word |= bit;
  return true;
}

void SeenWindow::slide(int64_t steps) {
  if (steps >= kSize) {
    seen_ = {};
  } else if (steps >= 64) {
    seen_ = {0, seen_[0] << (steps - 64)};
  } else {
    seen_ = {seen_[0] << steps, (seen_[1] << steps) | (seen_[0] >> (64 - steps))};
  }
}

int64_t SequenceReader::read(uint16_t seqnum) {
  // One cycle up at the start, so that nothing that came before the first packet is negative.
  if (!highest_) return *(highest_ = 0x10000 + int64_t{seqnum});
  const int64_t number = extend(seqnum, *highest_, 16);
  if (number > *highest_ - SeenWindow::kSize) {
    late_in_sequence_ = 0;
    if (number > *highest_) highest_ = number;
    return number;
  }
  const bool follows = seqnum == static_cast<uint16_t>(last_late_ + 1);
  late_in_sequence_ = late_in_sequence_ > 0 && follows ? late_in_sequence_ + 1 : 1;
  last_late_ = seqnum;
  if (late_in_sequence_ < kRestartAfter) return number;
  late_in_sequence_ = 0;
  return *(highest_ = number + 0x10000);
}

}  // namespace seodang::rtp
