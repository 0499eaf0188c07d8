// Before libFuzzer starts: what GLib calls critical is a crash like any other, and leaves its input behind.
// GLib ends the process by a signal that libFuzzer does not know.
#include <glib.h>

#include <csignal>
#include <cstdlib>

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL));
  std::signal(SIGTRAP, [](int) { std::abort(); });
  return 0;
}
