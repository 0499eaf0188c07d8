#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

namespace seodang::room {

constexpr size_t most_image_bytes = 5U << 20;
constexpr int profile_image_side = 256;

/// `{source, target}`, paths → `{width, height}` of what it was: makes of a JPEG, PNG or WebP file of at most
/// 5 MiB a JPEG of 256 × 256, its middle upright as EXIF says, without anything else of it. `target` must not
/// exist; after an error it may, and is of no use. The process is locked before a decoder sees the first
/// byte: see lock_process(). Errors: invalid_params, too_large, storage_full, internal.
Result<Json> make_profile_image(const Json& params);

}  // namespace seodang::room
