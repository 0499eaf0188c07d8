#include "support/watchdog.hpp"

#include <execinfo.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SEODANG_SANITIZED 1
#else
#define SEODANG_SANITIZED 0
#endif

namespace seodang::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int slowdown = SEODANG_SANITIZED ? 4 : 1;
constexpr auto grace = std::chrono::seconds(2);  // For the backtrace, before the process is ended without it.

void write_text(const char* text) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text, std::strlen(text));
}

/// Async-signal-safe as far as backtrace() is, once it has been called before (install_watchdog does).
void print_backtrace(int signal_number) {
  std::array<void*, 64> frames{};
  write_text("backtrace of the thread that got the signal:\n");
  backtrace_symbols_fd(frames.data(), backtrace(frames.data(), static_cast<int>(frames.size())),
                       STDERR_FILENO);
  std::signal(signal_number, SIG_DFL);
  raise(signal_number);
}

int default_limit() {
  const char* text = std::getenv("SEODANG_TEST_WATCHDOG");
  return text ? std::atoi(text) : 60;
}

/// One thread that waits for the deadline of the running test. Lives as long as the process, and never ends:
/// what it waits on must not be destroyed.
class Watchdog {
 public:
  Watchdog() : tests_thread_(pthread_self()) {
    std::thread([this] { wait_for_deadline(); }).detach();
  }

  void name(std::string name) {
    const std::lock_guard lock(mutex_);
    name_ = std::move(name);
  }

  /// 0 = no limit.
  void arm(int seconds) {
    const std::lock_guard lock(mutex_);
    seconds_ = seconds * slowdown;
    deadline_.reset();
    if (seconds > 0) deadline_ = Clock::now() + std::chrono::seconds(seconds_);
    changed_.notify_one();
  }

 private:
  [[noreturn]] void wait_for_deadline() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (!deadline_) {
        changed_.wait(lock);
      } else if (Clock::now() >= *deadline_) {
        bark();
      } else {
        changed_.wait_until(lock, *deadline_);
      }
    }
  }

  [[noreturn]] void bark() {
    const auto text = "watchdog: " + name_ + " ran longer than " + std::to_string(seconds_) + " s\n";
    write_text(text.c_str());
    pthread_kill(tests_thread_, SIGABRT);
    std::this_thread::sleep_for(grace);
    _exit(128 + SIGABRT);
  }

  const pthread_t tests_thread_;
  std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::optional<Clock::time_point> deadline_;
  std::string name_;
  int seconds_ = 0;
};

Watchdog* installed = nullptr;

class Listener : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    installed->name(std::string(test.test_suite_name()) + "." + test.name());
    installed->arm(default_limit());
  }

  void OnTestEnd(const testing::TestInfo& /*test*/) override { installed->arm(0); }

  void OnTestProgramEnd(const testing::UnitTest& /*all*/) override {
    installed->name("the end of the program");
    installed->arm(default_limit());
  }
};

}  // namespace

void watchdog(int seconds) {
  if (installed) installed->arm(seconds);
}

void install_watchdog() {
  void* frame = nullptr;
  backtrace(&frame, 1);  // Loads libgcc now: in a handler it could wait for a lock.
  std::signal(SIGABRT, print_backtrace);
  if (!SEODANG_SANITIZED) {  // The sanitizers tell more about these than we could.
    for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) std::signal(number, print_backtrace);
  }
  installed = new Watchdog;  // For good, see there.
  testing::UnitTest::GetInstance()->listeners().Append(new Listener);
}

}  // namespace seodang::test
