#include "room/job_request.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "room/job_child.hpp"
#include "room/job_title.hpp"

namespace seodang::room {

namespace {

constexpr int64_t least_gap_us = 1'000'000;
constexpr size_t most_gaps = 1000;

std::vector<Span> media_of(const std::vector<const JoinTrack*>& tracks) {
  std::vector<Span> media;
  for (const JoinTrack* track : tracks)
    media.insert(media.end(), track->media().begin(), track->media().end());
  return media;
}

}  // namespace

Result<OutputRequest> read_output_request(const Json& params) {
  constexpr std::string_view ending = ".webm";
  OutputRequest request{params["output"].string_or(""),
                        "",
                        params["title"].string_or(""),
                        {params["from"].integer_or(-1) * 1000, params["to"].integer_or(-1) * 1000}};
  if (!request.output.ends_with(ending)) return {Code::invalid_params, "output: a path that ends with .webm"};
  if (request.interval.from_us < 0 || request.interval.to_us <= request.interval.from_us)
    return {Code::invalid_params, "from, to: UTC milliseconds, one after the other"};
  if (request.title.size() > most_title_bytes) return {Code::invalid_params, "title: at most 1000 bytes"};
  request.poster = request.output.substr(0, request.output.size() - ending.size()) + ".jpg";
  return request;
}

Result<Json> make_output(const OutputRequest& request,
                         const std::function<Result<Json>(const Output& output, int poster_fd)>& make) {
  Output output(request.output), poster(request.poster);
  if (output.fd() < 0) return not_opened(request.output);
  Result<Json> result = in_child([&] { return make(output, poster.fd()); });
  if (!result) return result;
  if (!request.title.empty() && !put_title(output.fd(), request.title)) log_info("job", "no title");
  if (Result<> kept = output.keep(); !kept) return kept.error();
  if (poster.size() > 0) {
    if (Result<> kept = poster.keep(); !kept) log_info("job", "no poster: %s", kept.error().text.c_str());
  }
  return result->set("bytes", static_cast<uint64_t>(output.size()));
}

Span whole_of(const std::vector<const JoinTrack*>& tracks) {
  const std::vector<Span> media = media_of(tracks);
  Span whole = media.front();
  for (const Span& span : media)
    whole = {std::min(whole.from_us, span.from_us), std::max(whole.to_us, span.to_us)};
  return whole;
}

Json result_of(const std::vector<const JoinTrack*>& tracks) {
  const Span whole = whole_of(tracks);
  Json gaps = Json::array();
  for (const Span& gap : gaps_of(media_of(tracks), whole, least_gap_us)) {
    if (gaps.size() == most_gaps) break;
    gaps.push(Json::object(
        {{"fromMs", (gap.from_us - whole.from_us) / 1000}, {"toMs", (gap.to_us - whole.from_us) / 1000}}));
  }
  const auto has = [&](Medium medium) {
    return std::any_of(tracks.begin(), tracks.end(), [=](auto* track) { return track->medium() == medium; });
  };
  const bool recovered =
      std::any_of(tracks.begin(), tracks.end(), [](auto* track) { return track->recovered(); });
  const PictureSize size = tracks.front()->size();
  return Json::object({{"from", whole.from_us / 1000},
                       {"durationMs", (whole.to_us - whole.from_us) / 1000},
                       {"width", size.width},
                       {"height", size.height},
                       {"video", has(Medium::video)},
                       {"audio", has(Medium::audio)},
                       {"gaps", gaps},
                       {"recovered", recovered}});
}

}  // namespace seodang::room
