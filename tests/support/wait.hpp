// Waiting for conditions, never for luck: the main loop runs until a predicate holds.
#pragma once

#include <functional>

namespace seodang::test {

/// Runs the main loop until `done` holds; false after `seconds`. Looked at after every turn, and every 5 ms.
bool wait_for(const std::function<bool()>& done, double seconds = 5);

/// Runs the main loop for so long, because something must NOT happen meanwhile.
void run_for(double seconds);

}  // namespace seodang::test
