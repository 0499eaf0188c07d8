// RTP packets for tests, made from what matters in the test at hand.
#pragma once

#include <cstdint>
#include <vector>

#include "elements/packet.hpp"
#include "elements/vp8.hpp"

namespace seodang::rtp::test {

using Buffer = std::vector<uint8_t>;

/// One frame's descriptor as libwebrtc writes it: picture id of 15 bits, TL0PICIDX, TID and KEYIDX, then the
/// frame header's first byte.
struct Vp8 {
  uint16_t picture = 1;
  uint8_t tl0 = 1;
  uint8_t key = 1;
  bool start = true;
  bool keyframe = false;

  Buffer payload(size_t size = 20) const {
    Buffer bytes{static_cast<uint8_t>(start ? 0x90 : 0x80),
                 0xf0,
                 static_cast<uint8_t>(0x80 | picture >> 8),
                 static_cast<uint8_t>(picture),
                 tl0,
                 static_cast<uint8_t>(key & 0x1f)};
    bytes.push_back(keyframe ? 0x10 : 0x11);
    bytes.resize(bytes.size() + size, 0xaa);
    return bytes;
  }
};

struct Rtp {
  uint16_t seqnum = 0;
  uint32_t timestamp = 0;
  uint8_t payload_type = 96;
  uint32_t ssrc = 0x1111;
  bool marker = false;
  uint16_t profile = 0xbede;
  /// The extension block's content, a multiple of four bytes; empty: no block.
  Buffer extensions{};
  Buffer payload{0x90, 0x00, 0x10};
  uint8_t padding = 0;
  uint8_t csrcs = 0;

  Buffer bytes() const {
    Buffer out;
    const auto put16 = [&](uint32_t v) { out.insert(out.end(), {uint8_t(v >> 8), uint8_t(v)}); };
    out.push_back(uint8_t(0x80 | (padding ? 0x20 : 0) | (extensions.empty() ? 0 : 0x10) | csrcs));
    out.push_back(uint8_t((marker ? 0x80 : 0) | payload_type));
    put16(seqnum);
    put16(timestamp >> 16);
    put16(timestamp);
    put16(ssrc >> 16);
    put16(ssrc);
    out.resize(out.size() + 4u * csrcs, 0x55);
    if (!extensions.empty()) {
      put16(profile);
      put16(uint32_t(extensions.size() / 4));
      out.insert(out.end(), extensions.begin(), extensions.end());
    }
    out.insert(out.end(), payload.begin(), payload.end());
    if (padding) {
      out.resize(out.size() + padding - 1u, 0);
      out.push_back(padding);
    }
    return out;
  }
};

}  // namespace seodang::rtp::test
