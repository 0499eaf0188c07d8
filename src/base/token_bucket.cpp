#include "base/token_bucket.hpp"

#include <algorithm>

namespace seodang {

TokenBucket::TokenBucket(double per_second, double burst, Clock clock)
    : per_second_(per_second), burst_(burst), clock_(std::move(clock)), tokens_(burst), at_(clock_()) {}

double TokenBucket::level() const {
  return std::min(burst_, tokens_ + per_second_ * static_cast<double>(clock_() - at_) / 1000);
}

bool TokenBucket::take() {
  tokens_ = level();
  at_ = clock_();
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

void TokenBucket::give() {
  tokens_ = std::min(burst_, level() + 1);
  at_ = clock_();
}

}  // namespace seodang
