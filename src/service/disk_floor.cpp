#include "service/disk_floor.hpp"

#include <sys/statvfs.h>

#include <algorithm>

namespace seodang::service {

DiskSpace disk_space(const std::string& directory) {
  struct statvfs info {};
  if (statvfs(directory.c_str(), &info) != 0) return {};
  return {uint64_t{info.f_bavail} * info.f_frsize, uint64_t{info.f_blocks} * info.f_frsize};
}

uint64_t DiskFloor::floor_bytes(DiskSpace space) const {
  return std::max(uint64_t{mib_} << 20, space.all_bytes / 100 * percent_);
}

bool DiskFloor::look(DiskSpace space) {
  const uint64_t floor = floor_bytes(space);
  const uint64_t wanted = room_ ? floor : floor + floor / 5;
  room_ = space.all_bytes == 0 || space.free_bytes >= wanted;
  return room_;
}

}  // namespace seodang::service
