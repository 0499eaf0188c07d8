#pragma once

#include "base/loop.hpp"

namespace seodang {

/// A rate with room for bursts: so many per second on average, so many at once. Main thread.
class TokenBucket {
 public:
  /// `clock`: milliseconds that never go back.
  TokenBucket(double per_second, double burst, Clock clock = monotonic_ms);
  /// Takes one; false: there is none.
  bool take();
  /// Puts one back.
  void give();
  bool has_one() const { return level() >= 1; }
  bool is_full() const { return level() >= burst_; }

 private:
  double level() const;

  // Passed in.
  double per_second_, burst_;
  Clock clock_;
  // Owned.
  double tokens_;
  int64_t at_;  ///< when there were so many
};

}  // namespace seodang
