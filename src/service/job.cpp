#include "service/job.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "protocol/errors.hpp"
#include "service/child.hpp"

namespace seodang::service {

static constexpr unsigned forever_ms =
    7 * 24 * 3'600'000U;  // how long it may take in all: silence_ms decides

Result<std::unique_ptr<Job>> Job::start(const Settings::Rooms& settings, Order order, Completion<Json> done) {
  std::vector<std::string> command{settings.program};
  command.insert(command.end(), settings.arguments.begin(), settings.arguments.end());
  command.insert(command.end(), {"--job", order.name});
  const Result<Child> child = spawn_child(command);
  if (!child) return child.error();
  std::unique_ptr<Job> job(new Job(std::move(order), std::move(done)));
  job->pid_ = child->pid;
  job->pipe_ = std::make_unique<LinePipe>(child->output, child->input, *job);
  Job* self = job.get();
  self->await_sign();
  self->rpc_.call(self->order_.name, self->order_.params,
                  weak(self, [self](const Result<Json>& result) { self->finish(result); }), forever_ms);
  return job;
}

Job::~Job() {
  unbind();
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);  // at once after a SIGKILL
}

Error Job::died() {
  return with_data({Code::media_failed, "the work was given up: it took too much"}, "died", true);
}

bool Job::has_died(const Error& error) { return error.data && (*error.data)["died"].boolean_or(false); }

void Job::await_sign() {
  timer_ = Timer::once(order_.silence_ms, [this] { finish(died()); });
}

void Job::on_request(const std::string& method, const Json& params, Reply) {
  if (method != "progress" || finished_) return;
  await_sign();
  if (order_.progress) order_.progress(std::clamp(params["done"].number().value_or(0), 0.0, 1.0));
}

/// From the loop: we may be called by the pipe, which the completion may destroy with us.
void Job::finish(const Result<Json>& result) {
  if (std::exchange(finished_, true)) return;
  timer_.stop();
  post(weak(this, [this, result] { std::exchange(done_, nullptr)(result); }));
}

}  // namespace seodang::service
