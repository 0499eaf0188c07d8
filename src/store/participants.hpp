#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

struct ParticipantRow {
  std::string id, person, room, name;
  Role role = Role::speaker;
  std::string data;  ///< JSON, or empty
  int64_t joined_at = 0;
  int64_t left_at = 0;  ///< 0: present
  std::string left_reason;
  std::string resume_hash;
  std::string next_resume_hash;  ///< empty: none
  std::string image;             ///< of the person; read along, never saved
};

/// The table `participants`. Main thread; see Worker.
class Participants {
 public:
  explicit Participants(Worker& worker) : worker_(worker) {}

  /// Inserts or replaces.
  void save(const ParticipantRow& row, Completion<> done);
  /// Those of the rooms that are live who may come back: present, or gone since `since` and not removed.
  void of_live_rooms(int64_t since, Completion<std::vector<ParticipantRow>> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
