// How loud one frequency is in a stretch of sound.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ranges>

namespace seodang::test {

inline constexpr int sound_rate = 48000;
inline constexpr size_t sound_window = sound_rate / 5;  ///< samples, long enough to tell tones apart
inline constexpr double audible = 0.02;                 ///< amplitude

/// The amplitude of one frequency (Goertzel), in samples of sound_rate.
template <typename Samples>
double amplitude(const Samples& samples, int hertz) {
  double coefficient = 2 * std::cos(2 * std::numbers::pi * hertz / sound_rate), previous = 0, before = 0;
  for (float sample : samples) {
    double next = sample + coefficient * previous - before;
    before = previous;
    previous = next;
  }
  double power = previous * previous + before * before - coefficient * previous * before;
  const auto count = static_cast<double>(std::ranges::size(samples));
  return count == 0 ? 0 : 2 * std::sqrt(std::max(power, 0.0)) / count;
}

}  // namespace seodang::test
