#include "room/job_compose.hpp"

#include <algorithm>
#include <optional>

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "room/job_child.hpp"
#include "room/job_encoder.hpp"
#include "room/job_limits.hpp"
#include "room/job_output.hpp"
#include "room/job_poster.hpp"
#include "room/job_request.hpp"
#include "room/job_scene.hpp"

namespace seodang::room {

namespace {

constexpr int least_side = 160, most_side = 1920, most_fps = 30;
/// So much is known of the sound before a picture is drawn: who begins to speak is marked at once.
constexpr int64_t ahead_us = 200'000;
constexpr int64_t block_us = 20'000;

struct Request {
  OutputRequest file;
  Encoder::Format format;
  LayoutMode layout = LayoutMode::grid;
  Json people;
};

Result<Request> read_request(const Json& params) {
  Result<OutputRequest> file = read_output_request(params);
  if (!file) return file.error();
  const auto layout = layout_named(params["layout"].string_or("grid"));
  if (!layout) return {Code::invalid_params, "layout: grid or speaker"};
  const auto number = [&params](const char* name, int otherwise, int least, int most) {
    const int64_t value = params[name].integer_or(otherwise);
    return value < least || value > most ? 0 : static_cast<int>(value);
  };
  const Encoder::Format format{number("width", 1280, least_side, most_side),
                               number("height", 720, 90, most_side), number("fps", 15, 1, most_fps), false};
  if (format.width % 2 || format.height % 2 || format.width * format.height * format.fps == 0)
    return {Code::invalid_params, "width, height: even, at most 1920; fps: at most 30"};
  if (!params["people"].is_array()) return {Code::invalid_params, "people: a list"};
  return Request{std::move(*file), format, *layout, params["people"]};
}

/// Every source of everyone.
std::vector<const JoinTrack*> tracks_of(const std::vector<Person>& people) {
  std::vector<const JoinTrack*> tracks;
  for (const Person& person : people) {
    if (person.camera) tracks.push_back(&person.camera->track());
    if (person.screen) tracks.push_back(&person.screen->track());
    for (const auto& sound : person.sounds) tracks.push_back(&sound->track());
  }
  return tracks;
}

/// Picture after picture, and the sound that belongs to them.
Result<> compose(SceneDrawer& drawer, Encoder& encoder, const Encoder::Format& format, Span whole,
                 Poster& poster, const Progress& progress) {
  const int64_t length = whole.to_us - whole.from_us;
  const auto begins = [&format](int64_t picture) { return picture * 1'000'000 / format.fps; };
  const int64_t pictures = std::max<int64_t>((length * format.fps + 500'000) / 1'000'000, 1);
  int64_t heard = 0;
  for (int64_t i = 0; i < pictures; i++) {
    for (; heard < std::min(begins(i) + ahead_us, length); heard += block_us) {
      const std::vector<float>& block = drawer.mix(whole.from_us + heard);
      if (format.sound) encoder.sound(block, heard, block_us);
    }
    GRef<GstBuffer> picture = drawer.draw(whole.from_us + begins(i));
    poster.offer(GRef<GstBuffer>::take(gst_buffer_copy(picture.get())), true, begins(i));
    if (Result<> well = encoder.picture(std::move(picture), begins(i), begins(i + 1) - begins(i)); !well)
      return well;
    progress(static_cast<double>(begins(i)) / static_cast<double>(length));
  }
  return encoder.finish();
}

/// In the child.
Result<Json> make(Request request, const Output& output, int poster_fd, const JobContext& context) {
  raise_descriptor_limit();
  gst_init(nullptr, nullptr);
  std::vector<Person> people = open_people(request.people, request.file.interval);
  const std::vector<const JoinTrack*> tracks = tracks_of(people);
  if (tracks.empty()) return {Code::not_found, "there is no media in this interval"};
  Encoder::Format& format = request.format;
  format.sound =
      std::any_of(tracks.begin(), tracks.end(), [](auto* track) { return track->medium() == Medium::audio; });
  Json result = result_of(tracks);
  const Span whole = whole_of(tracks);
  const PictureSize size{static_cast<unsigned>(format.width), static_cast<unsigned>(format.height)};
  auto drawer = SceneDrawer::make(std::move(people), format.width, format.height, request.layout);
  if (!drawer) return drawer.error();
  auto encoder = Encoder::open(output.part(), request.file.title, format, context.pipelines);
  if (!encoder) return encoder.error();
  Poster poster;
  if (Result<> ready = poster.prepare(Poster::Kind::raw, size, poster_fd); !ready) return ready.error();
  if (Result<> locked = lock_process(); !locked) return locked.error();
  if (Result<> well = compose(**drawer, **encoder, format, whole, poster, context.progress); !well)
    return well.error();
  if (Result<> made = poster.write(); !made) log_info("job", "no poster: %s", made.error().text.c_str());
  return result.set("video", true).set("width", format.width).set("height", format.height);
}

}  // namespace

Result<Json> compose_segments(const Json& params, const JobContext& context) {
  Result<Request> request = read_request(params);
  if (!request) return request.error();
  return make_output(request->file, [&](const Output& output, int poster_fd) {
    return make(*request, output, poster_fd, context);
  });
}

}  // namespace seodang::room
