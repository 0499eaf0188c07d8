#include "service/recording_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/id.hpp"
#include "service/file_names.hpp"

namespace seodang::service {

namespace {

constexpr size_t id_bytes = 8;
constexpr std::string_view ending = ".webm";
constexpr const char* screen_mark = " (screen)";
constexpr const char* nameless_class = "class";

FileContent content_of(Source source) {
  return is_screen(source) ? FileContent::screen : FileContent::camera;
}

Json options_of(const store::RecordingRow& recording) {
  const Result<Json> options = Json::parse(recording.options);
  return options && options->is_object() ? *options : Json::object();
}

/// Those who were asked to be left out, as persons: the same person may have come as several participants.
std::set<std::string> left_out(const store::RecordingRow& recording, const Segments& segments) {
  std::set<std::string> persons;
  for (const Json& id : options_of(recording)["leaveOut"].items()) {
    for (const store::SegmentRow& segment : segments)
      if (segment.participant == id.string_or("")) persons.insert(segment.person);
  }
  return persons;
}

bool is_usable(const store::SegmentRow& segment) {
  return segment.state != SegmentState::failed || segment.to > segment.from;
}

Json paths_of(const Segments& segments, const std::string& person, Source source) {
  Json paths = Json::array();
  for (const store::SegmentRow& segment : segments) {
    if (segment.person == person && segment.source == source && is_usable(segment))
      paths.push(Json::object({{"path", segment.path}}));
  }
  return paths;
}

store::RecordingFileRow new_file(const store::RecordingRow& recording) {
  store::RecordingFileRow file;
  file.id = random_hex(id_bytes);
  file.recording = recording.id;
  file.from = recording.from;
  return file;
}

std::vector<store::RecordingFileRow> one_of_all(const store::RecordingRow& recording,
                                                const Segments& segments) {
  const std::set<std::string> without = left_out(recording, segments);
  const bool any = std::any_of(segments.begin(), segments.end(), [&](const store::SegmentRow& segment) {
    return is_usable(segment) && !without.contains(segment.person);
  });
  if (!any) return {};
  std::set<std::string> taken;
  store::RecordingFileRow file = new_file(recording);
  file.person = recording.person;
  file.name = recording.name.empty() ? nameless_class : recording.name;
  file.what = FileContent::composed;
  file.leaf = file_name(file.name, ending, taken);
  return {file};
}

JobPlan plan_compose(const store::RecordingRow& recording, const Segments& segments, Json params) {
  const std::set<std::string> without = left_out(recording, segments);
  std::map<std::string, std::string> names;
  for (const store::SegmentRow& segment : segments)
    if (!without.contains(segment.person)) names[segment.person] = segment.name;
  Json people = Json::array();
  for (const auto& [person, name] : names) {
    people.push(Json::object({{"name", name},
                              {"camera", paths_of(segments, person, Source::camera)},
                              {"microphone", paths_of(segments, person, Source::microphone)},
                              {"screen", paths_of(segments, person, Source::screen)},
                              {"screenAudio", paths_of(segments, person, Source::screen_audio)}}));
  }
  params.set("people", people).set("layout", options_of(recording)["layout"].string_or("grid"));
  return {"compose", params};
}

}  // namespace

std::vector<store::RecordingFileRow> plan_files(const store::RecordingRow& recording,
                                                const Segments& segments) {
  if (recording.kind == RecordingKind::composed) return one_of_all(recording, segments);
  std::map<std::pair<std::string, FileContent>, store::RecordingFileRow> files;
  for (const store::SegmentRow& segment : segments) {
    if (!is_usable(segment)) continue;
    const auto [entry, is_new] = files.try_emplace({segment.person, content_of(segment.source)});
    store::RecordingFileRow& file = entry->second;
    if (is_new) {
      file = new_file(recording);
      file.participant = segment.participant;
      file.person = segment.person;
      file.what = content_of(segment.source);
      file.from = std::max(recording.from, segment.from);
    }
    file.name = segment.name;  // the last one
    file.from = std::min(file.from, std::max(recording.from, segment.from));
  }
  std::vector<store::RecordingFileRow> list;
  for (auto& [key, file] : files) list.push_back(std::move(file));
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return std::tie(a.name, a.what, a.participant) < std::tie(b.name, b.what, b.participant);
  });
  std::set<std::string> taken;
  for (store::RecordingFileRow& file : list) {
    const bool screen = file.what == FileContent::screen;
    file.leaf = file_name(file.name, std::string(screen ? screen_mark : "") + std::string(ending), taken);
  }
  return list;
}

JobPlan plan_job(const store::RecordingRow& recording, const store::RecordingFileRow& file,
                 const Segments& segments, const std::string& directory) {
  Json params = Json::object({{"output", directory + "/" + file.leaf},
                              {"title", file.name},
                              {"from", recording.from},
                              {"to", recording.to}});
  if (file.what == FileContent::composed) return plan_compose(recording, segments, params);
  const bool screen = file.what == FileContent::screen;
  params.set("video", paths_of(segments, file.person, screen ? Source::screen : Source::camera))
      .set("audio", paths_of(segments, file.person, screen ? Source::screen_audio : Source::microphone));
  return {"join", params};
}

int64_t end_of(const store::RecordingRow& recording, const Segments& segments) {
  int64_t end = recording.from;
  for (const store::SegmentRow& segment : segments) end = std::max(end, segment.to);
  return end;
}

}  // namespace seodang::service
