#include "elements/vp8.hpp"

namespace seodang::rtp {
namespace {

// First byte.
constexpr uint8_t kExtended = 0x80;
constexpr uint8_t kStart = 0x10;
constexpr uint8_t kPartition = 0x07;
// Second byte, if extended.
constexpr uint8_t kPictureId = 0x80;
constexpr uint8_t kTl0 = 0x40;
constexpr uint8_t kTid = 0x20;
constexpr uint8_t kKeyIndex = 0x10;
// First byte of the picture id: 15 bits follow.
constexpr uint8_t kWide = 0x80;
// First byte of the frame header: not a keyframe.
constexpr uint8_t kInterframe = 0x01;

/// Takes byte after byte; remembers when there were none left.
struct Reader {
  Bytes rest;
  bool ended = false;

  uint8_t next() {
    if (rest.empty()) {
      ended = true;
      return 0;
    }
    const uint8_t byte = rest[0];
    rest = rest.subspan(1);
    return byte;
  }
};

void read_extensions(Reader& reader, Vp8Descriptor& descriptor) {
  const uint8_t fields = reader.next();
  if (fields & kPictureId) {
    const uint8_t high = reader.next();
    descriptor.picture_id_bits = high & kWide ? 15 : 7;
    descriptor.picture_id = static_cast<uint16_t>(high & kWide ? (high & 0x7f) << 8 | reader.next() : high);
  }
  if (fields & kTl0) descriptor.tl0_picture_index = reader.next();
  descriptor.has_tid = fields & kTid;
  descriptor.has_key_index = fields & kKeyIndex;
  if (descriptor.has_tid || descriptor.has_key_index) descriptor.layer = reader.next();
}

}  // namespace

std::optional<Vp8Descriptor> parse_vp8(Bytes payload) {
  Reader reader{payload};
  Vp8Descriptor descriptor;
  descriptor.first = reader.next();
  if (descriptor.first & kExtended) read_extensions(reader, descriptor);
  descriptor.size = payload.size() - reader.rest.size();
  const uint8_t frame_header = reader.next();
  if (reader.ended) return std::nullopt;
  const bool starts_frame = (descriptor.first & (kStart | kPartition)) == kStart;
  descriptor.starts_keyframe = starts_frame && !(frame_header & kInterframe);
  return descriptor;
}

size_t write(const Vp8Descriptor& descriptor, uint8_t* out) {
  uint8_t fields = 0;
  uint8_t* at = out + 2;
  if (descriptor.picture_id) {
    fields |= kPictureId;
    *at++ = static_cast<uint8_t>(kWide | *descriptor.picture_id >> 8);
    *at++ = static_cast<uint8_t>(*descriptor.picture_id);
  }
  if (descriptor.tl0_picture_index) {
    fields |= kTl0;
    *at++ = *descriptor.tl0_picture_index;
  }
  if (descriptor.has_tid) fields |= kTid;
  if (descriptor.has_key_index) fields |= kKeyIndex;
  if (fields & (kTid | kKeyIndex)) *at++ = descriptor.layer;

  out[0] = static_cast<uint8_t>((descriptor.first & ~kExtended) | (fields ? kExtended : 0));
  if (!fields) return 1;
  out[1] = fields;
  return static_cast<size_t>(at - out);
}

}  // namespace seodang::rtp
