#include "store/segments.hpp"

namespace seodang::store {

namespace {

constexpr const char* columns =
    "id, room_id, participant_id, person_id, name, source, path, state, from_at, to_at, recovered, reason";

SegmentRow read(SQLite::Statement& query) {
  SegmentRow row;
  int column = 0;
  for (std::string* text : {&row.id, &row.room, &row.participant, &row.person, &row.name})
    *text = query.getColumn(column++).getString();
  row.source = named<Source>(query.getColumn(5).getString()).value_or(Source::camera);
  row.path = query.getColumn(6).getString();
  row.state = named<SegmentState>(query.getColumn(7).getString()).value_or(SegmentState::failed);
  row.from = query.getColumn(8).getInt64();
  row.to = query.getColumn(9).getInt64();
  row.recovered = query.getColumn(10).getInt() != 0;
  row.reason = query.getColumn(11).getString();
  return row;
}

std::vector<SegmentRow> all(SQLite::Statement& query) {
  std::vector<SegmentRow> rows;
  while (query.executeStep()) rows.push_back(read(query));
  return rows;
}

void bind(SQLite::Statement& statement, const SegmentRow& row) {
  int column = 0;
  for (const std::string& text :
       {row.id, row.room, row.participant, row.person, row.name, std::string(name_of(row.source)), row.path,
        std::string(name_of(row.state))})
    statement.bind(++column, text);
  statement.bind(++column, row.from);
  statement.bind(++column, row.to);
  statement.bind(++column, row.recovered ? 1 : 0);
  statement.bind(++column, row.reason);
}

}  // namespace

void Segments::save(const std::vector<SegmentRow>& rows, Completion<> done) {
  worker_.run<Nothing>(
      [rows](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        SQLite::Statement statement(
            database,
            std::string("INSERT INTO segments (") + columns +
                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET state = excluded.state, to_at = excluded.to_at, recovered = excluded.recovered, "
                "reason = excluded.reason WHERE state = 'open' OR excluded.state <> 'open'");
        for (const SegmentRow& row : rows) {
          bind(statement, row);
          statement.exec();
          statement.reset();
        }
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Segments::adopt(const std::vector<SegmentRow>& rows, Completion<int64_t> done) {
  worker_.run<int64_t>(
      [rows](SQLite::Database& database) -> Result<int64_t> {
        SQLite::Transaction transaction(database);
        SQLite::Statement statement(database, std::string("INSERT OR IGNORE INTO segments (") + columns +
                                                  ") SELECT ?1, room_id, id, person_id, name, ?3, ?4, "
                                                  "'closed', ?5, ?6, 1, '' FROM participants "
                                                  "WHERE id = ?2 AND room_id = ?7");
        int64_t taken = 0;
        for (const SegmentRow& row : rows) {
          statement.bind(1, row.id);
          statement.bind(2, row.participant);
          statement.bind(3, std::string(name_of(row.source)));
          statement.bind(4, row.path);
          statement.bind(5, row.from);
          statement.bind(6, row.to);
          statement.bind(7, row.room);
          taken += statement.exec();
          statement.reset();
        }
        transaction.commit();
        return taken;
      },
      std::move(done));
}

void Segments::of_interval(const std::string& room, int64_t from, int64_t to,
                           Completion<std::vector<SegmentRow>> done) {
  worker_.run<std::vector<SegmentRow>>(
      [room, from, to](SQLite::Database& database) -> Result<std::vector<SegmentRow>> {
        SQLite::Statement query(
            database,
            std::string("SELECT ") + columns +
                " FROM segments WHERE room_id = ?1 AND (to_at IS NULL OR to_at > ?2) AND (?3 = 0 OR "
                "from_at < ?3) ORDER BY from_at, id");
        query.bind(1, room);
        query.bind(2, from);
        query.bind(3, to);
        return all(query);
      },
      std::move(done));
}

void Segments::open(Completion<std::vector<SegmentRow>> done) {
  worker_.run<std::vector<SegmentRow>>(
      [](SQLite::Database& database) -> Result<std::vector<SegmentRow>> {
        SQLite::Statement query(database,
                                std::string("SELECT ") + columns + " FROM segments WHERE state = 'open'");
        return all(query);
      },
      std::move(done));
}

void Segments::paths(Completion<std::vector<std::string>> done) {
  worker_.run<std::vector<std::string>>(
      [](SQLite::Database& database) -> Result<std::vector<std::string>> {
        SQLite::Statement query(database, "SELECT path FROM segments");
        std::vector<std::string> paths;
        while (query.executeStep()) paths.push_back(query.getColumn(0).getString());
        return paths;
      },
      std::move(done));
}

void Segments::unused(int64_t at, Completion<std::vector<SegmentRow>> done) {
  worker_.run<std::vector<SegmentRow>>(
      [at](SQLite::Database& database) -> Result<std::vector<SegmentRow>> {
        SQLite::Statement query(
            database,
            std::string("SELECT ") + columns +
                " FROM segments WHERE state <> 'open' AND coalesce(to_at, from_at) < ? AND NOT EXISTS "
                "(SELECT 1 FROM recordings WHERE recordings.room_id = segments.room_id AND "
                "recordings.from_at <= coalesce(segments.to_at, segments.from_at) AND "
                "(recordings.to_at IS NULL OR recordings.to_at >= segments.from_at))");
        query.bind(1, at);
        return all(query);
      },
      std::move(done));
}

void Segments::remove(const std::vector<std::string>& ids, Completion<> done) {
  worker_.run<Nothing>(
      [ids](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        SQLite::Statement statement(database, "DELETE FROM segments WHERE id = ?");
        for (const std::string& id : ids) {
          statement.bind(1, id);
          statement.exec();
          statement.reset();
        }
        transaction.commit();
        return {};
      },
      std::move(done));
}

}  // namespace seodang::store
