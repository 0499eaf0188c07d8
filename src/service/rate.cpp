#include "service/rate.hpp"

#include <algorithm>

namespace seodang::service {

TokenBucket::TokenBucket(double per_second, double burst, Clock clock)
    : per_second_(per_second), burst_(burst), tokens_(burst), clock_(std::move(clock)), at_(clock_()) {}

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

bool Quota::is_left(const std::string& address) const {
  auto known = buckets_.find(address);
  return known == buckets_.end() || known->second.has_one();
}

void Quota::spend(const std::string& address) {
  if (buckets_.size() > many)
    std::erase_if(buckets_, [](const auto& entry) { return entry.second.is_full(); });
  double most = per_minute_;
  buckets_.try_emplace(address, most / 60, most, clock_).first->second.take();
}

}  // namespace seodang::service
