#pragma once

#include <glib.h>

#include <memory>
#include <string>

#include "base/line_pipe.hpp"
#include "protocol/rpc.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// One piece of media work by a limited child: `seodang-room --job NAME`, one request, one answer. Main
/// thread.
///
/// Whatever it does not answer in time, or however it dies, the completion comes once, from the loop, and the
/// child is reaped. Destroying it kills the child; then no completion comes.
class Job : public Bindable, public LinePipe::Listener, private RpcEndpoint::Listener {
 public:
  /// `done`: the job's result or error; media_failed: it died, or was killed after `most_ms`. It may destroy
  /// the Job. Errors: internal, the program does not start.
  static Result<std::unique_ptr<Job>> start(const Settings::Rooms& settings, const std::string& name,
                                            const Json& params, unsigned most_ms, Completion<Json> done);
  ~Job();

 private:
  explicit Job(Completion<Json> done) : done_(std::move(done)) {}

  // LinePipe::Listener
  void on_line(std::string_view line) override { rpc_.receive(line); }
  void on_pipe_closed(const std::string&) override { finish(died()); }
  // RpcEndpoint::Listener
  void send_text(std::string text, const std::string& key) override { pipe_->send(std::move(text), key); }
  void on_request(const std::string&, const Json&, Reply) override {}
  void on_timeout(const std::string&) override {}
  void on_garbage(const Error&) override { finish(died()); }

  static Error died();
  void finish(const Result<Json>& result);

  // Passed in.
  Completion<Json> done_;
  // Owned.
  GPid pid_ = 0;
  std::unique_ptr<LinePipe> pipe_;
  RpcEndpoint rpc_{*this, Json::Limits{}};
  Timer timer_;
  bool finished_ = false;
};

}  // namespace seodang::service
