#include "base/descriptors.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <memory>

namespace seodang {

namespace {

constexpr rlim_t enough = 1 << 20;  ///< where the hard limit is none

size_t count_entries(const char* folder) {
  std::unique_ptr<DIR, decltype(&closedir)> entries(opendir(folder), closedir);
  size_t count = 0;
  while (entries && readdir(entries.get())) count++;
  return count > 3 ? count - 3 : 0;  // without ".", ".." and the folder's own
}

}  // namespace

Descriptors descriptors() {
  constexpr const char* folder = "/proc/self/fd";
  struct stat about {};
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  stat(folder, &about);  // its size is their number since Linux 6.2, 0 before
  return {about.st_size > 0 ? static_cast<size_t>(about.st_size) : count_entries(folder),
          static_cast<size_t>(limit.rlim_cur)};
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? enough : limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace seodang
