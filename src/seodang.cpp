// The service: configuration, database, use cases, front door; SIGTERM and SIGINT end it in order, a second
// one at once.
//
// Exit codes: 0 ended as asked · 1 it could not start or go on · 64 wrong usage · 78 wrong configuration
// (sysexits.h).

#include <glib-unix.h>
#include <libsoup/soup.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <climits>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "base/secret_input.hpp"
#include "http/certificate.hpp"
#include "http/server.hpp"
#include "service/accounts.hpp"
#include "service/config.hpp"
#include "service/retention.hpp"
#include "service/service.hpp"
#include "service/text.hpp"
#include "store/store.hpp"

namespace seodang {

namespace {

constexpr const char* usage = R"(seodang: a video classroom. Usage: seodang [OPTION…]
  --config FILE          configuration (data/seodang.toml documents every key)
  --set GROUP.KEY=VALUE  one key; may be repeated; stronger than the file
  --data DIR             database, keys, recordings (default: $SEODANG_DATA or ~/.local/share/seodang)
  --listen HOST:PORT     plain http (http.listen; port 0: any free one)
  --web DIR              the web client's files (http.web)
  --room-binary FILE     the program of one room (rooms.program)
  --verbose              log more
  --create-operator NAME make an account that may do everything; its password is asked for, or read from stdin
  --retention-dry-run    say which recordings would be removed now (recording.days, recording.max_gib), and end
  --check-config         say whether the configuration is right, and end
  --help-config          describe every key
  --version, --help
)";

struct Options {
  std::string data;
  std::optional<std::string> config;
  std::optional<std::string> new_operator;  ///< its name
  std::vector<std::string> assignments;     ///< in order, also what --listen and its like stand for
  bool verbose = false, check = false, retention = false, help_config = false, version = false, help = false;
};

/// Errors: invalid_params.
Result<Options> parse_options(std::span<char*> arguments) {
  Options options;
  const auto assign = [&](const char* key) {
    return [&options, key](const std::string& value) {
      options.assignments.push_back(std::string(key) + "=" + value);
    };
  };
  const std::map<std::string, std::function<void(const std::string&)>> with_value{
      {"--config", [&](const std::string& value) { options.config = value; }},
      {"--set", [&](const std::string& value) { options.assignments.push_back(value); }},
      {"--create-operator", [&](const std::string& value) { options.new_operator = value; }},
      {"--data", [&](const std::string& value) { options.data = value; }},
      {"--listen", assign("http.listen")},
      {"--web", assign("http.web")},
      {"--room-binary", assign("rooms.program")},
  };
  const std::map<std::string, bool*> flags{{"--verbose", &options.verbose},
                                           {"--check-config", &options.check},
                                           {"--retention-dry-run", &options.retention},
                                           {"--help-config", &options.help_config},
                                           {"--version", &options.version},
                                           {"--help", &options.help},
                                           {"-h", &options.help}};
  for (size_t i = 0; i < arguments.size(); i++) {
    const std::string argument = arguments[i];
    const size_t equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
    const std::string name = argument.substr(0, equals);
    if (auto flag = flags.find(argument); flag != flags.end()) {
      *flag->second = true;
    } else if (auto option = with_value.find(name); option == with_value.end()) {
      return {Code::invalid_params, "unknown option " + argument + "; see --help"};
    } else if (equals != std::string::npos) {
      option->second(argument.substr(equals + 1));
    } else if (i + 1 < arguments.size()) {
      option->second(arguments[++i]);
    } else {
      return {Code::invalid_params, argument + " needs a value; see --help"};
    }
  }
  return options;
}

struct Configuration {
  Configuration() {
    // Empty until find_parts(): so a file that holds all defaults says nothing about where this program lies.
    service.rooms.program = service.rooms.pipelines = service.rooms.dumps = "";
  }
  service::Settings service;
  http::Settings http;

