#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

/// A stretch of time in which someone was there; a reconnect continues it.
struct VisitRow {
  std::string room, participant, person, name;
  Role role = Role::speaker;
  int64_t from = 0;
  int64_t seen = 0;  ///< when they were last known to be there
  int64_t to = 0;    ///< 0: present
};

struct AttendanceRows {
  std::vector<VisitRow> visits;     ///< the earliest first
  std::vector<std::string> roster;  ///< names of who was expected
};

/// The tables `visits` and `roster`. Main thread; see Worker.
class Attendance {
 public:
  explicit Attendance(Worker& worker) : worker_(worker) {}

  /// Inserts or replaces, by room, participant and beginning.
  void save(const VisitRow& row, Completion<> done);
  /// Whoever is present has been seen at that time.
  void seen(const std::string& room, int64_t at, Completion<> done);
  /// Replaces the list; `person` = who wrote it.
  void write_roster(const std::string& room, const std::string& person, const std::vector<std::string>& names,
                    Completion<> done);
  void of_room(const std::string& room, Completion<AttendanceRows> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
