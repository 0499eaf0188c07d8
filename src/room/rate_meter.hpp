#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace seodang::room {

/// Bits/s of a byte counter that is read a few times a second: the mean over the last `samples` readings. A
/// rate that falls is followed within them, since a picture that stands still costs nothing. Pure.
class RateMeter {
 public:
  static constexpr size_t samples = 8;

  void read(int64_t now_us, uint64_t total_bytes) {
    ring_[count_++ % samples] = {now_us, total_bytes};
    const Reading& oldest = count_ < samples ? ring_[0] : ring_[count_ % samples];
    int64_t elapsed = now_us - oldest.at_us;
    rate_ = elapsed > 0 ? static_cast<int64_t>(total_bytes - oldest.bytes) * 8'000'000 / elapsed : 0;
  }
  int64_t rate() const { return rate_; }

 private:
  struct Reading {
    int64_t at_us = 0;
    uint64_t bytes = 0;
  };
  std::array<Reading, samples> ring_{};
  size_t count_ = 0;
  int64_t rate_ = 0;
};

}  // namespace seodang::room
