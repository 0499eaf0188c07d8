#pragma once

#include <cstdint>
#include <string_view>

namespace seodang::room {

/// How long an Opus packet plays, in µs, by its first two bytes (RFC 6716 §3.1 and §3.2); 0: it is none.
/// Pure; any thread.
int64_t opus_duration_us(std::string_view packet);

/// 20 ms of nothing (CELT, full band, its silence bit set): every decoder plays it as silence, whatever came
/// before.
inline constexpr std::string_view opus_silence{"\xf8\xff\xfe", 3};
inline constexpr int64_t opus_silence_us = 20'000;

/// How many silent packets fill the time between two packets. What is missing is whole packets: a hole that
/// is 2 ms short of one, as rounded times have it, is filled as well.
constexpr int64_t silent_packets(int64_t hole_us) {
  constexpr int64_t rounding_us = 2'000;
  return hole_us < 0 ? 0 : (hole_us + rounding_us) / opus_silence_us;
}

}  // namespace seodang::room
