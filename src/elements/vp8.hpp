#pragma once

// The VP8 payload descriptor (RFC 7741 §4.2): what stands before each packet's piece of a frame. Read without
// trust; written so that picture ids always have 15 bits, since a slot's counter must not change its width
// when sources do.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "elements/packet.hpp"

namespace seodang::rtp {

struct Vp8Descriptor {
  /// Bytes it took in the packet it came from.
  size_t size = 0;
  /// X, N, S and PID as they came; X is written anew.
  uint8_t first = 0;
  std::optional<uint16_t> picture_id;
  /// Width of picture_id in the packet it came from: 7 or 15.
  unsigned picture_id_bits = 15;
  std::optional<uint8_t> tl0_picture_index;
  /// TID, Y and KEYIDX share a byte.
  bool has_tid = false;
  bool has_key_index = false;
  uint8_t layer = 0;
  /// First packet of a keyframe: S set, partition 0, and the P bit of the frame header clear.
  bool starts_keyframe = false;

  uint8_t key_index() const { return layer & 0x1f; }
  void set_key_index(uint8_t index) { layer = static_cast<uint8_t>((layer & 0xe0) | (index & 0x1f)); }
};

/// Nothing when the payload ends inside the descriptor or right after it.
std::optional<Vp8Descriptor> parse_vp8(Bytes payload);

/// A packet with which a decoder can start.
inline bool starts_keyframe(const Packet& packet) {
  const auto descriptor = parse_vp8(packet.payload);
  return descriptor && descriptor->starts_keyframe;
}

/// Longest descriptor that write() makes.
constexpr size_t kMaxVp8Descriptor = 6;

/// Writes the descriptor to `out` (kMaxVp8Descriptor bytes of room) and returns its length.
size_t write(const Vp8Descriptor& descriptor, uint8_t* out);

}  // namespace seodang::rtp
