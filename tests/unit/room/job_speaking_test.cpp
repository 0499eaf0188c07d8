#include "room/job_speaking.hpp"

#include <gmock/gmock.h>

namespace seodang::room {
namespace {

using testing::ElementsAre;

constexpr double loud = 0.05, quiet = 1e-7;

/// Up to that time in seconds, 20 ms by 20 ms.
void hear(Speaking& speaking, double from, double to, double first, double second) {
  for (auto at = static_cast<int64_t>(from * 1e6); at < static_cast<int64_t>(to * 1e6); at += 20'000) {
    speaking.heard(0, at, first);
    speaking.heard(1, at, second);
  }
}

TEST(JobSpeaking, MarksWhoIsHeardAndSomewhatLonger) {
  Speaking speaking(2);
  EXPECT_THAT(speaking.marked(0), ElementsAre(false, false));
  hear(speaking, 0, 1, loud, quiet);
  EXPECT_THAT(speaking.marked(1'000'000), ElementsAre(true, false));
  hear(speaking, 1, 1.5, quiet, quiet);
  EXPECT_THAT(speaking.marked(1'500'000), ElementsAre(true, false)) << "between words";
  hear(speaking, 1.5, 4, quiet, quiet);
  EXPECT_THAT(speaking.marked(4'000'000), ElementsAre(false, false));
}

TEST(JobSpeaking, TheLargeOneDoesNotChangeAtEveryWord) {
  Speaking speaking(2);
  EXPECT_FALSE(speaking.main(0));
  hear(speaking, 0, 1, loud, quiet);
  EXPECT_EQ(speaking.main(1'000'000), 0U);
  hear(speaking, 1, 2, quiet, loud);
  EXPECT_EQ(speaking.main(2'000'000), 0U);
  hear(speaking, 2, 5, quiet, loud);
  EXPECT_EQ(speaking.main(5'000'000), 1U);
  hear(speaking, 5, 20, quiet, quiet);
  EXPECT_EQ(speaking.main(20'000'000), 1U) << "who spoke last";
}

}  // namespace
}  // namespace seodang::room
