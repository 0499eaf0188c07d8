#include "support/line.hpp"

#include <gtest/gtest.h>

namespace seodang::test {
namespace {

TEST(Line, LosesItsShareAndDelaysTheRest) {
  Line line(7);
  line.set({.loss = 0.05, .delay_us = 20'000});
  size_t lost = 0;
  for (int64_t now = 0; now < 100'000; now++) {
    auto out = line.pass(100, now);
    lost += !out;
    if (out) {
      EXPECT_EQ(*out, now + 20'000);
    }
  }
  EXPECT_NEAR(static_cast<double>(lost), 5000, 300);
}

TEST(Line, TheSameSeedLosesTheSame) {
  Line one(3), same(3), another(4);
  size_t differences = 0;
  for (Line* line : {&one, &same, &another}) line->set({.loss = 0.5});
  for (int64_t now = 0; now < 100; now++) {
    bool lost = !one.pass(100, now);
    EXPECT_EQ(!same.pass(100, now), lost);
    differences += !another.pass(100, now) != lost;
  }
  EXPECT_GT(differences, 20u);
}

TEST(Line, ALimitedRateMakesThemWait) {
  Line line(1);
  line.set({.delay_us = 1000, .bits_per_second = 400'000, .queue_bytes = 5000});
  const size_t packet = 1000 - Line::kOverhead;  // 20 ms
  EXPECT_EQ(line.pass(packet, 0), 21'000);
  EXPECT_EQ(line.pass(packet, 0), 41'000);
  EXPECT_EQ(line.pass(packet, 100'000), 121'000) << "idle meanwhile";
}

TEST(Line, WhatDoesNotFitIntoTheQueueIsDropped) {
  Line line(1);
  line.set({.bits_per_second = 400'000, .queue_bytes = 5000});
  size_t passed = 0;
  for (int i = 0; i < 100; i++) passed += line.pass(1000 - Line::kOverhead, 0).has_value();
  EXPECT_EQ(passed, 6u) << "one on the line, five waiting";
  EXPECT_TRUE(line.pass(100, 20'001)) << "one has left";
}

TEST(Line, NothingOvertakes) {
  Line line(1);
  line.set({.delay_us = 50'000});
  EXPECT_EQ(line.pass(100, 0), 50'000);
  line.set({.delay_us = 10'000});
  EXPECT_EQ(line.pass(100, 1), 50'000);
}

}  // namespace
}  // namespace seodang::test
