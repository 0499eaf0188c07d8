#include "support/job_run.hpp"

#include <gio/gio.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/wait.hpp"

namespace seodang::test {

namespace {

std::string program() { return std::string(std::getenv("SEODANG_BUILD_DIR")) + "/src/seodang-room"; }

std::string request_line(const std::string& name, const Json& params) {
  return Json::object({{"jsonrpc", "2.0"}, {"id", 7}, {"method", name}, {"params", params}}).text() + "\n";
}

}  // namespace

JobRun run_job(const std::string& name, const Json& params, const std::string& shell) {
  const std::string path = program();
  const std::string script = (shell.empty() ? "" : shell + "; ") + "exec \"$0\" --job " + name;
  const std::array command{"sh", "-c", script.c_str(), path.c_str(), static_cast<const char*>(nullptr)};
  auto child = GRef<GSubprocess>::take(g_subprocess_newv(
      command.data(),
      static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE),
      nullptr));
  GPtr<char> said;
  g_subprocess_communicate_utf8(child.get(), request_line(name, params).c_str(), nullptr, out(said), nullptr,
                                nullptr);
  JobRun run{Json::object({{"died", g_subprocess_get_status(child.get())}}), {}};
  std::istringstream lines(said ? said.get() : "");
  for (std::string line; std::getline(lines, line);) {
    const auto message = Json::parse(line, {.bytes = 1U << 20});
    EXPECT_TRUE(message) << line;
    if (!message) continue;
    if ((*message)["method"].string_or("") == "progress") {
      run.progress.push_back((*message)["params"]["done"].number().value_or(-1));
      continue;
    }
    EXPECT_EQ((*message)["id"].integer(), 7);
    const Json error = (*message)["error"];
    run.result = error.is_null()
                     ? (*message)["result"]
                     : Json::object({{"error", error["data"]["name"]}, {"text", error["message"]}});
  }
  return run;
}

KilledJob::KilledJob(const std::string& name, const Json& params) {
  const std::string path = program();
  const std::array command{path.c_str(), "--job", name.c_str(), static_cast<const char*>(nullptr)};
  process_ = GRef<GSubprocess>::take(g_subprocess_newv(
      command.data(),
      static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE),
      nullptr));
  const std::string line = request_line(name, params);
  g_output_stream_write_all(g_subprocess_get_stdin_pipe(process_.get()), line.data(), line.size(), nullptr,
                            nullptr, nullptr);
}

KilledJob::~KilledJob() { g_subprocess_force_exit(process_.get()); }

std::string KilledJob::line() {
  std::string line;
  for (char c = 0;
       g_input_stream_read(g_subprocess_get_stdout_pipe(process_.get()), &c, 1, nullptr, nullptr) == 1 &&
       c != '\n';)
    line += c;
  return line;
}

size_t KilledJob::children() {
  const std::string pid = g_subprocess_get_identifier(process_.get());
  std::ifstream list("/proc/" + pid + "/task/" + pid + "/children");
  children_.clear();
  for (std::string child; list >> child;) children_.push_back(child);
  return children_.size();
}

bool KilledJob::kill() {
  g_subprocess_force_exit(process_.get());
  g_subprocess_wait(process_.get(), nullptr, nullptr);
  const auto alive = [](const std::string& child) {
    std::ifstream stat("/proc/" + child + "/stat");
    std::string id, name, state;
    return stat >> id >> name >> state && state != "Z";  // whoever adopts it may be slow to reap
  };
  return wait_for([&] { return std::none_of(children_.begin(), children_.end(), alive); });
}

}  // namespace seodang::test
