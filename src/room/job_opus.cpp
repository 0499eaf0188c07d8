#include "room/job_opus.hpp"

#include <array>

namespace seodang::room {

namespace {

/// By configuration: SILK (0–11), hybrid (12–15), CELT (16–31).
int64_t frame_us(unsigned configuration) {
  constexpr std::array<int64_t, 4> silk{10'000, 20'000, 40'000, 60'000}, celt{2'500, 5'000, 10'000, 20'000};
  if (configuration < 12) return silk[configuration % 4];
  if (configuration < 16) return silk[configuration % 2];
  return celt[configuration % 4];
}

}  // namespace

int64_t opus_duration_us(std::string_view packet) {
  constexpr int64_t longest_us = 120'000;
  if (packet.empty()) return 0;
  const auto head = static_cast<uint8_t>(packet[0]);
  const unsigned code = head & 3;
  if (code == 3 && packet.size() < 2) return 0;
  const int64_t frames = code == 0 ? 1 : code < 3 ? 2 : static_cast<uint8_t>(packet[1]) & 0x3f;
  const int64_t duration = frames * frame_us(head >> 3);
  return duration <= longest_us ? duration : 0;
}

}  // namespace seodang::room
