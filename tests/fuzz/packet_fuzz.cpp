// RTP packets and VP8 descriptors read from any bytes: every range lies inside, and what was read, written
// and read again is the same.
#include <algorithm>
#include <array>

#include "elements/packet.hpp"
#include "elements/vp8.hpp"
#include "fuzz/property.hpp"

namespace seodang::rtp {
namespace {

using fuzz::require;

bool inside(Bytes part, Bytes whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_extension(const Packet& packet, uint8_t id) {
  const Bytes found = extension(packet, id);
  require(found.empty() || (id != 0 && inside(found, packet.extensions)),
          "an extension element lies in its block");
}

/// Every id that the block may hold, in either form, as far as its first bytes say; the others are not found.
void check_extensions(const Packet& packet) {
  check_extension(packet, 0);
  for (const uint8_t byte : packet.extensions.first(std::min<size_t>(packet.extensions.size(), 64))) {
    check_extension(packet, byte);
    check_extension(packet, byte >> 4);
  }
}

void check_header(const Packet& packet) {
  const Header header{.marker = packet.marker,
                      .payload_type = packet.payload_type,
                      .seqnum = packet.seqnum,
                      .timestamp = packet.timestamp,
                      .ssrc = packet.ssrc,
                      .abs_send_time_id = static_cast<uint8_t>(packet.payload_type % 15),
                      .abs_send_time = packet.timestamp & 0xffffff};
  std::array<uint8_t, kMaxHeader> bytes{};
  const size_t size = write(header, bytes.data());
  const auto again = parse(Bytes(bytes).first(size));
  require(again.has_value(), "a header that was written can be read");
  require(again->marker == header.marker && again->payload_type == header.payload_type &&
              again->seqnum == header.seqnum && again->timestamp == header.timestamp &&
              again->ssrc == header.ssrc,
          "a header that was written says what it was given");
  const Bytes time = extension(*again, header.abs_send_time_id);
  require(time.size() == (header.abs_send_time_id ? 3u : 0u), "abs-send-time is written where it has an id");
  if (time.size() == 3)
    require((uint32_t{time[0]} << 16 | uint32_t{time[1]} << 8 | time[2]) == header.abs_send_time,
            "abs-send-time is the one given");
}

void check_descriptor(Bytes payload) {
  const auto descriptor = parse_vp8(payload);
  if (!descriptor) return;
  require(descriptor->size > 0 && descriptor->size < payload.size(), "a frame's byte follows the descriptor");
  std::array<uint8_t, kMaxVp8Descriptor + 1> bytes{};
  const size_t size = write(*descriptor, bytes.data());
  require(size <= kMaxVp8Descriptor, "a descriptor fits where it is written");
  bytes[size] = payload[descriptor->size];

  const auto again = parse_vp8(Bytes(bytes).first(size + 1));
  require(again.has_value() && again->size == size, "a descriptor that was written can be read");
  require(again->picture_id == descriptor->picture_id &&
              again->tl0_picture_index == descriptor->tl0_picture_index,
          "picture id and TL0PICIDX survive");
  require(!again->picture_id || again->picture_id_bits == 15, "a written picture id has 15 bits");
  require(again->has_tid == descriptor->has_tid && again->has_key_index == descriptor->has_key_index &&
              again->layer == descriptor->layer,
          "TID and KEYIDX survive");
  require(((again->first ^ descriptor->first) & 0x7f) == 0, "N, S and PID survive");
  require(again->starts_keyframe == descriptor->starts_keyframe, "a keyframe stays one");
}

}  // namespace
}  // namespace seodang::rtp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seodang::rtp;
  const Bytes bytes(data, size);
  check_descriptor(bytes);
  const auto packet = parse(bytes);
  if (!packet) return 0;
  seodang::fuzz::require(inside(packet->payload, bytes) && inside(packet->extensions, bytes),
                         "payload and extensions lie in the packet");
  seodang::fuzz::require(packet->payload.data() == data + packet->payload_offset,
                         "the payload starts at its offset");
  check_extensions(*packet);
  check_header(*packet);
  check_descriptor(packet->payload);
  return 0;
}
