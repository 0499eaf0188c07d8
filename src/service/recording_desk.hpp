#pragma once

#include <string>
#include <vector>

#include "service/archive.hpp"
#include "service/classrooms.hpp"
#include "service/recordings.hpp"

namespace seodang::service {

/// Recordings by REST: of whoever has the room's host key, whose room it is, and operators; files also of
/// who has a link that we have signed. Everything that is listed, read, downloaded or deleted is logged. Main
/// thread.
class RecordingDesk : public Bindable {
 public:
  RecordingDesk(Recordings& recordings, Classrooms& classrooms, Archive& archive)
      : recordings_(recordings), classrooms_(classrooms), archive_(archive) {}
  ~RecordingDesk() { unbind(); }

  // See Service.
  void call(RecordingCall call, const RecordingRequest& request, const Caller& caller, Completion<Json> done);
  void download(const RecordingRequest& request, const Caller& caller, Completion<Download> done);

 private:
  /// What a call is about, once it is known that the caller may.
  struct Visit {
    RecordingRequest request;
    store::RoomRow room;
    store::Recording recording;  ///< of calls that are about one
    Completion<Json> done;
  };
  using Handler = void (RecordingDesk::*)(const Visit& visit);
  struct Row {
    RecordingCall call;
    const char* verb;  ///< for the log
    bool of_room;      ///< about a room, not about one recording
    Handler handler;
  };
  static const Row& row_of(RecordingCall call);

  void list(const Visit& visit);
  void start(const Visit& visit);
  void get(const Visit& visit);
  void stop(const Visit& visit);
  void discard(const Visit& visit);
  void restore(const Visit& visit);
  void compose(const Visit& visit);
  void mark(const Visit& visit);
  void first(const Visit& visit);

  /// Goes on with the recording, and its room, if the caller may.
  void with(const std::string& id, const Caller& caller, const std::function<void(const Error&)>& refuse,
            std::function<void(const store::RoomRow&, const store::Recording&)> then);
  Result<Download> file_of(const store::Recording& recording, const RecordingRequest& request) const;
  Result<Download> zip_of(const store::Recording& recording) const;
  ClassroomRecorder* recorder(const std::string& room) const;

  // Passed in.
  Recordings& recordings_;
  Classrooms& classrooms_;
  Archive& archive_;
};

}  // namespace seodang::service
