// What a viewer lacked, and how it was made good: read off the log of its wire.
#pragma once

#include <cstdint>
#include <vector>

#include "support/wire_tap.hpp"

namespace seodang::test {

struct Recovery {
  size_t numbers = 0;             ///< of the stream, from the first to the last
  size_t late = 0;                ///< came in the stream, after a later one
  size_t repeated = 0;            ///< came only as a retransmission (RFC 4588)
  std::vector<uint16_t> missing;  ///< those that did not come
  /// From the arrival of a later packet to that of the packet itself, µs, sorted.
  std::vector<int64_t> waits_us;

  double missing_share() const {
    return numbers ? static_cast<double>(missing.size()) / static_cast<double>(numbers) : 0;
  }
  /// The wait that a share of all repairs did not exceed, ms.
  double wait_ms(double share) const {
    if (waits_us.empty()) return 0;
    return static_cast<double>(
               waits_us[static_cast<size_t>(share * static_cast<double>(waits_us.size() - 1))]) /
           1000;
  }
};

/// The numbers that were the newest between `from_us` and `until_us` (monotonic), and what came of them
/// later, too. `stream` and `repeats` in the order of arrival.
Recovery recovery_of(const std::vector<WirePacket>& stream, const std::vector<WirePacket>& repeats,
                     int64_t from_us, int64_t until_us);

}  // namespace seodang::test
