// A bad line, as arithmetic: what it does to each packet that is put into it. No clock, no socket.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>

namespace seodang::test {

struct LineSpec {
  double loss = 0;              ///< probability, of each packet by itself
  int64_t delay_us = 0;         ///< one way
  int64_t bits_per_second = 0;  ///< 0: as fast as it comes
  size_t queue_bytes = 20'000;  ///< may wait for a limited rate; what comes on top is dropped
};

/// One direction of a line. All times in µs of any clock that does not go back.
class Line {
 public:
  /// What IPv4 and UDP put before the payload; it takes its share of the rate.
  static constexpr size_t kOverhead = 28;

  explicit Line(uint32_t seed) : random_(seed) {}

  /// What is under way keeps its time; nothing overtakes.
  void set(const LineSpec& spec) { spec_ = spec; }
  const LineSpec& spec() const { return spec_; }

  /// A packet of `bytes` is put in now: when it comes out at the other end; nothing when it is lost.
  std::optional<int64_t> pass(size_t bytes, int64_t now) {
    if (std::uniform_real_distribution<double>()(random_) < spec_.loss) return std::nullopt;
    int64_t sent = now;
    if (spec_.bits_per_second > 0) {
      const int64_t start = std::max(now, busy_until_);
      if (microseconds(spec_.queue_bytes) < start - now) return std::nullopt;
      sent = busy_until_ = start + microseconds(bytes + kOverhead);
    }
    return last_out_ = std::max(last_out_, sent + spec_.delay_us);
  }

 private:
  int64_t microseconds(size_t bytes) const {
    return static_cast<int64_t>(bytes) * 8'000'000 / spec_.bits_per_second;
  }

  LineSpec spec_;
  std::minstd_rand random_;
  int64_t busy_until_ = 0, last_out_ = 0;
};

}  // namespace seodang::test
