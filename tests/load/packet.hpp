// RTP packets as a bot writes and reads them (RFC 3550, RFC 8285, RFC 7741), and the mark at the end of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace seodang::load {

inline constexpr size_t largest_packet = 2048;  ///< with SRTP's tag
inline constexpr size_t largest_payload = 1180;

struct Header {
  uint32_t ssrc = 0, timestamp = 0;
  uint16_t sequence = 0;
  uint8_t payload = 0;
  bool marker = false;
  int level_id = 0;   ///< id of the RFC 6464 extension, 0: none
  uint8_t level = 0;  ///< its byte: voice flag and −dBov
};

/// Bytes written.
size_t write_header(uint8_t* at, const Header& header);
/// A VP8 payload descriptor with a picture id of 15 bits.
size_t write_vp8_descriptor(uint8_t* at, bool first, uint16_t picture);

/// The end of each payload says when it was sent: nobody forwards it otherwise, so it measures the way alone.
inline constexpr size_t mark_bytes = 16;
void write_mark(uint8_t* at, int64_t sent_ns);
/// Of a decrypted packet; nothing if it bears no mark.
std::optional<int64_t> read_mark(std::span<const uint8_t> packet);

inline uint16_t read_16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }
inline uint32_t read_32(const uint8_t* at) {
  return static_cast<uint32_t>(read_16(at)) << 16 | read_16(at + 2);
}
inline void write_16(uint8_t* at, uint16_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}
inline void write_32(uint8_t* at, uint32_t value) {
  write_16(at, static_cast<uint16_t>(value >> 16));
  write_16(at + 2, static_cast<uint16_t>(value));
}

}  // namespace seodang::load
