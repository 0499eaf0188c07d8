// Which packets of one bot reached another, told by what is in them.
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/wire_tap.hpp"

namespace seodang::test {

/// Written to a socket before, read by the bot's thread after.
inline constexpr int64_t in_flight_us = 25'000;

/// A time span on the monotonic clock, µs.
struct Span {
  int64_t from = 0;
  int64_t until = std::numeric_limits<int64_t>::max();
  bool has(int64_t at_us) const { return at_us >= from && at_us <= until; }
};

inline std::set<uint64_t> prints(const std::vector<WirePacket>& packets, const Span& span = {}) {
  std::set<uint64_t> found;
  for (const WirePacket& packet : packets) {
    if (packet.print && span.has(packet.at_us)) found.insert(packet.print);
  }
  return found;
}

/// How many of the packets that a publisher (of Sends::unique) sent within `sent` came to a viewer within
/// `came`.
inline size_t reached(const WireTap& publisher, const WireTap& viewer, const Span& sent,
                      const Span& came = {}) {
  const std::set<uint64_t> of_publisher = prints(publisher.all_sent(), sent);
  size_t count = 0;
  for (uint64_t print : prints(viewer.all_received(), came)) count += of_publisher.count(print);
  return count;
}

/// The same of what must have been cut at `span.from`: all that was sent within it, whenever it came, and all
/// that came within it, whenever it was sent.
inline size_t leaked(const WireTap& publisher, const WireTap& viewer, const Span& span) {
  return reached(publisher, viewer, span) +
         reached(publisher, viewer, {}, {span.from + in_flight_us, span.until});
}

}  // namespace seodang::test
