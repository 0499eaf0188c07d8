#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "service/service.hpp"

namespace seodang::http {

/// Bytes that are made piece by piece, when they are asked for. Used by one thread at a time, never by main:
/// it waits for the disk.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// The next of them; none: that was all. Error: internal, what is being read is not what it was.
  virtual Result<std::string> read() = 0;
};

/// Reads on one of a few threads; `done` comes on main.
void read_aside(std::shared_ptr<ByteSource> source, Completion<std::string> done);

/// A part of a file.
class FileSource final : public ByteSource {
 public:
  /// Owns `fd`.
  FileSource(int fd, int64_t from, int64_t length) : fd_(fd), at_(from), end_(from + length) {}
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  Result<std::string> read() override;

 private:
  int fd_;
  int64_t at_, end_;
};

/// Files in a zip, as they are: they are compressed already. Nothing of it is ever whole, in memory or on the
/// disk.
class ZipSource final : public ByteSource {
 public:
  explicit ZipSource(std::vector<service::Download::File> files);
  ~ZipSource() override;
  Result<std::string> read() override;

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace seodang::http
