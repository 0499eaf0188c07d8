// A test double of seodang-room: speaks its wire, touches no media, and misbehaves when told to.
//
//   fake_room [--log FILE] [--no-ready] [--exit] [--peers N] [--job NAME]
//
// FILE gets every line it is given, behind its pid. Words in an SDP or a candidate make it do things:
// `crash`, `hang`, `refuse`, `mute` (no answer to this request); a candidate `emit {…}` makes it say that
// line; after a candidate `hold talks` it takes its time over them, until `release talks`. As a job it copies
// `source` to `target`, unless the source's text says one of those words.
#include <sys/types.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
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

Json refusal() {
  return Json::object(
      {{"code", -32009}, {"message", "refused"}, {"data", Json::object({{"name", "bad-sdp"}})}});
}

Json result_of(const std::string& method) {
  if (method == "open") return capacity;
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

/// One request, one answer.
int do_job() {
  std::string line;
  std::getline(std::cin, line);
  auto message = Json::parse(line, {1 << 20, 32});
  if (!message) return 1;
  const Json params = (*message)["params"];
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
