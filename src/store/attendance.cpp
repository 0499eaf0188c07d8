#include "store/attendance.hpp"

namespace seodang::store {

namespace {

std::vector<VisitRow> visits(SQLite::Database& database, const std::string& room) {
  SQLite::Statement query(database,
                          "SELECT room_id, participant_id, person_id, name, role, from_at, seen_at, to_at "
                          "FROM visits WHERE room_id = ? ORDER BY from_at, rowid");
  query.bind(1, room);
  std::vector<VisitRow> rows;
  while (query.executeStep()) {
    auto text = [&query](int column) { return query.getColumn(column).getString(); };
    rows.push_back({text(0), text(1), text(2), text(3), named<Role>(text(4)).value_or(Role::listener),
                    query.getColumn(5).getInt64(), query.getColumn(6).getInt64(),
                    query.getColumn(7).getInt64()});
  }
  return rows;
}

std::vector<std::string> roster(SQLite::Database& database, const std::string& room) {
  SQLite::Statement query(database, "SELECT name FROM roster WHERE room_id = ? ORDER BY place");
  query.bind(1, room);
  std::vector<std::string> names;
  while (query.executeStep()) names.push_back(query.getColumn(0).getString());
  return names;
}

}  // namespace

void Attendance::save(const VisitRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(
            database,
            "INSERT INTO visits (room_id, participant_id, person_id, name, role, from_at, seen_at, to_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0)) ON CONFLICT (room_id, participant_id, from_at) DO "
            "UPDATE SET name = excluded.name, role = excluded.role, seen_at = excluded.seen_at, to_at = "
            "excluded.to_at");
        int column = 0;
        for (const std::string& text :
             {row.room, row.participant, row.person, row.name, std::string(name_of(row.role))})
          statement.bind(++column, text);
        for (int64_t at : {row.from, row.seen, row.to}) statement.bind(++column, at);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Attendance::seen(const std::string& room, int64_t at, Completion<> done) {
  worker_.run<Nothing>(
      [room, at](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(database,
                                    "UPDATE visits SET seen_at = ? WHERE room_id = ? AND to_at IS NULL");
        statement.bind(1, at);
        statement.bind(2, room);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Attendance::write_roster(const std::string& room, const std::string& person,
                              const std::vector<std::string>& names, Completion<> done) {
  worker_.run<Nothing>(
      [room, person, names](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        SQLite::Statement old(database, "DELETE FROM roster WHERE room_id = ?");
        old.bind(1, room);
        old.exec();
        for (size_t place = 0; place < names.size(); place++) {
          SQLite::Statement statement(
              database, "INSERT INTO roster (room_id, person_id, name, place) VALUES (?, ?, ?, ?)");
          int column = 0;
          for (const std::string* text : {&room, &person, &names[place]}) statement.bind(++column, *text);
          statement.bind(++column, static_cast<int64_t>(place));
          statement.exec();
        }
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Attendance::of_room(const std::string& room, Completion<AttendanceRows> done) {
  worker_.run<AttendanceRows>(
      [room](SQLite::Database& database) -> Result<AttendanceRows> {
        return AttendanceRows{visits(database, room), roster(database, room)};
      },
      std::move(done));
}

}  // namespace seodang::store
