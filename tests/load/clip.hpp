// What a camera of a given bitrate sends, frame by frame: sizes and headers of VP8 without its picture. A
// server that forwards looks at nothing else; nothing is encoded while figures are taken.
#pragma once

#include <cstddef>
#include <cstdint>

namespace seodang::load {

inline constexpr int frames_per_second = 30;
inline constexpr int keyframe_every = 2 * frames_per_second;

/// The sizes of VP8 frames. A keyframe every 2 s is eight times as long as the others, which vary by ±20 %,
/// two and two together not at all: the spans between keyframes are alike.
class Clip {
 public:
  /// `phase`: where it begins, so that the keyframes of many cameras do not coincide.
  Clip(int bits_per_second, int phase);

  struct Frame {
    bool key = false;
    size_t bytes = 0;
  };
  Frame next();
  /// Somebody asked for a keyframe: the next frame is one.
  void request_keyframe() { at_ = 0; }

 private:
  size_t ordinary_;  ///< mean bytes of a frame that is no keyframe
  int at_;           ///< frames since the last keyframe
  uint32_t variation_ = 1;
  size_t percent_ = 100;
};

/// The first bytes of a VP8 frame (RFC 6386 §9.1): the keyframe bit, and a keyframe's start code and size.
size_t write_vp8_header(uint8_t* at, bool key);

}  // namespace seodang::load
