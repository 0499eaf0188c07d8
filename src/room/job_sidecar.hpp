#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace seodang::room {

/// At the file time `file_us` lies what the sender captured at `ntp_us` (its own clock, since 1900).
struct SidecarReport {
  int64_t file_us = 0, ntp_us = 0;
};

/// What is written beside a segment, in `<base>.jsonl`.
struct SidecarText {
  std::string source;                  ///< "camera", "microphone", …
  std::string connection;              ///< equal for all that one browser connection sent; "": not known
  int64_t from_us = 0;                 ///< UTC of file time 0, by its arrival
  std::vector<SidecarReport> reports;  ///< as they came
  std::optional<int64_t> end_us;       ///< the file's duration, if it was ended cleanly
};

/// Where the sidecar of `…/NAME.webm` lies.
std::string sidecar_path(std::string_view segment);

/// Lines that are torn or not understood are passed over, but for the first. Pure. Errors: not_found, the
/// first line does not say when the segment began.
Result<SidecarText> read_sidecar(std::string_view text);

/// What the name `<participant>.<source>.<from>.webm` alone says, for a segment whose sidecar was lost. Pure.
/// Errors: not_found, it is no such name.
Result<SidecarText> sidecar_of_name(std::string_view path);

}  // namespace seodang::room
