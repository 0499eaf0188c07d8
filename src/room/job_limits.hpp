#pragma once

#include "base/result.hpp"

namespace seodang::room {

/// What a job may use: it reads what strangers made, with decoders that others wrote.
struct JobLimits {
  unsigned cpu_seconds = 5;
  size_t memory_bytes = 1U << 30;  ///< of address space; not under AddressSanitizer, which takes terabytes
  size_t file_bytes = 1U << 20;    ///< the largest file it writes
};

/// Bounds this process for the rest of its life: nice, rlimits, no core. Main thread, before anything of the
/// input is looked at.
void bound_process(const JobLimits& limits);

/// From now on this process computes, reads and writes what it has open, and nothing else: no further files,
/// sockets, programs or processes (seccomp; whatever else it asks for fails with EPERM). Threads that come
/// later are bound as well. Main thread, after the plugins have been loaded. Errors: internal.
Result<> lock_process();

}  // namespace seodang::room
