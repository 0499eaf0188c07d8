#include "service/room_link.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace seodang::service {

static constexpr unsigned pause_step_ms = 1'000, longest_pause_ms = 10'000;

RoomLink::~RoomLink() { close(); }

void RoomLink::close() {
  unbind();
  state_ = State::closed;
  pause_.stop();
  waiting_.clear();
  if (process_) supervisor_.retire(std::move(process_));
}

bool RoomLink::open() {
  if (state_ != State::idle) return false;
  request_process();
  return true;
}

void RoomLink::request_process() {
  state_ = State::waiting;
  supervisor_.take(
      weak(this, [this](Result<std::unique_ptr<RoomProcess>> process) { got_process(std::move(process)); }));
}

void RoomLink::got_process(Result<std::unique_ptr<RoomProcess>> process) {
  if (!process) {
    state_ = State::idle;
    return fail_waiting(process.error());
  }
  process_ = std::move(*process);
  process_->set_listener(*this);
  state_ = State::opening;
  process_->call("open", listener_.wanted_state(),
                 weak(this, [this](const Result<Json>& result) { opened(result); }));
}

void RoomLink::opened(const Result<Json>& result) {
  if (state_ != State::opening) return;  // it died
  if (!result) return process_->kill("it does not open: " + result.error().text);
  state_ = State::open;
  capacity_ = capacity_from(*result);
  for (Waiting& waiting : std::exchange(waiting_, {})) waiting.send();
  listener_.on_link_open();
}

void RoomLink::call(const std::string& method, const Json& params, const std::string& from,
                    Completion<Json> done) {
  if (state_ == State::open) return send(method, params, from, std::move(done));
  wait([=, this] { send(method, params, from, done); }, done);
}

void RoomLink::notify(const std::string& method, const Json& params, const std::string& from) {
  auto now = [=, this] {
    if (!process_) return;
    note(from);
    process_->notify(method, params);
  };
  if (state_ == State::open) return now();
  wait(now, [](Result<Json>) {});
}

void RoomLink::update(const std::string& method, const Json& params) {
  if (state_ == State::open || state_ == State::opening) call(method, params, {}, [](Result<Json>) {});
}

void RoomLink::send(const std::string& method, const Json& params, const std::string& from,
                    Completion<Json> done) {
  if (!process_) return done(Error{Code::media_failed, "the room's process is gone"});
  note(from);
  if (from.empty()) return process_->call(method, params, std::move(done));
  unanswered_.insert(from);
  process_->call(method, params, weak(this, [this, from, done = std::move(done)](Result<Json> result) {
                   auto noted = unanswered_.find(from);
                   if (noted != unanswered_.end()) unanswered_.erase(noted);
                   done(std::move(result));
                 }));
}

void RoomLink::wait(std::function<void()> send, Completion<Json> done) {
  if (waiting_.size() >= max_waiting)
    return done(Error{Code::limit, "too much waits for the room's process"});
  waiting_.push_back({std::move(send), std::move(done), {}});
  auto entry = std::prev(waiting_.end());
  entry->timer = Timer::once(settings_.start_ms, [this, entry] {
    Completion<Json> late = std::move(entry->done);
    waiting_.erase(entry);
    late(Error{Code::media_failed, "the room's process does not start"});
  });
}

void RoomLink::fail_waiting(const Error& error) {
  for (Waiting& waiting : std::exchange(waiting_, {})) waiting.done(error);
}

void RoomLink::note(const std::string& from) {
  if (from.empty()) return;
  last_ = from;
  last_at_ = monotonic_ms();
}

void RoomLink::on_process_event(RoomProcess&, const std::string& method, const Json& params) {
  listener_.on_link_event(method, params);
}

void RoomLink::on_process_dead(RoomProcess& process, const std::string& why) {
  log_warning("service", "room process %d is gone (%s); another takes over", process.pid(), why.c_str());
  // Kept until the loop is back: we are called from within it.
  post([corpse = std::shared_ptr<RoomProcess>(std::move(process_))] {});
  process_ = nullptr;
  state_ = State::waiting;
  deaths_.push_back(autopsy());
  std::string blamed = culprit();
  auto alive = token();
  fail_waiting({Code::media_failed, "the room's process died"});
  if (!blamed.empty()) {
    deaths_.clear();
    listener_.on_link_blames(blamed);
  }
  if (alive.expired()) return;
  listener_.on_link_lost();
  if (alive.expired()) return;
  pause_ = Timer::once(pause_ms(), [this] { request_process(); });
}

RoomLink::Death RoomLink::autopsy() {
  int64_t now = monotonic_ms();
  Death death{now, {unanswered_.begin(), unanswered_.end()}, {}};
  if (!last_.empty() && now - last_at_ <= settings_.blame_message_ms) {
    death.last = last_;
    death.suspects.insert(last_);
  }
  unanswered_.clear();
  last_.clear();
  int64_t window = settings_.blame_window_ms;
  std::erase_if(deaths_, [now, window](const Death& old) { return now - old.at > window; });
  return death;
}

/// Who is suspected of each of the last deaths; of several, who most often had the last word.
std::string RoomLink::culprit() const {
  if (deaths_.size() < settings_.blame_deaths) return {};
  auto recent = deaths_.end() - static_cast<ptrdiff_t>(settings_.blame_deaths);
  std::string found;
  ptrdiff_t most = -1;
  for (const std::string& suspect : deaths_.back().suspects) {
    bool each = std::all_of(recent, deaths_.end(),
                            [&](const Death& death) { return death.suspects.contains(suspect); });
    ptrdiff_t words =
        std::count_if(recent, deaths_.end(), [&](const Death& death) { return death.last == suspect; });
    if (each && words > most) {
      found = suspect;
      most = words;
    }
  }
  return found;
}

/// At once for the first deaths; later slower, so that a room that cannot live does not take the machine with
/// it.
unsigned RoomLink::pause_ms() const {
  auto extra = static_cast<unsigned>(std::max<size_t>(deaths_.size(), settings_.blame_deaths) -
                                     settings_.blame_deaths);
  return std::min(extra * pause_step_ms, longest_pause_ms);
}

}  // namespace seodang::service
