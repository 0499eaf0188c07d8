#include "load/server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "support/wait.hpp"

namespace seodang::load {

namespace {

constexpr double start_seconds = 20, end_seconds = 15;
constexpr double warm_cpu_seconds = 0.02;  // the certificate alone takes longer

void run_on(bool core_0) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (long core = 0; core < sysconf(_SC_NPROCESSORS_ONLN); core++) {
    if ((core == 0) == core_0) CPU_SET(static_cast<size_t>(core), &cores);
  }
  sched_setaffinity(0, sizeof cores, &cores);
}

/// What comes until `text` stands in it and its line has ended; "" if nothing does.
std::string read_line_with(int fd, const std::string& text) {
  std::string all;
  pollfd item{fd, POLLIN, 0};
  while (poll(&item, 1, static_cast<int>(start_seconds * 1000)) > 0) {
    char buffer[512];
    const ssize_t size = read(fd, buffer, sizeof buffer);
    if (size <= 0) return {};
    all.append(buffer, static_cast<size_t>(size));
    const size_t at = all.find(text), end = at == std::string::npos ? at : all.find('\n', at);
    if (end != std::string::npos) return all.substr(at + text.size(), end - at - text.size());
  }
  return {};
}

}  // namespace

bool leave_core_0() {
  if (sysconf(_SC_NPROCESSORS_ONLN) < 2) return false;
  run_on(false);
  return true;
}

Result<pid_t> Server::spawn(int output) {
  const std::string log = data_ + "/log";
  const pid_t pid = fork();
  if (pid < 0) return {Code::internal, "fork failed"};
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (options_.pinned) run_on(true);
  dup2(output, STDOUT_FILENO);
  dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
  const char* recording = options_.recording ? "recording.automatic=true" : "recording.automatic=false";
  execl(options_.program.c_str(), options_.program.c_str(), "--config", options_.config.c_str(), "--data",
        data_.c_str(), "--listen", "127.0.0.1:0", "--set", "http.tls_listen=", "--set", recording, nullptr);
  _exit(127);
}

Result<> Server::start() {
  char folder[] = "/tmp/seodang-load-XXXXXX";
  if (!mkdtemp(folder)) return {Code::internal, "no temporary directory"};
  data_ = folder;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {Code::internal, "no pipe"};
  output_ = ends[0];
  const Result<pid_t> child = spawn(ends[1]);
  close(ends[1]);
  if (!child) return child.error();
  pid_ = *child;
  url_ = read_line_with(output_, "listening on ");
  if (url_.empty())
    return {Code::internal, options_.program + " does not start; its log is " + data_ + "/log"};
  if (!test::wait_for([this] { return warm_spare() != 0; }, start_seconds))
    return {Code::internal, "no room's process gets warm; the log is " + data_ + "/log"};
  return {};
}

pid_t Server::warm_spare() const {
  // The youngest. Warm: it has worked, and works no more.
  const std::vector<pid_t> children = children_of(pid_);
  if (children.empty()) return 0;
  const pid_t youngest = children.back();
  const double before = cost_of(youngest).cpu_seconds;
  test::run_for(0.2);
  const double after = cost_of(youngest).cpu_seconds;
  return after > warm_cpu_seconds && after - before < 0.001 ? youngest : 0;
}

int Server::stop() {
  if (pid_ < 0) return -1;
  kill(pid_, SIGTERM);
  int status = 0;
  const bool gone = test::wait_for([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, end_seconds);
  if (!gone) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  pid_ = -1;
  const int result = gone && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::error_code error;
  if (result == 0) std::filesystem::remove_all(data_, error);  // else its log is of use
  return result;
}

Server::~Server() {
  if (pid_ > 0) stop();
  if (output_ >= 0) close(output_);
}

}  // namespace seodang::load
