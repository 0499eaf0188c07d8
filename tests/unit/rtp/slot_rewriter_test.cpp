#include "elements/slot_rewriter.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/rtp/bytes.hpp"

namespace seodang::rtp {
namespace {

using test::Buffer;
using test::Rtp;
using test::Vp8;

constexpr int64_t kMs = 1'000'000;
const SlotFormat kVideo{.ssrc = 0xabcd,
                        .payload_type = 100,
                        .clock_rate = 90000,
                        .vp8 = true,
                        .rtx_ssrc = 0xabce,
                        .rtx_payload_type = 101};
const SlotFormat kAudio{.ssrc = 0xa0d10, .payload_type = 111, .clock_rate = 48000};

/// A packet as it went through, put together.
struct Sent {
  Buffer bytes;
  Packet packet;
  Vp8Descriptor vp8;
};

class SlotRewriterTest : public testing::Test {
 protected:
  std::optional<Sent> forward(const Rtp& rtp, int64_t pts_ms = 0, const SlotFormat& format = kVideo) {
    const Buffer bytes = rtp.bytes();
    const auto packet = parse(bytes);
    EXPECT_TRUE(packet);
    return join(bytes, rewriter_.forward(*packet, format, pts_ms * kMs, 0));
  }
  std::optional<Sent> repeat(uint16_t slot_seqnum, const Rtp& rtp) {
    const auto origin = rewriter_.find(slot_seqnum);
    if (!origin) return std::nullopt;
    const Buffer bytes = rtp.bytes();
    return join(bytes, rewriter_.repeat(*origin, *parse(bytes), kVideo, 0));
  }
  static std::optional<Sent> join(const Buffer& source, const std::optional<Outgoing>& out) {
    if (!out) return std::nullopt;
    Sent sent;
    sent.bytes.assign(out->head.begin(), out->head.begin() + static_cast<long>(out->head_size));
    const auto payload = source.begin() + static_cast<long>(out->payload_offset);
    sent.bytes.insert(sent.bytes.end(), payload, payload + static_cast<long>(out->payload_size));
    sent.packet = *parse(sent.bytes);
    if (const auto vp8 = parse_vp8(sent.packet.payload)) sent.vp8 = *vp8;
    return sent;
  }

