#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"

namespace SQLite {
class Database;
}

namespace seodang::store {

/// One numbered file of data/schema, embedded at build time.
struct Migration {
  int number;             ///< from 1, without gaps; PRAGMA user_version after it
  std::string_view name;  ///< the file's name
  std::string_view sql;
};
std::span<const Migration> migrations();

/// Brings a database up to date, each file in a transaction of its own: killed half-way it is at an older
/// number, never between two. Throws SQLite::Exception. Error: a database of a newer program.
Result<> migrate(SQLite::Database& database, std::span<const Migration> files);

}  // namespace seodang::store
