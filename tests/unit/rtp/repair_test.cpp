// What is asked for again and how often: holes of a publisher, keyframes, repetitions for a viewer.
#include <gtest/gtest.h>

#include "elements/holes.hpp"
#include "elements/keyframe_pacer.hpp"
#include "elements/repeat_budget.hpp"

namespace seodang::rtp {
namespace {

constexpr int64_t kMs = 1'000'000;

/// Looks for holes and tells which were asked for.
std::vector<int64_t> asked(HoleList& holes, int64_t now, int64_t oldest = 0) {
  std::vector<int64_t> numbers;
  holes.look(now, oldest, [&](const Hole& hole) { numbers.push_back(hole.number); });
  return numbers;
}

TEST(Holes, AreAskedForAtOnceAndAgainAfterTheRoundTrip) {
  HoleList holes;
  EXPECT_EQ(holes.open(11, 13, 0), 0u);
  EXPECT_EQ(asked(holes, 0), (std::vector<int64_t>{11, 12}));
  EXPECT_TRUE(asked(holes, 149 * kMs).empty()) << "1.5 times the guess of 100 ms";
  const auto filled = holes.close(12, 30 * kMs);
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->asked, 1u);
  EXPECT_EQ(holes.round_trip(), 30 * kMs) << "measured";
  EXPECT_TRUE(asked(holes, 44 * kMs).empty());
  EXPECT_EQ(asked(holes, 45 * kMs), (std::vector<int64_t>{11}));
}

TEST(Holes, MeasureOnlyUnambiguousAnswers) {
  HoleList holes;
  holes.open(1, 2, 0);
  asked(holes, 0);
  asked(holes, 200 * kMs);
  holes.close(1, 201 * kMs);
  EXPECT_EQ(holes.round_trip(), 100 * kMs + 100 * kMs / 32) << "which of the two requests was answered?";
}

/// Loses one packet after another on a line of this round trip. Returns how often each of the last was asked
/// for.
double requests_per_hole(HoleList& holes, int64_t round_trip, int count) {
  unsigned requests = 0;
  int64_t number = 0;
  int64_t now = 0;
  for (int i = 0; i < count; ++i, now += 1000 * kMs) {
    ++number;
    holes.open(number, number + 1, now);
    requests = 0;
    for (int64_t at = 0; at < round_trip; at += kMs)
      holes.look(now + at, 0, [&](const Hole&) { ++requests; });
    holes.close(number, now + round_trip);
  }
  return requests;
}

TEST(Holes, NoticeThatTheRoundTripHasGrown) {
  HoleList holes;
  EXPECT_EQ(requests_per_hole(holes, 40 * kMs, 10), 1);
  EXPECT_EQ(requests_per_hole(holes, 150 * kMs, 1), 3) << "asked again before the answer can be there";
  EXPECT_EQ(requests_per_hole(holes, 150 * kMs, 40), 1);
  EXPECT_EQ(requests_per_hole(holes, 40 * kMs, 40), 1);
  EXPECT_LT(holes.retry_after(), 75 * kMs) << "and that it has shrunk again";
}

TEST(Holes, SayWhenToLookNext) {
  HoleList holes;
  EXPECT_FALSE(holes.next_look());
  holes.open(1, 2, 0);
  holes.open(2, 3, 30 * kMs);
  asked(holes, 30 * kMs);
  EXPECT_EQ(holes.next_look(), 180 * kMs);
  EXPECT_EQ(asked(holes, 180 * kMs), (std::vector<int64_t>{1, 2}));
  for (std::optional<int64_t> next; (next = holes.next_look());) {
    ASSERT_LE(*next, HoleList::kMaxAge + 31 * kMs) << "a look that has no effect";
    asked(holes, *next);
  }
}

TEST(Holes, AreGivenUp) {
  HoleList holes;
  holes.open(1, 2, 0);
  unsigned requests = 0;
  uint64_t lost = 0;
  for (int64_t now = 0; now < 3000 * kMs; now += 5 * kMs) {
    // A round trip of 20 ms: many tries fit into a second.
    if (now == 20 * kMs) {
      holes.open(2, 3, now);
      holes.look(now, 0, [](const Hole&) {});
      holes.close(2, now + 20 * kMs);
    }
    lost += holes.look(now, 0, [&](const Hole&) { ++requests; });
  }
  EXPECT_LE(requests, HoleList::kMaxRequests);
  EXPECT_EQ(lost, 1u);
  EXPECT_EQ(holes.size(), 0u);
}

TEST(Holes, OutsideTheWindowAreGivenUp) {
  HoleList holes;
  holes.open(1, 3, 0);
  EXPECT_EQ(holes.look(0, 2, [](const Hole&) {}), 1u);
  EXPECT_EQ(holes.size(), 1u);
}

TEST(Holes, ThatAreTooLongAreNotAskedFor) {
  HoleList holes;
  EXPECT_EQ(holes.open(0, HoleList::kLongestGap + 1, 0), static_cast<uint64_t>(HoleList::kLongestGap + 1));
  EXPECT_EQ(holes.size(), 0u);
  EXPECT_EQ(holes.open(0, HoleList::kLongestGap, 0), 0u);
}

TEST(Holes, WithoutAnAskerOnlyGrowOld) {
  HoleList holes;
  holes.open(1, 2, 0);
  EXPECT_EQ(holes.look(500 * kMs, 0, {}), 0u);
  EXPECT_EQ(holes.close(1, 500 * kMs)->asked, 0u);
}

TEST(KeyframePacer, GathersRequests) {
  KeyframePacer pacer;
  const int64_t interval = 500 * kMs;
  EXPECT_TRUE(pacer.ask(0, interval));
  EXPECT_FALSE(pacer.due(600 * kMs, interval)) << "nothing was remembered";
  EXPECT_FALSE(pacer.ask(100 * kMs, interval));
  EXPECT_FALSE(pacer.ask(200 * kMs, interval));
  EXPECT_FALSE(pacer.due(499 * kMs, interval));
  EXPECT_TRUE(pacer.due(500 * kMs, interval));
  EXPECT_FALSE(pacer.due(1100 * kMs, interval)) << "once";
}

TEST(KeyframePacer, ForgetsWhenTheKeyframeCame) {
  KeyframePacer pacer;
  const int64_t interval = 500 * kMs;
  pacer.ask(0, interval);
  pacer.ask(10 * kMs, interval);
  pacer.came();
  EXPECT_FALSE(pacer.due(500 * kMs, interval));
  EXPECT_TRUE(pacer.ask(600 * kMs, interval));
}

TEST(KeyframePacer, SurvivesAnotherClock) {
  KeyframePacer pacer;
  EXPECT_TRUE(pacer.ask(1'000'000 * kMs, 500 * kMs));
  EXPECT_TRUE(pacer.ask(3 * kMs, 500 * kMs)) << "time went back: the clock was exchanged";
}

TEST(RepeatBudget, SameOneNotTwiceIn20Ms) {
  RepeatBudget budget;
  EXPECT_TRUE(budget.allow(7, 0));
  EXPECT_FALSE(budget.allow(7, 19 * kMs));
  EXPECT_TRUE(budget.allow(8, 19 * kMs));
  EXPECT_TRUE(budget.allow(7, 20 * kMs));
}

TEST(RepeatBudget, HalfOfWhatWasSent) {
  RepeatBudget budget;
  size_t repeated = 0;
  const auto flood = [&] {
    for (uint16_t n = 0; n < 1000; ++n) {
      if (!budget.allow(n, int64_t{n} * kMs)) continue;
      budget.spend(1000);
      repeated += 1000;
    }
  };
  flood();
  EXPECT_LE(repeated, RepeatBudget::kHand + 1000u);
  repeated = 0;
  for (int n = 0; n < 20; ++n) budget.earn(1000);
  flood();
  EXPECT_LE(repeated, 11'000u);
  EXPECT_GE(repeated, 8'000u);
}

}  // namespace
}  // namespace seodang::rtp
