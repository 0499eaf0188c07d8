#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "room/job_output.hpp"
#include "room/job_track.hpp"

namespace seodang::room {

// What join and compose have in common: what they are asked for, what they answer, how files come to be.

/// `{output, title, from, to}`
struct OutputRequest {
  std::string output, poster, title;
  Span interval;
};
/// Errors: invalid_params.
Result<OutputRequest> read_output_request(const Json& params);

/// Calls `make` in a child, for a file and a poster that are kept if it succeeds, under their names; its
/// result with `bytes`. Errors: make's; storage_full, media_failed, internal.
Result<Json> make_output(const OutputRequest& request,
                         const std::function<Result<Json>(const Output& output, int poster_fd)>& make);

/// From the first media of any track to the last's end. Not of none.
Span whole_of(const std::vector<const JoinTrack*>& tracks);
/// `{from, durationMs, width, height, video, audio, gaps, recovered}`; the size is the first track's.
Json result_of(const std::vector<const JoinTrack*>& tracks);

}  // namespace seodang::room
