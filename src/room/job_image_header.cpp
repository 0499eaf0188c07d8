#include "room/job_image_header.hpp"

#include <array>
#include <optional>

namespace seodang::room {

namespace {

using Bytes = std::string_view;

struct Size {
  unsigned width = 0, height = 0;
};

unsigned byte_at(Bytes bytes, size_t at) { return at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : 0; }

unsigned big_endian(Bytes bytes, size_t at, size_t count) {
  unsigned value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

unsigned little_endian(Bytes bytes, size_t at, size_t count) {
  unsigned value = 0;
  for (size_t i = count; i > 0; i--) value = value << 8 | byte_at(bytes, at + i - 1);
  return value;
}

const Error damaged{Code::invalid_params, "the picture is damaged: choose another"};

/// SOF0…SOF15 without DHT, JPG and DAC, which stand in the same row.
bool is_frame(unsigned marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Markers until the frame's header: the picture's data begins after it.
Result<Size> jpeg_size(Bytes bytes) {
  constexpr unsigned start_of_scan = 0xda;
  size_t at = 2;
  while (at + 9 <= bytes.size() && byte_at(bytes, at) == 0xff) {
    const unsigned marker = byte_at(bytes, at + 1);
    if (marker == 0xff) {  // A filler.
      at++;
      continue;
    }
    if (is_frame(marker)) return Size{big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2)};
    const unsigned length = big_endian(bytes, at + 2, 2);
    if (marker == start_of_scan || length < 2) break;
    at += 2 + length;
  }
  return damaged;
}

Result<Size> png_size(Bytes bytes) {
  if (bytes.size() < 33 || big_endian(bytes, 8, 4) != 13 || bytes.substr(12, 4) != "IHDR") return damaged;
  return Size{big_endian(bytes, 16, 4), big_endian(bytes, 20, 4)};
}

Result<Size> webp_size(Bytes bytes) {
  constexpr unsigned animation = 0x02, lossless_signature = 0x2f;
  if (bytes.size() < 30) return damaged;
  const Bytes chunk = bytes.substr(12, 4);
  if (chunk == "VP8 " && bytes.substr(23, 3) == "\x9d\x01\x2a")
    return Size{little_endian(bytes, 26, 2) & 0x3fff, little_endian(bytes, 28, 2) & 0x3fff};
  if (chunk == "VP8L" && byte_at(bytes, 20) == lossless_signature) {
    const unsigned bits = little_endian(bytes, 21, 4);
    return Size{(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
  }
  if (chunk != "VP8X") return damaged;
  if (byte_at(bytes, 20) & animation)
    return {Code::invalid_params, "a moving picture cannot be a profile image: choose a still one"};
  return Size{little_endian(bytes, 24, 3) + 1, little_endian(bytes, 27, 3) + 1};
}

struct Kind {
  ImageFormat format;
  bool (*is)(Bytes bytes);
  Result<Size> (*size)(Bytes bytes);
};

constexpr std::array<Kind, 3> kinds{{
    {ImageFormat::jpeg, [](Bytes bytes) { return bytes.starts_with("\xff\xd8\xff"); }, jpeg_size},
    {ImageFormat::png, [](Bytes bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"); }, png_size},
    {ImageFormat::webp,
     [](Bytes bytes) { return bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP"); },
     webp_size},
}};

}  // namespace

Result<ImageHeader> read_image_header(std::string_view bytes) {
  for (const Kind& kind : kinds) {
    if (!kind.is(bytes)) continue;
    const Result<Size> size = kind.size(bytes);
    if (!size) return size.error();
    const auto [width, height] = *size;
    if (width == 0 || height == 0) return damaged;
    if (width > most_image_side || height > most_image_side || width * height > most_image_pixels) {
      return {Code::too_large, "the picture is " + std::to_string(width) + " × " + std::to_string(height) +
                                   ": at most 4096 on each side and 16 million pixels are read"};
    }
    return ImageHeader{kind.format, width, height};
  }
  return {Code::invalid_params, "only JPEG, PNG and WebP pictures can be read: choose another"};
}

}  // namespace seodang::room
