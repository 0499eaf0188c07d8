#include "load/rtcp.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "load/packet.hpp"

namespace seodang::load {

namespace {

enum Type { sr = 200, rr = 201, sdes = 202, transport_feedback = 205, payload_feedback = 206 };
constexpr size_t most_blocks = 31;

void write_head(uint8_t* at, int count, Type type, size_t bytes) {
  at[0] = static_cast<uint8_t>(0x80 | count);
  at[1] = static_cast<uint8_t>(type);
  write_16(at + 2, static_cast<uint16_t>(bytes / 4 - 1));
}

size_t write_cname(uint8_t* at, uint32_t ssrc, const std::string& cname) {
  const size_t length = std::min<size_t>(cname.size(), 32);
  const size_t bytes = (8 + 2 + length + 1 + 3) / 4 * 4;  // the list ends with at least one zero
  memset(at, 0, bytes);
  write_head(at, 1, sdes, bytes);
  write_32(at + 4, ssrc);
  at[8] = 1;
  at[9] = static_cast<uint8_t>(length);
  memcpy(at + 10, cname.data(), length);
  return bytes;
}

}  // namespace

uint64_t ntp_of(int64_t realtime_ns) {
  constexpr uint64_t from_1900_to_1970 = 2'208'988'800;
  const auto ns = static_cast<uint64_t>(realtime_ns);
  return (ns / 1'000'000'000 + from_1900_to_1970) << 32 | (ns % 1'000'000'000 << 32) / 1'000'000'000;
}

size_t write_sender_report(uint8_t* at, const SenderState& state, int64_t realtime_ns,
                           const std::string& cname) {
  const uint64_t ntp = ntp_of(realtime_ns);
  write_head(at, 0, sr, 28);
  write_32(at + 4, state.ssrc);
  write_32(at + 8, static_cast<uint32_t>(ntp >> 32));
  write_32(at + 12, static_cast<uint32_t>(ntp));
  write_32(at + 16, state.timestamp);
  write_32(at + 20, state.packets);
  write_32(at + 24, state.bytes);
  return 28 + write_cname(at + 28, state.ssrc, cname);
}

size_t write_receiver_report(uint8_t* at, uint32_t own_ssrc, const std::vector<ReceptionState>& blocks,
                             const std::string& cname) {
  const size_t count = std::min(blocks.size(), most_blocks), bytes = 8 + 24 * count;
  write_head(at, static_cast<int>(count), rr, bytes);
  write_32(at + 4, own_ssrc);
  uint8_t* block = at + 8;
  for (size_t i = 0; i < count; i++, block += 24) {
    const ReceptionState& state = blocks[i];
    write_32(block, state.ssrc);
    write_32(block + 4, static_cast<uint32_t>(state.fraction) << 24 | (state.lost & 0xffffff));
    write_32(block + 8, state.highest);
    write_32(block + 12, 0);  // jitter is not measured
    write_32(block + 16, state.last_report);
    write_32(block + 20, state.delay);
  }
  return bytes + write_cname(at + bytes, own_ssrc, cname);
}

void RtcpReader::read(std::span<const uint8_t> compound) const {
  while (compound.size() >= 8) {
    const size_t bytes = (static_cast<size_t>(read_16(compound.data() + 2)) + 1) * 4;
    if (bytes > compound.size()) return;
    read_one(compound[1], compound[0] & 0x1f, compound.first(bytes));
    compound = compound.subspan(bytes);
  }
}

void RtcpReader::read_one(int type, int count, std::span<const uint8_t> packet) const {
  const uint8_t* at = packet.data();
  if (type == sr && packet.size() >= 28 && sender_report) {
    sender_report(read_32(at + 4), static_cast<uint64_t>(read_32(at + 8)) << 32 | read_32(at + 12));
  } else if (type == payload_feedback && packet.size() >= 12 && keyframe_request) {
    if (count == 1) keyframe_request(read_32(at + 8));
    for (size_t fir = 12; count == 4 && fir + 8 <= packet.size(); fir += 8)
      keyframe_request(read_32(at + fir));
  } else if (type == transport_feedback && count == 1 && nack) {
    int packets = 0;
    for (size_t pair = 12; pair + 4 <= packet.size(); pair += 4)
      packets += 1 + std::popcount(read_16(at + pair + 2));
    if (packets) nack(read_32(at + 8), packets);
  }
}

}  // namespace seodang::load
