#pragma once

#include <algorithm>

#include "base/loop.hpp"

namespace seodang::http {

/// A token bucket: so many per second on average, so many at once.
class Rate {
 public:
  Rate(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

  /// False: too much.
  bool take(int64_t now = monotonic_ms()) {
    if (is_empty(now)) return false;
    tokens_ -= 1;
    return true;
  }
  bool is_empty(int64_t now = monotonic_ms()) {
    tokens_ = std::min(burst_, tokens_ + static_cast<double>(now - at_) * per_second_ / 1000);
    at_ = now;
    return tokens_ < 1;
  }

 private:
  // Passed in.
  double per_second_, burst_;
  // Owned.
  double tokens_;
  int64_t at_ = monotonic_ms();
};

}  // namespace seodang::http
