#include "room/job_opus.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

TEST(JobOpus, DurationsOfEveryKind) {
  EXPECT_EQ(opus_duration_us("\x08x"), 20'000) << "SILK narrow band";
  EXPECT_EQ(opus_duration_us("\x18x"), 60'000);
  EXPECT_EQ(opus_duration_us("\x60x"), 10'000) << "hybrid";
  EXPECT_EQ(opus_duration_us("\x78x"), 20'000);
  EXPECT_EQ(opus_duration_us("\xe0x"), 2'500) << "CELT";
  EXPECT_EQ(opus_duration_us("\xfcx"), 20'000) << "stereo";
  EXPECT_EQ(opus_duration_us("\xfdx"), 40'000) << "two frames";
  EXPECT_EQ(opus_duration_us("\xfe\x01x"), 40'000);
  EXPECT_EQ(opus_duration_us("\xff\x03x"), 60'000) << "three frames";
  EXPECT_EQ(opus_duration_us(opus_silence), opus_silence_us);
}

TEST(JobOpus, WhatIsNoPacket) {
  EXPECT_EQ(opus_duration_us(""), 0);
  EXPECT_EQ(opus_duration_us("\xff"), 0);
  EXPECT_EQ(opus_duration_us("\xff\x3f"), 0) << "longer than 120 ms";
}

TEST(JobOpus, SilenceForWholePacketsOnly) {
  EXPECT_EQ(silent_packets(-5'000), 0);
  EXPECT_EQ(silent_packets(0), 0);
  EXPECT_EQ(silent_packets(17'000), 0);
  EXPECT_EQ(silent_packets(19'000), 1);
  EXPECT_EQ(silent_packets(20'000), 1);
  EXPECT_EQ(silent_packets(1'000'000), 50);
}

}  // namespace
}  // namespace seodang::room
