#include "base/token_bucket.hpp"

#include <gtest/gtest.h>

namespace seodang {
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
  EXPECT_FALSE(bucket.has_one());
  now += 20;
  EXPECT_TRUE(bucket.has_one()) << "looking takes none";
  EXPECT_TRUE(bucket.take());
  EXPECT_FALSE(bucket.take());
}

TEST(TokenBucketTest, WhatIsGivenBackCanBeTakenAgainAndNoMore) {
  int64_t now = 0;
  TokenBucket bucket(1, 2, [&now] { return now; });
  bucket.take();
  bucket.take();
  bucket.give();
  EXPECT_TRUE(bucket.take());
  EXPECT_FALSE(bucket.take());
  for (int i = 0; i < 5; i++) bucket.give();
  EXPECT_TRUE(bucket.take());
  EXPECT_TRUE(bucket.take());
  EXPECT_FALSE(bucket.take()) << "never more than the burst";
}

}  // namespace
}  // namespace seodang
