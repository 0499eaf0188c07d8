#include "room/line.hpp"

#include <gtest/gtest.h>

#include "room/rate_meter.hpp"

namespace seodang::room {
namespace {

/// `seconds` of reports of one stream of 50 packets/s.
struct Reports {
  Line line;
  int64_t now = 1'000;
  ReportBlock block{7, 0, 1'000};

  void run(int seconds, int lost_of_fifty, bool narrow = false, bool heard = true) {
    for (int i = 0; i < seconds; i++, now += 1'000) {
      block.highest += 50;
      block.lost += lost_of_fifty;
      if (heard) line.hear(now), line.hear(now, block, 0);
      line.judge(now, true, narrow);
    }
  }
};

TEST(Line, LossMakesItWeakAndTimeWithoutMakesItOk) {
  Reports reports;
  reports.run(5, 0);
  EXPECT_EQ(reports.line.quality(), Connection::ok);
  reports.run(3, 5);
  EXPECT_EQ(reports.line.quality(), Connection::weak);
  reports.run(4, 0);
  EXPECT_EQ(reports.line.quality(), Connection::weak) << "it flickers";
  reports.run(6, 0);
  EXPECT_EQ(reports.line.quality(), Connection::ok);
}

TEST(Line, LessThanIsWishedForIsWeak) {
  Reports reports;
  reports.run(2, 0, true);
  EXPECT_EQ(reports.line.quality(), Connection::weak);
}

TEST(Line, SilenceIsLostAndAWordBringsItBack) {
  Reports reports;
  reports.run(3, 0);
  reports.run(Line::silence_ms / 1'000 + 1, 0, false, false);
  EXPECT_EQ(reports.line.quality(), Connection::lost);
  reports.run(1, 0);
  EXPECT_EQ(reports.line.quality(), Connection::ok);
}

TEST(Line, WhoGetsNothingNeedNotReport) {
  Line line;
  for (int64_t now = 0; now < 60'000; now += 1'000) line.judge(now, false, false);
  EXPECT_EQ(line.quality(), Connection::ok);
}

TEST(Line, TowardsUsPacketsAreCounted) {
  Line line;
  for (int i = 1; i <= 5; i++) {
    line.count(i * 1'000, i * 90, i * 10);
    line.judge(i * 1'000, false, false);
  }
  EXPECT_NEAR(line.loss(5'000), 0.1, 0.001);
  EXPECT_EQ(line.quality(), Connection::weak);
}

TEST(RateMeter, IsTheMeanOfTheLastReadings) {
  RateMeter meter;
  EXPECT_EQ(meter.rate(), 0);
  uint64_t bytes = 5'000;
  for (int i = 0; i < 20; i++) meter.read(i * 200'000, bytes += 12'500);
  EXPECT_EQ(meter.rate(), 500'000);
  for (size_t i = 0; i < RateMeter::samples; i++)
    meter.read(4'000'000 + static_cast<int64_t>(i) * 200'000, bytes);
  EXPECT_EQ(meter.rate(), 0);
}

}  // namespace
}  // namespace seodang::room
