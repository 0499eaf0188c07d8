#include "store/recordings.hpp"

#include <algorithm>

namespace seodang::store {

namespace {

constexpr const char* columns =
    "id, room_id, person_id, name, kind, state, from_at, to_at, recovered, reason, discard_until, options";
constexpr const char* file_columns =
    "id, recording_id, participant_id, person_id, name, what, state, leaf, from_at, duration, size, poster, "
    "reason";

RecordingRow read(SQLite::Statement& query) {
  const auto text = [&query](int column) { return query.getColumn(column).getString(); };
  RecordingRow row{text(0), text(1), text(2), text(3)};
  row.kind = named<RecordingKind>(text(4)).value_or(RecordingKind::lesson);
  row.state = named<RecordingState>(text(5)).value_or(RecordingState::failed);
  row.from = query.getColumn(6).getInt64();
  row.to = query.getColumn(7).getInt64();
  row.recovered = query.getColumn(8).getInt() != 0;
  row.reason = text(9);
  row.discard_until = query.getColumn(10).getInt64();
  row.options = text(11);
  return row;
}

RecordingFileRow read_file(SQLite::Statement& query) {
  const auto text = [&query](int column) { return query.getColumn(column).getString(); };
  RecordingFileRow row{text(0), text(1), text(2), text(3), text(4)};
  row.what = named<FileContent>(text(5)).value_or(FileContent::camera);
  row.state = named<FileState>(text(6)).value_or(FileState::failed);
  row.leaf = text(7);
  row.from = query.getColumn(8).getInt64();
  row.duration = query.getColumn(9).getInt64();
  row.size = query.getColumn(10).getInt64();
  row.poster = query.getColumn(11).getInt() != 0;
  row.reason = text(12);
  return row;
}

/// What belongs to a row.
Recording whole(SQLite::Database& database, const RecordingRow& row) {
  Recording recording{row, {}, {}};
  SQLite::Statement files(database,
                          std::string("SELECT ") + file_columns +
                              " FROM recording_files WHERE recording_id = ? ORDER BY name, what, id");
  files.bind(1, row.id);
  while (files.executeStep()) recording.files.push_back(read_file(files));
  SQLite::Statement marks(database,
                          "SELECT id, recording_id, person_id, at, label FROM marks WHERE recording_id = ? "
                          "ORDER BY at, id");
  marks.bind(1, row.id);
  while (marks.executeStep()) {
    recording.marks.push_back({marks.getColumn(0).getString(), marks.getColumn(1).getString(),
                               marks.getColumn(2).getString(), marks.getColumn(3).getInt64(),
                               marks.getColumn(4).getString()});
  }
  return recording;
}

std::vector<Recording> all(SQLite::Database& database, SQLite::Statement& query) {
  std::vector<RecordingRow> rows;
  while (query.executeStep()) rows.push_back(read(query));
  std::vector<Recording> list;
  for (const RecordingRow& row : rows) list.push_back(whole(database, row));
  return list;
}

std::optional<Recording> of_id(SQLite::Database& database, const std::string& id) {
  SQLite::Statement query(database, std::string("SELECT ") + columns + " FROM recordings WHERE id = ?");
  query.bind(1, id);
  if (!query.executeStep()) return std::nullopt;
  return whole(database, read(query));
}

Error none() { return {Code::not_found, "there is no such recording"}; }

void insert(SQLite::Database& database, const RecordingRow& row) {
  SQLite::Statement statement(database,
                              std::string("INSERT INTO recordings (") + columns +
                                  ") VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?, ?, NULLIF(?, 0), ?)");
  int column = 0;
  for (const std::string& text : {row.id, row.room, row.person, row.name, std::string(name_of(row.kind)),
                                  std::string(name_of(row.state))})
    statement.bind(++column, text);
  statement.bind(++column, row.from);
  statement.bind(++column, row.to);
  statement.bind(++column, row.recovered ? 1 : 0);
  statement.bind(++column, row.reason);
  statement.bind(++column, row.discard_until);
  statement.bind(++column, row.options);
  statement.exec();
}

/// What may change of one.
void update(SQLite::Database& database, const RecordingRow& row) {
  SQLite::Statement statement(
      database,
      "UPDATE recordings SET state = ?, to_at = NULLIF(?, 0), recovered = ?, reason = "
      "?, discard_until = NULLIF(?, 0) WHERE id = ?");
  statement.bind(1, std::string(name_of(row.state)));
  statement.bind(2, row.to);
  statement.bind(3, row.recovered ? 1 : 0);
  statement.bind(4, row.reason);
  statement.bind(5, row.discard_until);
  statement.bind(6, row.id);
  statement.exec();
}

void write_file(SQLite::Database& database, const RecordingFileRow& row) {
  SQLite::Statement statement(
      database,
      std::string("INSERT INTO recording_files (") + file_columns +
          ") VALUES (?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
          "SET state = excluded.state, from_at = excluded.from_at, duration = excluded.duration, size "
          "= excluded.size, poster = excluded.poster, reason = excluded.reason");
  int column = 0;
  for (const std::string& text : {row.id, row.recording, row.participant, row.person, row.name,
                                  std::string(name_of(row.what)), std::string(name_of(row.state)), row.leaf})
    statement.bind(++column, text);
  for (const int64_t number : {row.from, row.duration, row.size, int64_t{row.poster}})
    statement.bind(++column, number);
  statement.bind(++column, row.reason);
  statement.exec();
}

bool is_under_way(FileState state) { return state == FileState::waiting || state == FileState::joining; }

/// What the files say of one that does not run.
void settle(Recording& recording) {
  const auto& files = recording.files;
  const auto any = [&files](auto check) { return std::any_of(files.begin(), files.end(), check); };
  RecordingRow& row = recording.row;
  row.reason.clear();
  if (any([](const auto& file) { return is_under_way(file.state); })) {
    row.state = RecordingState::finishing;
  } else if (any([](const auto& file) { return file.state == FileState::ready; })) {
    row.state = RecordingState::ready;
  } else {
    row.state = RecordingState::failed;
    row.reason = files.empty() ? name_of(Code::not_found) : std::string_view(files.front().reason);
  }
}

}  // namespace

void Recordings::add(const RecordingRow& row, Completion<Recording> done) {
  worker_.run<Recording>(
      [row](SQLite::Database& database) -> Result<Recording> {
        insert(database, row);
        return Recording{row, {}, {}};
      },
      std::move(done));
}

void Recordings::end(const RecordingRow& row, const std::vector<RecordingFileRow>& files,
                     Completion<Recording> done) {
  worker_.run<Recording>(
      [row, files](SQLite::Database& database) -> Result<Recording> {
        SQLite::Transaction transaction(database);
        std::optional<Recording> recording = of_id(database, row.id);
        if (!recording) return none();
        if (recording->row.state != RecordingState::recording)
          return {Code::wrong_state, "this recording does not run any more"};
        for (const RecordingFileRow& file : files) write_file(database, file);
        recording = whole(database, recording->row);
        settle(*recording);
        recording->row.to = row.to;
        recording->row.recovered = row.recovered;
        update(database, recording->row);
        transaction.commit();
        return *recording;
      },
      std::move(done));
}

void Recordings::go_on(const std::string& id, Completion<> done) {
  worker_.run<Nothing>(
      [id](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(database, "UPDATE recordings SET recovered = 1 WHERE id = ?");
        statement.bind(1, id);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Recordings::save_file(const FileOutcome& outcome, Completion<Recording> done) {
  worker_.run<Recording>(
      [outcome](SQLite::Database& database) -> Result<Recording> {
        SQLite::Transaction transaction(database);
        std::optional<Recording> recording = of_id(database, outcome.file.recording);
        if (!recording) return none();
        write_file(database, outcome.file);
        recording = whole(database, recording->row);
        if (recording->row.state != RecordingState::discarded) settle(*recording);
        recording->row.recovered = recording->row.recovered || outcome.recovered;
        update(database, recording->row);
        transaction.commit();
        return *recording;
      },
      std::move(done));
}

void Recordings::discard(const std::string& id, int64_t until, Completion<Recording> done) {
  worker_.run<Recording>(
      [id, until](SQLite::Database& database) -> Result<Recording> {
        SQLite::Transaction transaction(database);
        std::optional<Recording> recording = of_id(database, id);
        if (!recording) return none();
        RecordingRow& row = recording->row;
        if (row.state == RecordingState::recording)
          return {Code::wrong_state, "it is still being recorded: stop it first"};
        if (row.state == RecordingState::discarded) return *recording;
        row.state = RecordingState::discarded;
        row.discard_until = until;
        update(database, row);
        transaction.commit();
        return *recording;
      },
      std::move(done));
}

void Recordings::restore(const std::string& id, int64_t now, Completion<Recording> done) {
  worker_.run<Recording>(
      [id, now](SQLite::Database& database) -> Result<Recording> {
        SQLite::Transaction transaction(database);
        std::optional<Recording> recording = of_id(database, id);
        if (!recording) return none();
        if (recording->row.state != RecordingState::discarded) return *recording;
        if (recording->row.discard_until < now)
          return {Code::wrong_state, "its time is over: it is being removed"};
        recording->row.discard_until = 0;
        settle(*recording);
        update(database, recording->row);
        transaction.commit();
        return *recording;
      },
      std::move(done));
}

void Recordings::mark(const MarkRow& row, Completion<Recording> done) {
  worker_.run<Recording>(
      [row](SQLite::Database& database) -> Result<Recording> {
        SQLite::Transaction transaction(database);
        if (!of_id(database, row.recording)) return none();
        SQLite::Statement statement(
            database, "INSERT INTO marks (id, recording_id, person_id, at, label) VALUES (?, ?, ?, ?, ?)");
        statement.bind(1, row.id);
        statement.bind(2, row.recording);
        statement.bind(3, row.person);
        statement.bind(4, row.at);
        statement.bind(5, row.label);
        statement.exec();
        transaction.commit();
        return *of_id(database, row.recording);
      },
      std::move(done));
}

void Recordings::remove(const std::string& id, Completion<> done) {
  worker_.run<Nothing>(
      [id](SQLite::Database& database) -> Result<> {
        SQLite::Statement statement(database, "DELETE FROM recordings WHERE id = ?");
        statement.bind(1, id);
        statement.exec();
        return {};
      },
      std::move(done));
}

void Recordings::find(const std::string& id, Completion<std::optional<Recording>> done) {
  worker_.run<std::optional<Recording>>(
      [id](SQLite::Database& database) -> Result<std::optional<Recording>> { return of_id(database, id); },
      std::move(done));
}

void Recordings::of_room(const std::string& room, const std::string& before, unsigned limit,
                         Completion<RecordingPage> done) {
  worker_.run<RecordingPage>(
      [room, before, limit](SQLite::Database& database) -> Result<RecordingPage> {
        SQLite::Statement query(
            database,
            std::string("SELECT ") + columns +
                " FROM recordings WHERE room_id = ?1 AND (?2 = '' OR (from_at, id) < (SELECT from_at, "
                "id FROM recordings WHERE id = ?2)) ORDER BY from_at DESC, id DESC LIMIT ?3");
        query.bind(1, room);
        query.bind(2, before);
        query.bind(3, static_cast<int64_t>(limit) + 1);  // one more tells whether there is more
        RecordingPage page{all(database, query), false};
        page.more = page.recordings.size() > limit;
        if (page.more) page.recordings.pop_back();
        return page;
      },
      std::move(done));
}

void Recordings::unfinished(Completion<std::vector<Recording>> done) {
  worker_.run<std::vector<Recording>>(
      [](SQLite::Database& database) -> Result<std::vector<Recording>> {
        SQLite::Statement query(
            database, std::string("SELECT ") + columns +
                          " FROM recordings WHERE state IN ('recording', 'finishing') ORDER BY from_at");
        return all(database, query);
      },
      std::move(done));
}

void Recordings::doomed(int64_t now, Completion<std::vector<Recording>> done) {
  worker_.run<std::vector<Recording>>(
      [now](SQLite::Database& database) -> Result<std::vector<Recording>> {
        SQLite::Statement query(database,
                                std::string("SELECT ") + columns +
                                    " FROM recordings WHERE state = 'discarded' AND discard_until < ?");
        query.bind(1, now);
        return all(database, query);
      },
      std::move(done));
}

void Recordings::kept(Completion<std::vector<Recording>> done) {
  worker_.run<std::vector<Recording>>(
      [](SQLite::Database& database) -> Result<std::vector<Recording>> {
        SQLite::Statement query(
            database, std::string("SELECT ") + columns +
                          " FROM recordings WHERE state IN ('ready', 'failed') ORDER BY from_at, id");
        return all(database, query);
      },
      std::move(done));
}

}  // namespace seodang::store
