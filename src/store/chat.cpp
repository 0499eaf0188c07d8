#include "store/chat.hpp"

#include <algorithm>
#include <limits>

namespace seodang::store {

void Chat::say(const MessageRow& row, Completion<int64_t> done) {
  worker_.run<int64_t>(
      [row](SQLite::Database& database) -> Result<int64_t> {
        SQLite::Statement statement(database,
                                    "INSERT INTO messages (room_id, participant_id, person_id, name, text, "
                                    "at) VALUES (?, ?, ?, ?, ?, ?)");
        int column = 0;
        for (const std::string* text : {&row.room, &row.participant, &row.person, &row.name, &row.text}) {
          statement.bind(++column, *text);
        }
        statement.bind(++column, row.at);
        statement.exec();
        return database.getLastInsertRowid();
      },
      std::move(done));
}

void Chat::remove(const Deletion& deletion, Completion<bool> done) {
  worker_.run<bool>(
      [deletion](SQLite::Database& database) -> Result<bool> {
        SQLite::Statement query(database,
                                "SELECT person_id, deleted_at FROM messages WHERE id = ? AND room_id = ?");
        query.bind(1, deletion.id);
        query.bind(2, deletion.room);
        if (!query.executeStep()) return {Code::not_found, "there is no such message in this room"};
        if (!deletion.author.empty() && query.getColumn(0).getString() != deletion.author)
          return {Code::forbidden, "only a host deletes what others have said"};
        if (!query.getColumn(1).isNull()) return false;
        SQLite::Statement statement(database,
                                    "UPDATE messages SET deleted_at = ?, deleted_by = ? WHERE id = ?");
        statement.bind(1, deletion.at);
        statement.bind(2, deletion.participant);
        statement.bind(3, deletion.id);
        statement.exec();
        return true;
      },
      std::move(done));
}

void Chat::page(const std::string& room, const MessageBounds& bounds, unsigned limit,
                Completion<MessagePage> done) {
  worker_.run<MessagePage>(
      [room, bounds, limit](SQLite::Database& database) -> Result<MessagePage> {
        SQLite::Statement query(
            database,
            "SELECT id, room_id, participant_id, person_id, name, text, at, deleted_at FROM messages "
            "WHERE room_id = ? AND id > ? AND id < ? AND at > ? AND at < ? ORDER BY id DESC LIMIT ?");
        auto end = [](int64_t bound) { return bound > 0 ? bound : std::numeric_limits<int64_t>::max(); };
        query.bind(1, room);
        query.bind(2, bounds.after_id);
        query.bind(3, end(bounds.before_id));
        query.bind(4, bounds.after_at);
        query.bind(5, end(bounds.before_at));
        query.bind(6, static_cast<int64_t>(limit) + 1);  // one more tells whether there is more
        MessagePage page;
        while (query.executeStep()) {
          auto text = [&query](int column) { return query.getColumn(column).getString(); };
          page.messages.push_back({query.getColumn(0).getInt64(), text(1), text(2), text(3), text(4), text(5),
                                   query.getColumn(6).getInt64(), !query.getColumn(7).isNull()});
        }
        page.more = page.messages.size() > limit;
        if (page.more) page.messages.pop_back();
        std::reverse(page.messages.begin(), page.messages.end());
        return page;
      },
      std::move(done));
}

}  // namespace seodang::store
