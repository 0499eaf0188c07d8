#include "elements/sequence.hpp"

namespace seodang::rtp {

bool SeenWindow::insert(int64_t number) {
  if (number < 0) return false;
  if (!highest_ || number > *highest_) advance(number);
  if (*highest_ - number >= kSize || word(number) & bit(number)) return false;
  word(number) |= bit(number);
  return true;
}

/// Moves the window's end to `number`; what it takes in has not been seen.
void SeenWindow::advance(int64_t number) {
  if (!highest_ || number - *highest_ >= kSize) {
    seen_ = {};
  } else {
    for (int64_t next = *highest_ + 1; next <= number; ++next) word(next) &= ~bit(next);
  }
  highest_ = number;
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
