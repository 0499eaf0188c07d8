#include "elements/audio_level.hpp"

#include <cmath>

namespace seodang::rtp {

void AudioLevel::feed(uint8_t level, int64_t now) {
  if (fed_ && now - last_ > kStopped) level_ = kSilence;
  level_ += (level - level_) * (level < level_ ? kAttack : kRelease);
  last_ = now;
  fed_ = true;
}

uint8_t AudioLevel::read(int64_t now) const {
  if (!fed_ || now - last_ > kStopped) return kSilence;
  return static_cast<uint8_t>(std::lround(level_));
}

}  // namespace seodang::rtp
