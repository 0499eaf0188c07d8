#pragma once

// Packets that come in any order leave in theirs. Whoever is missing is waited for, but not for ever: time is
// told by the packets themselves, so there is neither thread nor clock. Times in ns. No lock of its own.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "elements/sequence.hpp"

namespace seodang::rtp {

/// Value: something movable, such as GRef<GstBuffer>.
template <typename Value>
class OrderWindow {
 public:
  /// So many packets wait behind a hole at most; a leap over more numbers is a new start and no hole.
  static constexpr int64_t kMost = 2048;

  /// A packet that may go on.
  struct Leaving {
    Value value;
    /// Never earlier than that of the packet before.
    int64_t pts = 0;
    /// What should have come before it is given up.
    bool after_hole = false;
  };

  /// Those that leave now that this one has come: it may be among them, wait, or be dropped. A hole is given
  /// up when a packet comes that is more than `patience` later than the first one behind the hole.
  std::vector<Leaving> take(uint16_t seqnum, std::optional<int64_t> pts, int64_t patience, Value value) {
    const int64_t number = reader_.read(seqnum);
    if (!next_) next_ = number;
    const int64_t time = pts.value_or(latest_);
    if (number < *next_ || !waiting_.try_emplace(number, Waiting{time, std::move(value)}).second) {
      ++dropped_;
      return {};
    }
    latest_ = waiting_.size() == 1 ? time : std::max(latest_, time);
    return leave([&](const Waiting& first) { return latest_ - first.pts > patience; });
  }

  /// Everything that waits; what is missing is given up.
  std::vector<Leaving> flush() {
    return leave([](const Waiting&) { return true; });
  }

  /// Numbers go on with the next packet, whatever it is.
  void reset() { *this = {}; }

  /// All that came so far has left when done(mark()) holds.
  int64_t mark() const { return waiting_.empty() ? next_.value_or(0) : waiting_.rbegin()->first + 1; }
  bool done(int64_t mark) const { return next_.value_or(mark) >= mark; }

  size_t waiting() const { return waiting_.size(); }
  /// Numbers that never came.
  uint64_t lost() const { return lost_; }
  /// Repeated, or too late.
  uint64_t dropped() const { return dropped_; }

 private:
  struct Waiting {
    int64_t pts = 0;
    Value value{};
  };

  template <typename GiveUp>
  std::vector<Leaving> leave(GiveUp give_up) {
    std::vector<Leaving> leaving;
    while (!waiting_.empty()) {
      auto first = waiting_.begin();
      const int64_t hole = first->first - *next_;
      const bool full = static_cast<int64_t>(waiting_.size()) > kMost;
      if (hole > 0 && hole <= kMost && !full && !give_up(first->second)) break;
      if (hole <= kMost) lost_ += static_cast<uint64_t>(hole);
      last_pts_ = std::max(last_pts_, first->second.pts);
      leaving.push_back({std::move(first->second.value), last_pts_, hole > 0});
      next_ = first->first + 1;
      waiting_.erase(first);
    }
    return leaving;
  }

  SequenceReader reader_;
  std::optional<int64_t> next_;
  std::map<int64_t, Waiting> waiting_;
  /// The latest that has come.
  int64_t latest_ = 0;
  int64_t last_pts_ = 0;
  uint64_t lost_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace seodang::rtp
