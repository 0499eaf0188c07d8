#include "service/quota.hpp"

namespace seodang::service {

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

void Quota::give_back(const std::string& address) {
  if (auto known = buckets_.find(address); known != buckets_.end()) known->second.give();
}

}  // namespace seodang::service
