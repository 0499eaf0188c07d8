#include "room/capacity.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

IceConfig on(std::vector<std::string> addresses) {
  IceConfig ice;
  ice.addresses = std::move(addresses);
  return ice;
}

TEST(CapacityTest, PeersFillTheLimitUpToFourFifths) {
  const IceConfig ice = on({"127.0.0.1"});
  EXPECT_EQ(capacity_within({20, 1000}, ice).peers, 156u) << "(800 - 20) / 5";
  EXPECT_EQ(capacity_within({800, 1000}, ice).peers, 0u);
  EXPECT_EQ(capacity_within({900, 1000}, ice).peers, 0u) << "and not a negative number";
  EXPECT_EQ(capacity_within({20, 1 << 20}, ice).participants, 1000u);
}

TEST(CapacityTest, EveryAddressCostsEachPeerASocket) {
  EXPECT_EQ(descriptors_per_peer(on({"127.0.0.1"})), 5u);
  EXPECT_EQ(descriptors_per_peer(on({"127.0.0.1", "127.0.0.2", "127.0.0.3"})), 7u);
  EXPECT_EQ(capacity_within({10, 100}, on({"127.0.0.1", "127.0.0.2", "127.0.0.3"})).peers, 10u);
  EXPECT_GE(local_addresses({}), 1u) << "also on a machine without a network";
}

TEST(CapacityTest, ThereAreNoMorePeersThanPorts) {
  IceConfig ice = on({"127.0.0.1"});
  ice.port_min = 50'000;
  ice.port_max = 50'009;
  EXPECT_EQ(capacity_within({20, 1000}, ice).peers, 10u);
  EXPECT_EQ(capacity_within({20, 40}, ice).peers, 2u);
}

}  // namespace
}  // namespace seodang::room
