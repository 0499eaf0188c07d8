#include "base/descriptors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

namespace seodang {
namespace {

TEST(DescriptorsTest, CountsWhatIsOpen) {
  const size_t before = descriptors().open;
  std::vector<int> more;
  for (int i = 0; i < 50; i++) more.push_back(dup(STDIN_FILENO));
  EXPECT_EQ(descriptors().open, before + 50);
  for (int descriptor : more) close(descriptor);
  EXPECT_EQ(descriptors().open, before);
}

TEST(DescriptorsTest, TheSoftLimitIsRaisedToTheHardOne) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max / 2;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(descriptors().limit, limit.rlim_max / 2);
  raise_descriptor_limit();
  EXPECT_EQ(descriptors().limit, limit.rlim_max);
}

TEST(DescriptorsTest, SharesOfTheLimit) {
  const Descriptors use{80, 100};
  EXPECT_FALSE(use.exceed(Descriptors::joins_share)) << "the limit itself is within";
  EXPECT_TRUE(use.exceed(Descriptors::joins_share, 1));
  EXPECT_FALSE(use.exceed(Descriptors::last_share, 15));
  EXPECT_TRUE(use.exceed(Descriptors::last_share, 16));
}

}  // namespace
}  // namespace seodang
