#include "elements/slot_numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace seodang::rtp {
namespace {

TEST(SlotNumbers, GoOnAcrossSourcesAndKeepHoles) {
  SlotNumbers numbers(100);
  numbers.begin(1, 5000);
  EXPECT_EQ(numbers.give(5000), 100);
  EXPECT_EQ(numbers.give(5001), 101);
  EXPECT_EQ(numbers.give(5004), 104) << "5002 and 5003 are missing, so 102 and 103 are";
  EXPECT_EQ(numbers.give(5002), 102) << "late";
  numbers.begin(2, 70);
  EXPECT_EQ(numbers.give(70), 105) << "last + 1";
  EXPECT_EQ(numbers.give(72), 107);
}

TEST(SlotNumbers, NothingTwiceNorFromBeforeTheSwitch) {
  SlotNumbers numbers(100);
  numbers.begin(1, 5000);
  EXPECT_TRUE(numbers.give(5000));
  EXPECT_FALSE(numbers.give(5000)) << "repeated";
  EXPECT_FALSE(numbers.give(4999)) << "before the first";
  EXPECT_TRUE(numbers.give(5600));
  EXPECT_FALSE(numbers.give(5600 - 512)) << "older than SRTP's window";
  EXPECT_TRUE(numbers.give(5600 - 511));
  numbers.begin(2, 5100);
  EXPECT_FALSE(numbers.give(5099)) << "a number of the source that it had before its keyframe";
}

TEST(SlotNumbers, CloseUpOverPadding) {
  SlotNumbers numbers(100);
  numbers.begin(1, 10);
  EXPECT_EQ(numbers.give(10), 100);
  numbers.skip(11);
  numbers.skip(12);
  EXPECT_EQ(numbers.give(13), 101);
  numbers.skip(14);
  EXPECT_EQ(numbers.give(15), 102);
  EXPECT_FALSE(numbers.give(11)) << "announced as padding, its number is taken";
  EXPECT_FALSE(numbers.give(14));
}

TEST(SlotNumbers, PaddingAfterAHoleLeavesTheHole) {
  SlotNumbers numbers(100);
  numbers.begin(1, 10);
  numbers.give(10);
  numbers.skip(13);  // 11 and 12 missing.
  EXPECT_EQ(numbers.give(14), 103);
  EXPECT_EQ(numbers.give(12), 102);
  EXPECT_EQ(numbers.give(11), 101);
}

TEST(SlotNumbers, LatePaddingCannotCloseUp) {
  SlotNumbers numbers(100);
  numbers.begin(1, 10);
  numbers.give(10);
  EXPECT_EQ(numbers.give(12), 102);
  numbers.skip(11);
  EXPECT_EQ(numbers.give(13), 103) << "102 has gone out: 101 stays a hole";
}

TEST(SlotNumbers, FindTheSource) {
  SlotNumbers numbers(100);
  numbers.begin(1, 5000);
  numbers.give(5000);
  numbers.skip(5001);
  numbers.give(5002);
  numbers.give(5005);
  numbers.begin(2, 70);
  numbers.give(70);
  const auto expect = [&](int64_t number, unsigned run, int64_t source) {
    const auto place = numbers.find(number);
    ASSERT_TRUE(place) << number;
    EXPECT_EQ(place->run, run) << number;
    EXPECT_EQ(place->source, source) << number;
  };
  expect(100, 1, 5000);
  expect(101, 1, 5002);
  expect(103, 1, 5004);  // A hole: the source's number that would fill it.
  expect(104, 1, 5005);
  expect(105, 2, 70);
  EXPECT_FALSE(numbers.find(106)) << "not sent yet";
  EXPECT_FALSE(numbers.find(99)) << "before the slot";
}

TEST(SlotNumbers, LeapsAreShortened) {
  SlotNumbers numbers(100);
  numbers.begin(1, 5000);
  numbers.give(5000);
  EXPECT_EQ(numbers.give(5000 + 40000), 102) << "a hole stays a hole, but SRTP would lose count";
  EXPECT_EQ(numbers.give(5000 + 40001), 103);
  EXPECT_FALSE(numbers.give(5000 + 39999));
  numbers.skip(200000);
  EXPECT_EQ(numbers.give(200001), 105);
}

// Rule 5: whatever a source does, no number is given twice and all rise by little.
TEST(SlotNumbers, NeverRepeat) {
  std::mt19937 random(3);
  SlotNumbers numbers(100);
  std::set<int64_t> given;
  int64_t highest = 99;
  int64_t source = 1000;
  unsigned run = 0;
  numbers.begin(run, source);
  for (int n = 0; n < 50000; ++n) {
    const unsigned what = random() % 100;
    if (what == 0) numbers.begin(++run, source = random() % 100000 + 1000);
    source += what < 5 ? static_cast<int64_t>(random() % 3000) : 1;
    const int64_t at = source - (what % 7 == 0 ? static_cast<int64_t>(random() % 600) : 0);
    if (what % 11 == 0) {
      numbers.skip(at);
      continue;
    }
    const auto number = numbers.give(at);
    if (!number) continue;
    EXPECT_TRUE(given.insert(*number).second) << "twice: " << *number;
    EXPECT_GT(*number, highest - SeenWindow::kSize);
    EXPECT_LE(*number, highest + 2 * SlotNumbers::kLongestHole);
    highest = std::max(highest, *number);
  }
}

}  // namespace
}  // namespace seodang::rtp
