#include "elements/slot_numbers.hpp"

#include <algorithm>

namespace seodang::rtp {

void SlotNumbers::begin(unsigned run, int64_t first) {
  add({.run = run, .source = first, .number = highest_ + 1});
  highest_source_ = first - 1;
}

std::optional<int64_t> SlotNumbers::give(int64_t source) {
  if (spans_.empty()) return std::nullopt;
  const unsigned run = spans_.back().run;
  if (source > highest_source_ + kLongestHole) add({.run = run, .source = source, .number = highest_ + 2});

  // The last span that starts at or before the packet; it ends where the next one's numbers start.
  std::optional<int64_t> end;
  for (auto span = spans_.rbegin(); span != spans_.rend() && span->run == run; ++span) {
    if (span->source > source) {
      end = span->number;
      continue;
    }
    const int64_t number = span->shifted(source);
    if ((end && number >= *end) || !given_.insert(number)) return std::nullopt;
    highest_ = std::max(highest_, number);
    highest_source_ = std::max(highest_source_, source);
    return number;
  }
  return std::nullopt;
}

void SlotNumbers::skip(int64_t source) {
  if (spans_.empty() || source <= highest_source_) return;
  Span& last = spans_.back();
  if (source > highest_source_ + kLongestHole) {
    add({.run = last.run, .source = source + 1, .number = highest_ + 2});
  } else if (last.source >= source) {
    last.source = source + 1;
  } else {
    add({.run = last.run, .source = source + 1, .number = last.shifted(source)});
  }
  highest_source_ = source;
}

std::optional<SlotNumbers::Place> SlotNumbers::find(int64_t number) const {
  if (number > highest_) return std::nullopt;
  // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read GCC 12's reverse_view
  for (auto span = spans_.rbegin(); span != spans_.rend(); ++span)
    if (span->number <= number) return Place{span->run, span->source + (number - span->number)};
  return std::nullopt;
}

void SlotNumbers::add(Span span) {
  spans_.push_back(span);
  if (spans_.size() > kMaxSpans) spans_.pop_front();
}

}  // namespace seodang::rtp