  std::vector<service::Setting> rows() {
    std::vector<service::Setting> all = http::settings_table(http);
    for (service::Setting& row : service::settings_table(service)) all.push_back(row);
    return all;
  }
};

/// What nobody configured: by the environment, or by where this program lies.
void find_parts(Configuration& configuration, const std::string& data) {
  const auto find = [](std::string& part, const char* variable, std::initializer_list<const char*> places,
                       const char* otherwise) {
    const char* given = g_getenv(variable);
    if (part.empty()) part = given ? given : beside_program(places, otherwise);
  };
  auto& rooms = configuration.service.rooms;
  find(configuration.http.web, "SEODANG_WEB", {"../web", "../share/seodang/web"}, "");
  find(rooms.program, "SEODANG_ROOM", {"seodang-room"}, "seodang-room");
  find(rooms.pipelines, "SEODANG_PIPELINES", {"../../pipelines", "../share/seodang/pipelines"}, "pipelines");
  rooms.arguments.insert(rooms.arguments.end(), {"--pipelines", rooms.pipelines});
  if (rooms.dumps.empty()) rooms.dumps = data + "/dumps";
  configuration.service.uploads = data + "/uploads";
  configuration.service.recordings = data + "/recordings";
  const std::string& url = configuration.service.public_url;
  if (!url.empty()) configuration.http.origins.push_back(url);
}

/// What no row can check alone.
Result<> check(const Configuration& configuration) {
  const http::Settings& http = configuration.http;
  if (const auto plain = http::parse_host_port(http.listen); !plain) return plain.error();
  if (const auto tls = http::parse_host_port(http.tls_listen); !tls && !http.tls_listen.empty())
    return tls.error();
  if (http.certificate.empty() != http.key.empty())
    return {Code::invalid_params, "http.certificate and http.key go together"};
  const auto& media = configuration.service.media;
  if (media.port_min > media.port_max)
    return {Code::invalid_params, "media.port_min is above media.port_max"};
  return {};
}

Result<> configure(Configuration& configuration, const Options& options) {
  service::Config reader(configuration.rows());
  if (options.config) {
    if (Result<> read = reader.read_file(*options.config); !read) return read;
  }
  for (const std::string& assignment : options.assignments) {
    if (Result<> set = reader.set(assignment); !set) return set;
  }
  return check(configuration);
}

std::string data_directory(const Options& options) {
  if (!options.data.empty()) return std::filesystem::absolute(options.data).string();
  if (const char* given = g_getenv("SEODANG_DATA")) return std::filesystem::absolute(given).string();
  return std::string(g_get_user_data_dir()) + "/seodang";
}

/// Ours alone: it holds secrets and what was said and recorded.
Result<> make_data_directory(const std::string& data) {
  umask(077);
  for (const char* below : {"", "/uploads", "/captures", "/recordings", "/dumps"}) {
    if (g_mkdir_with_parents((data + below).c_str(), 0700) != 0) {
      return {Code::internal, "cannot make the data directory " + data + below + ": " + g_strerror(errno)};
    }
  }
  return {};
}

/// A flood of sockets must leave descriptors for rooms and files.
void bound_sockets(http::Settings& settings) {
  const auto most = static_cast<int>(std::min<size_t>(descriptors().limit * 3 / 4, INT_MAX));
  if (settings.sockets <= most) return;
  log_warning(
      "seodang",
      "http.sockets is %d, but with a limit of %zu file descriptors it is %d (LimitNOFILE, ulimit -n)",
      settings.sockets, descriptors().limit, most);
  settings.sockets = most;
}

/// What the kernel does not grant is no error, but a burst that does not fit loses packets.
void check_socket_buffers(unsigned wanted) {
  for (const char* name : {"rmem_max", "wmem_max"}) {
    std::ifstream file(std::string("/proc/sys/net/core/") + name);
    if (unsigned granted = 0; file >> granted && granted < wanted) {
      log_info("seodang", "media.socket_buffer_bytes is %u, the kernel grants %u: sysctl -w net.core.%s=%u",
               wanted, granted, name, wanted);
    }
  }
}

/// The service and its front door, from start to end. Main thread.
class Program {
 public:
  Program(const Configuration& configuration, std::string data, store::Store& store)
      : settings_(configuration.http),
        data_(std::move(data)),
        service_(configuration.service, store),
        server_(settings_, service_) {}

  Result<> start() {
    if (Result<> listening = server_.listen(settings_.listen); !listening) return listening;
    listen_tls();
    service_.start([](Result<> started) {
      if (!started)
        log_warning("seodang", "no room's process could be started: %s", started.error().text.c_str());
    });
    announce();
    for (int number : {SIGTERM, SIGINT}) g_unix_signal_add(number, on_signal, this);
    return {};
  }

  int run() {
    g_main_loop_run(loop_.get());
    return EXIT_SUCCESS;
  }

 private:
  /// Without it the service is still of use on this machine: what goes wrong is said, and no reason to give
  /// up.
  void listen_tls() {
    if (settings_.tls_listen.empty()) return;
    const auto certificate = settings_.certificate.empty()
                                 ? http::own_certificate(data_)
                                 : http::load_certificate(settings_.certificate, settings_.key);
    const Result<> listening =
        certificate ? server_.listen(settings_.tls_listen, *certificate) : Result<>(certificate.error());
    if (!listening) log_warning("seodang", "no https: %s", listening.error().text.c_str());
  }

  void announce() const {
    if (!server_.has_files())
      log_warning("seodang", "no web client in `%s`: see http.web", settings_.web.c_str());
    const std::vector<std::string> addresses = server_.addresses();
    const std::string port = addresses.front().substr(addresses.front().rfind(':'));
    std::printf("listening on %s\nopen http://localhost%s\n", addresses.front().c_str(), port.c_str());
    if (addresses.size() > 1) {
      std::printf("from other machines https://%s%s\n", g_get_host_name(),
                  addresses[1].substr(addresses[1].rfind(':')).c_str());
    }
    std::fflush(stdout);
  }

