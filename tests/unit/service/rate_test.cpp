#include "service/rate.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

TEST(TokenBucketTest, ABurstThenTheRate) {
  int64_t now = 0;
  TokenBucket bucket(50, 100, [&now] { return now; });
  int taken = 0;
  while (bucket.take()) taken++;
  EXPECT_EQ(taken, 100);
  now += 1000;
  for (taken = 0; bucket.take();) taken++;
  EXPECT_EQ(taken, 50);
  now += 3'600'000;
  EXPECT_TRUE(bucket.is_full());
  for (taken = 0; bucket.take();) taken++;
  EXPECT_EQ(taken, 100);
}

TEST(QuotaTest, TenAMinutePerAddress) {
  int64_t now = 0;
  Quota quota(10, [&now] { return now; });
  for (int i = 0; i < 10; i++) {
    EXPECT_TRUE(quota.is_left("a"));
    quota.spend("a");
  }
  EXPECT_FALSE(quota.is_left("a"));
  EXPECT_TRUE(quota.is_left("b")) << "another address is another matter";
  now += 6'000;
  EXPECT_TRUE(quota.is_left("a"));
  quota.spend("a");
  EXPECT_FALSE(quota.is_left("a"));
}

}  // namespace
}  // namespace seodang::service
