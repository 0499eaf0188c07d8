#include "room/speakers.hpp"

#include <algorithm>

namespace seodang::room {

void Speakers::update(int64_t now_ms, const std::map<std::string, int>& levels) {
  drop_absent(levels);
  fill_seats(levels);
  challenge(now_ms, levels);
  update_speaking(now_ms, levels);
}

void Speakers::drop_absent(const std::map<std::string, int>& levels) {
  auto absent = [&](const std::string& id) { return !levels.count(id); };
  std::erase_if(ranking_, absent);
  std::erase_if(louder_since_, [&](auto& entry) { return absent(entry.first); });
  std::erase_if(last_loud_, [&](auto& entry) { return absent(entry.first); });
}

void Speakers::fill_seats(const std::map<std::string, int>& levels) {
  while (ranking_.size() < std::min(seats_, levels.size())) {
    const std::string* best = nullptr;
    for (const auto& [id, level] : levels) {
      if (std::find(ranking_.begin(), ranking_.end(), id) != ranking_.end()) continue;
      if (!best || level < levels.at(*best)) best = &id;
    }
    ranking_.push_back(*best);
  }
}

void Speakers::challenge(int64_t now_ms, const std::map<std::string, int>& levels) {
  for (const auto& [id, level] : levels) {
    if (std::find(ranking_.begin(), ranking_.end(), id) != ranking_.end()) continue;
    auto weakest = std::max_element(ranking_.begin(), ranking_.end(),
                                    [&](auto& a, auto& b) { return levels.at(a) < levels.at(b); });
    if (weakest == ranking_.end() || level > threshold || level + margin_db > levels.at(*weakest)) {
      louder_since_.erase(id);
      continue;
    }
    auto since = louder_since_.emplace(id, now_ms).first;
    if (now_ms - since->second < patience_ms) continue;
    *weakest = id;
    louder_since_.erase(id);
  }
}

void Speakers::update_speaking(int64_t now_ms, const std::map<std::string, int>& levels) {
  speaking_.clear();
  for (const auto& [id, level] : levels) {
    if (level <= threshold) last_loud_[id] = now_ms;
    auto last = last_loud_.find(id);
    if (last != last_loud_.end() && now_ms - last->second <= hold_ms) speaking_.push_back(id);
  }
  std::stable_sort(speaking_.begin(), speaking_.end(),
                   [&](auto& a, auto& b) { return levels.at(a) < levels.at(b); });
}

}  // namespace seodang::room
