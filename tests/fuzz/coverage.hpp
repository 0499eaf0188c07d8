#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace seodang::fuzz {

/// What of a source has run.
struct Lines {
  size_t count = 0;         ///< lines with code
  std::vector<int> missed;  ///< those that have not run

  double percent() const {
    return count ? 100.0 * static_cast<double>(count - missed.size()) / static_cast<double>(count) : 0;
  }
  std::string missed_text() const;
};

/// The lines that run in this process from now on, counted by what GCC's --coverage put into the objects and
/// read by gcov. One at a time.
class Coverage {
 public:
  /// `objects`: where the compiler left the .gcno files.
  explicit Coverage(const std::filesystem::path& objects);
  ~Coverage();
  Coverage(const Coverage&) = delete;
  Coverage& operator=(const Coverage&) = delete;

  /// By the path below the checkout ("src/base/json.cpp").
  std::map<std::string, Lines> read();

 private:
  std::filesystem::path folder_;
};

}  // namespace seodang::fuzz
