#include "support/recovery.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "elements/sequence.hpp"

namespace seodang::test {

Recovery recovery_of(const std::vector<WirePacket>& stream, const std::vector<WirePacket>& repeats,
                     int64_t from_us, int64_t until_us) {
  Recovery result;
  std::optional<int64_t> highest;
  std::map<int64_t, int64_t> holes;  // number → since when
  auto fill = [&](int64_t number, int64_t at, size_t& count) {
    auto hole = holes.find(number);
    if (hole == holes.end()) return;
    count++;
    result.waits_us.push_back(at - hole->second);
    holes.erase(hole);
  };
  auto repeat = repeats.begin();
  auto fill_from_repeats = [&](int64_t until) {
    for (; repeat != repeats.end() && repeat->at_us <= until; ++repeat) {
      if (highest) fill(rtp::extend(repeat->original, *highest, 16), repeat->at_us, result.repeated);
    }
  };
  for (const WirePacket& packet : stream) {
    int64_t number = highest ? rtp::extend(packet.seqnum, *highest, 16) : packet.seqnum;
    if (packet.at_us < from_us) {  // the first one of the time may be late: what came before is known
      highest = std::max(highest.value_or(number), number);
      continue;
    }
    fill_from_repeats(packet.at_us);
    if (highest && number <= *highest) {
      fill(number, packet.at_us, result.late);
      continue;
    }
    bool counts = packet.at_us <= until_us;
    for (int64_t hole = highest.value_or(number - 1) + 1; counts && hole < number; hole++)
      holes[hole] = packet.at_us;
    result.numbers += counts ? static_cast<size_t>(number - highest.value_or(number - 1)) : 0;
    highest = number;
  }
  fill_from_repeats(INT64_MAX);
  for (const auto& [number, since] : holes) result.missing.push_back(static_cast<uint16_t>(number));
  std::ranges::sort(result.waits_us);
  return result;
}

}  // namespace seodang::test
