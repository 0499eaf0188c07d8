#pragma once

#include "room/job.hpp"

namespace seodang::room {

/// `{output, title, from, to, video:[{path}], audio:[{path}]}` → `{from, durationMs, bytes, width, height,
/// video, audio, gaps:[{fromMs, toMs}], recovered}`: makes one file of what segments of one person's picture
/// and sound have in [from, to] (UTC ms). Nothing is transcoded; WebM with cues, duration and title; beside
/// it `.jpg`, a picture of it, if it has pictures.
///
/// The file's time 0 is the first media (`from` in the result, UTC ms). Where sound is missing it is silent;
/// where pictures are missing the last one stands. `gaps`, in file time: neither for a second or longer, at
/// most 1000 of them. `recovered`: a segment was not ended cleanly, or is shorter than it should be. A
/// segment that still grows is read as far as it goes. The output is there whole or not at all. Errors:
/// invalid_params, not_found (no media then), storage_full, media_failed, internal.
Result<Json> join_segments(const Json& params, const JobContext& context);

}  // namespace seodang::room
