#include "service/recordings.hpp"

#include <algorithm>
#include <filesystem>

#include "base/id.hpp"
#include "base/log.hpp"
#include "service/recording_files.hpp"
#include "service/retention.hpp"

namespace seodang::service {

namespace {

constexpr size_t id_bytes = 8;

bool is_under_way(const store::RecordingFileRow& file) {
  return file.state == FileState::waiting || file.state == FileState::joining;
}

DiskSpace probe(const Settings& settings) {
  return (settings.recording.disk ? settings.recording.disk : disk_space)(settings.recordings);
}

/// Sections are looked at now, lessons later; a composed picture takes long.
unsigned rank_of(RecordingKind kind) {
  constexpr unsigned ranks[] = {1, 0, 2};
  return ranks[static_cast<size_t>(kind)];
}

}  // namespace

Recordings::Recordings(const Settings& settings, store::Store& store, Listener& listener)
    : settings_(settings),
      store_(store),
      listener_(listener),
      floor_(settings.recording.floor_mib, settings.recording.floor_percent),
      queue_(settings, *this) {
  make_directory(settings.recordings);
  if (Result<> key = links_.load(settings.recordings + "/link.key"); !key)
    log_warning("service", "%s", key.error().text.c_str());
  floor_.look(probe(settings));  // nobody to tell yet
}

Recordings::~Recordings() { unbind(); }

// The disk.

bool Recordings::look_for_room() {
  const bool before = floor_.has_room();
  const bool room = floor_.look(probe(settings_));
  if (room == before) return room;
  log_warning("service", room ? "there is room on the disk again: recording goes on"
                              : "the disk is almost full: recording stops (recording.floor_mib, …_percent)");
  listener_.on_disk_changed();
  return room;
}

std::string Recordings::segments_directory(const std::string& room) const {
  std::error_code error;
  const std::string path = settings_.recordings + "/" + room + "/segments";
  make_directory(path);
  return std::filesystem::absolute(path, error).string();
}

std::string Recordings::files_directory(const store::RecordingRow& row) const {
  std::error_code error;
  return std::filesystem::absolute(settings_.recordings + "/" + row.room + "/files/" + row.id, error)
      .string();
}

std::string Recordings::file_path(const store::Recording& recording,
                                  const store::RecordingFileRow& file) const {
  return files_directory(recording.row) + "/" + file.leaf;
}

std::string Recordings::poster_leaf(const std::string& leaf) {
  return leaf.substr(0, leaf.rfind('.')) + ".jpg";
}

// Recovery.

void Recordings::start(Completion<> done) {
  remove_half_made(settings_.recordings);
  auto closed = [this, done](const Result<>& saved) {
    if (!saved) return done(saved.error());
    adopt_orphans(done);
  };
  auto found = [this, done, closed](const Result<Segments>& open) {
    if (!open) return done(open.error());
    Segments rows = *open;
    for (store::SegmentRow& row : rows) close_as_found(row);
    if (!rows.empty()) log_info("service", "%zu segments were being written when we ended", rows.size());
    store_.segments().save(rows, weak(this, closed));
  };
  store_.segments().open(weak(this, found));
  look_ = Timer::every(settings_.recording.floor_ms, [this] { look_for_room(); });
  sweep_ = Timer::every(settings_.recording.sweep_ms, [this] { sweep(); });
}

void Recordings::adopt_orphans(const Completion<>& done) {
  auto adopted = [this, done](const Result<int64_t>& count) {
    if (!count) return done(count.error());
    if (*count > 0)
      log_info("service", "%d segments were found that no row told of", static_cast<int>(*count));
    done({});
  };
  store_.segments().paths(weak(this, [this, done, adopted](const Result<std::vector<std::string>>& paths) {
    if (!paths) return done(paths.error());
    const Segments orphans = find_orphans(settings_.recordings, *paths);
    store_.segments().adopt(orphans, weak(this, adopted));
  }));
}

void Recordings::finish_rest(std::function<bool(const store::RecordingRow&)> goes_on,
                             const Completion<>& done) {
  auto all = [this, goes_on = std::move(goes_on), done](const Result<std::vector<store::Recording>>& rows) {
    rows ? finish_all(*rows, goes_on, done) : done(rows.error());
  };
  store_.recordings().unfinished(weak(this, all));
}

void Recordings::finish_all(std::vector<store::Recording> rest,
                            std::function<bool(const store::RecordingRow&)> goes_on,
                            const Completion<>& done) {
  if (rest.empty()) return done({});
  const store::Recording recording = std::move(rest.back());
  rest.pop_back();
  if (recording.row.state != RecordingState::recording) {
    changed(recording);
    enqueue(recording);
    return finish_all(std::move(rest), std::move(goes_on), done);
  }
  if (goes_on(recording.row)) {
    store_.recordings().go_on(recording.row.id, weak(this, [this, rest, goes_on, done](const Result<>& noted) {
                                noted ? finish_all(rest, goes_on, done) : done(noted.error());
                              }));
    return;
  }
  log_info("service", "recording %s ran when we ended: it is finished now", recording.row.id.c_str());
  store::RecordingRow row = recording.row;
  row.recovered = true;
  finish(row, weak(this, [this, rest, goes_on, done](const Result<store::Recording>& finished) {
           finished ? finish_all(rest, goes_on, done) : done(finished.error());
         }));
}

// From its beginning to its end.

void Recordings::save(const Segments& segments) {
  store_.segments().save(segments, [](const Result<>& saved) {
    if (!saved) log_warning("service", "a segment is not written down: %s", saved.error().text.c_str());
  });
}

void Recordings::begin(const store::RecordingRow& row, Completion<Json> done) {
  store_.recordings().add(row, answering(std::move(done)));
}

void Recordings::end(const std::string& id, int64_t to, Completion<Json> done) {
  get(id, weak(this, [this, to, done](const Result<store::Recording>& recording) {
        if (!recording) return done(recording.error());
        store::RecordingRow row = recording->row;
        row.to = std::max(to, row.from + 1);
        finish(row, [this, done](const Result<store::Recording>& finished) {
          done(finished ? Result<Json>(describe(*finished)) : Result<Json>(finished.error()));
        });
      }));
}

void Recordings::finish(store::RecordingRow row, Completion<store::Recording> done) {
  auto ended = [this, done](const Result<store::Recording>& recording) {
    if (recording) {
      changed(*recording);
      enqueue(*recording);
    }
    done(recording);
  };
  auto found = [this, row, done, ended](const Result<Segments>& segments) {
    if (!segments) return done(segments.error());
    store::RecordingRow end = row;
    if (end.to == 0) end.to = std::max(end_of(row, *segments), row.from + 1);
    store_.recordings().end(end, plan_files(end, *segments), weak(this, ended));
  };
  store_.segments().of_interval(row.room, row.from, row.to, weak(this, found));
}

void Recordings::enqueue(const store::Recording& recording) {
  const store::RecordingRow& row = recording.row;
  if (row.state != RecordingState::finishing) return;
  make_directory(files_directory(row));
  auto found = [this, recording](const Result<Segments>& segments) {
    if (!segments)
      return log_warning("service", "recording %s waits: %s", recording.row.id.c_str(),
                         segments.error().text.c_str());
    for (const store::RecordingFileRow& file : recording.files) {
      if (!is_under_way(file)) continue;
      JobPlan plan = plan_job(recording.row, file, *segments, files_directory(recording.row));
      queue_.add({file.id, plan.job, plan.params, rank_of(recording.row.kind)});
    }
  };
  store_.segments().of_interval(row.room, row.from, row.to, weak(this, found));
}

// Jobs.

const store::RecordingFileRow* Recordings::file(const std::string& id, const store::Recording** of) const {
  for (const auto& [recording_id, recording] : making_) {
    for (const store::RecordingFileRow& file : recording.files) {
      if (file.id != id) continue;
      *of = &recording;
      return &file;
    }
  }
  return nullptr;
}

void Recordings::on_work_started(const std::string& id) {
  const store::Recording* of = nullptr;
  if (const auto* found = file(id, &of)) save_file(*found, FileState::joining);
}

void Recordings::on_work_progress(const std::string& id, double) {
  const store::Recording* of = nullptr;
  if (file(id, &of)) listener_.on_recording_changed(of->row.room, describe(*of));
}

void Recordings::on_work_done(const std::string& id, const Result<Json>& result) {
  const store::Recording* of = nullptr;
  const auto* found = file(id, &of);
  if (!found) return;
  if (result) return save_file(*found, FileState::ready, *result);
  log_warning("service", "recording %s: %s cannot be made: %s", of->row.id.c_str(), found->id.c_str(),
              result.error().text.c_str());
  save_file(*found, FileState::failed, {}, std::string(name_of(result.error().code)));
}

void Recordings::save_file(const store::RecordingFileRow& file, FileState state, const Json& result,
                           const std::string& reason) {
  store::FileOutcome outcome{file, result["recovered"].boolean_or(false)};
  outcome.file.state = state;
  outcome.file.reason = reason;
  outcome.file.duration = result["durationMs"].integer_or(0);
  outcome.file.size = result["bytes"].integer_or(0);
  outcome.file.from = result["from"].integer_or(file.from);
  outcome.file.poster = state == FileState::ready && has_poster(file_path(making_.at(file.recording), file));
  store_.recordings().save_file(outcome, weak(this, [this](const Result<store::Recording>& saved) {
                                  if (saved) return changed(*saved);
                                  log_warning("service", "a file's state is lost: %s",
                                              saved.error().text.c_str());
                                }));
}

void Recordings::changed(const store::Recording& recording) {
  if (recording.row.state == RecordingState::finishing)
    making_[recording.row.id] = recording;
  else
    making_.erase(recording.row.id);
  listener_.on_recording_changed(recording.row.room, describe(recording));
}

// Of one.

void Recordings::get(const std::string& id, Completion<store::Recording> done) {
  store_.recordings().find(id, [done](const Result<std::optional<store::Recording>>& found) {
    if (!found) return done(found.error());
    if (!*found) return done(Error{Code::not_found, "there is no such recording"});
    done(**found);
  });
}

Completion<store::Recording> Recordings::answering(Completion<Json> done) {
  return weak(this, [this, done = std::move(done)](const Result<store::Recording>& recording) {
    if (!recording) return done(recording.error());
    changed(*recording);
    done(describe(*recording));
  });
}

void Recordings::mark(const store::MarkRow& row, Completion<Json> done) {
  store_.recordings().mark(row, answering([id = row.id, done](const Result<Json>& recording) {
                             if (!recording) return done(recording.error());
                             for (const Json& mark : (*recording)["marks"].items())
                               if (mark["id"].string() == id) return done(mark);
                           }));
}

void Recordings::discard(const std::string& id, Completion<Json> done) {
  const int64_t until = wall_ms() + int64_t{settings_.recording.undo_minutes} * 60'000;
  auto discarded = [this, done = answering(std::move(done))](const Result<store::Recording>& recording) {
    if (recording)
      for (const store::RecordingFileRow& file : recording->files) queue_.drop(file.id);
    done(recording);
  };
  store_.recordings().discard(id, until, weak(this, discarded));
}

void Recordings::restore(const std::string& id, Completion<Json> done) {
  auto restored = [this, done = answering(std::move(done))](const Result<store::Recording>& recording) {
    done(recording);
    if (recording) enqueue(*recording);
  };
  store_.recordings().restore(id, wall_ms(), weak(this, restored));
}

void Recordings::compose(const store::Recording& recording, const std::string& person, const Json& options,
                         Completion<Json> done) {
  const store::RecordingRow& of = recording.row;
  if (of.to == 0) return done(Error{Code::wrong_state, "it is still being recorded: stop it first"});
  store::RecordingRow row{random_hex(id_bytes), of.room, person, of.name, RecordingKind::composed};
  row.from = of.from;
  row.options = options.text();
  store_.recordings().add(
      row, weak(this, [this, id = row.id, to = of.to, done](const Result<store::Recording>& added) {
        if (!added) return done(added.error());
        end(id, to, done);
      }));
}

void Recordings::first(const store::Recording& recording, const std::string& id, Completion<Json> done) {
  const auto found = std::find_if(recording.files.begin(), recording.files.end(),
                                  [&id](const store::RecordingFileRow& file) { return file.id == id; });
  if (found == recording.files.end()) return done(Error{Code::not_found, "the recording has no such file"});
  queue_.first(id);
  const bool again = found->state == FileState::failed && recording.row.state != RecordingState::discarded;
  if (!again) return done(Json::object());
  store::FileOutcome outcome{*found, false};
  outcome.file.state = FileState::waiting;
  outcome.file.reason.clear();
  auto waits = [this, done, id](const Result<store::Recording>& saved) {
    if (!saved) return done(saved.error());
    changed(*saved);
    enqueue(*saved);
    done(Json::object());
  };
  store_.recordings().save_file(outcome, weak(this, waits));
}

void Recordings::list(const std::string& room, const std::string& before, unsigned limit,
                      Completion<Json> done) {
  store_.recordings().of_room(room, before, limit,
                              weak(this, [this, done](const Result<store::RecordingPage>& page) {
                                if (!page) return done(page.error());
                                Json list = Json::array();
                                for (const store::Recording& recording : page->recordings)
                                  list.push(describe(recording));
                                done(Json::object({{"recordings", list}, {"more", page->more}}));
                              }));
}

// As JSON.

double Recordings::progress(const store::Recording& recording) const {
  if (recording.files.empty()) return recording.row.state == RecordingState::recording ? 0 : 1;
  double sum = 0;
  for (const store::RecordingFileRow& file : recording.files)
    sum += is_under_way(file) ? queue_.progress(file.id) : 1;
  return sum / static_cast<double>(recording.files.size());
}

Json Recordings::describe_file(const store::Recording& recording, const store::RecordingFileRow& file) const {
  const bool ready = file.state == FileState::ready;
  Json json = Json::object({{"id", file.id},
                            {"participant", file.participant.empty() ? Json() : Json(file.participant)},
                            {"name", file.name},
                            {"what", name_of(file.what)},
                            {"state", name_of(file.state)},
                            {"progress", is_under_way(file) ? queue_.progress(file.id) : 1.0},
                            {"from", file.from},
                            {"duration", file.duration},
                            {"size", file.size}});
  if (!file.reason.empty()) json.set("reason", file.reason);
  if (!ready || recording.row.state == RecordingState::discarded) return json;
  const std::string url = links_.sign("/api/recordings/" + recording.row.id + "/files/" + file.id, wall_ms());
  json.set("url", url);
  if (file.poster) json.set("poster", url + "&poster=1");
  return json;
}

Json Recordings::describe(const store::Recording& recording) const {
  const store::RecordingRow& row = recording.row;
  Json files = Json::array(), marks = Json::array();
  int64_t size = 0;
  bool any = false;
  for (const store::RecordingFileRow& file : recording.files) {
    files.push(describe_file(recording, file));
    size += file.size;
    any = any || file.state == FileState::ready;
  }
  for (const store::MarkRow& mark : recording.marks)
    marks.push(Json::object({{"id", mark.id}, {"at", mark.at}, {"label", mark.label}}));
  Json json = Json::object({{"id", row.id},
                            {"room", row.room},
                            {"name", row.name},
                            {"kind", name_of(row.kind)},
                            {"state", name_of(row.state)},
                            {"progress", progress(recording)},
                            {"recovered", row.recovered},
                            {"from", row.from},
                            {"to", row.to > 0 ? Json(row.to) : Json()},
                            {"duration", std::max<int64_t>((row.to > 0 ? row.to : wall_ms()) - row.from, 0)},
                            {"size", size},
                            {"marks", marks},
                            {"files", files}});
  if (!row.reason.empty()) json.set("reason", row.reason);
  if (row.state == RecordingState::discarded) return json.set("discardUntil", row.discard_until);
  if (any) json.set("zip", links_.sign("/api/recordings/" + row.id + "/zip", wall_ms()));
  return json;
}

Result<> Recordings::check_link(const std::string& path, const std::string& expires,
                                const std::string& signature) const {
  return links_.check(path, expires, signature, wall_ms());
}

// Its end.

void Recordings::sweep() {
  auto removed = [this](const char* why, const std::vector<store::Recording>& rows) {
    for (const store::Recording& recording : rows) remove(recording, why);
    remove_unused();
  };
  store_.recordings().kept(weak(this, [this, removed](const Result<std::vector<store::Recording>>& kept) {
    if (!kept) return;
    removed("too old", overdue(*kept, settings_.recording, wall_ms()));
  }));
  store_.recordings().doomed(wall_ms(),
                             weak(this, [removed](const Result<std::vector<store::Recording>>& rows) {
                               if (rows) removed("deleted", *rows);
                             }));
}

/// The files first: what is left behind by a crash is found again by its row.
void Recordings::remove(const store::Recording& recording, const char* why) {
  const store::RecordingRow& row = recording.row;
  log_info("audit", "recording %s of room %s is removed: %s", row.id.c_str(), row.room.c_str(), why);
  for (const store::RecordingFileRow& file : recording.files) queue_.drop(file.id);
  making_.erase(row.id);
  std::error_code error;
  std::filesystem::remove_all(files_directory(row), error);
  store_.recordings().remove(row.id, [](const Result<>&) {});
}

void Recordings::remove_unused() {
  const int64_t until = wall_ms() - int64_t{settings_.recording.sweep_ms};
  store_.segments().unused(until, weak(this, [this](const Result<Segments>& rows) {
                             if (!rows || rows->empty()) return;
                             std::vector<std::string> ids;
                             for (const store::SegmentRow& row : *rows) {
                               remove_segment(row.path);
                               ids.push_back(row.id);
                             }
                             store_.segments().remove(ids, [](const Result<>&) {});
                           }));
}

}  // namespace seodang::service
