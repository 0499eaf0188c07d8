#include "store/order.hpp"

#include "store/persons.hpp"

namespace seodang::store {

namespace {

std::vector<std::string> persons(SQLite::Database& database, const char* sql, const std::string& room) {
  SQLite::Statement query(database, sql);
  query.bind(1, room);
  std::vector<std::string> list;
  while (query.executeStep()) list.push_back(query.getColumn(0).getString());
  return list;
}

std::vector<HandRow> hands(SQLite::Database& database, const std::string& room) {
  SQLite::Statement query(
      database,
      "SELECT room_id, participant_id, person_id, at FROM hands WHERE room_id = ? ORDER BY at, rowid");
  query.bind(1, room);
  std::vector<HandRow> rows;
  while (query.executeStep()) {
    rows.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                    query.getColumn(2).getString(), query.getColumn(3).getInt64()});
  }
  return rows;
}

std::map<std::string, ConsentRow> consents(SQLite::Database& database, const std::string& room) {
  SQLite::Statement query(database,
                          "SELECT room_id, person_id, participant_id, recording, capture, text_version, at "
                          "FROM consents WHERE room_id = ? ORDER BY id");
  query.bind(1, room);
  std::map<std::string, ConsentRow> rows;
  while (query.executeStep()) {
    auto text = [&query](int column) { return query.getColumn(column).getString(); };
    rows[text(1)] = {text(0),
                     text(1),
                     text(2),
                     query.getColumn(3).getInt() != 0,
                     query.getColumn(4).getInt() != 0,
                     text(5),
                     query.getColumn(6).getInt64()};
  }
  return rows;
}

/// Whoever came in again after being removed, as a host may, is not.
constexpr const char* removed_sql =
    "SELECT person_id FROM participants gone WHERE room_id = ? AND left_reason = 'removed' AND NOT EXISTS "
    "(SELECT 1 FROM participants later WHERE later.room_id = gone.room_id AND later.person_id = "
    "gone.person_id AND later.rowid > gone.rowid)";

}  // namespace

void Order::admit(const std::string& room, const std::vector<std::string>& persons, int64_t at,
                  Completion<> done) {
  worker_.run<Nothing>(
      [room, persons, at](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        for (const std::string& person : persons) {
          touch_person(database, person, at);
          SQLite::Statement statement(
              database, "INSERT OR IGNORE INTO admitted (room_id, person_id, at) VALUES (?, ?, ?)");
          statement.bind(1, room);
          statement.bind(2, person);
          statement.bind(3, at);
          statement.exec();
        }
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Order::raise(const HandRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(
            database,
            "INSERT OR REPLACE INTO hands (room_id, participant_id, person_id, at) VALUES (?, ?, ?, ?)");
        int column = 0;
        for (const std::string* text : {&row.room, &row.participant, &row.person})
          statement.bind(++column, *text);
        statement.bind(++column, row.at);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Order::lower(const std::string& room, const std::string& participant, Completion<> done) {
  worker_.run<Nothing>(
      [room, participant](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(
            database, "DELETE FROM hands WHERE room_id = ?1 AND (?2 = '' OR participant_id = ?2)");
        statement.bind(1, room);
        statement.bind(2, participant);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Order::answer(const ConsentRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(
            database,
            "INSERT INTO consents (room_id, person_id, participant_id, text_version, recording, "
            "capture, at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        int column = 0;
        for (const std::string* text : {&row.room, &row.person, &row.participant, &row.text_version})
          statement.bind(++column, *text);
        for (bool agreed : {row.recording, row.capture}) statement.bind(++column, agreed ? 1 : 0);
        statement.bind(++column, row.at);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Order::of_room(const std::string& room, Completion<OrderRows> done) {
  worker_.run<OrderRows>(
      [room](SQLite::Database& database) -> Result<OrderRows> {
        return OrderRows{hands(database, room),
                         persons(database, "SELECT person_id FROM admitted WHERE room_id = ?", room),
                         persons(database, removed_sql, room), consents(database, room)};
      },
      std::move(done));
}

}  // namespace seodang::store
