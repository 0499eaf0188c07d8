#include "support/wait.hpp"

#include <glib.h>

#include "base/loop.hpp"

namespace seodang::test {

bool wait_for(const std::function<bool()>& done, double seconds) {
  const gint64 deadline = g_get_monotonic_time() + static_cast<gint64>(seconds * G_USEC_PER_SEC);
  Timer wake = Timer::every(5, [] {});
  while (!done()) {
    if (g_get_monotonic_time() >= deadline) return false;
    g_main_context_iteration(nullptr, TRUE);
  }
  return true;
}

void run_for(double seconds) {
  (void)wait_for([] { return false; }, seconds);
}

}  // namespace seodang::test
