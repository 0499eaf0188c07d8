#include "service/job.hpp"

#include <sys/wait.h>

#include <csignal>

#include "service/child.hpp"

namespace seodang::service {

Result<std::unique_ptr<Job>> Job::start(const Settings::Rooms& settings, const std::string& name,
                                        const Json& params, unsigned most_ms, Completion<Json> done) {
  std::vector<std::string> command{settings.program};
  command.insert(command.end(), settings.arguments.begin(), settings.arguments.end());
  command.insert(command.end(), {"--job", name});
  const Result<Child> child = spawn_child(command);
  if (!child) return child.error();
  std::unique_ptr<Job> job(new Job(std::move(done)));
  job->pid_ = child->pid;
  job->pipe_ = std::make_unique<LinePipe>(child->output, child->input, *job);
  Job* self = job.get();
  self->timer_ = Timer::once(most_ms, [self] { self->finish(died()); });
  self->rpc_.call(name, params, weak(self, [self](const Result<Json>& result) { self->finish(result); }),
                  2 * most_ms);
  return job;
}

Job::~Job() {
  unbind();
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);  // at once after a SIGKILL
}

Error Job::died() { return {Code::media_failed, "the work was given up: it took too much"}; }

/// From the loop: we may be called by the pipe, which the completion may destroy with us.
void Job::finish(const Result<Json>& result) {
  if (std::exchange(finished_, true)) return;
  post(weak(this, [this, result] { std::exchange(done_, nullptr)(result); }));
}

}  // namespace seodang::service
