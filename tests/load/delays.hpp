// One-way delays of a measurement and what is said of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace seodang::load {

/// Microseconds, as they come. A measurement of five minutes with thirty people has some 600,000 samples.
class Delays {
 public:
  void add(int64_t microseconds) { samples_.push_back(static_cast<int32_t>(microseconds)); }
  void clear() { samples_.clear(); }
  size_t count() const { return samples_.size(); }

  /// The smallest sample that a share of all (0 … 1] does not exceed, in milliseconds; 0 without samples.
  double percentile_ms(double share) const {
    if (samples_.empty()) return 0;
    std::vector<int32_t> sorted = samples_;
    const auto rank = static_cast<size_t>(std::max(0.0, share * static_cast<double>(sorted.size()) - 1e-9));
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(rank, sorted.size() - 1));
    std::nth_element(sorted.begin(), place, sorted.end());
    return *place / 1000.0;
  }

 private:
  std::vector<int32_t> samples_;
};

}  // namespace seodang::load
