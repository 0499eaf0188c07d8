#pragma once

#include <string>

#include "store/worker.hpp"

namespace seodang::store {

/// The table `persons`. Main thread; see Worker.
class Persons {
 public:
  explicit Persons(Worker& worker) : worker_(worker) {}

  /// The file name of their profile image; empty: none.
  void image(const std::string& person, Completion<std::string> done);
  /// Gives them another, or none (empty); the result is the one they had.
  void set_image(const std::string& person, const std::string& image, int64_t at,
                 Completion<std::string> done);

 private:
  Worker& worker_;
};

/// `person` has been seen at that time.
void touch_person(SQLite::Database& database, const std::string& person, int64_t at);

}  // namespace seodang::store
