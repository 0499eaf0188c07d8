#include "room/job_speaking.hpp"

namespace seodang::room {

namespace {

constexpr double threshold = 1e-4;  ///< −40 dBFS
constexpr double smoothing = 0.1;
constexpr int64_t hold_us = 600'000, least_main_us = 3'000'000;

}  // namespace

void Speaking::heard(size_t person, int64_t at_us, double energy) {
  Person& one = people_[person];
  one.level += smoothing * (energy - one.level);
  if (one.level < threshold) return;
  one.last_us = at_us;
  one.ever = true;
}

std::vector<bool> Speaking::marked(int64_t at_us) const {
  std::vector<bool> marked;
  for (const Person& one : people_) marked.push_back(one.ever && at_us - one.last_us < hold_us);
  return marked;
}

std::optional<size_t> Speaking::main(int64_t at_us) {
  if (main_ && at_us - main_since_us_ < least_main_us) return main_;
  const std::vector<bool> speaks = marked(at_us);
  std::optional<size_t> loudest;
  for (size_t i = 0; i < people_.size(); i++) {
    if (speaks[i] && (!loudest || people_[i].level > people_[*loudest].level)) loudest = i;
  }
  if (loudest && loudest != main_) {
    main_ = loudest;
    main_since_us_ = at_us;
  }
  return main_;
}

}  // namespace seodang::room
