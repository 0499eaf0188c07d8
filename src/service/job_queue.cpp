#include "service/job_queue.hpp"

#include <algorithm>
#include <tuple>

#include "base/log.hpp"

namespace seodang::service {

bool goes_before(const Work& one, const Work& other) {
  return std::tuple(~one.asked, one.rank, one.order) < std::tuple(~other.asked, other.rank, other.order);
}

JobQueue::~JobQueue() { unbind(); }

Work* JobQueue::waiting(const std::string& id) {
  const auto entry =
      std::find_if(waiting_.begin(), waiting_.end(), [&id](const Work& work) { return work.id == id; });
  return entry == waiting_.end() ? nullptr : &*entry;
}

std::list<JobQueue::Running>::iterator JobQueue::running(const std::string& id) {
  return std::find_if(running_.begin(), running_.end(),
                      [&id](const Running& entry) { return entry.work.id == id; });
}

bool JobQueue::has(const std::string& id) const {
  auto* self = const_cast<JobQueue*>(this);
  return self->waiting(id) || self->running(id) != self->running_.end();
}

double JobQueue::progress(const std::string& id) const {
  for (const Running& entry : running_)
    if (entry.work.id == id) return entry.progress;
  return 0;
}

void JobQueue::add(Work work) {
  if (has(work.id)) return;
  work.order = ++last_;
  waiting_.push_back(std::move(work));
  post(weak(this, [this] { start_next(); }));
}

void JobQueue::first(const std::string& id) {
  if (Work* work = waiting(id)) work->asked = ++last_;
}

void JobQueue::drop(const std::string& id) {
  waiting_.remove_if([&id](const Work& work) { return work.id == id; });
  if (const auto entry = running(id); entry != running_.end()) running_.erase(entry);
  post(weak(this, [this] { start_next(); }));
}

void JobQueue::start_next() {
  while (!held_ && running_.size() < settings_.recording.jobs && !waiting_.empty()) {
    const auto next = std::min_element(waiting_.begin(), waiting_.end(), goes_before);
    Work work = std::move(*next);
    waiting_.erase(next);
    start(std::move(work));
  }
}

void JobQueue::start(Work work) {
  const std::string id = work.id;
  running_.push_back({std::move(work), 0, nullptr});
  Running& entry = running_.back();
  const auto progress = [this, id](double done) {
    const auto found = running(id);
    if (found == running_.end() || done <= found->progress) return;
    found->progress = done;
    listener_.on_work_progress(id, done);
  };
  auto job = Job::start(settings_.rooms,
                        {entry.work.job, entry.work.params, settings_.recording.silence_ms, progress},
                        weak(this, [this, id](const Result<Json>& result) { ended(id, result); }));
  if (!job) return post(weak(this, [this, id, error = job.error()] { ended(id, error); }));
  entry.job = std::move(*job);
  listener_.on_work_started(id);
}

void JobQueue::ended(const std::string& id, const Result<Json>& result) {
  const auto entry = running(id);
  if (entry == running_.end()) return;
  Work work = std::move(entry->work);
  running_.erase(entry);
  if (!result && shall_try_again(work, result.error())) {
    log_warning("service", "%s of %s: %s; again", work.job.c_str(), id.c_str(), result.error().text.c_str());
    waiting_.push_back(std::move(work));
    held_ = true;
    pause_ = Timer::once(settings_.recording.retry_ms, [this] {
      held_ = false;
      start_next();
    });
    return;
  }
  listener_.on_work_done(id, result);
  start_next();
}

bool JobQueue::shall_try_again(Work& work, const Error& error) const {
  if (error.code == Code::storage_full) return true;
  const bool died = Job::has_died(error) || error.code == Code::internal;
  return died && ++work.failures < most_failures;
}

}  // namespace seodang::service
