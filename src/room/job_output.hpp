#pragma once

#include <string>

#include "base/result.hpp"
#include "room/job_file.hpp"

namespace seodang::room {

/// A file that is there whole or not at all: written as `PATH.part`, which is dropped unless it is kept. What
/// an earlier job left is written over.
class Output {
 public:
  explicit Output(std::string path)
      : path_(std::move(path)), part_(path_ + ".part"), file_(part_, O_RDWR | O_CREAT | O_TRUNC) {}
  ~Output() {
    if (!part_.empty() && file_.fd() >= 0) unlink(part_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  const std::string& part() const { return part_; }
  int fd() const { return file_.fd(); }
  size_t size() const { return file_.size(); }
  /// To the disk, and its name becomes the path, in place of what had it. Errors: storage_full, internal.
  Result<> keep();

 private:
  const std::string path_;
  std::string part_;  ///< "": kept
  const File file_;
};

}  // namespace seodang::room
