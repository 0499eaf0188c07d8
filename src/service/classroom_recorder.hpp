#pragma once

#include <map>
#include <set>
#include <string>

#include "protocol/rpc.hpp"
#include "service/classroom_media.hpp"
#include "service/consents.hpp"
#include "service/people.hpp"
#include "service/recordings.hpp"

namespace seodang::service {

/// What is recorded in one Classroom now, and of whom: the lesson, by itself, from the first that anybody
/// sends to the room's end; a section from a host's word to another. Of each person who has agreed, and of
/// nobody else. Main thread.
///
/// When the disk is almost full nothing is written until there is room again; what runs goes on running, with
/// a gap.
class ClassroomRecorder : public Bindable {
 public:
  /// What becomes of what ran when the room ends.
  enum class Outcome : uint8_t { kept, discarded };

  ClassroomRecorder(const Settings& settings, Recordings& recordings, const store::RoomRow& room,
                    const People& people, const Consents& consents, ClassroomMedia& media);
  ~ClassroomRecorder() { unbind(); }

  /// `{on, lesson, section, since, paused?}`; since: when this class began; null: nothing is ever recorded.
  Json state() const;
  /// The directory for the room's process; empty: nothing is ever recorded here.
  std::string directory() const;
  /// Whether they are recorded now: set anew; true if it is another. The room is not told.
  bool refresh(Participant& participant) const;
  /// The same, and the room is told: they have answered the notice, or come in.
  void changed(Participant& participant);
  /// The disk is almost full, or has room again.
  void disk_changed();

  /// After a restart of the service: what ran goes on, if the room does. False: it is over.
  bool take_on(const store::RecordingRow& recording);

  // Of the room's process.
  void segment(const Json& params);
  /// It is gone, and another takes over.
  void process_lost();

  /// The room ends: done when everything that ran is written down and its files are being made.
  void finish(Outcome outcome, Completion<> done);
  /// Not everything that was recorded since the room was opened is made yet.
  bool is_making() const { return !making_.empty(); }
  /// A recording of this room, as it is now.
  void recording_changed(const Json& recording);

  // A section. Errors: storage_full, wrong_state, forbidden, those of the store.
  void start(const std::string& person, const Json& params, Completion<Json> done);
  void stop(const std::string& id, Completion<Json> done);
  /// To that one, or to what runs: the section before the lesson.
  void mark(const std::string& person, const std::string& id, const Json& params, Completion<Json> done);
  void discard(const std::string& id, Completion<Json> done);

  // recording.* of hosts; see the table in methods.cpp.
  void start(Participant& from, const Json& params, const Reply& reply);
  void stop(Participant& from, const Json& params, const Reply& reply);
  void mark(Participant& from, const Json& params, const Reply& reply);
  void list(Participant& from, const Json& params, const Reply& reply);
  void first(Participant& from, const Json& params, const Reply& reply);
  void discard(Participant& from, const Json& params, const Reply& reply);
  void restore(Participant& from, const Json& params, const Reply& reply);
  void compose(Participant& from, const Json& params, const Reply& reply);

 private:
  bool is_on() const;
  bool wants_lesson() const;
  void apply();
  void tell_state();
  void begin_lesson(int64_t from);
  void started(const std::string& id, store::RecordingRow row, int64_t at, const Completion<Json>& done);
  void end(const std::string& id, int64_t to, const Completion<Json>& done);
  void end_all(Outcome outcome, int64_t to, const Completion<>& done);
  void discard_all(const Completion<>& done);
  /// The recording of that id, if it is of this room.
  void with(const Json& params, const Reply& reply, std::function<void(const store::Recording&)> then);

  // Passed in.
  const Settings& settings_;
  Recordings& recordings_;
  const store::RoomRow& room_;
  const People& people_;
  const Consents& consents_;
  ClassroomMedia& media_;
  // Owned.
  int64_t since_;                 ///< what was recorded from then on belongs to this opening of the room
  std::string lesson_, section_;  ///< ids of what runs; empty: none
  std::map<std::string, store::SegmentRow> open_;  ///< segments that are being written
  std::set<std::string> making_;                   ///< recordings that are being finished
  bool over_ = false;                              ///< the room has ended
};

/// What `recording.mark` says: when and what. Errors: invalid_params, too_large.
Result<store::MarkRow> mark_from(const Json& params, const std::string& recording, const std::string& person,
                                 int64_t now);
/// What `recording.compose` says: `{layout, leaveOut}`. Error: invalid_params.
Result<Json> compose_options_from(const Json& params);

}  // namespace seodang::service
