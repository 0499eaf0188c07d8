#include "service/recording_desk.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"

namespace seodang::service {

namespace {

constexpr unsigned page_usual = 50, page_most = 200;
constexpr const char *video_type = "video/webm", *picture_type = "image/jpeg", *zip_type = "application/zip";

Completion<Json> as_recording(Completion<Json> done) {
  return [done = std::move(done)](const Result<Json>& recording) {
    done(recording ? Result<Json>(Json::object({{"recording", *recording}})) : recording);
  };
}

std::string path_of(const RecordingRequest& request) {
  return "/api/recordings/" + request.id + (request.file.empty() ? "/zip" : "/files/" + request.file);
}

}  // namespace

const RecordingDesk::Row& RecordingDesk::row_of(RecordingCall call) {
  static constexpr std::array table{
      Row{RecordingCall::list, "list", true, &RecordingDesk::list},
      Row{RecordingCall::start, "start", true, &RecordingDesk::start},
      Row{RecordingCall::get, "read", false, &RecordingDesk::get},
      Row{RecordingCall::stop, "stop", false, &RecordingDesk::stop},
      Row{RecordingCall::discard, "delete", false, &RecordingDesk::discard},
      Row{RecordingCall::restore, "restore", false, &RecordingDesk::restore},
      Row{RecordingCall::compose, "compose", false, &RecordingDesk::compose},
      Row{RecordingCall::mark, "mark", false, &RecordingDesk::mark},
      Row{RecordingCall::first, "first", false, &RecordingDesk::first},
  };
  return table[static_cast<size_t>(call)];
}

void RecordingDesk::call(RecordingCall call, const RecordingRequest& request, const Caller& caller,
                         Completion<Json> done) {
  const Row& row = row_of(call);
  auto go_on = [this, row, request, address = caller.address, done](const store::RoomRow& room,
                                                                    const store::Recording& recording) {
    log_info("audit", "%s recording %s of room %s, from %s", row.verb, recording.row.id.c_str(),
             room.id.c_str(), address.c_str());
    (this->*row.handler)({request, room, recording, done});
  };
  if (!row.of_room) return with(request.id, caller, done, go_on);
  archive_.open(request.id, caller, weak(this, [done, go_on](const Result<store::RoomRow>& room) {
                  if (!room) return done(room.error());
                  go_on(*room, {});
                }));
}

void RecordingDesk::with(const std::string& id, const Caller& caller,
                         const std::function<void(const Error&)>& refuse,
                         std::function<void(const store::RoomRow&, const store::Recording&)> then) {
  auto found = [this, caller, refuse, then = std::move(then)](const Result<store::Recording>& recording) {
    if (!recording) return refuse(recording.error());
    archive_.open(recording->row.room, caller,
                  weak(this, [refuse, then, recording = *recording](const Result<store::RoomRow>& room) {
                    if (!room) return refuse(room.error());
                    then(*room, recording);
                  }));
  };
  recordings_.get(id, weak(this, found));
}

ClassroomRecorder* RecordingDesk::recorder(const std::string& room) const {
  Classroom* live = classrooms_.find(room);
  return live ? &live->recorder() : nullptr;
}

void RecordingDesk::list(const Visit& visit) {
  const unsigned limit = visit.request.limit > 0 ? std::min(visit.request.limit, page_most) : page_usual;
  recordings_.list(visit.room.id, visit.request.before, limit, visit.done);
}

void RecordingDesk::start(const Visit& visit) {
  ClassroomRecorder* live = recorder(visit.room.id);
  if (!live) return visit.done(Error{Code::wrong_state, "the room is not open: nothing can be recorded"});
  live->start(visit.room.person, visit.request.body, visit.done);
}

void RecordingDesk::get(const Visit& visit) {
  visit.done(Json::object({{"recording", recordings_.describe(visit.recording)}}));
}

void RecordingDesk::stop(const Visit& visit) {
  ClassroomRecorder* live = recorder(visit.room.id);
  if (!live) return visit.done(Error{Code::wrong_state, "this recording does not run any more"});
  live->stop(visit.recording.row.id, visit.done);
}

void RecordingDesk::discard(const Visit& visit) {
  if (ClassroomRecorder* live = recorder(visit.room.id))
    return live->discard(visit.recording.row.id, visit.done);
  recordings_.discard(visit.recording.row.id, as_recording(visit.done));
}

void RecordingDesk::restore(const Visit& visit) {
  recordings_.restore(visit.recording.row.id, as_recording(visit.done));
}

void RecordingDesk::compose(const Visit& visit) {
  const Result<Json> options = compose_options_from(visit.request.body);
  if (!options) return visit.done(options.error());
  recordings_.compose(visit.recording, visit.room.person, *options, as_recording(visit.done));
}

void RecordingDesk::mark(const Visit& visit) {
  const Result<store::MarkRow> row =
      mark_from(visit.request.body, visit.recording.row.id, visit.room.person, wall_ms());
  if (!row) return visit.done(row.error());
  recordings_.mark(*row, [done = visit.done](const Result<Json>& mark) {
    done(mark ? Result<Json>(Json::object({{"mark", *mark}})) : mark);
  });
}

void RecordingDesk::first(const Visit& visit) {
  recordings_.first(visit.recording, visit.request.body["file"].string_or(""), visit.done);
}

// Files.

void RecordingDesk::download(const RecordingRequest& request, const Caller& caller,
                             Completion<Download> done) {
  auto found = [this, request, address = caller.address, done](const store::Recording& recording) {
    Result<Download> download = request.file.empty() ? zip_of(recording) : file_of(recording, request);
    if (download && !request.poster)
      log_info("audit", "download recording %s file %s of room %s, from %s", recording.row.id.c_str(),
               request.file.empty() ? "all" : request.file.c_str(), recording.row.room.c_str(),
               address.c_str());
    done(std::move(download));
  };
  if (request.signature.empty())
    return with(request.id, caller, done,
                [found](const store::RoomRow&, const store::Recording& recording) { found(recording); });
  if (Result<> good = recordings_.check_link(path_of(request), request.expires, request.signature); !good)
    return done(good.error());
  recordings_.get(request.id, weak(this, [found, done](const Result<store::Recording>& recording) {
                    if (!recording) return done(recording.error());
                    found(*recording);
                  }));
}

Result<Download> RecordingDesk::file_of(const store::Recording& recording,
                                        const RecordingRequest& request) const {
  const auto file = std::find_if(recording.files.begin(), recording.files.end(),
                                 [&request](const auto& one) { return one.id == request.file; });
  const bool there = file != recording.files.end() && file->state == FileState::ready &&
                     recording.row.state != RecordingState::discarded && (file->poster || !request.poster);
  if (!there) return {Code::not_found, "there is no such file, or it is not made yet"};
  const std::string path = recordings_.file_path(recording, *file);
  if (request.poster) {
    const std::string poster = Recordings::poster_leaf(path);
    return Download{
        {{poster, Recordings::poster_leaf(file->leaf)}}, picture_type, "picture.jpg", false, false};
  }
  return Download{{{path, file->leaf}}, video_type, "recording.webm", request.download, false};
}

Result<Download> RecordingDesk::zip_of(const store::Recording& recording) const {
  Download download{{}, zip_type, "recordings.zip", true, true};
  if (recording.row.state != RecordingState::discarded) {
    for (const store::RecordingFileRow& file : recording.files)
      if (file.state == FileState::ready)
        download.files.push_back({recordings_.file_path(recording, file), file.leaf});
  }
  if (download.files.empty()) return {Code::not_found, "there is no file yet"};
  download.name = recording.row.name.empty() ? "recordings" : recording.row.name;
  return download;
}

}  // namespace seodang::service
