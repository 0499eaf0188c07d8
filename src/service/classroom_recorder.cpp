#include "service/classroom_recorder.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "base/log.hpp"
#include "service/recording_files.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

constexpr size_t id_bytes = 8, label_characters = 200;
constexpr int64_t most_ago_ms = 60'000;
constexpr unsigned list_most = 200;
constexpr std::string_view no_room_reason = "storage-full";

Result<std::string> optional_line(const Json& params, const char* name, size_t most) {
  return params[name].string_or("").empty() ? Result<std::string>(std::string())
                                            : line_member(params, name, most);
}

Completion<Json> as_recording(Completion<Json> done) {
  return [done = std::move(done)](const Result<Json>& recording) {
    done(recording ? Result<Json>(Json::object({{"recording", *recording}})) : recording);
  };
}

}  // namespace

Result<store::MarkRow> mark_from(const Json& params, const std::string& recording, const std::string& person,
                                 int64_t now) {
  const Result<std::string> label = optional_line(params, "label", label_characters);
  if (!label) return label.error();
  const int64_t ago = std::clamp<int64_t>(params["ago"].integer_or(0), 0, most_ago_ms);
  return store::MarkRow{random_hex(id_bytes), recording, person, params["at"].integer_or(now - ago), *label};
}

Result<Json> compose_options_from(const Json& params) {
  const std::string layout = params["layout"].string_or("grid");
  if (layout != "grid" && layout != "speaker")
    return {Code::invalid_params, "`layout` must be one of grid speaker"};
  Json left_out = Json::array();
  for (const Json& id : params["leaveOut"].items()) {
    if (!id.string()) return {Code::invalid_params, "`leaveOut` must be a list of participants' ids"};
    left_out.push(id);
  }
  return Json::object({{"layout", layout}, {"leaveOut", left_out}});
}

ClassroomRecorder::ClassroomRecorder(const Settings& settings, Recordings& recordings,
                                     const store::RoomRow& room, const People& people,
                                     const Consents& consents, ClassroomMedia& media)
    : settings_(settings),
      recordings_(recordings),
      room_(room),
      people_(people),
      consents_(consents),
      media_(media),
      since_(std::max(room.opened_at, room.begun_at)) {}

// Who is recorded.

bool ClassroomRecorder::wants_lesson() const {
  return settings_.recording.automatic && room_.record && !over_;
}

bool ClassroomRecorder::is_on() const {
  return settings_.notice.recording && recordings_.has_room() && (wants_lesson() || !section_.empty());
}

Json ClassroomRecorder::state() const {
  if (!settings_.notice.recording) return {};
  Json state = Json::object(
      {{"on", is_on()}, {"lesson", wants_lesson()}, {"section", !section_.empty()}, {"since", since_}});
  if (!recordings_.has_room()) state.set("paused", no_room_reason);
  return state;
}

std::string ClassroomRecorder::directory() const {
  return settings_.notice.recording ? recordings_.segments_directory(room_.id) : "";
}

bool ClassroomRecorder::refresh(Participant& participant) const {
  const bool agreed = consents_.of(participant.who.person)["recording"].boolean_or(false);
  return std::exchange(participant.recorded, is_on() && agreed) != participant.recorded;
}

void ClassroomRecorder::changed(Participant& participant) {
  if (refresh(participant) && participant.entered && !participant.left) media_.update(participant);
}

void ClassroomRecorder::apply() {
  for (const auto& [id, participant] : people_.all()) changed(*participant);
}

void ClassroomRecorder::tell_state() { people_.tell_all("recording.state", state()); }

void ClassroomRecorder::disk_changed() {
  if (!settings_.notice.recording || over_) return;
  apply();
  tell_state();
}

// Segments.

void ClassroomRecorder::segment(const Json& params) {
  const std::string id = params["segment"].string_or("");
  const auto state = named<SegmentState>(params["state"].string_or(""));
  const auto source = named<Source>(params["source"].string_or(""));
  if (id.empty() || !state || !source) return;
  const auto known = open_.find(id);
  store::SegmentRow row = known == open_.end() ? store::SegmentRow{id, room_.id} : known->second;
  if (known == open_.end()) {
    const Participant* participant = people_.find(params["participant"].string_or(""));
    if (!participant) return log_warning("service", "room %s: a segment of nobody", room_.id.c_str());
    row.participant = participant->id();
    row.person = participant->who.person;
    row.name = participant->who.name;
    row.source = *source;
    row.path = params["path"].string_or("");
    row.from = params["from"].integer_or(wall_ms());
  }
  row.state = *state;
  row.to = *state == SegmentState::open ? 0 : params["to"].integer_or(row.from);
  row.reason = params["reason"].string_or("");
  if (*state == SegmentState::open)
    open_[id] = row;
  else
    open_.erase(id);
  recordings_.save({row});
  if (*state == SegmentState::open) begin_lesson(row.from);
  if (row.reason == no_room_reason) recordings_.look_for_room();
}

