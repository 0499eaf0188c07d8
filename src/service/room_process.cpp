#include "service/room_process.hpp"

#include <sys/wait.h>

#include <csignal>

#include "base/log.hpp"
#include "service/child.hpp"

namespace seodang::service {

Result<std::unique_ptr<RoomProcess>> RoomProcess::spawn(const Settings::Rooms& settings, Listener& listener) {
  std::unique_ptr<RoomProcess> process(new RoomProcess(settings, listener));
  Result<> started = process->start();
  if (!started) return started.error();
  return process;
}

RoomProcess::~RoomProcess() {
  unbind();
  if (!child_watch_) return;
  ::kill(pid_, SIGKILL);
  g_source_remove(child_watch_);
  waitpid(pid_, nullptr, 0);  // at once after a SIGKILL
}

Result<> RoomProcess::start() {
  std::vector<std::string> command{settings_.program};
  command.insert(command.end(), settings_.arguments.begin(), settings_.arguments.end());
  const Result<Child> child = spawn_child(command);
  if (!child) return child.error();
  pid_ = child->pid;
  child_watch_ = g_child_watch_add(pid_, exited, this);
  pipe_ = std::make_unique<LinePipe>(child->output, child->input, *this);
  starting_ = Timer::once(settings_.start_ms, [this] { kill("it did not become ready"); });
  return {};
}

void RoomProcess::call(const std::string& method, const Json& params, Completion<Json> done) {
  if (!pipe_) return done(Error{Code::media_failed, "the room's process is gone"});
  rpc_.call(method, params, std::move(done), settings_.answer_ms);
}

void RoomProcess::send_text(std::string text, const std::string& key) {
  if (pipe_) pipe_->send(std::move(text), key);
}

void RoomProcess::on_request(const std::string& method, const Json& params, Reply) {
  if (method != "ready") return listener_->on_process_event(*this, method, params);
  if (ready_) return;
  ready_ = true;
  starting_.stop();
  heartbeat_ = Timer::every(settings_.heartbeat_ms, [this] { beat(); });
  listener_->on_process_ready(*this);
}

void RoomProcess::beat() {
  call("stats", Json::object(), weak(this, [this](const Result<Json>& stats) {
         if (stats) stats_ = *stats;
       }));
}

void RoomProcess::close_input() {
  if (!pipe_ || ending_well_) return;
  ending_well_ = true;
  heartbeat_.stop();
  starting_.stop();
  pipe_->flush();
  // Closes both pipes: it reads the end of its stdin, and what it still writes is of no use to anyone.
  pipe_.reset();
  ending_ = Timer::once(settings_.exit_ms, [this] { kill("it did not end in time"); });
}

void RoomProcess::on_pipe_closed(const std::string& why) { kill(why); }

void RoomProcess::kill(const std::string& why) {
  if (why_.empty()) why_ = why;
  if (child_watch_) ::kill(pid_, SIGKILL);
  // Told from the loop: the caller may be in the middle of its own work with us.
  post(weak(this, [this] { report(); }));
}

void RoomProcess::exited(GPid pid, gint status, gpointer data) {
  auto* self = static_cast<RoomProcess*>(data);
  self->child_watch_ = 0;
  std::string how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                        : "exit " + std::to_string(WEXITSTATUS(status));
  log_info("service", "room process %d ended: %s%s%s", pid, how.c_str(), self->why_.empty() ? "" : ", ",
           self->why_.c_str());
  if (self->why_.empty()) self->why_ = how;
  self->report();
}

void RoomProcess::report() {
  // A process that shall end well is dead when it has been reaped; any other as soon as we know.
  if (reported_ || (ending_well_ && child_watch_)) return;
  reported_ = true;
  heartbeat_.stop();
  starting_.stop();
  ending_.stop();
  pipe_.reset();
  auto alive = token();
  listener_->on_process_dead(*this, why_);
  if (!alive.expired()) rpc_.fail_all({Code::media_failed, "the room's process died"});
}

}  // namespace seodang::service
