#include "room/job_limits.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>
#include <thread>

namespace seodang::room {
namespace {

/// Runs `body` in a process of its own that is bound and locked; its exit status, −1 after a signal. The
/// instrumented builds' own exit work is not run.
int locked(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    bound_process({});
    _exit(lock_process() ? body() : 99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// 0: refused, as it should be.
int refused(long result) { return result == -1 && errno == EPERM ? 0 : 1; }

TEST(JobLimits, ALockedProcessOpensNothing) {
  EXPECT_EQ(locked([] { return refused(open("/etc/passwd", O_RDONLY)); }), 0);
  EXPECT_EQ(locked([] { return refused(open("/tmp/seodang-evil", O_WRONLY | O_CREAT, 0600)); }), 0);
  EXPECT_EQ(locked([] { return refused(socket(AF_INET, SOCK_STREAM, 0)); }), 0);
  EXPECT_EQ(locked([] { return refused(socket(AF_UNIX, SOCK_STREAM, 0)); }), 0);
}

TEST(JobLimits, ALockedProcessStartsNothing) {
  EXPECT_EQ(locked([] { return refused(execl("/bin/true", "true", nullptr)); }), 0);
  EXPECT_EQ(locked([] { return refused(fork()); }), 0);
  EXPECT_EQ(locked([] { return refused(kill(getppid(), 0)); }), 0);
  EXPECT_EQ(locked([] { return refused(unlink("/tmp/seodang-evil")); }), 0);
}

TEST(JobLimits, ALockedProcessComputesReadsAndWritesWhatIsOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(locked([&ends] {
              int sum = 0;
              std::thread([&sum] { sum = 2 + 3; }).join();
              const std::string large(8 << 20, 'x');
              return sum == 5 && large.size() > 1 && write(ends[1], "ok", 2) == 2 ? 0 : 1;
            }),
            0);
  char text[2];
  EXPECT_EQ(read(ends[0], text, 2), 2);
  close(ends[0]);
  close(ends[1]);
}

TEST(JobLimits, ABoundProcessIsGentleAndLeavesNoCore) {
  const pid_t child = fork();
  if (child == 0) {
    bound_process({});
    rlimit cpu{}, file{}, core{};
    getrlimit(RLIMIT_CPU, &cpu);
    getrlimit(RLIMIT_FSIZE, &file);
    getrlimit(RLIMIT_CORE, &core);
    const bool bound = cpu.rlim_max == 5 && file.rlim_max == 1 << 20 && core.rlim_max == 0;
    _exit(bound && getpriority(PRIO_PROCESS, 0) >= 10 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace seodang::room
