#include "elements/vp8.hpp"

#include <gtest/gtest.h>

#include "unit/rtp/bytes.hpp"

namespace seodang::rtp {
namespace {

using test::Buffer;

struct Case {
  const char* what;
  Buffer payload;
  size_t size;
  std::optional<uint16_t> picture;
  std::optional<uint8_t> tl0;
  bool keyframe;
};

TEST(Vp8, ReadsEveryForm) {
  const Case cases[] = {
      {"plain", {0x10, 0x10}, 1, {}, {}, true},
      {"interframe", {0x10, 0x11}, 1, {}, {}, false},
      {"middle of a keyframe", {0x00, 0x10}, 1, {}, {}, false},
      {"second partition", {0x11, 0x10}, 1, {}, {}, false},
      {"7-bit id", {0x90, 0x80, 0x7f, 0x10}, 3, 0x7f, {}, true},
      {"15-bit id", {0x90, 0x80, 0xff, 0xfe, 0x10}, 4, 0x7ffe, {}, true},
      {"tl0", {0x80, 0x40, 0x09, 0x10}, 3, {}, 9, false},
      {"all", {0x90, 0xf0, 0x81, 0x02, 0x03, 0x45, 0x10}, 6, 0x102, 3, true},
      {"extension byte without fields", {0x90, 0x00, 0x10}, 2, {}, {}, true},
  };
  for (const auto& c : cases) {
    const auto descriptor = parse_vp8(c.payload);
    ASSERT_TRUE(descriptor) << c.what;
    EXPECT_EQ(descriptor->size, c.size) << c.what;
    EXPECT_EQ(descriptor->picture_id, c.picture) << c.what;
    EXPECT_EQ(descriptor->tl0_picture_index, c.tl0) << c.what;
    EXPECT_EQ(descriptor->starts_keyframe, c.keyframe) << c.what;
  }
}

TEST(Vp8, RefusesWhatEndsTooEarly) {
  const Buffer whole{0x90, 0xf0, 0x81, 0x02, 0x03, 0x45, 0x10};
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_vp8(Bytes(whole).first(size))) << size;
  EXPECT_TRUE(parse_vp8(whole));
}

TEST(Vp8, WritesWhatItRead) {
  for (const Buffer& payload :
       {Buffer{0x10, 0x10}, Buffer{0x90, 0x80, 0x81, 0x02, 0x10},
        Buffer{0x90, 0xf0, 0x81, 0x02, 0x03, 0x45, 0x10}, Buffer{0xa3, 0x20, 0x60, 0x11}}) {
    const auto descriptor = parse_vp8(payload);
    ASSERT_TRUE(descriptor);
    Buffer out(kMaxVp8Descriptor);
    out.resize(write(*descriptor, out.data()));
    EXPECT_EQ(out, Buffer(payload.begin(), payload.end() - 1));
  }
}

TEST(Vp8, WidensPictureIds) {
  const auto descriptor = parse_vp8(Buffer{0x90, 0x80, 0x7f, 0x10});
  ASSERT_TRUE(descriptor);
  EXPECT_EQ(descriptor->picture_id_bits, 7u);
  Buffer out(kMaxVp8Descriptor);
  out.resize(write(*descriptor, out.data()));
  EXPECT_EQ(out, (Buffer{0x90, 0x80, 0x80, 0x7f}));
}

TEST(Vp8, KeyIndexKeepsTheLayerBits) {
  Vp8Descriptor descriptor{.layer = 0xe5};
  descriptor.set_key_index(0x2a);
  EXPECT_EQ(descriptor.layer, 0xea);
  EXPECT_EQ(descriptor.key_index(), 0x0a);
}

}  // namespace
}  // namespace seodang::rtp
