#include "elements/holes.hpp"

#include <algorithm>

namespace seodang::rtp {

uint64_t HoleList::open(int64_t first, int64_t end, int64_t now) {
  if (first >= end) return 0;
  if (end - first > kLongestGap) return static_cast<uint64_t>(end - first);
  for (int64_t number = first; number < end; ++number) holes_.push_back({.number = number, .since = now});
  return 0;
}

std::optional<Hole> HoleList::close(int64_t number, int64_t now) {
  const auto hole = std::ranges::find(holes_, number, &Hole::number);
  if (hole == holes_.end()) return std::nullopt;
  const Hole filled = *hole;
  holes_.erase(hole);
  if (filled.asked > 0) learn(filled, now);
  return filled;
}

/// Asked more than once, nobody knows which request was answered (Karn). Then the round trip may have grown
/// beyond the time after which we ask again, and would never be measured again: so it is taken to be a little
/// longer. What was asked for once brings it back.
void HoleList::learn(const Hole& filled, int64_t now) {
  const int64_t sample = now - filled.last_asked;
  if (filled.asked > 1) {
    round_trip_ = std::min(round_trip_ + round_trip_ / 32, kLongestRoundTrip);
  } else if (sample >= 0) {
    round_trip_ = measured_ ? round_trip_ + (sample - round_trip_) / 8 : sample;
    measured_ = true;
  }
}

uint64_t HoleList::look(int64_t now, int64_t oldest, const std::function<void(const Hole&)>& ask) {
  const auto given_up = [&](const Hole& hole) {
    return hole.number < oldest || now - hole.since > kMaxAge ||
           (hole.asked >= kMaxRequests && now - hole.last_asked >= retry_after());
  };
  const uint64_t lost = std::erase_if(holes_, given_up);
  if (!ask) return lost;
  for (Hole& hole : holes_) {
    if (hole.asked >= kMaxRequests) continue;
    if (hole.asked > 0 && now - hole.last_asked < retry_after()) continue;
    ask(hole);
    ++hole.asked;
    hole.last_asked = now;
  }
  return lost;
}

std::optional<int64_t> HoleList::next_look() const {
  std::optional<int64_t> next;
  for (const Hole& hole : holes_) {
    const int64_t at = std::min(hole.last_asked + retry_after(), hole.since + kMaxAge + 1);
    if (!next || at < *next) next = at;
  }
  return next;
}

int64_t HoleList::retry_after() const {
  return std::clamp<int64_t>(round_trip_ + round_trip_ / 2, 20'000'000, 250'000'000);
}

}  // namespace seodang::rtp