void ClassroomRecorder::process_lost() {
  Segments rows;
  for (auto& [id, row] : std::exchange(open_, {})) {
    close_as_found(row);
    rows.push_back(row);
  }
  if (!rows.empty()) recordings_.save(rows);
}

bool ClassroomRecorder::take_on(const store::RecordingRow& recording) {
  std::string& runs = recording.kind == RecordingKind::lesson ? lesson_ : section_;
  if (!runs.empty() || (recording.kind == RecordingKind::lesson && !wants_lesson())) return false;
  runs = recording.id;
  apply();
  return true;
}

// Beginning and end.

void ClassroomRecorder::begin_lesson(int64_t from) {
  if (!lesson_.empty() || !wants_lesson()) return;
  lesson_ = random_hex(id_bytes);
  store::RecordingRow row{lesson_, room_.id, room_.person, "", RecordingKind::lesson};
  row.from = from;
  recordings_.begin(row, weak(this, [this, id = lesson_](const Result<Json>& begun) {
                      if (begun) return;
                      log_warning("service", "room %s: the lesson is not written down: %s", room_.id.c_str(),
                                  begun.error().text.c_str());
                      if (lesson_ == id) lesson_.clear();  // the next segment tries again
                    }));
}

void ClassroomRecorder::start(const std::string& person, const Json& params, Completion<Json> done) {
  if (!settings_.notice.recording)
    return done(Error{Code::forbidden, "nothing is recorded here: see notice.recording"});
  if (over_) return done(Error{Code::wrong_state, "the room has ended"});
  if (!section_.empty())
    return done(Error{Code::wrong_state, "a section is being recorded already: stop it first"});
  if (!recordings_.look_for_room())
    return done(Error{Code::storage_full, "the server's disk is almost full: nothing can be recorded now"});
  const Result<std::string> name = optional_line(params, "name", settings_.limits.title_characters);
  if (!name) return done(name.error());
  const std::string mode = params["mode"].string_or("individual");
  if (mode != "individual" && mode != "composed")
    return done(Error{Code::invalid_params, "`mode` must be one of individual composed"});
  const RecordingKind kind = mode == "composed" ? RecordingKind::composed : RecordingKind::section;
  section_ = random_hex(id_bytes);
  const store::RecordingRow row{section_, room_.id, person, *name, kind};
  apply();
  media_.start_recording(section_,
                         weak(this, [this, row, done](int64_t at) { started(row.id, row, at, done); }));
}

void ClassroomRecorder::started(const std::string& id, store::RecordingRow row, int64_t at,
                                const Completion<Json>& done) {
  row.from = at;
  auto written = [this, id, done](const Result<Json>& begun) {
    if (!begun && section_ == id) {
      section_.clear();
      apply();
    }
    tell_state();
    done(begun ? Result<Json>(Json::object({{"recording", *begun}})) : begun);
  };
  recordings_.begin(row, weak(this, written));
}

void ClassroomRecorder::stop(const std::string& id, Completion<Json> done) {
  if (id != section_ || id.empty())
    return done(Error{Code::wrong_state, id == lesson_ && !id.empty()
                                             ? "the lesson is recorded until the room ends"
                                             : "no such section is being recorded"});
  auto stopped = [this, id, done](int64_t at) {
    if (section_ == id) section_.clear();
    apply();
    tell_state();
    end(id, at, as_recording(done));
  };
  media_.stop_recording(id, weak(this, stopped));
}

void ClassroomRecorder::end(const std::string& id, int64_t to, const Completion<Json>& done) {
  recordings_.end(id, to, done);
}

void ClassroomRecorder::finish(Outcome outcome, Completion<> done) {
  over_ = true;
  const std::string runs = section_.empty() ? lesson_ : section_, id = runs.empty() ? room_.id : runs;
  for (const auto& [key, participant] : people_.all()) {
    if (std::exchange(participant->recorded, false)) media_.update(*participant);
  }
  if (runs.empty() && open_.empty()) return end_all(outcome, wall_ms(), done);
  media_.stop_recording(id, weak(this, [this, outcome, done](int64_t at) { end_all(outcome, at, done); }));
}

