#include "load/clip.hpp"

#include <algorithm>
#include <cstring>

namespace seodang::load {

namespace {
constexpr int keyframe_weight = 8;
constexpr size_t least_frame = 64;  // bytes: room for the header and the trailer
}  // namespace

Clip::Clip(int bits_per_second, int phase)
    : ordinary_(static_cast<size_t>(bits_per_second / 8 * (keyframe_every / frames_per_second) /
                                    (keyframe_every - 1 + keyframe_weight))),
      at_(phase % keyframe_every) {}

Clip::Frame Clip::next() {
  const bool key = at_ == 0;
  at_ = (at_ + 1) % keyframe_every;
  variation_ = variation_ * 1664525 + 1013904223;  // Numerical Recipes: the same sizes in every run
  percent_ = at_ % 2 == 0 ? 80 + (variation_ >> 16) % 41 : 200 - percent_;
  const size_t bytes = key ? ordinary_ * keyframe_weight : ordinary_ * percent_ / 100;
  return {key, std::max(bytes, least_frame)};
}

size_t write_vp8_header(uint8_t* at, bool key) {
  // Width and height: 640 × 360.
  static constexpr uint8_t keyframe[] = {0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01};
  static constexpr uint8_t other[] = {0x11, 0x02, 0x00};
  memcpy(at, key ? keyframe : other, key ? sizeof keyframe : sizeof other);
  return key ? sizeof keyframe : sizeof other;
}

}  // namespace seodang::load
