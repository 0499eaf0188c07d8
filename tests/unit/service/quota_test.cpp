#include "service/quota.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

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

TEST(QuotaTest, WhatWasRightIsGivenBack) {
  Quota quota(1);
  quota.spend("a");
  EXPECT_FALSE(quota.is_left("a"));
  quota.give_back("a");
  EXPECT_TRUE(quota.is_left("a"));
  quota.give_back("unknown");
}

}  // namespace
}  // namespace seodang::service
