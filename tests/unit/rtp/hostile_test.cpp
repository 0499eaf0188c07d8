// What strangers send: random and mutated packets must be read without a fault (the sanitizer build looks
// closer), and what leaves must be sound whatever came.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "elements/slot_rewriter.hpp"
#include "unit/rtp/bytes.hpp"

namespace seodang::rtp {
namespace {

using test::Buffer;
using test::Rtp;
using test::Vp8;

constexpr int kRounds = 20000;

Buffer mutated(std::mt19937& random, uint16_t seqnum) {
  Rtp rtp{.seqnum = seqnum, .timestamp = static_cast<uint32_t>(random()), .marker = random() % 2 == 0};
  rtp.payload = Vp8{.picture = static_cast<uint16_t>(random() & 0x7fff),
                    .tl0 = static_cast<uint8_t>(random()),
                    .start = random() % 2 == 0,
                    .keyframe = random() % 4 == 0}
                    .payload(random() % 40);
  if (random() % 2) rtp.extensions.assign(4 * (random() % 5), static_cast<uint8_t>(random()));
  if (random() % 4 == 0) rtp.profile = static_cast<uint16_t>(0x1000 | (random() & 0xf));
  if (random() % 8 == 0) rtp.padding = static_cast<uint8_t>(random() % 16);
  if (random() % 8 == 0) rtp.csrcs = random() & 0x0f;
  Buffer bytes = rtp.bytes();
  const unsigned changes = random() % 4;
  for (unsigned n = 0; n < changes; ++n) bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
  if (random() % 8 == 0) bytes.resize(random() % (bytes.size() + 1));
  bytes.shrink_to_fit();
  return bytes;
}

TEST(Hostile, ParsingStaysInside) {
  std::mt19937 random(4);
  for (int n = 0; n < kRounds; ++n) {
    const Buffer bytes = mutated(random, static_cast<uint16_t>(n));
    const auto packet = parse(bytes);
    if (!packet) continue;
    EXPECT_LE(packet->payload_offset + packet->payload.size(), bytes.size());
    for (int id = 0; id < 256; ++id) {
      const Bytes found = extension(*packet, static_cast<uint8_t>(id));
      if (found.empty()) continue;
      EXPECT_GE(found.data(), packet->extensions.data());
      EXPECT_LE(found.data() + found.size(), packet->extensions.data() + packet->extensions.size());
    }
    const auto vp8 = parse_vp8(packet->payload);
    EXPECT_TRUE(!vp8 || vp8->size < packet->payload.size());
  }
}

TEST(Hostile, TheSlotStaysSound) {
  std::mt19937 random(5);
  const SlotFormat format{.ssrc = 1,
                          .payload_type = 96,
                          .vp8 = true,
                          .abs_send_time_id = 3,
                          .rtx_ssrc = 2,
                          .rtx_payload_type = 97};
  SlotRewriter rewriter(100, 0);
  std::set<int64_t> sent;
  int64_t highest = 0x10000 + 100;
  rewriter.begin();
  for (int n = 0; n < kRounds; ++n) {
    if (random() % 500 == 0) rewriter.begin();
    const uint16_t seqnum = static_cast<uint16_t>(random() % 50 == 0 ? random() : n - random() % 3);
    const Buffer bytes = mutated(random, seqnum);
    const auto packet = parse(bytes);
    if (!packet) continue;
    const auto out = rewriter.forward(*packet, format, int64_t{n} * 1'000'000, n);
    if (!out) continue;
    ASSERT_LE(out->head_size, out->head.size());
    ASSERT_LE(out->payload_offset + out->payload_size, bytes.size());
    const auto written = parse(Bytes(out->head).first(out->head_size));
    ASSERT_TRUE(written);
    const int64_t number = extend(written->seqnum, highest, 16);
    EXPECT_TRUE(sent.insert(number).second) << "sent twice: " << number;
    highest = std::max(highest, number);
    if (const auto origin = rewriter.find(static_cast<uint16_t>(random())))
      rewriter.repeat(*origin, *packet, format, n);
  }
  EXPECT_GT(sent.size(), 1000u);
}

}  // namespace
}  // namespace seodang::rtp
