#include "room/job_child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "protocol/rpc.hpp"

namespace seodang::room {

namespace {

constexpr Json::Limits result_limits{.bytes = 1U << 20};

[[noreturn]] void be_child(pid_t parent, int out, const std::function<Result<Json>()>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(EXIT_FAILURE);  // it died before
  const std::string text = encode_response(Json(0), work());
  for (size_t at = 0; at < text.size();) {
    const ssize_t written = write(out, text.data() + at, text.size() - at);
    if (written <= 0) _exit(EXIT_FAILURE);
    at += static_cast<size_t>(written);
  }
  _exit(EXIT_SUCCESS);
}

std::string read_all(int in) {
  std::string text;
  std::array<char, 4096> some{};
  for (ssize_t got = 0; text.size() <= result_limits.bytes && (got = read(in, some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<size_t>(got));
  return text;
}

}  // namespace

Result<Json> in_child(const std::function<Result<Json>()>& work) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {Code::internal, "no pipe to be had"};
  const pid_t parent = getpid(), child = fork();
  if (child == 0) be_child(parent, ends[1], work);
  close(ends[1]);
  const std::string text = child > 0 ? read_all(ends[0]) : "";
  close(ends[0]);
  if (child < 0) return {Code::internal, "no process to be had"};
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
  const Result<RpcMessage> message = decode_rpc(text, result_limits);
  const auto* response = message ? std::get_if<RpcResponse>(&*message) : nullptr;
  if (!response) return {Code::media_failed, "the recording's media made the work end"};
  return response->result;
}

}  // namespace seodang::room
