#include "room/job_title.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace seodang::room {

namespace {

/// A TagString's head, its size in as many bytes as webmmux takes.
std::string tag_head(size_t size) {
  std::string head = "\x44\x87";
  if (size < 127) return head + static_cast<char>(0x80 | size);
  return head + static_cast<char>(0x40 | size >> 8) + static_cast<char>(size & 0xff);
}

}  // namespace

std::string title_placeholder(std::string_view title) { return std::string(title.size(), 'T'); }

bool put_title(int fd, std::string_view title) {
  constexpr off_t tail = 16 * 1024;  // tags are written last
  struct stat info {};
  if (fstat(fd, &info) != 0) return false;
  const off_t from = std::max<off_t>(info.st_size - tail, 0);
  std::string bytes(static_cast<size_t>(info.st_size - from), '\0');
  if (pread(fd, bytes.data(), bytes.size(), from) != static_cast<ssize_t>(bytes.size())) return false;
  const std::string head = tag_head(title.size() + 1);  // it ends with a zero
  const size_t at = bytes.rfind(head + title_placeholder(title));
  if (at == std::string::npos) return false;
  const auto to = from + static_cast<off_t>(at + head.size());
  return pwrite(fd, title.data(), title.size(), to) == static_cast<ssize_t>(title.size());
}

}  // namespace seodang::room
