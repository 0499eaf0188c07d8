// What the server's processes cost: the service and its children, seen from outside.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace seodang::load {

/// One process at one moment.
struct Cost {
  double cpu_seconds = 0;  ///< user and system, all threads that ever were
  size_t threads = 0, descriptors = 0, udp_ports = 0, resident_kib = 0;

  Cost& operator+=(const Cost& other);
};

/// Zeros if there is no such process (any more).
Cost cost_of(pid_t pid);
/// This one.
double own_cpu_seconds();

/// Direct children, oldest first.
std::vector<pid_t> children_of(pid_t pid);

/// A process and its children at one moment.
struct Snapshot {
  std::map<pid_t, Cost> processes;

  Cost sum() const;
  const Cost& of(pid_t pid) const;
};
Snapshot snapshot_of(pid_t parent);

/// CPU seconds between two snapshots, of all processes in the later one.
double cpu_between(const Snapshot& from, const Snapshot& to);

}  // namespace seodang::load
