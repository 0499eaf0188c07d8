// The real program seodang-room as a child, driven over its pipes as the service does it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/line_pipe.hpp"
#include "protocol/rpc.hpp"
#include "support/wait.hpp"

namespace seodang::test {

/// What the room said without being asked.
struct RoomEvent {
  std::string method;
  Json params;
  int64_t at_us = 0;  ///< monotonic
};

/// How the program is started.
struct RoomLaunch {
  size_t descriptors = 0;  ///< RLIMIT_NOFILE, soft and hard; 0: as it is here
  std::string pipelines;   ///< the directory of its descriptions; empty: the project's
  std::string recordings;  ///< where it writes segments; empty: nowhere
};

/// One room process. Calls run the main loop until their answer has come; events are kept in a log. Main
/// thread.
class RoomDriver : private LinePipe::Listener, private RpcEndpoint::Listener {
 public:
  /// Spawns the program and waits until it is warm.
  explicit RoomDriver(const RoomLaunch& launch = {});
  /// Closes its stdin and waits for its end; a process that stays is killed, and the test fails.
  ~RoomDriver();

  /// `open` with media on the loopback only; `more`: further members (participants, talks, screen).
  void open(const Json& slots = {}, const std::string& kind = "meeting", const Json& more = {});
  void add(const std::string& participant, const std::string& role = "speaker");

  Result<Json> call(const std::string& method, const Json& params = Json::object());
  /// The result of a call that must succeed.
  Json ok(const std::string& method, const Json& params = Json::object());
  /// The error's name of a call that must fail; "" if it did not.
  std::string error_of(const std::string& method, const Json& params = Json::object());
  /// A line as it stands. What the room says of it, without an id, becomes an "error" event.
  void raw(std::string line) { pipe_->send(std::move(line)); }
  /// Asked, but not waited for.
  void send(const std::string& method, const Json& params, Completion<Json> done);

  const std::vector<RoomEvent>& events() const { return events_; }
  /// The newest event of a method that concerns a participant ("": any), or nullptr.
  const RoomEvent* last(const std::string& method, const std::string& participant = {}) const;
  size_t count(const std::string& method, const std::string& participant = {}) const;
  /// Of the newest `peer.state` event: "connected", …; "" if there was none.
  std::string peer_state(const std::string& participant, const std::string& peer) const;
  /// The mid in which `viewer` has been told to see `participant` (only when live, if so asked); "" if in
  /// none.
  std::string slot_of(const std::string& viewer, const std::string& participant, const std::string& source,
                      bool live = true) const;

  using CandidateHandler = std::function<void(const std::string& candidate)>;
  /// Who gets the room's candidates for a participant's peer; nullptr ends it.
  void on_candidates(const std::string& participant, const std::string& peer, CandidateHandler handler);

  /// The graph in DOT.
  std::string graph();

  pid_t pid() const { return pid_; }
  bool running() const { return !pipe_closed_; }
  size_t threads() const;
  size_t descriptors() const;
  size_t resident_kib() const;
  /// Ends its input and waits: the exit status, or -1 if it had to be killed.
  int finish();
  /// SIGKILL; it is gone when this returns.
  void strike();

 private:
  void on_line(std::string_view line) override;
  void on_pipe_closed(const std::string& why) override;
  void send_text(std::string text, const std::string& key) override { pipe_->send(std::move(text), key); }
  void on_request(const std::string& method, const Json& params, Reply reply) override;
  void on_timeout(const std::string& method) override;
  void on_garbage(const Error& error) override;

  // Owned.
  pid_t pid_ = -1;
  std::unique_ptr<LinePipe> pipe_;
  RpcEndpoint rpc_;
  std::vector<RoomEvent> events_;
  std::map<std::string, CandidateHandler> candidate_handlers_;
  std::string recordings_;
  bool pipe_closed_ = false;
};

/// One in which a room is open already.
struct OpenRoom : RoomDriver {
  explicit OpenRoom(const Json& slots = {}, const std::string& kind = "meeting") { open(slots, kind); }
};

/// A graph in DOT: elements of a GType ("GstTee") or all of them ("").
size_t elements_in(const std::string& dot, const std::string& type);
/// The label of each such element: type, name and the properties that are not at their defaults, "\\n"
/// between.
std::vector<std::string> labels_in(const std::string& dot, const std::string& type);
/// Source pads of all tees.
size_t tee_branches_in(const std::string& dot);

}  // namespace seodang::test
