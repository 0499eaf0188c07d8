#pragma once

#include <map>
#include <string>

#include "base/token_bucket.hpp"

namespace seodang::service {

/// So many per minute and address: wrong tries of numbers, pins and keys; rooms made. Main thread.
class Quota {
 public:
  explicit Quota(unsigned per_minute, Clock clock = monotonic_ms)
      : per_minute_(per_minute), clock_(std::move(clock)) {}
  bool is_left(const std::string& address) const;
  void spend(const std::string& address);
  /// What was spent turned out to be none.
  void give_back(const std::string& address);

 private:
  static constexpr size_t many = 1'000;  ///< addresses; above, those with all of their quota are forgotten

  // Passed in.
  unsigned per_minute_;
  Clock clock_;
  // Owned.
  std::map<std::string, TokenBucket> buckets_;
};

}  // namespace seodang::service
