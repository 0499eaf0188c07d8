#include "store/rooms.hpp"

#include "store/persons.hpp"

namespace seodang::store {

namespace {

constexpr const char* columns =
    "id, person_id, number, title, kind, pin_hash, host_key_hash, opened_at, locked, waiting_room, "
    "host_participant_id, closed_at, account, record, begun_at";

RoomRow read(SQLite::Statement& query) {
  return {query.getColumn(0).getString(),
          query.getColumn(1).getString(),
          query.getColumn(2).getString(),
          query.getColumn(3).getString(),
          named<RoomKind>(query.getColumn(4).getString()).value_or(RoomKind::meeting),
          query.getColumn(5).getString(),
          query.getColumn(6).getString(),
          query.getColumn(7).getInt64(),
          query.getColumn(8).getInt() != 0,
          query.getColumn(9).getInt() != 0,
          query.getColumn(10).getString(),
          query.getColumn(11).getInt64(),
          query.getColumn(12).getString(),
          query.getColumn(13).getInt() != 0,
          query.getColumn(14).getInt64()};
}

}  // namespace

void Rooms::open(const RoomRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        touch_person(database, row.person, row.opened_at);
        SQLite::Statement statement(
            database,
            "INSERT INTO rooms (id, person_id, number, title, kind, pin_hash, "
            "host_key_hash, account, opened_at, "
            "waiting_room, record) VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?)");
        int column = 0;
        for (const std::string& text :
             {row.id, row.person, row.number, row.title, std::string(name_of(row.kind)), row.pin_hash,
              row.host_key_hash, row.account}) {
          statement.bind(++column, text);
        }
        statement.bind(++column, row.opened_at);
        statement.bind(++column, row.waiting_room ? 1 : 0);
        statement.bind(++column, row.record ? 1 : 0);
        statement.exec();  // a live number breaks the unique index: in_use
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Rooms::reopen(const std::string& id, int64_t at, Completion<> done) {
  worker_.run<Nothing>(
      [id, at](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(
            database, "UPDATE rooms SET closed_at = NULL, close_reason = NULL, begun_at = ? WHERE id = ?");
        statement.bind(1, at);
        statement.bind(2, id);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Rooms::save(const RoomRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(database,
                                    "UPDATE rooms SET title = ?, locked = ?, waiting_room = ?, "
                                    "host_participant_id = NULLIF(?, '') WHERE id = ?");
        statement.bind(1, row.title);
        statement.bind(2, row.locked ? 1 : 0);
        statement.bind(3, row.waiting_room ? 1 : 0);
        statement.bind(4, row.host);
        statement.bind(5, row.id);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Rooms::close(const std::string& id, const std::string& reason, int64_t at, Completion<> done) {
  worker_.run<Nothing>(
      [id, reason, at](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        SQLite::Statement room(
            database,
            "UPDATE rooms SET closed_at = ?1, close_reason = ?2 WHERE id = ?3 AND closed_at IS NULL");
        SQLite::Statement people(
            database,
            "UPDATE participants SET left_at = ?1, left_reason = ?2 WHERE room_id = ?3 AND left_at IS NULL");
        SQLite::Statement visits(
            database, "UPDATE visits SET seen_at = ?1, to_at = ?1 WHERE room_id = ?3 AND to_at IS NULL");
        SQLite::Statement hands(database, "DELETE FROM hands WHERE room_id = ?3");
        for (SQLite::Statement* statement : {&room, &people, &visits, &hands}) {
          statement->bind(1, at);
          statement->bind(2, reason);
          statement->bind(3, id);
          statement->exec();
        }
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Rooms::live(Completion<std::vector<RoomRow>> done) {
  worker_.run<std::vector<RoomRow>>(
      [](SQLite::Database& database) -> Result<std::vector<RoomRow>> {
        SQLite::Statement query(database, std::string("SELECT ") + columns +
                                              " FROM rooms WHERE closed_at IS NULL ORDER BY opened_at");
        std::vector<RoomRow> rows;
        while (query.executeStep()) rows.push_back(read(query));
        return rows;
      },
      std::move(done));
}

void Rooms::find(const std::string& id, Completion<std::optional<RoomRow>> done) {
  worker_.run<std::optional<RoomRow>>(
      [id](SQLite::Database& database) -> Result<std::optional<RoomRow>> {
        SQLite::Statement query(database, std::string("SELECT ") + columns + " FROM rooms WHERE id = ?");
        query.bind(1, id);
        return query.executeStep() ? std::optional(read(query)) : std::nullopt;
      },
      std::move(done));
}

void Rooms::newest(const std::string& number, const std::string& column, const std::string& value,
                   Completion<std::optional<RoomRow>> done) {
  worker_.run<std::optional<RoomRow>>(
      [number, column, value](SQLite::Database& database) -> Result<std::optional<RoomRow>> {
        SQLite::Statement query(database, std::string("SELECT ") + columns +
                                              " FROM rooms WHERE number = ? AND " + column +
                                              " = ? ORDER BY opened_at DESC LIMIT 1");
        query.bind(1, number);
        query.bind(2, value);
        return query.executeStep() ? std::optional(read(query)) : std::nullopt;
      },
      std::move(done));
}

void Rooms::by_host_key(const std::string& number, const std::string& host_key_hash,
                        Completion<std::optional<RoomRow>> done) {
  newest(number, "host_key_hash", host_key_hash, std::move(done));
}

void Rooms::by_account(const std::string& number, const std::string& account,
                       Completion<std::optional<RoomRow>> done) {
  newest(number, "account", account, std::move(done));
}

void Rooms::of_account(const std::string& account, unsigned most, Completion<std::vector<RoomRow>> done) {
  worker_.run<std::vector<RoomRow>>(
      [account, most](SQLite::Database& database) -> Result<std::vector<RoomRow>> {
        SQLite::Statement query(database,
                                std::string("SELECT ") + columns +
                                    " FROM rooms WHERE account = ? ORDER BY opened_at DESC LIMIT ?");
        query.bind(1, account);
        query.bind(2, most);
        std::vector<RoomRow> rows;
        while (query.executeStep()) rows.push_back(read(query));
        return rows;
      },
      std::move(done));
}

}  // namespace seodang::store
