#include "support/room_driver.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

extern char** environ;

namespace seodang::test {

namespace {

constexpr Json::Limits wire_limits{LinePipe::max_line, 32};
constexpr double exit_seconds = 5;

std::string path_of(const char* variable, const std::string& rest) {
  const char* folder = std::getenv(variable);
  return std::string(folder ? folder : ".") + rest;
}

/// Both ends of two pipes: what the parent keeps does not reach the child.
struct Pipes {
  int to[2], from[2];
  Pipes() {
    EXPECT_EQ(pipe2(to, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(from, O_CLOEXEC), 0);
  }
};

pid_t spawn(const Pipes& pipes, const RoomLaunch& launch) {
  std::string program = path_of("SEODANG_BUILD_DIR", "/src/seodang-room");
  std::string pipelines =
      launch.pipelines.empty() ? path_of("SEODANG_SOURCE_DIR", "/pipelines") : launch.pipelines;
  std::vector<const char*> arguments{program.c_str(), "--pipelines", pipelines.c_str(), nullptr};
  std::string descriptors = "--nofile=" + std::to_string(launch.descriptors);
  if (launch.descriptors > 0) arguments.insert(arguments.begin(), {"prlimit", descriptors.c_str()});
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipes.to[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipes.from[1], STDOUT_FILENO);
  pid_t pid = -1;
  EXPECT_EQ(
      posix_spawnp(&pid, arguments[0], &actions, nullptr, const_cast<char**>(arguments.data()), environ), 0)
      << arguments[0];
  posix_spawn_file_actions_destroy(&actions);
  close(pipes.to[0]);
  close(pipes.from[1]);
  return pid;
}

size_t entries_of(const std::string& folder) {
  std::error_code error;
  auto entries = std::filesystem::directory_iterator(folder, error);
  return error ? 0 : static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

RoomDriver::RoomDriver(const RoomLaunch& launch) : rpc_(*this, wire_limits), recordings_(launch.recordings) {
  signal(SIGPIPE, SIG_IGN);  // a room that ends is an event, not our end
  Pipes pipes;
  pid_ = spawn(pipes, launch);
  pipe_.reset(new LinePipe(pipes.from[0], pipes.to[1], *this));
  EXPECT_TRUE(wait_for([this] { return last("ready") || pipe_closed_; }, 20));
  EXPECT_FALSE(pipe_closed_) << "seodang-room did not start";
}

RoomDriver::~RoomDriver() {
  if (pid_ > 0) {
    EXPECT_EQ(finish(), 0) << "seodang-room did not end well within " << exit_seconds << " s";
  }
}

void RoomDriver::strike() {
  kill(pid_, SIGKILL);
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

int RoomDriver::finish() {
  pipe_.reset();
  int status = 0;
  pid_t ended = 0;
  bool gone = wait_for([&] { return (ended = waitpid(pid_, &status, WNOHANG)) != 0; }, exit_seconds);
  if (!gone) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  pid_ = -1;
  EXPECT_FALSE(gone && WIFSIGNALED(status)) << "seodang-room died by signal " << WTERMSIG(status);
  return gone && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void RoomDriver::open(const Json& slots, const std::string& kind, const Json& more) {
  Json ice = Json::object({{"addresses", std::vector<std::string>{"127.0.0.1"}}, {"allowLoopback", true}});
  Json config = Json::object({{"ice", ice}});
  if (!recordings_.empty()) config.set("recordings", recordings_);
  if (slots.is_object()) config.set("slots", slots);
  Json params = Json::object({{"room", "r1"}, {"kind", kind}, {"config", config}});
  for (const std::string& member : more.keys()) params.set(member, more[member]);
  ok("open", params);
}

void RoomDriver::add(const std::string& participant, const std::string& role) {
  ok("participant.add",
     Json::object({{"id", participant}, {"person", participant}, {"name", participant}, {"role", role}}));
}

Result<Json> RoomDriver::call(const std::string& method, const Json& params) {
  std::optional<Result<Json>> answer;
  send(method, params, [&answer](Result<Json> result) { answer = std::move(result); });
  wait_for([&] { return answer || pipe_closed_; }, 10);
  if (!answer) {
    rpc_.fail_all({Code::internal, "the room is gone"});
    wait_for([&] { return answer.has_value(); }, 1);
  }
  return *answer;
}

Json RoomDriver::ok(const std::string& method, const Json& params) {
  Result<Json> answer = call(method, params);
  EXPECT_TRUE(answer) << method << ": " << (answer ? "" : answer.error().text);
  return answer ? *answer : Json();
}

std::string RoomDriver::error_of(const std::string& method, const Json& params) {
  Result<Json> answer = call(method, params);
  return answer ? "" : std::string(name_of(answer.error().code));
}

void RoomDriver::send(const std::string& method, const Json& params, Completion<Json> done) {
  rpc_.call(method, params, std::move(done), 10'000);
}

const RoomEvent* RoomDriver::last(const std::string& method, const std::string& participant) const {
  auto found = std::find_if(events_.rbegin(), events_.rend(), [&](const RoomEvent& event) {
    return event.method == method &&
           (participant.empty() || event.params["participant"].string() == participant);
  });
  return found == events_.rend() ? nullptr : &*found;
}

size_t RoomDriver::count(const std::string& method, const std::string& participant) const {
  return static_cast<size_t>(std::count_if(events_.begin(), events_.end(), [&](const RoomEvent& event) {
    return event.method == method &&
           (participant.empty() || event.params["participant"].string() == participant);
  }));
}

std::string RoomDriver::peer_state(const std::string& participant, const std::string& peer) const {
  for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
    if (event->method != "peer.state" || event->params["participant"].string() != participant) continue;
    if (event->params["peer"].string() == peer) return event->params["state"].string_or("");
  }
  return "";
}

std::string RoomDriver::slot_of(const std::string& viewer, const std::string& participant,
                                const std::string& source, bool live) const {
  const RoomEvent* told = last("slots", viewer);
  if (!told) return "";
  for (const Json& slot : told->params["slots"].items()) {
    if (slot["participant"].string() != participant || slot["source"].string() != source) continue;
    if (!live || slot["state"].string() == "live") return slot["mid"].string_or("");
  }
  return "";
}

void RoomDriver::on_candidates(const std::string& participant, const std::string& peer,
                               CandidateHandler handler) {
  candidate_handlers_[participant + " " + peer] = std::move(handler);
}

std::string RoomDriver::graph() {
  std::string path = ok("graph")["path"].string_or("");
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

size_t RoomDriver::threads() const { return entries_of("/proc/" + std::to_string(pid_) + "/task"); }
size_t RoomDriver::descriptors() const { return entries_of("/proc/" + std::to_string(pid_) + "/fd"); }

size_t RoomDriver::resident_kib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
  }
  return 0;
}

void RoomDriver::on_line(std::string_view line) {
  Result<Json> json = Json::parse(line, wire_limits);
  if (json && json->has("error") && (*json)["id"].is_null()) {
    events_.push_back({"error", (*json)["error"], g_get_monotonic_time()});
  } else {
    rpc_.receive(line);
  }
}

void RoomDriver::on_pipe_closed(const std::string&) { pipe_closed_ = true; }

void RoomDriver::on_request(const std::string& method, const Json& params, Reply) {
  events_.push_back({method, params, g_get_monotonic_time()});
  if (method != "candidate") return;
  auto handler =
      candidate_handlers_.find(params["participant"].string_or("") + " " + params["peer"].string_or(""));
  if (handler != candidate_handlers_.end() && handler->second)
    handler->second(params["candidate"].string_or(""));
}

void RoomDriver::on_timeout(const std::string& method) { ADD_FAILURE() << "no answer to " << method; }

void RoomDriver::on_garbage(const Error& error) { ADD_FAILURE() << "the room said garbage: " << error.text; }

std::vector<std::string> labels_in(const std::string& dot, const std::string& type) {
  std::vector<std::string> labels;
  const std::string start = "label=\"" + type;
  for (size_t at = dot.find("subgraph cluster_"); at != std::string::npos;
       at = dot.find("subgraph cluster_", at + 1)) {
    size_t label = dot.find("label=\"", at);
    if (dot.compare(label, start.size(), start) != 0) continue;
    if (!type.empty() && dot[label + start.size()] != '\\') continue;
    labels.push_back(dot.substr(label + 7, dot.find("\";", label) - label - 7));
  }
  return labels;
}

size_t elements_in(const std::string& dot, const std::string& type) { return labels_in(dot, type).size(); }

size_t tee_branches_in(const std::string& dot) {
  // GStreamer 1.26 writes "node_" in front of each name.
  static const std::regex pad(R"(\n\s*(node_)?tee_0x[0-9a-f]+_(node_)?src_\d+_0x[0-9a-f]+ \[)");
  return static_cast<size_t>(
      std::distance(std::sregex_iterator(dot.begin(), dot.end(), pad), std::sregex_iterator()));
}

}  // namespace seodang::test
