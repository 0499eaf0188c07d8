#pragma once

#include <cstddef>

namespace seodang {

/// File descriptors. GLib aborts when there are none left, so nobody may come that close: who would open many
/// asks before. Any thread.
struct Descriptors {
  size_t open = 0;   ///< by this process, now
  size_t limit = 0;  ///< RLIMIT_NOFILE, the soft one

  /// Joins are refused above this share of the limit; what is left is for those who are in.
  static constexpr double joins_share = 0.8;
  /// Nothing new at all is opened above this one.
  static constexpr double last_share = 0.95;
  /// Whether `more` of them would lead above a share of the limit.
  bool exceed(double share, size_t more = 0) const {
    return static_cast<double>(open + more) > share * static_cast<double>(limit);
  }
};

/// Costs a system call or two on Linux 6.2 and later, before that 0.6 µs per open descriptor.
Descriptors descriptors();

/// As many as the system lets us have: the soft limit becomes the hard one, for this process and its
/// children.
void raise_descriptor_limit();

}  // namespace seodang
