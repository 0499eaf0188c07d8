#pragma once

#include <glib.h>

#include <functional>
#include <memory>
#include <string>

#include "base/line_pipe.hpp"
#include "protocol/rpc.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// One piece of media work by a limited child: `seodang-room --job NAME`, one request, one answer, and on the
/// way how much of it is done. Main thread.
///
/// When nothing comes from it for too long, or however it dies, the completion comes once, from the loop, and
/// the child is reaped. Destroying it kills the child; then no completion comes.
class Job : public Bindable, public LinePipe::Listener, private RpcEndpoint::Listener {
 public:
  /// 0…1.
  using Progress = std::function<void(double done)>;

  struct Order {
    std::string name;
    Json params;
    unsigned silence_ms = 0;  ///< without an answer or a sign of progress; then it is killed
    Progress progress = {};
  };

  /// `done`: the job's result or error; media_failed with data.died: it died, or was killed. It may destroy
  /// the Job. Errors: internal, the program does not start.
  static Result<std::unique_ptr<Job>> start(const Settings::Rooms& settings, Order order,
                                            Completion<Json> done);
  ~Job();

  /// Whether it is the error of one that died, rather than one that has answered.
  static bool has_died(const Error& error);
  GPid pid() const { return pid_; }

 private:
  Job(Order order, Completion<Json> done) : order_(std::move(order)), done_(std::move(done)) {}

  // LinePipe::Listener
  void on_line(std::string_view line) override { rpc_.receive(line); }
  void on_pipe_closed(const std::string&) override { finish(died()); }
  // RpcEndpoint::Listener
  void send_text(std::string text, const std::string& key) override { pipe_->send(std::move(text), key); }
  void on_request(const std::string& method, const Json& params, Reply reply) override;
  void on_timeout(const std::string&) override {}
  void on_garbage(const Error&) override { finish(died()); }

  static Error died();
  void await_sign();
  void finish(const Result<Json>& result);

  // Passed in.
  Order order_;
  Completion<Json> done_;
  // Owned.
  GPid pid_ = 0;
  std::unique_ptr<LinePipe> pipe_;
  RpcEndpoint rpc_{*this, Json::Limits{LinePipe::max_line, 32}};
  Timer timer_;
  bool finished_ = false;
};

}  // namespace seodang::service
