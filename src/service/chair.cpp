#include "service/chair.hpp"

#include <utility>

namespace seodang::service {

void Chair::restore() {
  if (holder_.empty()) return;
  if (people_.find(holder_)) return wait();
  holder_.clear();
}

void Chair::came(const Participant& participant) {
  if (participant.id() == holder_) {
    absence_.stop();
    if (participant.who.role != Role::host) pass_on();
  } else if (holder_.empty() && participant.who.role == Role::host) {
    holder_ = participant.id();
    listener_.on_chair_changed();
  }
}

void Chair::away(const Participant& participant) {
  if (participant.id() == holder_) wait();
}

void Chair::gone(const Participant& participant) {
  if (participant.id() == holder_) pass_on();
}

void Chair::wait() {
  absence_ = Timer::once(settings_.times.host_ms, [this] { pass_on(); });
}

void Chair::pass_on() {
  absence_.stop();
  const Participant* next = nullptr;
  for (const auto& [id, other] : people_.all()) {
    bool fits = id != holder_ && other->session && !other->left && other->who.role == Role::host;
    if (fits && (!next || other->joined_at < next->joined_at)) next = other.get();
  }
  holder_ = next ? next->id() : "";
  listener_.on_chair_changed();
}

}  // namespace seodang::service
