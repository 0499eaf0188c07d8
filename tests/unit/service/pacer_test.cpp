#include "service/pacer.hpp"

#include <gtest/gtest.h>

#include "support/wait.hpp"

namespace seodang::service {
namespace {

TEST(Pacer, ActsAtOnceThenOncePerPause) {
  int acts = 0;
  Pacer pacer(100, [&] { acts++; });
  pacer.ask();
  EXPECT_EQ(acts, 1);
  for (int i = 0; i < 10; i++) pacer.ask();
  EXPECT_EQ(acts, 1);
  EXPECT_TRUE(test::wait_for([&] { return acts == 2; })) << "what was asked for meanwhile is not forgotten";
  test::run_for(0.25);
  EXPECT_EQ(acts, 2) << "nobody has asked";
  pacer.ask();
  EXPECT_EQ(acts, 3);
}

TEST(Pacer, EndsWithItsHolder) {
  int acts = 0;
  {
    Pacer pacer(20, [&] { acts++; });
    pacer.ask();
    pacer.ask();
  }
  test::run_for(0.1);
  EXPECT_EQ(acts, 1);
}

}  // namespace
}  // namespace seodang::service
