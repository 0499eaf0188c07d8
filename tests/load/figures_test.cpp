// What the bots' figures rest on: holes, delays, sizes, and the packets they write and read.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "load/churn.hpp"
#include "load/clip.hpp"
#include "load/delays.hpp"
#include "load/packet.hpp"
#include "load/rtcp.hpp"
#include "load/sdp.hpp"
#include "load/stream_count.hpp"

namespace seodang::load {
namespace {

StreamCount count_of(std::initializer_list<int> numbers) {
  StreamCount count;
  for (const int number : numbers) count.take(static_cast<uint16_t>(number));
  return count;
}

TEST(StreamCount, AHoleIsALoss) {
  const StreamCount count = count_of({65534, 65535, 0, 3, 4});
  EXPECT_EQ(count.received(), 5U);
  EXPECT_EQ(count.lost(), 2U);
}

TEST(StreamCount, WhatComesLateFillsItsHole) {
  const StreamCount count = count_of({10, 12, 13, 11});
  EXPECT_EQ(count.lost(), 0U);
  EXPECT_EQ(count.reordered(), 1U);
  EXPECT_EQ(count.duplicates(), 0U);
}

TEST(StreamCount, WhatComesTwiceIsNoNewPacket) {
  const StreamCount count = count_of({10, 11, 10, 12, 12});
  EXPECT_EQ(count.received(), 3U);
  EXPECT_EQ(count.duplicates(), 2U);
  EXPECT_EQ(count.lost(), 0U);
}

TEST(StreamCount, ARestartForgetsHolesAndIgnoresStragglers) {
  StreamCount count = count_of({10, 15});
  count.restart();
  EXPECT_EQ(count.lost(), 0U);
  for (const int number : {14, 16, 18}) count.take(static_cast<uint16_t>(number));
  EXPECT_EQ(count.received(), 2U) << "14 belongs to before";
  EXPECT_EQ(count.lost(), 1U);
}

TEST(Delays, PercentilesAreSamples) {
  Delays delays;
  EXPECT_EQ(delays.percentile_ms(0.95), 0);
  for (int i = 100; i >= 1; i--) delays.add(i * 1000);
  EXPECT_EQ(delays.percentile_ms(0.5), 50);
  EXPECT_EQ(delays.percentile_ms(0.95), 95);
  EXPECT_EQ(delays.percentile_ms(1), 100);
}

TEST(Churn, TheSlopeIsThatOfTheSamplesThatCount) {
  EXPECT_EQ(slope({{1, 5}}), 0);
  EXPECT_DOUBLE_EQ(slope({{200, 1000}, {300, 1300}, {400, 1600}}), 3);
  ChurnReport report;
  for (const auto& [cycle, kib] : {std::pair(0, size_t{100}), {200, 900}, {300, 1000}, {400, 1100}})
    report.samples.push_back({cycle, {.resident_kib = kib}, {}});
  EXPECT_DOUBLE_EQ(report.room_bytes_per_cycle(200), 1024);
  EXPECT_TRUE(report.back());
  report.samples.back().room.threads = 1;
  EXPECT_FALSE(report.back());
}

TEST(Clip, KeepsItsBitrateAndItsKeyframes) {
  Clip clip(540'000, 0);
  size_t bytes = 0;
  int keyframes = 0;
  for (int i = 0; i < 20 * keyframe_every; i++) {
    const Clip::Frame frame = clip.next();
    bytes += frame.bytes;
    keyframes += frame.key;
  }
  EXPECT_EQ(keyframes, 20);
  EXPECT_NEAR(static_cast<double>(bytes) * 8 / 40, 540'000, 27'000);
}

TEST(Clip, AnswersARequestWithTheNextFrame) {
  Clip clip(150'000, 7);
  EXPECT_FALSE(clip.next().key);
  clip.request_keyframe();
  EXPECT_TRUE(clip.next().key);
  EXPECT_FALSE(clip.next().key);
}

TEST(Packet, TheMarkComesBack) {
  std::array<uint8_t, 100> packet{};
  const size_t header =
      write_header(packet.data(), {.ssrc = 7, .sequence = 9, .payload = 111, .level_id = 1});
  EXPECT_EQ(header, 20U);
  EXPECT_EQ(read_16(packet.data() + 2), 9);
  EXPECT_EQ(read_32(packet.data() + 8), 7U);
  EXPECT_FALSE(read_mark(packet));
  write_mark(packet.data() + packet.size() - mark_bytes, 123'456'789);
  EXPECT_EQ(read_mark(packet), 123'456'789);
}

TEST(Rtcp, ReportsAreReadBack) {
  std::array<uint8_t, 256> packet{};
  const int64_t noon = 1'700'000'000'500'000'000;
  const size_t size = write_sender_report(packet.data(), {.ssrc = 77}, noon, "bot");
  std::vector<std::pair<uint32_t, uint64_t>> reports;
  const RtcpReader reader{
      .sender_report = [&](uint32_t ssrc, uint64_t ntp) { reports.emplace_back(ssrc, ntp); }};
  reader.read({packet.data(), size});
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0], std::pair(77U, ntp_of(noon)));
  EXPECT_EQ(ntp_of(noon) & 0xffffffff, 0x80000000U) << "half a second";
  reader.read({packet.data(), size - 1});  // cut short: what is whole is read, the rest is not
  EXPECT_EQ(reports.size(), 2U);
}

TEST(Rtcp, KeyframeRequestsAndNacksAreUnderstood) {
  // PLI for 5; a NACK for 6 of the packets 100, 101 and 103.
  const std::array<uint8_t, 28> compound{0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 5,   0x81, 205,
                                         0,    3,   0, 0, 0, 1, 0, 0, 0, 6, 0, 100, 0,    5};
  std::vector<std::string> seen;
  const RtcpReader reader{
      .keyframe_request = [&](uint32_t ssrc) { seen.push_back("key " + std::to_string(ssrc)); },
      .nack = [&](uint32_t ssrc,
                  int n) { seen.push_back(std::to_string(n) + " of " + std::to_string(ssrc)); }};
  reader.read(compound);
  EXPECT_EQ(seen, (std::vector<std::string>{"key 5", "3 of 6"}));
}

TEST(Sdp, AnAnswerTurnsTheOfferRound) {
  const std::string offer = write_offer({{"0", true, 111}, {"1", false, 222}},
                                        "a=ice-ufrag:u\r\na=ice-pwd:p\r\na=setup:actpass\r\n", "bot");
  const RemoteDescription read = read_sdp(offer);
  ASSERT_EQ(read.media.size(), 2U);
  EXPECT_EQ(read.media[1].mid, "1");
  EXPECT_EQ(read.media[1].ssrc, 222U);
  EXPECT_EQ(read.media[0].level_id, audio_level_id);
  EXPECT_EQ(read.end.ufrag, "u");
  EXPECT_FALSE(read.end.dtls_client);
  const std::string answer = write_answer(offer, "a=ice-ufrag:v\r\na=setup:active\r\n");
  EXPECT_TRUE(read_sdp(answer).end.dtls_client);
  EXPECT_EQ(read_sdp(answer).end.ufrag, "v");
  EXPECT_EQ(answer.find("a=sendonly"), std::string::npos);
  EXPECT_EQ(answer.find("a=ssrc"), std::string::npos);
  EXPECT_NE(answer.find("a=rtcp-fb:96 nack pli"), std::string::npos);
}

}  // namespace
}  // namespace seodang::load
