// What is in a recording's files: decoded, and the lines beside it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "support/publisher_bot.hpp"

namespace seodang::test {

struct RecordedPicture {
  int64_t at_us = 0;
  Colour colour;
  int height = 0;
};

/// A WebM file of one track as far as it can be read: it need have no end.
struct RecordedFile {
  std::vector<RecordedPicture> pictures;
  std::vector<int64_t> keyframes_us;
  std::vector<float> sound;         ///< 48 kHz, one channel; gaps in time are silent
  std::vector<std::string> errors;  ///< of the decoders

  int64_t duration_us() const {
    return pictures.empty() ? static_cast<int64_t>(sound.size()) * 1000 / 48 : pictures.back().at_us;
  }
  /// The share of windows of 200 ms in which a tone is heard.
  double heard(int hertz) const;
  bool shows_only(Colour colour) const;
};
RecordedFile decode(const std::string& path);

/// A .jsonl beside a segment.
std::vector<Json> read_sidecar(const std::string& path);

}  // namespace seodang::test
