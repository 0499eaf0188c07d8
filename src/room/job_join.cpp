#include "room/job_join.hpp"

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "room/job_limits.hpp"
#include "room/job_request.hpp"
#include "room/job_writer.hpp"

namespace seodang::room {

namespace {

/// Those that have media in the interval.
std::vector<JoinTrack> open_tracks(const Json& params, Span interval) {
  std::vector<SegmentFile> video = open_segments(params["video"]), audio = open_segments(params["audio"]);
  std::vector<SegmentFile>* const both[] = {&video, &audio};
  align_files(both);
  std::vector<JoinTrack> tracks;
  tracks.emplace_back(Medium::video, std::move(video), interval);
  tracks.emplace_back(Medium::audio, std::move(audio), interval);
  std::erase_if(tracks, [](const JoinTrack& track) { return track.media().empty(); });
  return tracks;
}

/// In the child.
Result<Json> make(const OutputRequest& request, const Json& params, const Output& output, int poster_fd,
                  const Progress& progress) {
  raise_descriptor_limit();
  std::vector<JoinTrack> tracks = open_tracks(params, request.interval);
  if (tracks.empty()) return {Code::not_found, "there is no media in this interval"};
  gst_init(nullptr, nullptr);
  std::vector<const JoinTrack*> all;
  for (const JoinTrack& track : tracks) all.push_back(&track);
  auto writer = JoinWriter::open(output.part(), request.title, tracks);
  if (!writer) return writer.error();
  const bool pictures = tracks.front().medium() == Medium::video;
  Poster poster;
  if (Result<> ready =
          pictures ? poster.prepare(Poster::Kind::vp8, tracks.front().size(), poster_fd) : Result<>();
      !ready)
    return ready.error();
  if (Result<> locked = lock_process(); !locked) return locked.error();
  if (Result<> written = (*writer)->write(whole_of(all), poster, progress); !written) return written.error();
  if (Result<> made = pictures ? poster.write() : Result<>(); !made)
    log_info("job", "no poster: %s", made.error().text.c_str());
  return result_of(all);
}

}  // namespace

Result<Json> join_segments(const Json& params, const JobContext& context) {
  const Result<OutputRequest> request = read_output_request(params);
  if (!request) return request.error();
  if (!params["video"].is_array() || !params["audio"].is_array())
    return {Code::invalid_params, "video, audio: lists of {path}"};
  return make_output(*request, [&](const Output& output, int poster_fd) {
    return make(*request, params, output, poster_fd, context.progress);
  });
}

}  // namespace seodang::room
