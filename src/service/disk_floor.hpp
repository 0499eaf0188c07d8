#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace seodang::service {

struct DiskSpace {
  uint64_t free_bytes = 0, all_bytes = 0;  ///< all 0: not known
};
/// Of the file system that holds a directory.
using DiskProbe = std::function<DiskSpace(const std::string& directory)>;
DiskSpace disk_space(const std::string& directory);

/// Whether the disk has room to record: not below the floor, and once below it only from a fifth above it on.
/// Pure.
class DiskFloor {
 public:
  DiskFloor(unsigned floor_mib, unsigned floor_percent) : mib_(floor_mib), percent_(floor_percent) {}

  /// The disk as it is now; whether there is room. What is not known is taken for room.
  bool look(DiskSpace space);
  bool has_room() const { return room_; }
  uint64_t floor_bytes(DiskSpace space) const;

 private:
  // Passed in.
  unsigned mib_, percent_;
  // Owned.
  bool room_ = true;
};

}  // namespace seodang::service
