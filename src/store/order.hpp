#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/worker.hpp"

namespace seodang::store {

struct HandRow {
  std::string room, participant, person;
  int64_t at = 0;
};

struct ConsentRow {
  std::string room, person, participant;
  bool recording = false, capture = false;
  std::string text_version;
  int64_t at = 0;
};

/// What one room must know again after a restart.
struct OrderRows {
  std::vector<HandRow> hands;                  ///< in the order in which they came up
  std::vector<std::string> admitted, removed;  ///< persons
  std::map<std::string, ConsentRow> consents;  ///< by person: the last answer
};

/// The tables `admitted`, `hands` and `consents`. Main thread; see Worker.
class Order {
 public:
  explicit Order(Worker& worker) : worker_(worker) {}

  void admit(const std::string& room, const std::vector<std::string>& persons, int64_t at, Completion<> done);
  void raise(const HandRow& row, Completion<> done);
  /// `participant` empty: every hand of the room.
  void lower(const std::string& room, const std::string& participant, Completion<> done);
  void answer(const ConsentRow& row, Completion<> done);
  void of_room(const std::string& room, Completion<OrderRows> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
