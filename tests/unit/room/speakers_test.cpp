#include "room/speakers.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

using Names = std::vector<std::string>;
constexpr int quiet = 127;

TEST(Speakers, SeatsAreFilledLoudestFirstAlsoWithSilence) {
  Speakers speakers(3);
  speakers.update(0, {{"a", quiet}, {"b", 30}, {"c", 20}, {"d", quiet}});
  EXPECT_EQ(speakers.ranking(), (Names{"c", "b", "a"}));
}

TEST(Speakers, ASeatChangesOnlyToWhoIsLouderForLongEnough) {
  Speakers speakers(1);
  speakers.update(0, {{"a", 40}, {"b", quiet}});
  for (int64_t now = 200; now < 200 + Speakers::patience_ms; now += 200)
    speakers.update(now, {{"a", 40}, {"b", 20}});
  EXPECT_EQ(speakers.ranking(), Names{"a"}) << "patience";
  speakers.update(200 + Speakers::patience_ms, {{"a", 40}, {"b", 20}});
  EXPECT_EQ(speakers.ranking(), Names{"b"});
}

TEST(Speakers, ACoughThrowsNobodyOut) {
  Speakers speakers(1);
  speakers.update(0, {{"a", 40}, {"b", quiet}});
  for (int64_t now = 200; now < 5000; now += 200)
    speakers.update(now, {{"a", 40}, {"b", now % 400 ? 10 : quiet}});
  EXPECT_EQ(speakers.ranking(), Names{"a"});
}

TEST(Speakers, ALittleLouderIsNotLouder) {
  Speakers speakers(1);
  speakers.update(0, {{"a", 40}, {"b", quiet}});
  for (int64_t now = 200; now < 5000; now += 200)
    speakers.update(now, {{"a", 40}, {"b", 40 - Speakers::margin_db + 1}});
  EXPECT_EQ(speakers.ranking(), Names{"a"});
}

TEST(Speakers, NoiseBelowTheThresholdTakesNoSeat) {
  Speakers speakers(1);
  speakers.update(0, {{"a", quiet}, {"b", quiet}});
  for (int64_t now = 200; now < 2000; now += 200)
    speakers.update(now, {{"a", quiet}, {"b", Speakers::threshold + 1}});
  EXPECT_EQ(speakers.ranking(), Names{"a"});
}

TEST(Speakers, WhoIsGoneLosesTheirSeatAtOnce) {
  Speakers speakers(2);
  speakers.update(0, {{"a", 10}, {"b", 20}, {"c", 30}});
  speakers.update(200, {{"b", 20}, {"c", 30}});
  EXPECT_EQ(speakers.ranking(), (Names{"b", "c"}));
  EXPECT_EQ(speakers.speaking(), (Names{"b", "c"}));
}

TEST(Speakers, SpeakingIsHeldOverPausesAndSortedByLoudness) {
  Speakers speakers(3);
  speakers.update(0, {{"a", 40}, {"b", 20}, {"c", quiet}});
  EXPECT_EQ(speakers.speaking(), (Names{"b", "a"}));
  speakers.update(Speakers::hold_ms, {{"a", quiet}, {"b", 20}, {"c", quiet}});
  EXPECT_EQ(speakers.speaking(), (Names{"b", "a"}));
  speakers.update(Speakers::hold_ms + 1, {{"a", quiet}, {"b", 20}, {"c", quiet}});
  EXPECT_EQ(speakers.speaking(), Names{"b"});
}

TEST(Speakers, NoSeatsNoRanking) {
  Speakers speakers(0);
  speakers.update(0, {{"a", 10}});
  speakers.update(1000, {{"a", 10}});
  EXPECT_TRUE(speakers.ranking().empty());
}

}  // namespace
}  // namespace seodang::room
