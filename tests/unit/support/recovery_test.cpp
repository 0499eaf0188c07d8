#include "support/recovery.hpp"

#include <gtest/gtest.h>

namespace seodang::test {
namespace {

std::vector<WirePacket> stream(const std::vector<std::pair<int, int64_t>>& packets) {
  std::vector<WirePacket> log;
  for (auto [number, at] : packets) {
    WirePacket packet;
    packet.seqnum = packet.original = static_cast<uint16_t>(number);
    packet.at_us = at;
    log.push_back(packet);
  }
  return log;
}

TEST(Recovery, TellsLateFromRepeatedFromMissing) {
  Recovery found =
      recovery_of(stream({{65534, 0}, {2, 10}, {1, 50}, {3, 60}}), stream({{65535, 40}, {3, 61}}), 0, 100);
  EXPECT_EQ(found.numbers, 6u);
  EXPECT_EQ(found.late, 1u);
  EXPECT_EQ(found.repeated, 1u);
  EXPECT_EQ(found.missing, (std::vector<uint16_t>{0}));
  EXPECT_EQ(found.waits_us, (std::vector<int64_t>{30, 40}));
}

TEST(Recovery, CountsHolesOfItsTimeAndWhatFillsThemLater) {
  auto log = stream({{1, 0}, {3, 10}, {5, 20}, {7, 101}, {2, 105}, {6, 106}});
  Recovery found = recovery_of(log, {}, 11, 100);
  EXPECT_EQ(found.numbers, 2u) << "4 and 5";
  EXPECT_EQ(found.missing, (std::vector<uint16_t>{4})) << "2 was before, 6 after";
  EXPECT_EQ(recovery_of(log, {}, 0, 100).late, 1u) << "2, after the end";
}

TEST(Recovery, BeginsWithALatePacket) {
  Recovery found = recovery_of(stream({{1, 0}, {5, 8}, {2, 12}, {3, 13}, {4, 14}, {6, 20}}), {}, 10, 100);
  EXPECT_EQ(found.numbers, 1u) << "6";
  EXPECT_EQ(found.missing.size(), 0u) << "5 had come before";
}

TEST(Recovery, OfNothing) {
  EXPECT_EQ(recovery_of({}, stream({{1, 0}}), 0, 100).missing.size(), 0u);
  EXPECT_EQ(recovery_of({}, {}, 0, 100).missing_share(), 0);
}

}  // namespace
}  // namespace seodang::test
