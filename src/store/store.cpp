#include "store/store.hpp"

#include "store/schema.hpp"

namespace seodang::store {

namespace {

constexpr int busy_ms = 15'000;  // longer than any backup holds the file

std::string how_to_restore(const std::string& path, const std::string& what) {
  return "the database " + path + " is damaged (" + what +
         "): move it away and put back a backup, or start without it";
}

}  // namespace

Store::Store(SQLite::Database database) : worker_(std::move(database)) {}

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
  try {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_ms);
    std::string check = database.execAndGet("PRAGMA quick_check(1)").getString();
    if (check != "ok") return {Code::internal, how_to_restore(path, check)};
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");  // survives kill -9; a power cut may cost the last moments,
                                                   // not the file
    database.exec("PRAGMA foreign_keys = ON");
    Result<> migrated = migrate(database, migrations());
    if (!migrated) return migrated.error();
    return std::unique_ptr<Store>(new Store(std::move(database)));
  } catch (const SQLite::Exception& exception) {
    constexpr int corrupt = 11, not_a_database = 26;  // SQLITE_CORRUPT, SQLITE_NOTADB
    bool damaged = exception.getErrorCode() == corrupt || exception.getErrorCode() == not_a_database;
    if (damaged) return {Code::internal, how_to_restore(path, exception.what())};
    return {Code::internal, "the database " + path + " cannot be opened: " + exception.what()};
  }
}

}  // namespace seodang::store
