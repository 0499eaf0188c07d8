#include "elements/packet.hpp"

#include <gtest/gtest.h>

#include "unit/rtp/bytes.hpp"

namespace seodang::rtp {
namespace {

using test::Buffer;
using test::Rtp;

TEST(Packet, ReadsTheFixedHeader) {
  const auto bytes =
      Rtp{.seqnum = 0xfffe, .timestamp = 0x80000001, .payload_type = 111, .ssrc = 0xdeadbeef, .marker = true}
          .bytes();
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->seqnum, 0xfffe);
  EXPECT_EQ(packet->timestamp, 0x80000001);
  EXPECT_EQ(packet->payload_type, 111);
  EXPECT_EQ(packet->ssrc, 0xdeadbeef);
  EXPECT_TRUE(packet->marker);
  EXPECT_EQ(packet->payload_offset, 12u);
  EXPECT_EQ(packet->payload.size(), 3u);
}

TEST(Packet, SkipsCsrcsExtensionsAndPadding) {
  const auto bytes =
      Rtp{.extensions = {0x10, 0x7f, 0, 0}, .payload = {1, 2}, .padding = 4, .csrcs = 3}.bytes();
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload_offset, 12u + 12 + 8);
  EXPECT_EQ(Buffer(packet->payload.begin(), packet->payload.end()), (Buffer{1, 2}));
}

TEST(Packet, PaddingOnlyHasNoPayload) {
  const auto bytes = Rtp{.payload = {}, .padding = 255}.bytes();
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_TRUE(packet->payload.empty());
}

TEST(Packet, RefusesWrongLengths) {
  const Buffer good = Rtp{}.bytes();
  Buffer padding = Rtp{.padding = 4}.bytes();
  Buffer no_padding = padding;
  padding.back() = 200;
  no_padding.back() = 0;
  Buffer extension = Rtp{.extensions = {0, 0, 0, 0}}.bytes();
  extension[15] = 100;
  Buffer csrcs = good;
  csrcs[0] |= 0x0f;
  Buffer version = good;
  version[0] = 0x40;

  EXPECT_FALSE(parse({}));
  EXPECT_FALSE(parse(Bytes(good).first(11)));
  EXPECT_FALSE(parse(padding)) << "more padding than packet";
  EXPECT_FALSE(parse(no_padding)) << "padding of 0 bytes";
  EXPECT_FALSE(parse(extension)) << "extensions beyond the end";
  EXPECT_FALSE(parse(csrcs)) << "CSRCs beyond the end";
  EXPECT_FALSE(parse(version)) << "not version 2";
}

struct ExtensionCase {
  const char* what;
  uint16_t profile;
  Buffer block;
  uint8_t id;
  Buffer found;
};

TEST(Extension, IsFoundInBothForms) {
  const ExtensionCase cases[] = {
      {"one byte form", 0xbede, {0x10, 0x85, 0x22, 0xaa, 0xbb, 0xcc, 0, 0}, 2, {0xaa, 0xbb, 0xcc}},
      {"first of two", 0xbede, {0x10, 0x85, 0x20, 0xaa}, 1, {0x85}},
      {"padding between", 0xbede, {0x00, 0x00, 0x30, 0x07}, 3, {0x07}},
      {"stops at 15", 0xbede, {0xf0, 0x00, 0x30, 0x07}, 3, {}},
      {"absent", 0xbede, {0x10, 0x85, 0, 0}, 5, {}},
      {"longer than the block", 0xbede, {0x1f, 0x85, 0, 0}, 1, {}},
      {"two byte form", 0x1000, {0x00, 0x01, 0x01, 0x85, 0x21, 0x02, 0xaa, 0xbb}, 0x21, {0xaa, 0xbb}},
      {"two byte form, application bits", 0x100f, {0x01, 0x01, 0x85, 0x00}, 1, {0x85}},
      {"two byte form, empty", 0x1000, {0x01, 0x00, 0x00, 0x00}, 1, {}},
      {"two byte form, longer than the block", 0x1000, {0x01, 0x09, 0x85, 0x00}, 1, {}},
      {"two byte form, ends after the id", 0x1000, {0x00, 0x00, 0x00, 0x01}, 1, {}},
      {"another profile", 0x1234, {0x10, 0x85, 0, 0}, 1, {}},
      {"id 0", 0xbede, {0x00, 0x85, 0, 0}, 0, {}},
  };
  for (const auto& c : cases) {
    const auto bytes = Rtp{.profile = c.profile, .extensions = c.block}.bytes();
    const auto packet = parse(bytes);
    ASSERT_TRUE(packet) << c.what;
    const Bytes found = extension(*packet, c.id);
    EXPECT_EQ(Buffer(found.begin(), found.end()), c.found) << c.what;
  }
}

TEST(Header, IsReadAsItWasWritten) {
  const Header header{.marker = true,
                      .payload_type = 97,
                      .seqnum = 65535,
                      .timestamp = 0xfedcba98,
                      .ssrc = 0x12345678,
                      .abs_send_time_id = 3,
                      .abs_send_time = 0xabcdef};
  Buffer bytes(kMaxHeader + 1);
  bytes.resize(write(header, bytes.data()));
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload_type, 97);
  EXPECT_EQ(packet->seqnum, 65535);
  EXPECT_EQ(packet->timestamp, 0xfedcba98);
  EXPECT_EQ(packet->ssrc, 0x12345678u);
  EXPECT_TRUE(packet->marker);
  const Bytes time = extension(*packet, 3);
  EXPECT_EQ(Buffer(time.begin(), time.end()), (Buffer{0xab, 0xcd, 0xef}));
  EXPECT_EQ(packet->payload_offset, kMaxHeader);

  Buffer plain(kMaxHeader);
  EXPECT_EQ(write(Header{}, plain.data()), 12u);
}

TEST(AbsSendTime, Is18BitsOfFractionAndWrapsAt64Seconds) {
  EXPECT_EQ(abs_send_time(1'000'000'000), 1u << 18);
  EXPECT_EQ(abs_send_time(500'000'000), 1u << 17);
  EXPECT_EQ(abs_send_time(64'000'000'000), 0u);
  EXPECT_EQ(abs_send_time(63'999'999'999), 0xffffffu);
}

}  // namespace
}  // namespace seodang::rtp
