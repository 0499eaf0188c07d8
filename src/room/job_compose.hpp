#pragma once

#include "room/job.hpp"

namespace seodang::room {

/// `{output, title, from, to, width = 1280, height = 720, fps = 15, layout: "grid" | "speaker", people:
/// [{name, camera: [{path}], microphone: [{path}], screen: [{path}], screenAudio: [{path}]}]}` → as join's
/// result: one picture of all, and everyone's sound mixed, of what their segments have in [from, to] (UTC
/// ms).
///
/// At any time those are seen whose camera is on then, at most 16, each with their name; who speaks has a
/// ring; a screen is large. The same input gives the same file but for the muxer's date and numbers. Beside
/// it `.jpg`. Errors: as join's.
Result<Json> compose_segments(const Json& params, const JobContext& context);

}  // namespace seodang::room
