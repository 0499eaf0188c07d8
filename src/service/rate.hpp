#pragma once

#include <map>
#include <string>

#include "service/tickets.hpp"

namespace seodang::service {

/// So many per second, so many at once. Main thread.
class TokenBucket {
 public:
  TokenBucket(double per_second, double burst, Clock clock = monotonic_ms);
  /// Takes one, if there is one.
  bool take();
  bool has_one() const { return level() >= 1; }
  bool is_full() const { return level() >= burst_; }

 private:
  double level() const;
  double per_second_, burst_, tokens_;
  Clock clock_;
  int64_t at_;
};

/// So many per minute and address: wrong tries of numbers, pins and keys; rooms made. Main thread.
class Quota {
 public:
  explicit Quota(unsigned per_minute, Clock clock = monotonic_ms)
      : per_minute_(per_minute), clock_(std::move(clock)) {}
  bool is_left(const std::string& address) const;
  void spend(const std::string& address);

 private:
  static constexpr size_t many = 1'000;  ///< addresses; above, those with all of their quota are forgotten

  // Passed in.
  unsigned per_minute_;
  Clock clock_;
  // Owned.
  std::map<std::string, TokenBucket> buckets_;
};

}  // namespace seodang::service
