#include "store/participants.hpp"

#include "store/persons.hpp"

namespace seodang::store {

namespace {

constexpr const char* columns =
    "id, person_id, room_id, name, role, data, left_reason, resume_hash, next_resume_hash, joined_at, "
    "left_at";

ParticipantRow read(SQLite::Statement& query) {
  auto text = [&query](int column) { return query.getColumn(column).getString(); };
  ParticipantRow row;
  row.id = text(0);
  row.person = text(1);
  row.room = text(2);
  row.name = text(3);
  row.role = named<Role>(text(4)).value_or(Role::listener);
  row.data = text(5);
  row.left_reason = text(6);
  row.resume_hash = text(7);
  row.next_resume_hash = text(8);
  row.joined_at = query.getColumn(9).getInt64();
  row.left_at = query.getColumn(10).getInt64();
  row.image = text(11);
  return row;
}

}  // namespace

void Participants::save(const ParticipantRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        touch_person(database, row.person, row.left_at ? row.left_at : row.joined_at);
        SQLite::Statement statement(
            database, std::string("INSERT INTO participants (") + columns +
                          ") VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, NULLIF(?, 0)) ON CONFLICT "
                          "(id) DO UPDATE SET "
                          "name = excluded.name, role = excluded.role, data = excluded.data, left_at = "
                          "excluded.left_at, "
                          "left_reason = excluded.left_reason, resume_hash = excluded.resume_hash, "
                          "next_resume_hash = excluded.next_resume_hash");
        int column = 0;
        for (const std::string& text :
             {row.id, row.person, row.room, row.name, std::string(name_of(row.role)), row.data,
              row.left_reason, row.resume_hash, row.next_resume_hash}) {
          statement.bind(++column, text);
        }
        statement.bind(++column, row.joined_at);
        statement.bind(++column, row.left_at);
        statement.exec();
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Participants::of_live_rooms(int64_t since, Completion<std::vector<ParticipantRow>> done) {
  worker_.run<std::vector<ParticipantRow>>(
      [since](SQLite::Database& database) -> Result<std::vector<ParticipantRow>> {
        SQLite::Statement query(
            database, std::string("SELECT ") + columns +
                          ", (SELECT image FROM persons WHERE persons.person_id = participants.person_id)"
                          " FROM participants WHERE room_id IN (SELECT id FROM rooms WHERE closed_at IS NULL)"
                          " AND (left_at IS NULL OR (left_at >= ? AND left_reason <> 'removed')) ORDER BY "
                          "joined_at, rowid");
        query.bind(1, since);
        std::vector<ParticipantRow> rows;
        while (query.executeStep()) rows.push_back(read(query));
        return rows;
      },
      std::move(done));
}

}  // namespace seodang::store
