#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/worker.hpp"

namespace seodang::store {

struct MessageRow {
  int64_t id = 0;  ///< given by the table, rising
  std::string room, participant, person, name, text;
  int64_t at = 0;
  bool deleted = false;
};

struct MessagePage {
  std::vector<MessageRow> messages;  ///< oldest first
  bool more = false;                 ///< there are older ones
};

/// Which part of a conversation; 0: no bound. All exclusive.
struct MessageBounds {
  int64_t after_id = 0, before_id = 0;
  int64_t after_at = 0, before_at = 0;
};

/// The table `messages`. Main thread; see Worker.
class Chat {
 public:
  explicit Chat(Worker& worker) : worker_(worker) {}

  void say(const MessageRow& row, Completion<int64_t> done);
  /// Who deletes a message, and when.
  struct Deletion {
    int64_t id = 0;
    std::string room, participant;
    std::string author;  ///< only a message of this person; empty: anybody's
    int64_t at = 0;
  };
  /// Marks it; false: it was marked already. Errors: not_found, forbidden.
  void remove(const Deletion& deletion, Completion<bool> done);
  /// The newest `limit` of a room within the bounds.
  void page(const std::string& room, const MessageBounds& bounds, unsigned limit,
            Completion<MessagePage> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
