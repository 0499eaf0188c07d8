#include "room/job_track.hpp"

#include <gmock/gmock.h>

namespace seodang::room {
namespace {

using testing::ElementsAre;

std::vector<std::string> cuts(const std::vector<int64_t>& begins, Span interval) {
  std::vector<std::string> texts;
  for (const Cut& cut : cut_segments(begins, interval)) {
    texts.push_back(std::to_string(cut.segment) + ":" + std::to_string(cut.span.from_us) + "-" +
                    std::to_string(cut.span.to_us) + (cut.last ? "." : ""));
  }
  return texts;
}

TEST(JobTrack, SegmentsEndWhereTheNextBegins) {
  EXPECT_THAT(cuts({0, 50, 20}, {0, 100}), ElementsAre("0:0-20", "2:20-50", "1:50-100."));
  EXPECT_THAT(cuts({0, 50, 20}, {30, 40}), ElementsAre("2:30-40."));
  EXPECT_THAT(cuts({10}, {30, 40}), ElementsAre("0:30-40."));
  EXPECT_THAT(cuts({50}, {30, 40}), ElementsAre());
  EXPECT_THAT(cuts({}, {30, 40}), ElementsAre());
}

TEST(JobTrack, GapsAreWhereNothingIs) {
  EXPECT_THAT(gaps_of({{0, 10}, {30, 40}}, {0, 40}, 5), ElementsAre(Span{10, 30}));
  EXPECT_THAT(gaps_of({{30, 40}, {0, 10}, {8, 28}}, {0, 40}, 5), ElementsAre());
  EXPECT_THAT(gaps_of({{10, 20}}, {0, 40}, 5), ElementsAre(Span{0, 10}, Span{20, 40}));
  EXPECT_THAT(gaps_of({}, {0, 40}, 5), ElementsAre(Span{0, 40}));
}

TEST(JobTrack, SizesStandInKeyframes) {
  const std::string key("\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01", 10);
  EXPECT_EQ(vp8_size(key).width, 640U);
  EXPECT_EQ(vp8_size(key).height, 360U);
  EXPECT_EQ(vp8_size("\x11" + key.substr(1)).width, 0U);
  EXPECT_EQ(vp8_size(key.substr(0, 9)).width, 0U);
}

}  // namespace
}  // namespace seodang::room
