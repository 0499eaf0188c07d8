#pragma once

#include <glib.h>

#include <memory>
#include <string>
#include <vector>

#include "base/line_pipe.hpp"
#include "protocol/rpc.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// One child `seodang-room`: its pid, its pipes, its JSON-RPC. Main thread.
///
/// From spawn to `ready` it gets start_ms; then a `stats` request goes out every heartbeat_ms, and whatever
/// is not answered within answer_ms means that it hangs: it is killed. Its death is noticed by its pipe or
/// its exit, told once. Destroying it kills and reaps it.
class RoomProcess : public Bindable, public LinePipe::Listener, private RpcEndpoint::Listener {
 public:
  class Listener {
   public:
    virtual void on_process_ready(RoomProcess& process) = 0;
    virtual void on_process_event(RoomProcess& process, const std::string& method, const Json& params) = 0;
    /// It died or was killed. What it left unanswered fails next, so it may be destroyed from the loop only.
    virtual void on_process_dead(RoomProcess& process, const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };

  static Result<std::unique_ptr<RoomProcess>> spawn(const Settings::Rooms& settings, Listener& listener);
  ~RoomProcess();

  void set_listener(Listener& listener) { listener_ = &listener; }
  void call(const std::string& method, const Json& params, Completion<Json> done);
  void notify(const std::string& method, const Json& params) { rpc_.notify(method, params); }
  /// Ends it as it should end: its stdin is closed, exit_ms later it is killed. on_process_dead follows.
  void close_input();
  void kill(const std::string& why);

  GPid pid() const { return pid_; }
  bool is_ready() const { return ready_; }
  const Json& stats() const { return stats_; }  ///< of the last heartbeat

 private:
  RoomProcess(const Settings::Rooms& settings, Listener& listener)
      : settings_(settings), listener_(&listener) {}

  // LinePipe::Listener
  void on_line(std::string_view line) override { rpc_.receive(line); }
  void on_pipe_closed(const std::string& why) override;
  // RpcEndpoint::Listener
  void send_text(std::string text, const std::string& key) override;
  void on_request(const std::string& method, const Json& params, Reply reply) override;
  void on_timeout(const std::string& method) override { kill("no answer to " + method); }
  void on_garbage(const Error& error) override { kill("it wrote no JSON-RPC: " + error.text); }

  Result<> start();
  static void exited(GPid pid, gint status, gpointer self);
  void beat();
  void report();

  // Passed in.
  const Settings::Rooms& settings_;
  Listener* listener_;
  // Owned.
  GPid pid_ = 0;
  guint child_watch_ = 0;  ///< 0: reaped
  std::unique_ptr<LinePipe> pipe_;
  RpcEndpoint rpc_{*this, Json::Limits{LinePipe::max_line, 32}};
  Timer starting_, heartbeat_, ending_;
  Json stats_;
  bool ready_ = false, ending_well_ = false, reported_ = false;
  std::string why_;
};

}  // namespace seodang::service
