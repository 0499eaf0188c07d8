#include "load/packet.hpp"

#include <cstring>

namespace seodang::load {

namespace {
constexpr char magic[] = "seodangL";  // 8 bytes before the 8 of the time
}

size_t write_header(uint8_t* at, const Header& header) {
  at[0] = header.level_id ? 0x90 : 0x80;
  at[1] = static_cast<uint8_t>(header.payload | (header.marker ? 0x80 : 0));
  write_16(at + 2, header.sequence);
  write_32(at + 4, header.timestamp);
  write_32(at + 8, header.ssrc);
  if (!header.level_id) return 12;
  write_32(at + 12, 0xBEDE0001);  // one-byte extensions, one word
  at[16] = static_cast<uint8_t>(header.level_id << 4);
  at[17] = header.level;
  at[18] = at[19] = 0;
  return 20;
}

size_t write_vp8_descriptor(uint8_t* at, bool first, uint16_t picture) {
  at[0] = first ? 0x90 : 0x80;
  at[1] = 0x80;
  write_16(at + 2, static_cast<uint16_t>(0x8000 | (picture & 0x7fff)));
  return 4;
}

void write_mark(uint8_t* at, int64_t sent_ns) {
  memcpy(at, magic, 8);
  memcpy(at + 8, &sent_ns, 8);
}

std::optional<int64_t> read_mark(std::span<const uint8_t> packet) {
  if (packet.size() < 12 + mark_bytes) return std::nullopt;
  const uint8_t* at = packet.data() + packet.size() - mark_bytes;
  if (memcmp(at, magic, 8) != 0) return std::nullopt;
  int64_t sent_ns = 0;
  memcpy(&sent_ns, at + 8, 8);
  return sent_ns;
}

}  // namespace seodang::load
