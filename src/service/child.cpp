#include "service/child.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "base/gref.hpp"

namespace seodang::service {

namespace {

// Between fork and exec: async-signal-safe calls only. Its death signal comes when our main thread ends,
// however it does.
void prepare_child(gpointer parent_pid) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != GPOINTER_TO_INT(parent_pid)) _exit(1);
  setpgid(0, 0);  // ^C in a terminal is for the service, which ends its children itself
}

}  // namespace

Result<Child> spawn_child(const std::vector<std::string>& command) {
  std::signal(SIGPIPE, SIG_IGN);  // writing to one that has died is an error, not our end (GLib gives the
                                  // child its default back)
  std::vector<const char*> arguments;
  for (const std::string& word : command) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  Child child;
  GPtr<GError> error;
  const auto flags = static_cast<GSpawnFlags>(G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH);
  if (!g_spawn_async_with_pipes(nullptr, const_cast<char**>(arguments.data()), nullptr, flags, prepare_child,
                                GINT_TO_POINTER(getpid()), &child.pid, &child.input, &child.output, nullptr,
                                out(error))) {
    return {Code::internal, "the room program does not start: " + std::string(error->message)};
  }
  return child;
}

}  // namespace seodang::service
