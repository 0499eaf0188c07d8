#pragma once

#include <string_view>

#include "base/result.hpp"

namespace seodang::room {

enum class ImageFormat { jpeg, png, webp };

struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  unsigned width = 0, height = 0;  ///< as the header says; a decoder may find otherwise
};

constexpr unsigned most_image_side = 4096;
constexpr unsigned most_image_pixels = 16'000'000;

/// What a picture's first bytes say of it, read before any decoder sees them; what it is called does not
/// count. Pure; any thread. Errors: invalid_params (no JPEG, PNG or WebP; damaged; moving), too_large (the
/// sides).
Result<ImageHeader> read_image_header(std::string_view bytes);

}  // namespace seodang::room
