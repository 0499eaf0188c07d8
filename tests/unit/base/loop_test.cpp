#include "base/loop.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "support/wait.hpp"

namespace seodang {
namespace {

using test::run_for;
using test::wait_for;

struct Owner : Bindable {
  using Bindable::unbind;
  explicit Owner(int& calls) : calls(calls) {}
  void add(int amount) { calls += amount; }
  int& calls;
};

TEST(Loop, BoundCallsReachTheirOwner) {
  int calls = 0;
  Owner owner(calls);
  auto call = bind(&owner, &Owner::add);
  call(2);
  call(3);
  EXPECT_EQ(calls, 5);
}

TEST(Loop, BoundAndWeakCallsDieWithTheirOwner) {
  int calls = 0;
  auto owner = std::make_unique<Owner>(calls);
  auto bound = bind(owner.get(), &Owner::add);
  auto weakly = weak(owner.get(), [&calls](int amount) { calls += amount; });
  owner.reset();
  bound(1);
  weakly(1);
  EXPECT_EQ(calls, 0);
}

TEST(Loop, UnbindKillsOlderCallsAndLetsNewOnesLive) {
  int calls = 0;
  Owner owner(calls);
  auto older = bind(&owner, &Owner::add);
  owner.unbind();
  auto newer = bind(&owner, &Owner::add);
  older(1);
  newer(10);
  EXPECT_EQ(calls, 10);
}

TEST(Loop, PostedCallsRunLaterInOrderAndFromAnyThread) {
  std::vector<int> order;
  post([&] {
    order.push_back(1);
    post([&] { order.push_back(3); });
    order.push_back(2);
  });
  EXPECT_TRUE(order.empty()) << "not within post()";
  ASSERT_TRUE(wait_for([&] { return order.size() == 3; }));
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
  bool came = false;
  std::thread([&came] { post([&came] { came = true; }); }).join();
  EXPECT_TRUE(wait_for([&] { return came; }));
}

TEST(Timer, OnceRunsOnceAndEveryRunsOn) {
  int once = 0, every = 0;
  Timer single = Timer::once(1, [&] { once++; }), repeated = Timer::every(1, [&] { every++; });
  ASSERT_TRUE(wait_for([&] { return every >= 5; }));
  EXPECT_EQ(once, 1);
}

TEST(Timer, StopsWithItsHolderAndByAMove) {
  int calls = 0;
  {
    Timer timer = Timer::every(1, [&] { calls++; });
  }
  Timer timer = Timer::every(1, [&] { calls++; });
  timer = Timer();
  run_for(0.03);
  EXPECT_EQ(calls, 0);
}

TEST(Timer, MayBeReplacedOrStoppedWithinItsOwnCall) {
  int first = 0, second = 0;
  Timer timer;
  timer = Timer::once(1, [&] {
    first++;
    timer = Timer::every(1, [&] {
      if (++second == 3) timer.stop();
    });
  });
  ASSERT_TRUE(wait_for([&] { return second == 3; }));
  run_for(0.03);
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 3);
}

}  // namespace
}  // namespace seodang
