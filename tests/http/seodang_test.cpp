// The program as its operator meets it: options, exit codes, what it prints, how it ends.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gio/gio.h>
#include <gmock/gmock.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/gref.hpp"
#include "http/settings.hpp"
#include "http/support/wire.hpp"
#include "service/config.hpp"
#include "service/settings.hpp"

namespace seodang {
namespace {

using testing::HasSubstr;

std::string source(const std::string& name) {
  std::ifstream file(std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<service::Setting> whole_table(http::Settings& http, service::Settings& use_cases) {
  use_cases.rooms.program = use_cases.rooms.pipelines = use_cases.rooms.dumps = "";  // As in the program.
  std::vector<service::Setting> table = http::settings_table(http);
  for (const service::Setting& row : service::settings_table(use_cases)) table.push_back(row);
  return table;
}

TEST(Config, SaysWhereAndWhatIsAllowed) {
  http::Settings http;
  service::Settings use_cases;
  const auto error = [&](const std::string& text) {
    service::Config config(whole_table(http, use_cases));
    const Result<> read = config.read(text, "a.toml");
    return read ? std::string("(none)") : read.error().text;
  };
  EXPECT_EQ(error("[http]\nsockets = 0\n"),
            "a.toml:2: http.sockets: allowed is a whole number from 1 to 1000000");
  EXPECT_EQ(error("[http]\n\nsockets = \"many\"\n"),
            "a.toml:3: http.sockets: allowed is a whole number from 1 to 1000000");
  EXPECT_EQ(error("[media]\nallow_private = 1\n"), "a.toml:2: media.allow_private: allowed is true or false");
  EXPECT_EQ(error("[http]\norigins = [1]\n"), "a.toml:2: http.origins: allowed is a list of texts");
  EXPECT_EQ(error("[http]\nproxies = [\"::1\", \"10.0.0.0/8\", \"a.b\"]\n"),
            "a.toml:2: http.proxies: a.b is no IP address or network");
  EXPECT_THAT(error("[http]\nlisten = \"a\"\nport = 1\n"),
              testing::StartsWith("a.toml:3: unknown key http.port; allowed: http.listen,"));
  EXPECT_THAT(error("[nonsense]\na = 1\n"), testing::StartsWith("a.toml:"));
  EXPECT_THAT(error("loose = 1\n"), testing::StartsWith("a.toml:1: unknown key loose"));
  EXPECT_THAT(error("[http\n"), testing::StartsWith("a.toml:1: "));
  EXPECT_THAT(error(std::string(100'000, '[')), testing::StartsWith("a.toml:1: "));
  EXPECT_EQ(error("[http]\nproxies = [\"10.0.0.0/8\"]\n[limits]\nrooms = 3\n"), "(none)");
  EXPECT_EQ(http.proxies, std::vector<std::string>{"10.0.0.0/8"});
  EXPECT_EQ(use_cases.limits.rooms, 3U);
}

TEST(Config, TakesAssignmentsFromTheCommandLine) {
  http::Settings http;
  service::Settings use_cases;
  service::Config config(whole_table(http, use_cases));
  EXPECT_TRUE(config.set("http.listen=[::1]:0"));
  EXPECT_TRUE(config.set("http.origins=https://a.example,https://b.example"));
  EXPECT_TRUE(config.set("media.allow_loopback=true"));
  EXPECT_TRUE(config.set("media.port_max=65535"));
  EXPECT_EQ(http.listen, "[::1]:0");
  EXPECT_EQ(http.origins.size(), 2U);
  EXPECT_TRUE(use_cases.media.allow_loopback);
  EXPECT_EQ(use_cases.media.port_max, 65535);
  EXPECT_EQ(config.set("media.port_max=65536").error().text,
            "--set media.port_max: allowed is a whole number from 0 to 65535");
  EXPECT_EQ(config.set("http.sockets=1e3").error().text,
            "--set http.sockets: allowed is a whole number from 1 to 1000000");
  EXPECT_FALSE(config.set("http.sockets"));
  EXPECT_FALSE(config.set("http.nothing=1"));
}

TEST(Config, TheFilesOfDataAreReadAndDocumentEveryKey) {
  http::Settings http, http_defaults;
  service::Settings use_cases, defaults;
  service::Config config(whole_table(http, use_cases));
  const std::string text = source("data/seodang.toml");
  const Result<> read = config.read(text, "data/seodang.toml");
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(config.help(), service::Config(whole_table(http_defaults, defaults)).help())
      << "it holds the defaults";
  EXPECT_THAT(text, HasSubstr(config.help())) << "regenerate: seodang --help-config";

  service::Config bench(whole_table(http, use_cases));
  const Result<> lifted = bench.read(source("data/bench.toml"), "data/bench.toml");
  ASSERT_TRUE(lifted) << lifted.error().text;
  EXPECT_TRUE(use_cases.media.allow_loopback);
  EXPECT_GE(http.sockets_per_address, 1000);
}

/// The program itself, with a data directory of its own; killed if it still runs at the end.
class Process {
 public:
  Process() : directory_(GPtr<char>(g_dir_make_tmp("seodang-program-XXXXXX", nullptr)).get()) {}
  ~Process() {
    if (process_) g_subprocess_force_exit(process_.get());
    if (process_) g_subprocess_wait(process_.get(), nullptr, nullptr);
    std::filesystem::remove_all(directory_);
  }

  /// `descriptors`: RLIMIT_NOFILE, soft and hard; 0: as it is here.
  void start(std::vector<std::string> options, int descriptors = 0) {
    const std::string program = std::string(std::getenv("SEODANG_BUILD_DIR")) + "/src/seodang";
    const std::string limit = "--nofile=" + std::to_string(descriptors);
    std::vector<const char*> command{program.c_str(), "--data", data().c_str()};
    if (descriptors > 0) command.insert(command.begin(), {"prlimit", limit.c_str()});
    for (const std::string& option : options) command.push_back(option.c_str());
    command.push_back(nullptr);
    process_ = GRef<GSubprocess>::take(g_subprocess_newv(
        command.data(),
        static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE),
        nullptr));
    output_ =
        GRef<GDataInputStream>::take(g_data_input_stream_new(g_subprocess_get_stdout_pipe(process_.get())));
  }
  /// Runs it to its end; `out` gets both streams.
  int run(std::vector<std::string> options, std::string& out_text) {
    start(std::move(options));
    GPtr<char> said, complained;
    g_subprocess_communicate_utf8(process_.get(), nullptr, nullptr, out(said), out(complained), nullptr);
    out_text = std::string(said ? said.get() : "") + (complained ? complained.get() : "");
    return g_subprocess_get_if_exited(process_.get()) ? g_subprocess_get_exit_status(process_.get()) : -1;
  }
  std::string line() {
    GPtr<char> text(g_data_input_stream_read_line(output_.get(), nullptr, nullptr, nullptr));
    return text ? text.get() : "(end)";
  }
  int wait() {
    g_subprocess_wait(process_.get(), nullptr, nullptr);
    return g_subprocess_get_if_exited(process_.get()) ? g_subprocess_get_exit_status(process_.get()) : -1;
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ + "/" + name) << text;
    return directory_ + "/" + name;
  }
  const std::string& data() const { return data_; }
  GSubprocess* process() const { return process_.get(); }

 private:
  std::string directory_;
  std::string data_ = directory_ + "/data";
  GRef<GSubprocess> process_;
  GRef<GDataInputStream> output_;
};

class Program : public testing::Test, public Process {};

TEST_F(Program, RefusesWrongConfigurationsByFileAndLine) {
  std::string said;
  const std::string file = write("wrong.toml", "[http]\nlisten = \"127.0.0.1:0\"\nsockets = \"lots\"\n");
  EXPECT_EQ(run({"--config", file}, said), 78);
  EXPECT_THAT(said, HasSubstr(file + ":3: http.sockets: allowed is a whole number"));
  EXPECT_EQ(run({"--config", "/nowhere.toml", "--check-config"}, said), 78);
  EXPECT_THAT(said, HasSubstr("/nowhere.toml"));
  EXPECT_EQ(run({"--set", "http.sockets=none"}, said), 78);
  EXPECT_EQ(run({"--listen", "everywhere"}, said), 78);
  EXPECT_THAT(said, HasSubstr("HOST:PORT"));
  EXPECT_EQ(run({"--wrong"}, said), 64);
  EXPECT_EQ(run({"--config"}, said), 64);
  EXPECT_FALSE(std::filesystem::exists(data())) << "nothing is made before the configuration is right";
}

TEST_F(Program, ExplainsItself) {
  std::string said;
  EXPECT_EQ(run({"--version"}, said), 0);
  EXPECT_THAT(said, HasSubstr("seodang " SEODANG_VERSION));
  EXPECT_EQ(run({"--help"}, said), 0);
  EXPECT_THAT(said, HasSubstr("--listen HOST:PORT"));
  EXPECT_EQ(run({"--help-config"}, said), 0);
  EXPECT_THAT(source("data/seodang.toml"), HasSubstr(said));
  EXPECT_EQ(
      run({"--check-config", "--config", std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/data/bench.toml"},
          said),
      0);
}

TEST_F(Program, StartsAnswersAndEnds) {
  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen=127.0.0.1:0"});
  const std::string listening = line();
  ASSERT_THAT(listening, testing::StartsWith("listening on http://127.0.0.1:"));
  const auto port = static_cast<uint16_t>(std::stoi(listening.substr(listening.rfind(':') + 1)));
  EXPECT_EQ(line(), "open http://localhost:" + std::to_string(port));
  EXPECT_THAT(line(), testing::StartsWith("from other machines https://"));
  EXPECT_EQ(test::ask(port, "GET /livez HTTP/1.1").status, 200);

  struct stat info {};
  ASSERT_EQ(stat(data().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  for (const char* name : {"seodang.db", "tls.key", "uploads", "captures", "recordings"}) {
    EXPECT_TRUE(std::filesystem::exists(data() + "/" + name)) << name;
  }
  test::WireSocket socket(port);
  EXPECT_EQ(socket.opened.status, 101);
  g_subprocess_send_signal(process(), SIGTERM);
  EXPECT_EQ(socket.read_message().close_code(), 1012);
  socket.send_close(1012);
  EXPECT_EQ(wait(), 0);
}

TEST_F(Program, KeepsAClassForWhoHasItsKey) {
  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen="});
  const std::string listening = line();
  const auto port = static_cast<uint16_t>(std::stoi(listening.substr(listening.rfind(':') + 1)));
  test::Reply made;
  for (int i = 0; i < 100 && made.status != 201; i++)  // until the rooms of before are back
    made =
        test::ask(port, "POST /api/rooms HTTP/1.1", {}, R"({"title":"산수","name":"선생","kind":"meeting"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const Json created = *Json::parse(made.body);
  const std::string path =
      "GET /api/rooms/" + created["room"]["id"].string_or("") + "/attendance.csv HTTP/1.1";
  const std::string key = "Bearer " + created["hostKey"].string_or("");
  test::Reply table = test::ask(port, path, {{"Authorization", key}});
  EXPECT_EQ(table.status, 200);
  EXPECT_EQ(table.headers["content-type"], "text/csv; charset=utf-8");
  EXPECT_EQ(table.body, "\xEF\xBB\xBFname,role,from,to,minutes,visits\r\n");
  EXPECT_EQ(test::ask(port, path).status, 403);
  g_subprocess_send_signal(process(), SIGTERM);
  EXPECT_EQ(wait(), 0);
}

// Hardening, F13.
TEST_F(Program, AFloodOfSocketsLeavesDescriptorsForTheRest) {
  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen=", "--set", "http.sockets_per_address=1000"},
        100);
  const std::string listening = line();
  const auto port = static_cast<uint16_t>(std::stoi(listening.substr(listening.rfind(':') + 1)));
  {
    std::vector<test::Wire> flood;
    for (int i = 0; i < 150; i++) flood.emplace_back(port);
    const auto refused =
        std::count_if(flood.begin(), flood.end(), [](auto& wire) { return wire.ends_within(10); });
    EXPECT_EQ(refused, 150 - 75) << "three quarters of the limit are sockets";
  }
  test::Reply reply;
  for (int i = 0; i < 50 && reply.status != 200; i++) reply = test::ask(port, "GET /livez HTTP/1.1");
  EXPECT_EQ(reply.status, 200);
  g_subprocess_send_signal(process(), SIGTERM);
  EXPECT_EQ(wait(), 0);
}

TEST_F(Program, SaysWhatTheKernelDoesNotGrantToMediaSockets) {
  unsigned granted = 0;
  std::ifstream("/proc/sys/net/core/rmem_max") >> granted;
  std::string said;
  run({"--data", "/proc/nowhere", "--set", "media.socket_buffer_bytes=67108864"}, said);
  const bool hint = said.find("sysctl -w net.core.rmem_max=67108864") != std::string::npos;
  EXPECT_EQ(hint, granted < 67'108'864) << said;
}

/// Types into a terminal of its own what `line` says, each time it is asked for; what was shown.
std::string at_terminal(const std::vector<std::string>& command, const std::vector<std::string>& lines,
                        int& status) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execv(words[0], words.data());
    _exit(99);
  }
  std::string shown;
  size_t next = 0;
  std::array<char, 256> buffer;
  for (ssize_t count; (count = read(terminal, buffer.data(), buffer.size())) > 0;) {
    shown.append(buffer.data(), static_cast<size_t>(count));
    if (next >= lines.size() || !shown.ends_with(": ")) continue;
    const std::string line = lines[next++] + "\n";
    EXPECT_EQ(write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
  }
  waitpid(child, &status, 0);
  status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  close(terminal);
  return shown;
}

class Operator : public Program {
 protected:
  static std::string program() { return std::string(std::getenv("SEODANG_BUILD_DIR")) + "/src/seodang"; }
  /// With the password on stdin, which is no terminal.
  int create(const std::string& name, const std::string& input, std::string& said) const {
    const std::string path = program();
    const char* words[] = {path.c_str(),        "--data",     data().c_str(),
                           "--create-operator", name.c_str(), nullptr};
    auto child = GRef<GSubprocess>::take(g_subprocess_newv(
        words,
        static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                      G_SUBPROCESS_FLAGS_STDERR_MERGE),
        nullptr));
    GPtr<char> text;
    g_subprocess_communicate_utf8(child.get(), input.c_str(), nullptr, out(text), nullptr, nullptr);
    said = text ? text.get() : "";
    return g_subprocess_get_exit_status(child.get());
  }
};

/// In the database that the program itself has made.
TEST_F(Program, SaysWhatRetentionWouldRemoveAndRemovesNothing) {
  std::string said;
  EXPECT_EQ(run({"--retention-dry-run"}, said), 0) << said;
  EXPECT_THAT(said, HasSubstr("0 of 0 recordings"));
  {
    SQLite::Database database(data() + "/seodang.db", SQLite::OPEN_READWRITE);
    database.exec("INSERT INTO persons VALUES ('p', 1, 1, '')");
    database.exec(
        "INSERT INTO rooms (id, person_id, number, title, kind, pin_hash, host_key_hash, opened_at) VALUES "
        "('r', 'p', "
        "'1', 't', 'meeting', '', '', 1)");
    database.exec(
        "INSERT INTO recordings (id, room_id, person_id, name, kind, state, from_at, to_at) VALUES ('old', "
        "'r', 'p', '', "
        "'lesson', 'ready', 1000, 2000)");
  }
  EXPECT_EQ(run({"--retention-dry-run"}, said), 0) << said;
  EXPECT_THAT(said, HasSubstr("old  1970-01-01 00:00:01  room r"));
  EXPECT_THAT(said, HasSubstr("1 of 1 recordings"));
  EXPECT_EQ(run({"--retention-dry-run", "--set", "recording.days=0"}, said), 0) << said;
  EXPECT_THAT(said, HasSubstr("0 of 1 recordings")) << "it is still there";
}

TEST_F(Operator, IsMadeWithThePasswordOfStdinAndLogsIn) {
  std::string said;
  EXPECT_EQ(create("kim", "correct horse\n", said), 0) << said;
  EXPECT_THAT(said, HasSubstr("kim"));
  EXPECT_THAT(said, testing::Not(HasSubstr("correct horse")));
  EXPECT_EQ(create("kim", "correct horse\n", said), 1);
  EXPECT_THAT(said, HasSubstr("there is an account of that name"));
  EXPECT_EQ(create("lee", "short\n", said), 1);
  EXPECT_THAT(said, HasSubstr("at least 10 characters"));
  EXPECT_EQ(create("lee", "", said), 1);
  EXPECT_EQ(create("a/b", "correct horse\n", said), 1);

  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen="});
  const std::string listening = line();
  const auto port = static_cast<uint16_t>(std::stoi(listening.substr(listening.rfind(':') + 1)));
  EXPECT_EQ(create("park", "another horse\n", said), 0) << "beside the running service: " << said;
  const std::string own = "http://localhost:" + std::to_string(port);
  for (const char* body :
       {R"({"name":"kim","password":"correct horse"})", R"({"name":"park","password":"another horse"})"}) {
    test::Reply reply = test::ask(port, "POST /api/login HTTP/1.1", {{"Origin", own}}, body);
    ASSERT_EQ(reply.status, 200) << body << reply.body;
    const std::string cookie = reply.headers["set-cookie"];
    EXPECT_THAT(cookie, testing::StartsWith("sid="));
    reply = test::ask(port, "GET /api/accounts HTTP/1.1", {{"Cookie", cookie.substr(0, cookie.find(';'))}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr(R"("name":"park")"));
  }
  EXPECT_EQ(
      test::ask(port, "POST /api/login HTTP/1.1", {}, R"({"name":"kim","password":"wrong horse"})").status,
      403);
  EXPECT_EQ(test::ask(port, "GET /api/accounts HTTP/1.1").status, 403);
}

TEST_F(Operator, AtATerminalThePasswordIsAskedForTwiceAndNotShown) {
  const std::vector<std::string> command{program(), "--data", data(), "--create-operator", "kim"};
  int status = -1;
  std::string shown = at_terminal(command, {"correct horse", "wrong horse"}, status);
  EXPECT_EQ(status, 1) << shown;
  EXPECT_THAT(shown, HasSubstr("not the same"));
  shown = at_terminal(command, {"correct horse", "correct horse"}, status);
  EXPECT_EQ(status, 0) << shown;
  EXPECT_THAT(shown, testing::Not(HasSubstr("horse")));
}

TEST_F(Operator, ThereIsNoneWithoutBeingMade) {
  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen="});
  const std::string listening = line();
  const auto port = static_cast<uint16_t>(std::stoi(listening.substr(listening.rfind(':') + 1)));
  for (const char* name : {"admin", "root", "operator"}) {
    const std::string body = std::string(R"({"name":")") + name + R"(","password":")" + name + R"("})";
    EXPECT_EQ(test::ask(port, "POST /api/login HTTP/1.1", {}, body).status, 403) << name;
  }
}

TEST_F(Program, APortInUseIsAnError) {
  start({"--listen", "127.0.0.1:0", "--set", "http.tls_listen="});
  const std::string listening = line();
  Process second;
  std::string said;
  EXPECT_EQ(second.run({"--listen", listening.substr(listening.rfind('/') + 1)}, said), 1);
  EXPECT_THAT(said, HasSubstr("cannot listen on"));
}

}  // namespace
}  // namespace seodang
