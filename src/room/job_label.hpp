#pragma once

#include <string>

#include "base/result.hpp"
#include "room/job_canvas.hpp"

namespace seodang::room {

/// A name, written with the fonts of this machine, `height` pixels high and at most `most_width` wide. Reads
/// fonts: before the process is locked. Errors: media_failed, the plugin for text is missing.
Result<Label> render_label(const std::string& name, int height, int most_width);

}  // namespace seodang::room
