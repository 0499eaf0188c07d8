#include "elements/order_window.hpp"

#include <gtest/gtest.h>

#include <string>

namespace seodang::rtp {
namespace {

constexpr int64_t kMs = 1'000'000;
constexpr int64_t kPatience = 1000 * kMs;

class OrderWindowTest : public testing::Test {
 protected:
  /// What leaves, as text: numbers, "|" before one that follows a hole.
  std::string take(uint16_t seqnum, int64_t ms) {
    return text(window_.take(seqnum, ms * kMs, kPatience, seqnum));
  }
  std::string flush() { return text(window_.flush()); }
  static std::string text(const std::vector<OrderWindow<int>::Leaving>& leaving) {
    std::string text;
    for (const auto& packet : leaving)
      text += (text.empty() ? "" : " ") + std::string(packet.after_hole ? "|" : "") +
              std::to_string(packet.value);
    return text;
  }

  OrderWindow<int> window_;
};

TEST_F(OrderWindowTest, WhatIsInOrderLeavesAtOnce) {
  for (const int seqnum : {65534, 65535, 0, 1})
    EXPECT_EQ(take(static_cast<uint16_t>(seqnum), 0), std::to_string(seqnum));
  EXPECT_EQ(window_.lost() + window_.dropped(), 0u);
}

TEST_F(OrderWindowTest, AHoleIsWaitedFor) {
  take(1, 0);
  EXPECT_EQ(take(3, 40), "");
  EXPECT_EQ(take(5, 80), "");
  EXPECT_EQ(window_.waiting(), 2u);
  EXPECT_EQ(take(2, 20), "2 3");
  EXPECT_EQ(take(4, 60), "4 5");
  EXPECT_EQ(window_.lost(), 0u);
}

TEST_F(OrderWindowTest, AHoleIsGivenUpByThePacketsTime) {
  take(1, 0);
  EXPECT_EQ(take(3, 100), "");
  EXPECT_EQ(take(4, 1100), "") << "just the patience";
  EXPECT_EQ(take(5, 1101), "|3 4 5");
  EXPECT_EQ(take(2, 50), "") << "too late";
  EXPECT_EQ(window_.lost(), 1u);
  EXPECT_EQ(window_.dropped(), 1u);
}

TEST_F(OrderWindowTest, EachHoleHasItsOwnTime) {
  take(1, 0);
  take(3, 0);
  take(5, 900);
  EXPECT_EQ(take(6, 1001), "|3");
  EXPECT_EQ(take(7, 1901), "|5 6 7");
}

TEST_F(OrderWindowTest, RepetitionsAreDropped) {
  take(1, 0);
  take(3, 0);
  EXPECT_EQ(take(1, 0), "");
  EXPECT_EQ(take(3, 0), "");
  EXPECT_EQ(take(2, 0), "2 3");
  EXPECT_EQ(window_.dropped(), 2u);
}

TEST_F(OrderWindowTest, TheEndSendsAllThatWaits) {
  take(1, 0);
  take(3, 0);
  take(6, 0);
  EXPECT_EQ(flush(), "|3 |6");
  EXPECT_EQ(window_.lost(), 3u);
  EXPECT_EQ(flush(), "");
  EXPECT_EQ(take(7, 0), "7");
}

TEST_F(OrderWindowTest, TimeDoesNotGoBack) {
  take(1, 500);
  const auto leaving = window_.take(2, 480 * kMs, kPatience, 2);
  ASSERT_EQ(leaving.size(), 1u);
  EXPECT_EQ(leaving[0].pts, 500 * kMs);
}

TEST_F(OrderWindowTest, WithoutATimeItIsTheLatest) {
  take(1, 500);
  const auto leaving = window_.take(2, {}, kPatience, 2);
  ASSERT_EQ(leaving.size(), 1u);
  EXPECT_EQ(leaving[0].pts, 500 * kMs);
}

// A hostile stream whose time stands still.
TEST_F(OrderWindowTest, ItHoldsSoMuchAndNoMore) {
  take(0, 0);
  for (int64_t n = 2; n < 2 + OrderWindow<int>::kMost; ++n)
    EXPECT_EQ(take(static_cast<uint16_t>(n), 0), "") << n;
  EXPECT_TRUE(take(2 + OrderWindow<int>::kMost, 0).starts_with("|2 3 4"));
  EXPECT_EQ(window_.waiting(), 0u);
}

TEST_F(OrderWindowTest, ALeapIsANewStart) {
  take(1, 0);
  EXPECT_EQ(take(10'000, 20), "|10000");
  EXPECT_EQ(window_.lost(), 0u);
}

// A sender that starts anew far behind is believed after four in sequence (SequenceReader).
TEST_F(OrderWindowTest, ANewStartBehindGoesOn) {
  take(30'000, 0);
  for (uint16_t n = 5; n < 8; ++n) EXPECT_EQ(take(n, 20), "");
  EXPECT_EQ(take(8, 20), "|8");
  EXPECT_EQ(take(9, 20), "9");
}

TEST_F(OrderWindowTest, AMarkIsPassedWhenAllBeforeItHasLeft) {
  EXPECT_TRUE(window_.done(window_.mark())) << "nothing came";
  take(1, 0);
  EXPECT_TRUE(window_.done(window_.mark()));
  take(3, 0);
  const int64_t mark = window_.mark();
  EXPECT_FALSE(window_.done(mark));
  take(5, 0);
  take(2, 0);
  EXPECT_TRUE(window_.done(mark)) << "5 came after it";
  EXPECT_FALSE(window_.done(window_.mark()));
}

}  // namespace
}  // namespace seodang::rtp
