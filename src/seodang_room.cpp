// seodang-room: one live room, driven by JSON lines on stdin and stdout (src/room/control.hpp).
//
//   seodang-room [--pipelines DIR] [--verbose] [--version]
//
// SIGTERM and SIGINT end it as the end of stdin does: what is being written gets to the disk first.
//
// Or one piece of media work as a limited child: a request on stdin, its response on stdout
// (src/room/job.hpp).
//
//   echo '{"jsonrpc":"2.0","id":1,"method":"image","params":{"source":"a.png","target":"a.jpg"}}' |
//     seodang-room --job image

#include <fcntl.h>
#include <glib-unix.h>
#include <gst/gst.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "base/loop.hpp"
#include "base/paths.hpp"
#include "room/control.hpp"
#include "room/job.hpp"
#include "room/prewarm.hpp"

namespace {

using namespace seodang;

/// The main loop and what ends it.
class Program : private room::Control::Listener {
 public:
  int run(int in, int out, const std::string& pipelines) {
    room::Control control(in, out, pipelines, *this);
    room::Prewarm prewarm([&control] { control.announce(); });
    control_ = &control;
    for (int number : {SIGTERM, SIGINT}) g_unix_signal_add(number, on_signal, this);
    g_main_loop_run(loop_.get());
    control.flush();
    alarm(teardown_seconds);  // an element that hangs must not keep a finished room alive
    return status_;
  }

 private:
  static gboolean on_signal(gpointer self) {
    static_cast<Program*>(self)->control_->finish(true);
    return G_SOURCE_CONTINUE;
  }
  void on_finished(bool ok) override {
    status_ = ok ? 0 : 1;
    post([this] { g_main_loop_quit(loop_.get()); });
  }

  static constexpr unsigned teardown_seconds = 4;

  GRef<GMainLoop> loop_ = GRef<GMainLoop>::take(g_main_loop_new(nullptr, FALSE));
  room::Control* control_ = nullptr;
  int status_ = 0;
};

/// By default glibc gives threads, of which a peer has seven and more, up to eight heaps per core; what
/// outlives a peer then keeps pages of each: 3.4 KB stayed with every visit, with two heaps less than 2.
void share_heaps() { mallopt(M_ARENA_MAX, 2); }

/// OpenSSL (of the dtls elements) frees its tables in an atexit handler, while threads of GLib's pools still
/// end: now and then a finished room died of it. What exit frees anyway stays. Before anyone else calls
/// OpenSSL.
void keep_openssl_at_exit() { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr); }

/// Keeps fd 1 for the protocol and points stdout at stderr, so that no plugin can print into it.
int claim_stdout() {
  int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return out;
}

struct Options {
  gboolean verbose = FALSE, version = FALSE;
  GPtr<char> pipelines, job;
};

/// What is wrong with them is said on stderr.
bool parse(Options& options, int& argc, char**& argv) {
  gchar *pipelines = nullptr, *job = nullptr;
  GOptionEntry entries[] = {
      {"pipelines", 0, 0, G_OPTION_ARG_FILENAME, &pipelines, "where the pipeline descriptions are", "DIR"},
      {"job", 0, 0, G_OPTION_ARG_STRING, &job, "do one piece of media work instead: image, join, compose",
       "NAME"},
      {"verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, "log more", nullptr},
      {"version", 0, 0, G_OPTION_ARG_NONE, &options.version, "print the version", nullptr},
      {nullptr, 0, 0, G_OPTION_ARG_NONE, nullptr, nullptr, nullptr},
  };
  std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context(
      g_option_context_new("— one live room on stdin and stdout"), g_option_context_free);
  g_option_context_add_main_entries(context.get(), entries, nullptr);
  GPtr<GError> error;
  const bool right = g_option_context_parse(context.get(), &argc, &argv, out(error));
  if (!right) fprintf(stderr, "seodang-room: %s\n", error->message);
  options.pipelines.reset(pipelines);
  options.job.reset(job);
  return right;
}

/// Ends here: what a decoder was made to do must not reach the destructors of this process.
[[noreturn]] void do_job(const char* name, const std::string& pipelines) {
  const room::Job* job = room::find_job(name);
  if (!job) fprintf(stderr, "seodang-room: there is no job %s\n", name);
  const int out = claim_stdout();
  _exit(job ? room::run_job(*job, pipelines, STDIN_FILENO, out) : EX_USAGE);
}

/// The descriptions' directory: as asked for, by the environment, or by where this program lies.
std::string pipelines_of(const Options& options) {
  if (options.pipelines) return options.pipelines.get();
  if (const char* given = g_getenv("SEODANG_PIPELINES")) return given;
  return beside_program({"../../pipelines", "../share/seodang/pipelines"}, "pipelines");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(options, argc, argv)) return EX_USAGE;
  if (options.version) {
    printf("seodang-room %s, %s\n", SEODANG_VERSION, seodang::GPtr<char>(gst_version_string()).get());
    return 0;
  }
  share_heaps();
  seodang::log_init("seodang-room", options.verbose);
  if (options.job) do_job(options.job.get(), pipelines_of(options));
  int out = claim_stdout();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is that file's failure
  umask(077);                // what is written here is of people
  seodang::raise_descriptor_limit();
  keep_openssl_at_exit();
  gst_init(nullptr, nullptr);
  const std::string directory = pipelines_of(options);
  if (auto checked = seodang::room::Descriptions::load(directory); !checked) {
    seodang::log_warning("seodang-room", "%s", checked.error().text.c_str());
    return EX_CONFIG;
  }
  int status = Program().run(STDIN_FILENO, out, directory);
  gst_deinit();
  return status;
}
