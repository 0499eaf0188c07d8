// The project's descriptions, one of them replaced, in a folder that lives as long as this.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/id.hpp"

namespace seodang::test {

class PipelinesFolder {
 public:
  /// `file` without ".launch".
  PipelinesFolder(const std::string& file, const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("seodang-pipelines-" + random_hex(8))) {
    const char* source = std::getenv("SEODANG_SOURCE_DIR");
    std::filesystem::copy(std::filesystem::path(source ? source : ".") / "pipelines", path_);
    std::ofstream(path_ / (file + ".launch")) << text << "\n";
  }
  ~PipelinesFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PipelinesFolder(const PipelinesFolder&) = delete;
  PipelinesFolder& operator=(const PipelinesFolder&) = delete;

  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace seodang::test
