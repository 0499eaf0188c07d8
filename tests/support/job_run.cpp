#include "support/job_run.hpp"

#include <gio/gio.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <sstream>

#include "base/gref.hpp"

namespace seodang::test {

JobRun run_job(const std::string& name, const Json& params, const std::string& shell) {
  const std::string program = std::string(std::getenv("SEODANG_BUILD_DIR")) + "/src/seodang-room";
  const std::string script = (shell.empty() ? "" : shell + "; ") + "exec \"$0\" --job " + name;
  const std::array command{"sh", "-c", script.c_str(), program.c_str(), static_cast<const char*>(nullptr)};
  auto child = GRef<GSubprocess>::take(g_subprocess_newv(
      command.data(),
      static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE),
      nullptr));
  const Json request = Json::object({{"jsonrpc", "2.0"}, {"id", 7}, {"method", name}, {"params", params}});
  GPtr<char> said;
  g_subprocess_communicate_utf8(child.get(), (request.text() + "\n").c_str(), nullptr, out(said), nullptr,
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

}  // namespace seodang::test
