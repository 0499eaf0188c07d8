#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/accounts.hpp"
#include "store/attendance.hpp"
#include "store/chat.hpp"
#include "store/order.hpp"
#include "store/participants.hpp"
#include "store/persons.hpp"
#include "store/recordings.hpp"
#include "store/rooms.hpp"
#include "store/segments.hpp"
#include "store/worker.hpp"

namespace seodang::store {

/// The database: one SQLite file, used by one thread of its own; every call returns at once and its
/// completion runs on main. Destroyed on main: what was asked for is written first; completions that have not
/// run yet do not run.
class Store {
 public:
  /// Opens or creates `path`, checks its integrity, brings its schema up to date. Blocks: for start-up only.
  /// Errors: internal, with a sentence for the operator (a corrupt file, a newer schema, no right to write).
  static Result<std::unique_ptr<Store>> open(const std::string& path);

  Rooms& rooms() { return rooms_; }
  Participants& participants() { return participants_; }
  Chat& chat() { return chat_; }
  Order& order() { return order_; }
  Attendance& attendance() { return attendance_; }
  Persons& persons() { return persons_; }
  Accounts& accounts() { return accounts_; }
  Segments& segments() { return segments_; }
  Recordings& recordings() { return recordings_; }

  /// The last write succeeded and the queue is short.
  bool healthy() const { return worker_.healthy(); }

 private:
  explicit Store(SQLite::Database database);

  // Owned.
  Worker worker_;
  Rooms rooms_{worker_};
  Participants participants_{worker_};
  Chat chat_{worker_};
  Order order_{worker_};
  Attendance attendance_{worker_};
  Persons persons_{worker_};
  Accounts accounts_{worker_};
  Segments segments_{worker_};
  Recordings recordings_{worker_};
};

}  // namespace seodang::store
