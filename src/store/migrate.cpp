#include <SQLiteCpp/SQLiteCpp.h>

#include "base/log.hpp"
#include "store/schema.hpp"

namespace seodang::store {

Result<> migrate(SQLite::Database& database, std::span<const Migration> files) {
  int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version > static_cast<int>(files.size())) {
    return {Code::internal, "the database was written by a newer seodang (schema " + std::to_string(version) +
                                "): install that version again, or start with another --data directory"};
  }
  for (const Migration& file : files.subspan(static_cast<size_t>(version))) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(std::string(file.sql));
    database.exec("PRAGMA user_version = " + std::to_string(file.number));
    transaction.commit();
    log_info("store", "schema %s applied", std::string(file.name).c_str());
  }
  return {};
}

}  // namespace seodang::store
