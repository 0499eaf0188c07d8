#pragma once

// RTP packets as bytes (RFC 3550 §5.1): read without trust, written from nothing. Header extensions in both
// forms of RFC 8285, the abs-send-time extension, and the retransmission payload of RFC 4588. No GStreamer,
// no allocation.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace seodang::rtp {

using Bytes = std::span<const uint8_t>;

/// A packet that has been checked: every range lies inside the bytes it was parsed from, which it does not
/// own.
struct Packet {
  bool marker = false;
  uint8_t payload_type = 0;
  uint16_t seqnum = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 0;
  /// The 16 bits before the extension block ("defined by profile"), 0 without one.
  uint16_t extension_profile = 0;
  Bytes extensions;
  /// Where the payload starts in the packet: after CSRCs and extensions.
  size_t payload_offset = 0;
  /// Without padding. Empty in a padding-only packet.
  Bytes payload;
};

/// Nothing when this is no RTP packet of version 2 or any of its lengths is wrong.
std::optional<Packet> parse(Bytes bytes);

/// The data of the extension element `id` (1…14, two-byte form 1…255); empty when absent or empty.
Bytes extension(const Packet& packet, uint8_t id);

/// What a header of ours says. No CSRCs; at most one extension element.
struct Header {
  bool marker = false;
  uint8_t payload_type = 0;
  uint16_t seqnum = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 0;
  /// 0: no extension block; else the one-byte-header id (1…14) under which abs_send_time is written.
  uint8_t abs_send_time_id = 0;
  /// 24 bits, see abs_send_time().
  uint32_t abs_send_time = 0;
};

/// Longest header that write() makes.
constexpr size_t kMaxHeader = 20;

/// Writes the header to `out` (kMaxHeader bytes of room) and returns its length.
size_t write(const Header& header, uint8_t* out);

/// A time in ns as abs-send-time says it: 24 bits, seconds in 6.18 fixed point, of any clock.
constexpr uint32_t abs_send_time(uint64_t ns) {
  // Seconds modulo 64 first: 64 s × 2^18 fits easily.
  return static_cast<uint32_t>(((ns % 64'000'000'000) << 18) / 1'000'000'000) & 0xffffff;
}

/// The original sequence number that stands before a retransmitted payload (RFC 4588 §4): 2 bytes.
constexpr size_t kOsnSize = 2;
size_t write_osn(uint16_t seqnum, uint8_t* out);

}  // namespace seodang::rtp
