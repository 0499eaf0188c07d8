// The real service, started for a measurement: its own port, its own data, data/bench.toml.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hpp"
#include "load/processes.hpp"

namespace seodang::load {

struct ServerOptions {
  std::string program;  ///< seodang
  std::string config;   ///< bench.toml
  bool recording = false;  ///< lessons are recorded, and all agree
  bool pinned = false;  ///< to core 0, with all its children; the caller belongs on the others
};

/// Keeps this process off core 0. False: there is only one core.
bool leave_core_0();

/// Main thread.
class Server {
 public:
  explicit Server(ServerOptions options) : options_(std::move(options)) {}
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Waits until it listens and its spare room is warm.
  Result<> start();
  /// SIGTERM: the exit status, -1 if it had to be killed.
  int stop();

  const std::string& url() const { return url_; }
  bool recording() const { return options_.recording; }
  pid_t pid() const { return pid_; }
  /// The room process that waits for the next class; 0: none yet, or it is still warming up.
  pid_t warm_spare() const;
  Snapshot snapshot() const { return snapshot_of(pid_); }

 private:
  Result<pid_t> spawn(int output);

  // Passed in.
  ServerOptions options_;
  // Owned.
  std::string data_, url_;
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace seodang::load
