#include "room/capacity.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

TEST(CapacityTest, PeersFillTheLimitUpToFourFifths) {
  EXPECT_EQ(capacity_within({20, 1000}, 5).peers, 156u) << "(800 - 20) / 5";
  EXPECT_EQ(capacity_within({800, 1000}, 5).peers, 0u);
  EXPECT_EQ(capacity_within({900, 1000}, 5).peers, 0u) << "and not a negative number";
  EXPECT_EQ(capacity_within({20, 1 << 20}, 5).participants, 1000u);
}

TEST(CapacityTest, EveryConfiguredAddressCosts) {
  IceConfig ice;
  EXPECT_GE(local_addresses(ice), 1u) << "also on a machine without a network";
  ice.addresses = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
  EXPECT_EQ(local_addresses(ice), 3u);
}

}  // namespace
}  // namespace seodang::room