  static gboolean on_signal(gpointer data) {
    auto* self = static_cast<Program*>(data);
    if (std::exchange(self->ending_, true)) _exit(EXIT_FAILURE);
    log_info("seodang", "ending: rooms are told");
    self->server_.stop_being_ready();
    self->service_.drain([self](const Result<>&) { self->wait_for_sockets(); });
    return G_SOURCE_CONTINUE;
  }

  /// Their last words are on the way.
  void wait_for_sockets() {
    const int64_t until = monotonic_ms() + last_words_ms;
    last_words_ = Timer::every(50, [this, until] {
      if (server_.sockets() == 0 || monotonic_ms() > until) g_main_loop_quit(loop_.get());
    });
  }

  static constexpr int64_t last_words_ms = 4'000;

  // Passed in.
  http::Settings settings_;
  std::string data_;
  // Owned.
  GRef<GMainLoop> loop_ = GRef<GMainLoop>::take(g_main_loop_new(nullptr, false));
  service::Service service_;
  http::Server server_;
  bool ending_ = false;
  Timer last_words_;
};

int fail(int code, const std::string& text) {
  std::fprintf(stderr, "seodang: %s\n", text.c_str());
  return code;
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return EXIT_SUCCESS;
}

/// At the machine itself, beside a running service or before its first start: there is no default password.
int create_operator(const service::Settings& settings, store::Store& store, const std::string& name) {
  const Result<std::string> password = read_secret("Password for " + name);
  if (!password) return fail(EXIT_FAILURE, password.error().text);
  service::Accounts accounts(settings, store);
  std::optional<Result<Json>> added;
  accounts.add(name, *password, AccountRole::operators,
               [&added](Result<Json> result) { added = std::move(result); });
  while (!added) g_main_context_iteration(nullptr, true);
  return *added ? print("the operator " + name + " can log in now\n")
                : fail(EXIT_FAILURE, added->error().text);
}

/// What the next sweep would remove; nothing is.
int print_overdue(const service::Settings& settings, store::Store& store) {
  std::optional<Result<std::vector<store::Recording>>> kept;
  store.recordings().kept([&kept](Result<std::vector<store::Recording>> rows) { kept = std::move(rows); });
  while (!kept) g_main_context_iteration(nullptr, true);
  if (!*kept) return fail(EXIT_FAILURE, kept->error().text);
  int64_t bytes = 0;
  const auto list = service::overdue(**kept, settings.recording, wall_ms());
  for (const store::Recording& recording : list) {
    const int64_t size = service::size_of(recording);
    bytes += size;
    print(recording.row.id + "  " + service::local_time(recording.row.from) + "  room " + recording.row.room +
          "  " + std::to_string(size) + " bytes\n");
  }
  return print(std::to_string(list.size()) + " of " + std::to_string((*kept)->size()) +
               " recordings would be removed, " + std::to_string(bytes) + " bytes\n");
}

std::string versions() {
  const std::string soup = std::to_string(soup_get_major_version()) + "." +
                           std::to_string(soup_get_minor_version()) + "." +
                           std::to_string(soup_get_micro_version());
  return "seodang " SEODANG_VERSION " (libsoup " + soup + ")\n";
}

int main(std::span<char*> arguments) {
  const Result<Options> options = parse_options(arguments);
  if (!options) return fail(EX_USAGE, options.error().text);
  if (options->help) return print(usage);
  if (options->version) return print(versions());
  log_init("seodang", options->verbose);
  const std::string data = data_directory(*options);
  Configuration configuration;
  if (options->help_config) return print(service::Config(configuration.rows()).help());
  if (Result<> configured = configure(configuration, *options); !configured)
    return fail(EX_CONFIG, configured.error().text);
  if (options->check) return print("the configuration is right\n");
  find_parts(configuration, data);
  raise_descriptor_limit();
  bound_sockets(configuration.http);
  check_socket_buffers(configuration.service.media.socket_buffer_bytes);
  if (Result<> made = make_data_directory(data); !made) return fail(EXIT_FAILURE, made.error().text);
  auto store = store::Store::open(data + "/seodang.db");
  if (!store) return fail(EX_CONFIG, store.error().text);
  if (options->retention) return print_overdue(configuration.service, **store);
  if (options->new_operator) return create_operator(configuration.service, **store, *options->new_operator);
  Program program(configuration, data, **store);
  if (Result<> started = program.start(); !started) return fail(EXIT_FAILURE, started.error().text);
  return program.run();
}

}  // namespace

}  // namespace seodang

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  std::signal(SIGPIPE, SIG_IGN);
  return seodang::main({argv + 1, static_cast<size_t>(argc - 1)});
}
