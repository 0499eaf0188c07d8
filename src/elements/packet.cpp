#include "elements/packet.hpp"

namespace seodang::rtp {
namespace {

constexpr size_t kFixedHeader = 12;
constexpr uint16_t kOneByteProfile = 0xbede;
/// Two-byte form: 0x1000, the low four bits are the application's.
constexpr uint16_t kTwoByteProfile = 0x1000;

uint16_t read16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }
uint32_t read32(const uint8_t* at) { return uint32_t{read16(at)} << 16 | read16(at + 2); }

void write16(uint16_t value, uint8_t* out) {
  out[0] = static_cast<uint8_t>(value >> 8);
  out[1] = static_cast<uint8_t>(value);
}
void write32(uint32_t value, uint8_t* out) {
  write16(static_cast<uint16_t>(value >> 16), out);
  write16(static_cast<uint16_t>(value), out + 2);
}

Bytes find_one_byte(Bytes rest, uint8_t id) {
  while (!rest.empty()) {
    const uint8_t element = rest[0] >> 4;
    if (element == 15) break;  // Reserved: stop here (RFC 8285 §4.2).
    const size_t length = element == 0 ? 0 : size_t{rest[0] & 0x0fu} + 1;
    rest = rest.subspan(1);
    if (length > rest.size()) break;
    if (element != 0 && element == id) return rest.first(length);
    rest = rest.subspan(length);
  }
  return {};
}

Bytes find_two_byte(Bytes rest, uint8_t id) {
  while (!rest.empty()) {
    const uint8_t element = rest[0];
    rest = rest.subspan(1);
    if (element == 0) continue;  // Padding.
    if (rest.empty() || size_t{rest[0]} + 1 > rest.size()) break;
    const size_t length = rest[0];
    if (element == id) return rest.subspan(1, length);
    rest = rest.subspan(1 + length);
  }
  return {};
}

}  // namespace

std::optional<Packet> parse(Bytes bytes) {
  if (bytes.size() < kFixedHeader || bytes[0] >> 6 != 2) return std::nullopt;
  const bool padded = bytes[0] & 0x20;
  const bool extended = bytes[0] & 0x10;
  const size_t csrcs = bytes[0] & 0x0f;

  Packet packet;
  packet.marker = bytes[1] & 0x80;
  packet.payload_type = bytes[1] & 0x7f;
  packet.seqnum = read16(&bytes[2]);
  packet.timestamp = read32(&bytes[4]);
  packet.ssrc = read32(&bytes[8]);

  size_t offset = kFixedHeader + 4 * csrcs;
  if (extended) {
    if (bytes.size() < offset + 4) return std::nullopt;
    packet.extension_profile = read16(&bytes[offset]);
    const size_t length = 4 * size_t{read16(&bytes[offset + 2])};
    offset += 4;
    if (bytes.size() < offset + length) return std::nullopt;
    packet.extensions = bytes.subspan(offset, length);
    offset += length;
  }
  if (bytes.size() < offset) return std::nullopt;
  const size_t padding = padded ? bytes.back() : 0;
  if (padded && (padding == 0 || padding > bytes.size() - offset)) return std::nullopt;

  packet.payload_offset = offset;
  packet.payload = bytes.subspan(offset, bytes.size() - offset - padding);
  return packet;
}

Bytes extension(const Packet& packet, uint8_t id) {
  if (id == 0) return {};
  if (packet.extension_profile == kOneByteProfile) return find_one_byte(packet.extensions, id);
  if ((packet.extension_profile & 0xfff0) == kTwoByteProfile) return find_two_byte(packet.extensions, id);
  return {};
}

size_t write(const Header& header, uint8_t* out) {
  const bool extended = header.abs_send_time_id != 0;
  out[0] = static_cast<uint8_t>(extended ? 0x90 : 0x80);
  out[1] = static_cast<uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7f));
  write16(header.seqnum, out + 2);
  write32(header.timestamp, out + 4);
  write32(header.ssrc, out + 8);
  if (!extended) return kFixedHeader;
  write16(kOneByteProfile, out + 12);
  write16(1, out + 14);  // One word: the element's byte and its three of data.
  write32(uint32_t{header.abs_send_time_id} << 28 | 2u << 24 | (header.abs_send_time & 0xffffff), out + 16);
  return kMaxHeader;
}

size_t write_osn(uint16_t seqnum, uint8_t* out) {
  write16(seqnum, out);
  return kOsnSize;
}

}  // namespace seodang::rtp
