#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

struct RoomRow {
  std::string id, person, number, title;
  RoomKind kind = RoomKind::meeting;
  std::string pin_hash;  ///< empty: no pin
  std::string host_key_hash;
  int64_t opened_at = 0;
  bool locked = false, waiting_room = false;
  std::string host;       ///< the participant who presides; empty: nobody
  int64_t closed_at = 0;  ///< 0: live
  std::string account;    ///< whose account opened it; empty: nobody's
  bool record = true;     ///< its lessons are recorded by themselves
  int64_t begun_at = 0;   ///< when it was opened the last time; 0: at opened_at
};

/// The table `rooms`. Main thread; see Worker.
class Rooms {
 public:
  explicit Rooms(Worker& worker) : worker_(worker) {}

  /// Opens a room; in_use if its number is live.
  void open(const RoomRow& row, Completion<> done);
  /// Opens a closed one again; in_use as above.
  void reopen(const std::string& id, int64_t at, Completion<> done);
  /// What may change of a live room: title, lock, waiting room, host.
  void save(const RoomRow& row, Completion<> done);
  void close(const std::string& id, const std::string& reason, int64_t at, Completion<> done);
  /// Those that were not closed.
  void live(Completion<std::vector<RoomRow>> done);
  /// Live or not.
  void find(const std::string& id, Completion<std::optional<RoomRow>> done);
  /// The newest of that number whose host key it is, live or not.
  void by_host_key(const std::string& number, const std::string& host_key_hash,
                   Completion<std::optional<RoomRow>> done);
  /// The newest of that number that this account opened, live or not.
  void by_account(const std::string& number, const std::string& account,
                  Completion<std::optional<RoomRow>> done);
  /// What this account opened, newest first.
  void of_account(const std::string& account, unsigned most, Completion<std::vector<RoomRow>> done);

 private:
  void newest(const std::string& number, const std::string& column, const std::string& value,
              Completion<std::optional<RoomRow>> done);

  Worker& worker_;
};

}  // namespace seodang::store
