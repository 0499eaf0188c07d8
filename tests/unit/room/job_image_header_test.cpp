#include "room/job_image_header.hpp"

#include <gtest/gtest.h>

#include <string>

namespace seodang::room {
namespace {

std::string bytes(std::initializer_list<int> values) { return {values.begin(), values.end()}; }
std::string two(unsigned value) {
  return bytes({static_cast<int>(value >> 8), static_cast<int>(value & 255)});
}

std::string jpeg(unsigned width, unsigned height, const std::string& before = {}) {
  return bytes({0xff, 0xd8}) + before + bytes({0xff, 0xc0, 0, 17, 8}) + two(height) + two(width) + "\3";
}
std::string png(unsigned width, unsigned height) {
  return "\x89PNG\r\n\x1a\n" + std::string("\0\0\0\rIHDR", 8) + std::string(2, '\0') + two(width) +
         std::string(2, '\0') + two(height) + std::string(9, '\0');
}
std::string webp(const std::string& chunk, const std::string& data) {
  return "RIFF" + std::string(4, '\0') + "WEBP" + chunk + std::string(4, '\0') + data + std::string(16, '\0');
}
/// 3 bytes, little endian, less one.
std::string canvas(unsigned side) {
  return bytes({static_cast<int>((side - 1) & 255), static_cast<int>((side - 1) >> 8), 0});
}

std::string size_of(const std::string& text) {
  const auto header = read_image_header(text);
  return header ? std::to_string(header->width) + "x" + std::to_string(header->height)
                : std::string(name_of(header.error().code));
}

TEST(JobImageHeader, ReadsTheSizesOfEachFormat) {
  EXPECT_EQ(size_of(jpeg(640, 480)), "640x480");
  EXPECT_EQ(size_of(png(640, 480)), "640x480");
  EXPECT_EQ(size_of(webp("VP8 ", bytes({0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01}))), "640x480");
  EXPECT_EQ(size_of(webp("VP8L", bytes({0x2f, 0x7f, 0xc2, 0x77, 0x00}))), "640x480");
  EXPECT_EQ(size_of(webp("VP8X", bytes({0, 0, 0, 0}) + canvas(640) + canvas(480))), "640x480");
}

TEST(JobImageHeader, GoesOnBehindOtherSegmentsAndFillers) {
  const std::string exif = bytes({0xff, 0xe1, 0, 6}) + "Exif";
  EXPECT_EQ(size_of(jpeg(20, 10, exif)), "20x10");
  EXPECT_EQ(size_of(jpeg(20, 10, exif + bytes({0xff, 0xff, 0xff}))), "20x10");
  EXPECT_EQ(size_of(jpeg(20, 10, bytes({0xff, 0xc4, 0, 2}))), "20x10") << "a Huffman table is no frame";
  EXPECT_EQ(size_of(jpeg(20, 10, bytes({0xff, 0xda, 0, 2}))), "invalid-params") << "a scan without a frame";
}

TEST(JobImageHeader, OnlyThreeFormatsWhateverTheyAreCalled) {
  for (const char* text :
       {"", "\xff\xd8", "GIF89a\x10\x00\x10\x00", "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\x00\x00\x00\x18"
        "ftypheic",
        "BM", "II*\x00", "%PDF-1.7", "RIFF....WAVEfmt "}) {
    EXPECT_EQ(size_of(text), "invalid-params") << text;
  }
  EXPECT_NE(read_image_header("GIF89a").error().text.find("JPEG, PNG and WebP"), std::string::npos);
}

TEST(JobImageHeader, BoundsTheSides) {
  EXPECT_EQ(size_of(png(4096, 3906)), "4096x3906");
  EXPECT_EQ(size_of(png(4096, 4096)), "too-large") << "16 million pixels";
  EXPECT_EQ(size_of(png(4097, 1)), "too-large");
  EXPECT_EQ(size_of(jpeg(1, 65535)), "too-large");
  EXPECT_EQ(size_of("\x89PNG\r\n\x1a\n" + std::string("\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff", 16) +
                    std::string(9, '\0')),
            "too-large");
  EXPECT_EQ(size_of(jpeg(0, 10)), "invalid-params");
}

TEST(JobImageHeader, AMovingPictureIsRefused) {
  EXPECT_EQ(size_of(webp("VP8X", bytes({2, 0, 0, 0}) + canvas(64) + canvas(64))), "invalid-params");
}

TEST(JobImageHeader, EveryBeginningOfAFileIsAnErrorAndNoMore) {
  for (const std::string& whole : {jpeg(64, 64, bytes({0xff, 0xe0, 0, 4, 1, 2})), png(64, 64),
                                   webp("VP8X", bytes({0, 0, 0, 0}) + canvas(64) + canvas(64))}) {
    const bool is_webp = whole[0] == 'R';
    for (size_t length = 0; length + 1 < (is_webp ? 30 : whole.size()); length++)
      EXPECT_EQ(size_of(whole.substr(0, length)), "invalid-params") << length;
  }
  EXPECT_EQ(size_of(bytes({0xff, 0xd8, 0xff, 0xe0, 0, 0}) + std::string(64, '\xff')), "invalid-params");
}

}  // namespace
}  // namespace seodang::room
