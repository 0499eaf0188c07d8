// A test double of seodang-room: speaks its wire, touches no media, and misbehaves when told to.
//
//   fake_room [--log FILE] [--no-ready] [--exit] [--peers N] [--job NAME]
//
// FILE gets every line it is given, behind its pid. Words in an SDP or a candidate make it do things:
// `crash`, `hang`, `refuse`, `mute` (no answer to this request); a candidate `emit {…}` makes it say that
// line; after a candidate `hold talks` it takes its time over them, until `release talks`. As a job it copies
// `source` to `target`, unless the source's text says one of those words; `join` and `compose` write what
// they were told into `output`, with a picture beside it and three words of progress. Words in their title:
// those above; `flaky` (dies the first time), `full` (no room the first time), `broken`, `slow` (a second of
// it).
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "base/json.hpp"

using seodang::Json;

namespace {

FILE* log_file = nullptr;
int offers = 0;
Json capacity = Json::object();  ///< what `open` answers
bool holding_talks = false;
std::vector<Json> held;  ///< answers

void say(const Json& message) {
  std::string line = message.text() + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
}

void notify(const char* method, const Json& params) {
  say(Json::object({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}));
}

bool misbehave(const std::string& text) {
  if (text.find("crash") != std::string::npos) raise(SIGKILL);
  if (text.find("hang") != std::string::npos) raise(SIGSTOP);
  if (text.rfind("emit ", 0) == 0) {
    std::string line = text.substr(5) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
  }
  return text.find("mute") != std::string::npos;
}

Json refusal(const char* name = "bad-sdp") {
  return Json::object({{"code", -32009}, {"message", "refused"}, {"data", Json::object({{"name", name}})}});
}

int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Json result_of(const std::string& method) {
  if (method == "open") return capacity;
  if (method == "record.start" || method == "record.stop") return Json::object({{"at", now_ms()}});
  if (method == "publish") return Json::object({{"sdp", "answer"}});
  if (method != "subscribe") return Json::object();
  Json slot = Json::object({{"mid", "0"}, {"kind", "video"}, {"index", 0}});
  return Json::object({{"sdp", "offer " + std::to_string(++offers)}, {"slots", Json::array({slot})}});
}

void announce_tracks(const Json& params) {
  for (const Json& track : params["tracks"].items()) {
    notify("track.added", Json::object({{"participant", params["participant"]},
                                        {"mid", track["mid"]},
                                        {"source", track["source"]},
                                        {"layer", track["layer"].integer_or(0)}}));
  }
}

void hold_talks(const std::string& text) {
  if (text.rfind("hold talks", 0) == 0) holding_talks = true;
  if (text.rfind("release talks", 0) != 0) return;
  holding_talks = false;
  for (const Json& answer : held) say(answer);
  held.clear();
}

void handle(const Json& message) {
  std::string method = message["method"].string_or("");
  Json params = message["params"];
  std::string text = params["sdp"].string_or("") + params["candidate"].string_or("");
  hold_talks(text);
  if (misbehave(text) || message["id"].is_null()) return;
  Json answer = Json::object({{"jsonrpc", "2.0"}, {"id", message["id"]}});
  if (holding_talks && method == "talk") return held.push_back(answer.set("result", Json::object()));
  bool refused = text.find("refuse") != std::string::npos;
  say(refused ? answer.set("error", refusal()) : answer.set("result", result_of(method)));
  if (method == "publish" && !refused && text.find("silent") == std::string::npos) announce_tracks(params);
}

/// Whether it is the first time that this is tried.
bool is_first(const std::string& output) {
  const std::string mark = output + ".tried";
  if (std::ifstream(mark)) return std::remove(mark.c_str()) != 0;
  std::ofstream(mark) << "once";
  return true;
}

int answer_job(const Json& id, const char* member, const Json& value) {
  say(Json::object({{"jsonrpc", "2.0"}, {"id", id}, {member, value}}));
  return 0;
}

/// The files are text; what the real job makes: tests/room/job_join_test.cpp.
int make_recording(const Json& id, const Json& params) {
  const std::string output = params["output"].string_or(""), title = params["title"].string_or("");
  const auto said = [&title](const char* word) { return title.find(word) != std::string::npos; };
  std::ofstream(output + ".part", std::ios::binary) << params.text();
  misbehave(title);
  for (const double done : {0.25, 0.5, 0.75}) {
    notify("progress", Json::object({{"done", done}}));
    if (said("slow")) std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  if (said("flaky") && is_first(output)) raise(SIGKILL);
  if (said("full") && is_first(output)) return answer_job(id, "error", refusal("storage-full"));
  if (said("broken")) return answer_job(id, "error", refusal("media-failed"));
  std::rename((output + ".part").c_str(), output.c_str());
  std::ofstream(output.substr(0, output.rfind('.')) + ".jpg", std::ios::binary) << "picture of " << title;
  const int64_t from = params["from"].integer_or(0), to = params["to"].integer_or(0);
  return answer_job(id, "result",
                    Json::object({{"durationMs", to - from},
                                  {"bytes", static_cast<int64_t>(params.text().size())},
                                  {"recovered", said("recovered")}}));
}

/// One request, one answer.
int do_job() {
  std::string line;
  std::getline(std::cin, line);
  auto message = Json::parse(line, {1 << 20, 32});
  if (!message) return 1;
  const Json params = (*message)["params"];
  if (params.has("output")) return make_recording((*message)["id"], params);
  std::ifstream source(params["source"].string_or(""), std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(source)), {});
  misbehave(text);
  std::ofstream(params["target"].string_or(""), std::ios::binary) << text;
  Json answer = Json::object({{"jsonrpc", "2.0"}, {"id", (*message)["id"]}});
  say(text.find("refuse") != std::string::npos ? answer.set("error", refusal())
                                               : answer.set("result", Json::object()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  bool ready = true;
  for (int i = 1; i < argc; i++) {
    std::string option = argv[i];
    if (option == "--log" && i + 1 < argc) log_file = fopen(argv[++i], "a");
    if (option == "--peers" && i + 1 < argc) capacity.set("peers", std::atoi(argv[++i]));
    if (option == "--no-ready") ready = false;
    if (option == "--exit") return 3;
    if (option == "--job") return do_job();
  }
  if (ready) notify("ready", Json::object());
  for (std::string line; std::getline(std::cin, line);) {
    if (log_file) {
      fprintf(log_file, "%d %s\n", getpid(), line.c_str());
      fflush(log_file);
    }
    if (auto message = Json::parse(line, {1 << 20, 32})) handle(*message);
  }
  return 0;
}
