#pragma once

// How much may be sent again: a viewer who asks without end must not make us an amplifier. The same packet at
// most once in 20 ms, and of all repetitions together at most half of what was sent, with 64 kB in hand. No
// lock of its own.

#include <algorithm>
#include <array>
#include <cstdint>

namespace seodang::rtp {

class RepeatBudget {
 public:
  static constexpr int64_t kPause = 20'000'000;  // ns
  static constexpr int64_t kHand = 64 * 1024;    // bytes

  /// A packet of `bytes` was sent for the first time.
  void earn(size_t bytes) { hand_ = std::min(kHand, hand_ + static_cast<int64_t>(bytes) / 2); }

  /// May the packet be sent again now (ns)? Then it may not for a while.
  bool allow(uint16_t seqnum, int64_t now) {
    Asked& asked = recent_[seqnum % recent_.size()];
    const bool soon = asked.valid && asked.seqnum == seqnum && now >= asked.at && now - asked.at < kPause;
    if (soon || hand_ <= 0) return false;
    asked = {.seqnum = seqnum, .valid = true, .at = now};
    return true;
  }

  /// A packet of `bytes` was sent again.
  void spend(size_t bytes) { hand_ -= static_cast<int64_t>(bytes); }

 private:
  struct Asked {
    uint16_t seqnum = 0;
    bool valid = false;
    int64_t at = 0;
  };
  std::array<Asked, 128> recent_{};
  int64_t hand_ = kHand;
};

}  // namespace seodang::rtp