void ClassroomRecorder::end_all(Outcome outcome, int64_t to, const Completion<>& done) {
  std::string& next = section_.empty() ? lesson_ : section_;
  if (next.empty()) return outcome == Outcome::discarded ? discard_all(done) : done({});
  const std::string id = std::exchange(next, "");
  end(id, to, weak(this, [this, id, outcome, to, done](const Result<Json>& ended) {
        if (!ended)
          log_warning("service", "recording %s is finished later: %s", id.c_str(),
                      ended.error().text.c_str());
        end_all(outcome, to, done);
      }));
}

/// Everything since the room was opened: that is what its host was asked about.
void ClassroomRecorder::discard_all(const Completion<>& done) {
  auto listed = [this, done](const Result<Json>& page) {
    if (!page) return done(page.error());
    for (const Json& recording : (*page)["recordings"].items()) {
      if (recording["from"].integer_or(0) >= since_)
        recordings_.discard(recording["id"].string_or(""), [](const Result<Json>&) {});
    }
    done({});
  };
  recordings_.list(room_.id, "", list_most, weak(this, listed));
}

void ClassroomRecorder::recording_changed(const Json& recording) {
  const std::string id = recording["id"].string_or(""), state = recording["state"].string_or("");
  if (state == "finishing")
    making_.insert(id);
  else
    making_.erase(id);
  people_.tell_hosts("recording.changed", Json::object({{"recording", recording}}));
}

void ClassroomRecorder::mark(const std::string& person, const std::string& id, const Json& params,
                             Completion<Json> done) {
  const std::string of = !id.empty() ? id : !section_.empty() ? section_ : lesson_;
  if (of.empty()) return done(Error{Code::wrong_state, "nothing is being recorded"});
  const Result<store::MarkRow> row = mark_from(params, of, person, wall_ms());
  if (!row) return done(row.error());
  recordings_.mark(*row, [done](const Result<Json>& mark) {
    done(mark ? Result<Json>(Json::object({{"mark", *mark}})) : mark);
  });
}

void ClassroomRecorder::discard(const std::string& id, Completion<Json> done) {
  const auto now = [this, id, done](const Result<Json>& stopped) {
    if (!stopped) return done(stopped.error());
    recordings_.discard(id, as_recording(done));
  };
  if (id != section_ || id.empty()) return now(Json());
  stop(id, weak(this, now));
}

// What hosts ask for.

void ClassroomRecorder::start(Participant& from, const Json& params, const Reply& reply) {
  start(from.who.person, params, reply);
}

void ClassroomRecorder::stop(Participant&, const Json& params, const Reply& reply) {
  stop(params["id"].string_or(""), reply);
}

void ClassroomRecorder::mark(Participant& from, const Json& params, const Reply& reply) {
  mark(from.who.person, "", params, reply);
}

void ClassroomRecorder::list(Participant& from, const Json&, const Reply& reply) {
  log_info("audit", "list recordings of room %s, by %s", room_.id.c_str(), from.id().c_str());
  recordings_.list(room_.id, "", list_most, reply);
}

void ClassroomRecorder::with(const Json& params, const Reply& reply,
                             std::function<void(const store::Recording&)> then) {
  auto found = [this, reply, then = std::move(then)](const Result<store::Recording>& recording) {
    if (!recording) return reply(recording.error());
    if (recording->row.room != room_.id) return reply(Error{Code::not_found, "there is no such recording"});
    then(*recording);
  };
  recordings_.get(params["id"].string_or(""), weak(this, found));
}

void ClassroomRecorder::first(Participant&, const Json& params, const Reply& reply) {
  with(params, reply, [this, params, reply](const store::Recording& recording) {
    recordings_.first(recording, params["file"].string_or(""), reply);
  });
}

void ClassroomRecorder::discard(Participant& from, const Json& params, const Reply& reply) {
  with(params, reply, [this, reply, by = from.id()](const store::Recording& recording) {
    const std::string& id = recording.row.id;
    log_info("audit", "delete recording %s of room %s, by %s", id.c_str(), room_.id.c_str(), by.c_str());
    discard(id, reply);
  });
}

void ClassroomRecorder::restore(Participant&, const Json& params, const Reply& reply) {
  with(params, reply, [this, reply](const store::Recording& recording) {
    recordings_.restore(recording.row.id, as_recording(reply));
  });
}

void ClassroomRecorder::compose(Participant& from, const Json& params, const Reply& reply) {
  const Result<Json> options = compose_options_from(params);
  if (!options) return reply(options.error());
  with(params, reply,
       [this, person = from.who.person, options = *options, reply](const store::Recording& recording) {
         recordings_.compose(recording, person, options, as_recording(reply));
       });
}

}  // namespace seodang::service
