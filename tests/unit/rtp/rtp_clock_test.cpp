#include "elements/rtp_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace seodang::rtp {
namespace {

constexpr int64_t kMs = 1'000'000;
constexpr uint32_t kFrame = 3000;  // 90 kHz, 30 frames/s

int64_t frame_time(int64_t frame) { return frame * 1'000'000'000 / 30; }

// webrtcbin.md §21: PTS is smoothed RTP time, not arrival.
TEST(RtpClock, TakesJitterOut) {
  RtpClock clock(90000);
  std::mt19937 random(1);
  int64_t last = clock.time_of(0, 100 * kMs);
  for (uint32_t frame = 1; frame < 600; ++frame) {
    const int64_t jitter = static_cast<int64_t>(random() % 30) * kMs;
    const int64_t time = clock.time_of(frame * kFrame, 100 * kMs + frame_time(frame) + jitter);
    EXPECT_NEAR(static_cast<double>(time - last), 33.3e6, 0.2e6) << frame;
    last = time;
  }
}

TEST(RtpClock, GivesALateOneTheTimeOfItsTimestamp) {
  RtpClock clock(90000);
  int64_t times[20];
  for (uint32_t frame = 0; frame < 20; ++frame)
    times[frame] = clock.time_of(frame * kFrame, frame_time(frame));
  EXPECT_EQ(clock.time_of(10 * kFrame, frame_time(30)), times[10]);
  EXPECT_EQ(clock.time_of(19 * kFrame, frame_time(30)), times[19]);
}

TEST(RtpClock, NeverGoesBack) {
  RtpClock clock(48000);
  std::mt19937 random(2);
  int64_t last = 0;
  int64_t arrival = 500 * kMs;
  uint32_t timestamp = 0xffff0000;
  for (int n = 0; n < 3000; ++n) {
    timestamp += random() % 2000;
    arrival += static_cast<int64_t>(random() % 40) * kMs;
    if (n % 500 == 499) arrival -= 700 * kMs;
    const int64_t time = clock.time_of(timestamp, arrival);
    EXPECT_GE(time, last);
    last = time;
  }
}

TEST(RtpClock, FollowsDriftSlowly) {
  RtpClock clock(90000);
  // The sender's clock is 100 ppm slow: after 20 minutes 120 ms are between the clocks.
  int64_t worst = 0;
  int64_t last = 0;
  for (uint32_t frame = 0; frame < 36000; ++frame) {
    const int64_t arrival = frame_time(frame) + frame_time(frame) / 10000;
    const int64_t time = clock.time_of(frame * kFrame, arrival);
    if (frame > 600) worst = std::max(worst, std::abs(arrival - time));
    EXPECT_NEAR(static_cast<double>(time - last), frame > 0 ? 33.3e6 : 0, 0.1e6);
    last = time;
  }
  EXPECT_LT(worst, 2 * kMs);
}

TEST(RtpClock, FirstPacketMayHaveBeenSlow) {
  RtpClock clock(90000);
  clock.time_of(0, 150 * kMs);
  const int64_t time = clock.time_of(kFrame, frame_time(1) + 20 * kMs);
  const int64_t next = clock.time_of(10 * kFrame, frame_time(10) + 20 * kMs);
  EXPECT_GE(time, 150 * kMs);
  EXPECT_EQ(next, frame_time(10) + 20 * kMs);
}

TEST(RtpClock, AStallDoesNotMoveIt) {
  RtpClock clock(90000);
  for (uint32_t frame = 0; frame < 60; ++frame) clock.time_of(frame * kFrame, frame_time(frame));
  // 30 frames come together, a second late.
  for (uint32_t frame = 60; frame < 90; ++frame)
    EXPECT_NEAR(static_cast<double>(clock.time_of(frame * kFrame, frame_time(90))),
                static_cast<double>(frame_time(frame)), 3e6);
  EXPECT_NEAR(static_cast<double>(clock.time_of(90 * kFrame, frame_time(90))),
              static_cast<double>(frame_time(90)), 3e6);
}

TEST(RtpClock, FollowsASenderWhoseClockWasSet) {
  RtpClock clock(90000);
  for (uint32_t frame = 0; frame < 60; ++frame) clock.time_of(frame * kFrame, frame_time(frame));
  // RTP time stood still for ten seconds: everything is ten seconds late from now on.
  int64_t time = 0;
  for (uint32_t frame = 60; frame < 200; ++frame)
    time = clock.time_of(frame * kFrame, frame_time(frame) + 10'000 * kMs);
  EXPECT_NEAR(static_cast<double>(time), static_cast<double>(frame_time(199) + 10'000 * kMs), 5e6);
  // And it leapt ahead by a minute.
  time = clock.time_of(200 * kFrame + 60 * 90000, frame_time(200) + 10'000 * kMs);
  EXPECT_NEAR(static_cast<double>(time), static_cast<double>(frame_time(200) + 10'000 * kMs), 5e6);
}

// Half a cycle ahead in every packet: after six minutes of that the sum of the leaps is more than 64 bits of
// ns (the sanitizer build sees it).
TEST(RtpClock, ASenderThatLeapsAheadForEverIsFollowed) {
  RtpClock clock(90000);
  uint32_t timestamp = 0;
  for (int64_t packet = 0; packet < 1'000'000; ++packet) {
    ASSERT_EQ(clock.time_of(timestamp, packet * kMs), packet * kMs) << packet;
    timestamp += 0x7fffffff;
  }
}

TEST(RtpClock, WorksWithoutArrivalTimes) {
  RtpClock clock(90000);
  EXPECT_EQ(clock.time_of(0xffffffff, {}), 0);
  EXPECT_EQ(clock.time_of(89999, {}), 1'000'000'000);
}

}  // namespace
}  // namespace seodang::rtp
