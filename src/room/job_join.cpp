#include "room/job_join.hpp"

#include <algorithm>
#include <optional>

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "room/job_child.hpp"
#include "room/job_limits.hpp"
#include "room/job_output.hpp"
#include "room/job_title.hpp"
#include "room/job_writer.hpp"

namespace seodang::room {

namespace {

constexpr int64_t least_gap_us = 1'000'000;
constexpr size_t most_gaps = 1000;

struct Request {
  std::string output, poster, title;
  Span interval;
  Json video, audio;
};

Result<Request> read_request(const Json& params) {
  constexpr std::string_view ending = ".webm";
  Request request{params["output"].string_or(""),
                  "",
                  params["title"].string_or(""),
                  {params["from"].integer_or(-1) * 1000, params["to"].integer_or(-1) * 1000},
                  params["video"],
                  params["audio"]};
  if (!request.output.ends_with(ending)) return {Code::invalid_params, "output: a path that ends with .webm"};
  if (request.interval.from_us < 0 || request.interval.to_us <= request.interval.from_us)
    return {Code::invalid_params, "from, to: UTC milliseconds, one after the other"};
  if (request.title.size() > most_title_bytes) return {Code::invalid_params, "title: at most 1000 bytes"};
  if (!request.video.is_array() || !request.audio.is_array())
    return {Code::invalid_params, "video, audio: lists of {path}"};
  request.poster = request.output.substr(0, request.output.size() - ending.size()) + ".jpg";
  return request;
}

/// Those that have media in the interval.
std::vector<JoinTrack> open_tracks(const Request& request) {
  std::vector<SegmentFile> video = open_segments(request.video), audio = open_segments(request.audio);
  std::vector<SegmentFile>* const both[] = {&video, &audio};
  align_files(both);
  std::vector<JoinTrack> tracks;
  tracks.emplace_back(Medium::video, std::move(video), request.interval);
  tracks.emplace_back(Medium::audio, std::move(audio), request.interval);
  std::erase_if(tracks, [](const JoinTrack& track) { return track.media().empty(); });
  return tracks;
}

std::vector<Span> media_of(const std::vector<JoinTrack>& tracks) {
  std::vector<Span> media;
  for (const JoinTrack& track : tracks) media.insert(media.end(), track.media().begin(), track.media().end());
  return media;
}

Span whole_of(const std::vector<Span>& media) {
  Span whole = media.front();
  for (const Span& span : media)
    whole = {std::min(whole.from_us, span.from_us), std::max(whole.to_us, span.to_us)};
  return whole;
}

Json result_of(const std::vector<JoinTrack>& tracks, Span whole) {
  Json gaps = Json::array();
  for (const Span& gap : gaps_of(media_of(tracks), whole, least_gap_us)) {
    if (gaps.size() == most_gaps) break;
    gaps.push(Json::object(
        {{"fromMs", (gap.from_us - whole.from_us) / 1000}, {"toMs", (gap.to_us - whole.from_us) / 1000}}));
  }
  const auto has = [&](Medium medium) {
    return std::any_of(tracks.begin(), tracks.end(), [=](auto& track) { return track.medium() == medium; });
  };
  const bool recovered =
      std::any_of(tracks.begin(), tracks.end(), [](auto& track) { return track.recovered(); });
  const PictureSize size = tracks.front().size();
  return Json::object({{"from", whole.from_us / 1000},
                       {"durationMs", (whole.to_us - whole.from_us) / 1000},
                       {"width", size.width},
                       {"height", size.height},
                       {"video", has(Medium::video)},
                       {"audio", has(Medium::audio)},
                       {"gaps", gaps},
                       {"recovered", recovered}});
}

/// In the child.
Result<Json> make(const Request& request, const Output& output, int poster_fd, const Progress& progress) {
  raise_descriptor_limit();
  std::vector<JoinTrack> tracks = open_tracks(request);
  if (tracks.empty()) return {Code::not_found, "there is no media in this interval"};
  gst_init(nullptr, nullptr);
  const Span whole = whole_of(media_of(tracks));
  auto writer = JoinWriter::open(output.part(), request.title, tracks);
  if (!writer) return writer.error();
  const bool pictures = tracks.front().medium() == Medium::video;
  Poster poster;
  if (Result<> ready = pictures ? poster.prepare(tracks.front().size(), poster_fd) : Result<>(); !ready)
    return ready.error();
  if (Result<> locked = lock_process(); !locked) return locked.error();
  if (Result<> written = (*writer)->write(whole, poster, progress); !written) return written.error();
  if (Result<> made = pictures ? poster.write() : Result<>(); !made)
    log_info("job", "no poster: %s", made.error().text.c_str());
  return result_of(tracks, whole);
}

}  // namespace

Result<Json> join_segments(const Json& params, const Progress& progress) {
  const Result<Request> request = read_request(params);
  if (!request) return request.error();
  Output output(request->output), poster(request->poster);
  if (output.fd() < 0) return not_opened(request->output);
  Result<Json> result = in_child([&] { return make(*request, output, poster.fd(), progress); });
  if (!result) return result;
  if (!request->title.empty() && !put_title(output.fd(), request->title)) log_info("job", "no title");
  if (Result<> kept = output.keep(); !kept) return kept.error();
  if (poster.size() > 0) {
    if (Result<> kept = poster.keep(); !kept) log_info("job", "no poster: %s", kept.error().text.c_str());
  }
  return result->set("bytes", static_cast<uint64_t>(output.size()));
}

}  // namespace seodang::room
