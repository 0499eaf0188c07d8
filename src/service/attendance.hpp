#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/rpc.hpp"
#include "service/people.hpp"
#include "service/settings.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Who is in one Classroom from when to when, written down as it happens, so that a crash costs at most
/// seen_ms. A reconnect (within resume_ms) continues a visit. Main thread.
class Attendance : public Bindable {
 public:
  Attendance(const Settings& settings, store::Store& store, std::string room);
  ~Attendance() { unbind(); }

  /// After a restart, or when a room is opened again.
  void restore(const store::AttendanceRows& rows);

  /// They are in (again).
  void came(const Participant& participant);
  /// Their role is another.
  void changed(const Participant& participant);
  /// Their socket is gone; they may come back.
  void lost(const Participant& participant);
  /// They are out: since their socket was lost, if it was; else since now.
  void left(const Participant& participant);
  /// Writes down who is there now: from time to time, and before the service ends.
  void note_presence();

  /// attendance.get → `{people, absent}`
  void get(Participant& from, const Json& params, const Reply& reply);
  /// attendance.roster `{names}`: replaces the list of who is expected.
  void write_roster(Participant& from, const Json& params, const Reply& reply);
  const std::vector<std::string>& roster() const { return roster_; }

 private:
  struct Visit {
    store::VisitRow row;
    bool lost = false;
  };
  void save(Visit& visit);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  std::string room_;
  // Owned.
  std::map<std::string, Visit> visits_;  ///< by participant: the last one
  std::vector<std::string> roster_;
  Timer presence_;
};

}  // namespace seodang::service
