#include "service/supervisor.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace seodang::service {

static constexpr unsigned first_pause_ms = 1'000, last_pause_ms = 30'000;

void Supervisor::start(Completion<> done) {
  started_ = std::move(done);
  refill();
  if (settings_.spare == 0) tell_started({});
}

void Supervisor::take(Completion<std::unique_ptr<RoomProcess>> done) {
  if (stopping_) return done(Error{Code::wrong_state, "the service is being stopped"});
  auto ready =
      std::find_if(pool_.begin(), pool_.end(), [](const auto& process) { return process->is_ready(); });
  if (ready == pool_.end()) {
    waiting_.push_back(std::move(done));
    return refill();
  }
  std::unique_ptr<RoomProcess> process = std::move(*ready);
  pool_.erase(ready);
  done(std::move(process));
  // Warming up costs 0.3 s of a core: not now, when a class enters or comes back.
  refilling_ = Timer::once(settings_.spare_pause_ms, [this] { refill(); });
}

void Supervisor::retire(std::unique_ptr<RoomProcess> process) {
  process->set_listener(*this);
  process->close_input();
  ending_.push_back(std::move(process));
}

void Supervisor::stop(Completion<> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  pause_.stop();
  refilling_.stop();
  for (auto& wait : std::exchange(waiting_, {}))
    wait(Error{Code::wrong_state, "the service is being stopped"});
  for (auto& process : std::exchange(pool_, {})) retire(std::move(process));
  check_stopped();
}

size_t Supervisor::spares() const {
  return static_cast<size_t>(
      std::count_if(pool_.begin(), pool_.end(), [](const auto& process) { return process->is_ready(); }));
}

void Supervisor::on_process_ready(RoomProcess& process) {
  pause_ms_ = 0;
  tell_started({});
  if (waiting_.empty()) return;
  auto wait = std::move(waiting_.front());
  waiting_.pop_front();
  wait(extract(pool_, process));
  refill();
}

void Supervisor::on_process_dead(RoomProcess& process, const std::string& why) {
  // Kept until the loop is back: we are called from within it.
  std::shared_ptr<RoomProcess> corpse = extract(ending_, process);
  bool spare = !corpse;
  if (spare) corpse = extract(pool_, process);
  post([corpse] {});
  if (spare) return failed({Code::internal, "a spare room process died: " + why});
  post(weak(this, [this] { check_stopped(); }));
}

std::unique_ptr<RoomProcess> Supervisor::extract(Pool& pool, const RoomProcess& process) {
  for (auto entry = pool.begin(); entry != pool.end(); ++entry) {
    if (entry->get() != &process) continue;
    std::unique_ptr<RoomProcess> found = std::move(*entry);
    pool.erase(entry);
    return found;
  }
  return nullptr;
}

void Supervisor::refill() {
  while (!stopping_ && !pausing_ && pool_.size() < settings_.spare + waiting_.size()) {
    Result<std::unique_ptr<RoomProcess>> process = RoomProcess::spawn(settings_, *this);
    if (!process) return failed(process.error());
    pool_.push_back(std::move(*process));
  }
}

void Supervisor::failed(const Error& error) {
  if (stopping_) return;
  pause_ms_ = std::clamp(pause_ms_ * 2, first_pause_ms, last_pause_ms);
  pausing_ = true;
  log_warning("service", "%s; again in %u ms", error.text.c_str(), pause_ms_);
  tell_started(error);
  pause_ = Timer::once(pause_ms_, [this] {
    pausing_ = false;
    refill();
  });
}

void Supervisor::tell_started(const Result<>& result) {
  if (auto done = std::exchange(started_, nullptr)) done(result);
}

void Supervisor::check_stopped() {
  if (!stopping_ || !ending_.empty()) return;
  if (auto done = std::exchange(stopped_, nullptr)) done({});
}

}  // namespace seodang::service
