#include "room/rtcp_feedback.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

using Packet = std::vector<uint8_t>;

void put(Packet& packet, uint32_t word) {
  for (int shift : {24, 16, 8, 0}) packet.push_back(static_cast<uint8_t>(word >> shift));
}
Packet header(uint8_t count, uint8_t type, uint16_t words) {
  Packet packet;
  put(packet, 0x80000000u | uint32_t{count} << 24 | uint32_t{type} << 16 | words);
  return packet;
}
void put_block(Packet& packet, uint32_t ssrc, uint32_t lost, uint32_t highest) {
  for (uint32_t word : {ssrc, lost & 0xffffff, highest, 0u, 0u, 0u}) put(packet, word);
}
/// REMB of mantissa · 2^exponent bits/s for one stream.
Packet estimate(uint32_t exponent, uint32_t mantissa) {
  Packet packet = header(15, 206, 5);
  for (uint32_t word : {1u, 0u, 0x52454d42u, 1u << 24 | exponent << 18 | mantissa, 99u}) put(packet, word);
  return packet;
}
Packet operator+(Packet a, const Packet& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(RtcpFeedback, ReadsReportsAndTheEstimateOfACompound) {
  Packet reports = header(2, 201, 13);
  put(reports, 1);
  put_block(reports, 0xaabbccdd, 5, 70'000);
  put_block(reports, 2, 0xffffff, 3);  // −1: more came than was sent
  RtcpFeedback feedback = read_rtcp(reports + estimate(3, 200'000));
  ASSERT_EQ(feedback.reports.size(), 2u);
  EXPECT_EQ(feedback.reports[0].ssrc, 0xaabbccdd);
  EXPECT_EQ(feedback.reports[0].lost, 5);
  EXPECT_EQ(feedback.reports[0].highest, 70'000u);
  EXPECT_EQ(feedback.reports[1].lost, -1);
  EXPECT_EQ(feedback.estimate, 1'600'000);
}

TEST(RtcpFeedback, FindsReportsBehindASendersInfo) {
  Packet packet = header(1, 200, 12);
  for (uint32_t word : {1u, 2u, 3u, 4u, 5u, 6u}) put(packet, word);
  put_block(packet, 9, 1, 10);
  RtcpFeedback feedback = read_rtcp(packet);
  ASSERT_EQ(feedback.reports.size(), 1u);
  EXPECT_EQ(feedback.reports[0].ssrc, 9u);
}

TEST(RtcpFeedback, WhatIsCutShortOrSomethingElseIsLeftAlone) {
  Packet whole = header(1, 201, 7);
  put(whole, 1);
  put_block(whole, 9, 1, 10);
  whole = whole + estimate(0, 1000);
  for (size_t size = 0; size < whole.size(); size++) {
    RtcpFeedback feedback = read_rtcp(std::span(whole).first(size));
    EXPECT_EQ(feedback.reports.size(), size >= 32 ? 1u : 0u) << size;
    EXPECT_FALSE(feedback.estimate) << size;
  }
  Packet other = estimate(0, 1000);
  other[12] = 'X';
  EXPECT_FALSE(read_rtcp(other).estimate);
  EXPECT_EQ(read_rtcp(estimate(63, 0x3ffff)).estimate, INT64_MAX);
  Packet lying = header(31, 201, 1);  // blocks that are not there
  put(lying, 1);
  EXPECT_TRUE(read_rtcp(lying).reports.empty());
}

TEST(LossMeter, IsTheLossOfAllStreamsWithinTheWindow) {
  LossMeter meter;
  meter.add(0, {1, 0, 100}, 0);
  meter.add(0, {2, 0, 500}, 0);
  EXPECT_EQ(meter.fraction(0), 0) << "a beginning says nothing";
  meter.add(1'000, {1, 10, 200}, 0);
  meter.add(1'000, {2, 0, 600}, 0);
  EXPECT_DOUBLE_EQ(meter.fraction(1'000), 0.05);
  EXPECT_EQ(meter.fraction(1'001 + LossMeter::window_ms), 0) << "forgotten";
}

TEST(LossMeter, WhatWasNeverSentIsNotLost) {
  LossMeter meter;
  meter.add(0, {1, 0, 100}, 0);
  meter.add(500, {1, 40, 200}, 40);
  EXPECT_EQ(meter.fraction(500), 0);
  meter.add(900, {1, 50, 300}, 40);
  EXPECT_DOUBLE_EQ(meter.fraction(900, 300), 0.1);
}

TEST(LossMeter, AHoleMayBeKnownBeforeTheReportComesToIt) {
  LossMeter meter;
  meter.add(0, {1, 0, 100}, 0);
  meter.add(200, {1, 0, 120}, 200);
  EXPECT_EQ(meter.fraction(200), 0);
  meter.add(400, {1, 200, 400}, 200);
  EXPECT_EQ(meter.fraction(400), 0);
  meter.add(600, {1, 250, 500}, 200);
  EXPECT_DOUBLE_EQ(meter.fraction(600), 0.25) << "50 of the 200 sent";
}

TEST(LossMeter, RepeatedPacketsAndNewBeginningsDoNoHarm) {
  LossMeter meter;
  meter.add(0, {1, 50, 1'000}, 0);
  meter.add(500, {1, 20, 1'100}, 0);  // 30 were had again
  EXPECT_EQ(meter.fraction(500), 0);
  meter.add(600, {1, 0, 10}, 0);
  meter.add(700, {1, 50, 110}, 0);
  EXPECT_DOUBLE_EQ(meter.fraction(700), 0.1);
}

}  // namespace
}  // namespace seodang::room
