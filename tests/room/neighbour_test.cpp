// One room is one process: what happens to one is no business of the other.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

constexpr int64_t max_gap_us = 100'000;

/// The longest time without a packet of `ssrc`, from `since_us` until now.
int64_t longest_gap_us(const WireTap& wire, uint32_t ssrc, int64_t since_us) {
  int64_t before = since_us, longest = 0;
  for (const WirePacket& packet : wire.received(ssrc)) {
    if (packet.at_us < since_us) continue;
    longest = std::max(longest, packet.at_us - before);
    before = packet.at_us;
  }
  return std::max(longest, g_get_monotonic_time() - before);
}

TEST(Neighbour, KilledBesideALiveRoomCostsItNothing) {
  OpenRoom live, struck;
  PersonBot ann(live, "ann", red, 500, {.layers = 1}), dan(live, "dan", blue, 700, {.layers = 1});
  PersonBot eve(struck, "eve", green, 900, {.layers = 1});
  for (PersonBot* person : {&ann, &dan, &eve}) person->join();
  ASSERT_TRUE(wait_for([&] { return ann.sees(dan) && dan.sees(ann) && dan.hears(ann); }, 10));
  ASSERT_TRUE(wait_for([&] { return struck.peer_state("eve", "publish") == "connected"; }, 10));

  uint32_t picture = dan.slot_ssrc(ann), sound = dan.slot_ssrc(ann, "microphone");
  int64_t since_us = g_get_monotonic_time();
  struck.strike();
  OpenRoom successor;  // it warms up meanwhile, as the service's next spare does
  run_for(0.5);
  EXPECT_LE(longest_gap_us(dan.subscriber.wire(), sound, since_us), max_gap_us);
  EXPECT_LE(longest_gap_us(dan.subscriber.wire(), picture, since_us), max_gap_us);
}

}  // namespace
}  // namespace seodang::test