  SlotRewriter rewriter_{1000, 500000};
};

TEST_F(SlotRewriterTest, NothingBeforeARun) { EXPECT_FALSE(forward({})); }

TEST_F(SlotRewriterTest, WritesTheSlotsHeaderAndKeepsMarkerAndPayload) {
  rewriter_.begin();
  const Rtp rtp{.seqnum = 7,
                .timestamp = 1234,
                .ssrc = 0x99,
                .marker = true,
                .extensions = {0x40, 'm', 0x10, 0x20},
                .payload = Vp8{.picture = 5}.payload(),
                .padding = 3,
                .csrcs = 2};
  const auto sent = forward(rtp);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->packet.ssrc, 0xabcdu);
  EXPECT_EQ(sent->packet.payload_type, 100);
  EXPECT_EQ(sent->packet.seqnum, 1000);
  EXPECT_EQ(sent->packet.timestamp, 500000u);
  EXPECT_TRUE(sent->packet.marker);
  EXPECT_EQ(sent->packet.extension_profile, 0) << "the source's extensions mean nothing in the slot";
  EXPECT_EQ(sent->packet.payload_offset, 12u) << "no CSRCs";
  EXPECT_EQ(sent->packet.payload.size(), rtp.payload.size()) << "no padding";
  EXPECT_TRUE(std::equal(rtp.payload.begin() + 6, rtp.payload.end(), sent->packet.payload.begin() + 6));
}

TEST_F(SlotRewriterTest, CountersGoOnAcrossASwitch) {
  rewriter_.begin();
  forward(
      {.seqnum = 10, .timestamp = 100, .payload = Vp8{.picture = 0x7ffe, .tl0 = 255, .key = 31}.payload()},
      1000);
  const auto last = forward(
      {.seqnum = 11, .timestamp = 3100, .payload = Vp8{.picture = 0x7fff, .tl0 = 0, .key = 31}.payload()},
      1033);
  rewriter_.begin();
  const auto first = forward(
      {.seqnum = 60000, .timestamp = 77, .payload = Vp8{.picture = 44, .tl0 = 9, .key = 3}.payload()}, 1133);
  ASSERT_TRUE(last && first);
  EXPECT_EQ(first->packet.seqnum, last->packet.seqnum + 1);
  EXPECT_EQ(first->packet.timestamp, last->packet.timestamp + 9000) << "100 ms by the PTS";
  EXPECT_EQ(first->vp8.picture_id, (*last->vp8.picture_id + 1) & 0x7fff);
  EXPECT_EQ(first->vp8.tl0_picture_index, static_cast<uint8_t>(*last->vp8.tl0_picture_index + 1));
  EXPECT_EQ(first->vp8.key_index(), (last->vp8.key_index() + 1) & 0x1f);
  // And by the source's own steps after it.
  const auto second = forward(
      {.seqnum = 60002, .timestamp = 3077, .payload = Vp8{.picture = 46, .tl0 = 10, .key = 3}.payload()},
      1166);
  EXPECT_EQ(second->packet.seqnum, first->packet.seqnum + 2);
  EXPECT_EQ(second->packet.timestamp, first->packet.timestamp + 3000);
  EXPECT_EQ(second->vp8.picture_id, (*first->vp8.picture_id + 2) & 0x7fff);
  EXPECT_EQ(second->vp8.key_index(), first->vp8.key_index());
}

TEST_F(SlotRewriterTest, TimestampsAreStrictlyForward) {
  rewriter_.begin();
  const auto last = forward({.seqnum = 1, .timestamp = 100}, 5000, kAudio);
  rewriter_.begin();
  const auto back = forward({.seqnum = 1, .timestamp = 100}, 4000, kAudio);
  EXPECT_EQ(back->packet.timestamp, last->packet.timestamp + 1) << "the new source's time is behind";
  rewriter_.begin();
  const auto hours = forward({.seqnum = 1, .timestamp = 9}, 4000 + 3'600'000, kAudio);
  EXPECT_EQ(hours->packet.timestamp, back->packet.timestamp + 3600u * 48000u);
}

TEST_F(SlotRewriterTest, AllPacketsOfAFrameKeepOneTimestamp) {
  rewriter_.begin();
  const auto a = forward({.seqnum = 1, .timestamp = 100, .payload = Vp8{.picture = 7}.payload()}, 10);
  const auto b =
      forward({.seqnum = 2, .timestamp = 100, .payload = Vp8{.picture = 7, .start = false}.payload()}, 10);
  EXPECT_EQ(a->packet.timestamp, b->packet.timestamp);
  EXPECT_EQ(a->vp8.picture_id, b->vp8.picture_id);
}

TEST_F(SlotRewriterTest, SevenBitPictureIdsBecomeFifteen) {
  rewriter_.begin();
  const auto payload = [](uint8_t picture) { return Buffer{0x90, 0x80, picture, 0x11, 0xaa}; };
  const auto last = forward({.seqnum = 1, .payload = payload(127)});
  const auto wrapped = forward({.seqnum = 2, .payload = payload(0)});
  ASSERT_TRUE(last && wrapped);
  EXPECT_EQ(last->vp8.picture_id_bits, 15u);
  EXPECT_EQ(*wrapped->vp8.picture_id, *last->vp8.picture_id + 1);
  const auto late = forward({.seqnum = 65535, .payload = payload(126)});
  EXPECT_FALSE(late) << "before the run";
  EXPECT_EQ(wrapped->packet.payload.back(), 0xaa);
}

TEST_F(SlotRewriterTest, AbsSendTimeIsWrittenAnew) {
  SlotFormat format = kVideo;
  format.abs_send_time_id = 3;
  rewriter_.begin();
  const auto sent =
      forward({.seqnum = 1, .extensions = {0x32, 1, 2, 3}, .payload = Vp8{}.payload()}, 0, format);
  const Bytes time = extension(sent->packet, 3);
  ASSERT_EQ(time.size(), 3u);
  EXPECT_EQ(Buffer(time.begin(), time.end()), (Buffer{0, 0, 0})) << "now is 0 here";
}

TEST_F(SlotRewriterTest, PaddingIsTakenOut) {
  rewriter_.begin();
  EXPECT_EQ(forward({.seqnum = 1, .payload = Vp8{}.payload()})->packet.seqnum, 1000);
  EXPECT_FALSE(forward({.seqnum = 2, .payload = {}, .padding = 200}));
  EXPECT_EQ(forward({.seqnum = 3, .payload = Vp8{.picture = 2}.payload()})->packet.seqnum, 1001);
}

TEST_F(SlotRewriterTest, BrokenDescriptorsLeaveAHole) {
  rewriter_.begin();
  forward({.seqnum = 1, .payload = Vp8{}.payload()});
  EXPECT_FALSE(forward({.seqnum = 2, .payload = {0x90, 0xf0, 0x80}}));
  EXPECT_EQ(forward({.seqnum = 3, .payload = Vp8{.picture = 2}.payload()})->packet.seqnum, 1002);
}

// Rule 12, RFC 4588: the same packet, in a stream of its own, with its first number before the payload.
TEST_F(SlotRewriterTest, RepeatsAreRewrittenAsTheFirstTime) {
  rewriter_.begin();
  const Rtp first{.seqnum = 20, .timestamp = 100, .payload = Vp8{.picture = 9, .tl0 = 4, .key = 2}.payload()};
  const Rtp lost{.seqnum = 21,
                 .timestamp = 3100,
                 .marker = true,
                 .payload = Vp8{.picture = 10, .tl0 = 5, .key = 2}.payload()};
  forward(first, 10);
  const auto sent = forward(lost, 43);
  rewriter_.begin();
  forward({.seqnum = 1, .timestamp = 1, .payload = Vp8{.picture = 1}.payload()}, 76);

  const auto again = repeat(sent->packet.seqnum, lost);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->packet.ssrc, 0xabceu);
  EXPECT_EQ(again->packet.payload_type, 101);
  EXPECT_EQ(again->packet.timestamp, sent->packet.timestamp);
  EXPECT_EQ(again->packet.marker, true);
  const Bytes payload = again->packet.payload;
  EXPECT_EQ(payload[0] << 8 | payload[1], sent->packet.seqnum) << "OSN";
  EXPECT_TRUE(std::equal(payload.begin() + 2, payload.end(), sent->packet.payload.begin(),
                         sent->packet.payload.end()));
  const auto next = repeat(static_cast<uint16_t>(sent->packet.seqnum - 1), first);
  EXPECT_EQ(next->packet.seqnum, static_cast<uint16_t>(again->packet.seqnum + 1)) << "a sequence of its own";
}

TEST_F(SlotRewriterTest, RepeatsOnlyWhatBelongsThere) {
  rewriter_.begin();
  const auto sent = forward({.seqnum = 20, .payload = Vp8{}.payload()});
  EXPECT_FALSE(rewriter_.find(static_cast<uint16_t>(sent->packet.seqnum + 1))) << "not sent yet";
  EXPECT_FALSE(repeat(sent->packet.seqnum, {.seqnum = 21, .payload = Vp8{}.payload()})) << "another packet";
  EXPECT_FALSE(repeat(sent->packet.seqnum, {.seqnum = 20, .payload = {}})) << "nothing in it";
}

}  // namespace
}  // namespace seodang::rtp
