#include "elements/audio_level.hpp"

#include <gtest/gtest.h>

namespace seodang::rtp {
namespace {

constexpr int64_t kPacket = 20'000'000;

TEST(AudioLevel, IsSilentBeforeTheFirstPacket) { EXPECT_EQ(AudioLevel().read(0), 127); }

TEST(AudioLevel, HearsQuicklyAndForgetsSlowly) {
  AudioLevel level;
  int64_t now = 0;
  for (int n = 0; n < 5; ++n) level.feed(20, now += kPacket);
  EXPECT_LT(level.read(now), 35) << "100 ms of voice";
  for (int n = 0; n < 5; ++n) level.feed(127, now += kPacket);
  EXPECT_LT(level.read(now), 60) << "a pause of 100 ms between two words";
  for (int n = 0; n < 100; ++n) level.feed(127, now += kPacket);
  EXPECT_GT(level.read(now), 115) << "2 s later";
}

TEST(AudioLevel, IsSilentWhenPacketsStop) {
  AudioLevel level;
  for (int n = 1; n <= 10; ++n) level.feed(10, n * kPacket);
  EXPECT_LT(level.read(10 * kPacket), 15);
  EXPECT_LT(level.read(10 * kPacket + 400'000'000), 15) << "DTX sends every 400 ms";
  EXPECT_EQ(level.read(10 * kPacket + AudioLevel::kStopped + 1), 127);
  level.feed(127, 10 * kPacket + 2 * AudioLevel::kStopped);
  EXPECT_EQ(level.read(10 * kPacket + 2 * AudioLevel::kStopped), 127)
      << "the old level is not taken up again";
}

}  // namespace
}  // namespace seodang::rtp
