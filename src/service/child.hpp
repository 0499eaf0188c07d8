#pragma once

#include <glib.h>

#include <string>
#include <vector>

#include "base/result.hpp"

namespace seodang::service {

/// A program of ours that has been started: its pid, for whom it must be reaped, and our ends of its pipes.
struct Child {
  GPid pid = 0;
  int output = -1;  ///< read what it says
  int input = -1;   ///< write what it is told
};

/// Starts `command` (its first word is looked for in PATH) in a process group of its own, so that ^C in a
/// terminal is for the service; it dies with our main thread, however that ends. Errors: internal.
Result<Child> spawn_child(const std::vector<std::string>& command);

}  // namespace seodang::service
