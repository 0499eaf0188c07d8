#include "room/job_segment.hpp"

#include <gmock/gmock.h>

#include <cstring>

namespace seodang::room {
namespace {

using testing::ElementsAre;

std::string element(const std::string& id, const std::string& body, bool sized = true) {
  if (!sized) return id + std::string("\x01\xff\xff\xff\xff\xff\xff\xff", 8) + body;
  std::string size("\x08\0\0\0", 4);  // five bytes: lengths of all kinds are read
  size += '\0';
  for (size_t i = 0; i < 4; i++) size[4 - i] = static_cast<char>(body.size() >> 8 * i & 0xff);
  return id + size + body;
}

std::string packet(int16_t at, const std::string& payload, char flags = '\x80') {
  return std::string("\x81", 1) + static_cast<char>(at >> 8) + static_cast<char>(at & 0xff) + flags + payload;
}

const std::string segment = "\x18\x53\x80\x67", info = "\x15\x49\xa9\x66", scale = "\x2a\xd7\xb1",
                  cluster = "\x1f\x43\xb6\x75", time_of = "\xe7", simple = "\xa3", group = "\xa0",
                  plain = "\xa1", ebml = "\x1a\x45\xdf\xa3", voided = "\xec";

std::string cluster_at(uint8_t seconds, const std::string& blocks, bool sized = true) {
  const unsigned ms = seconds * 1000U;
  const std::string time{static_cast<char>(ms >> 16), static_cast<char>(ms >> 8), static_cast<char>(ms)};
  return element(cluster, element(time_of, time) + blocks, sized);
}

/// As webmmux leaves it when nobody ended it: the last cluster and the segment do not say how long they are.
std::string recording() {
  return element(ebml, "webm") +
         element(
             segment,
             element(voided, "....") + element(info, element(scale, std::string("\x0f\x42\x40", 3))) +
                 cluster_at(0, element(simple, packet(0, "one")) +
                                   element(group, element(plain, packet(500, "two", 0)))) +
                 cluster_at(2, element(simple, packet(-100, "three")) + element(simple, packet(7, "four"))) +
                 cluster_at(100, element(simple, packet(20, "five")), false),
             false);
}

SegmentReader reader(const std::string& bytes) {
  return SegmentReader({bytes.size(), [bytes](uint64_t at, char* to, size_t count) {
                          const size_t got = std::min(count, bytes.size() - static_cast<size_t>(at));
                          std::memcpy(to, bytes.data() + at, got);
                          return got;
                        }});
}

/// "500 two" for each.
std::vector<std::string> packets(SegmentReader reader, int64_t from_us = -1) {
  std::vector<std::string> all;
  if (from_us >= 0) reader.seek(from_us);
  while (const auto block = reader.next()) {
    std::string bytes(block->size, '\0');
    EXPECT_TRUE(reader.copy(*block, bytes.data()));
    EXPECT_EQ(reader.bytes(*block, 2), bytes.substr(0, 2));
    all.push_back(std::to_string(block->time_us / 1000) + " " + bytes);
  }
  return all;
}

TEST(JobSegment, EveryPacketWithItsTime) {
  EXPECT_THAT(packets(reader(recording())),
              ElementsAre("0 one", "500 two", "1900 three", "2007 four", "100020 five"));
}

TEST(JobSegment, SeeksToTheClusterBefore) {
  EXPECT_THAT(packets(reader(recording()), 0),
              ElementsAre("0 one", "500 two", "1900 three", "2007 four", "100020 five"));
  EXPECT_THAT(packets(reader(recording()), 5'000'000), ElementsAre("1900 three", "2007 four", "100020 five"));
  EXPECT_THAT(packets(reader(recording()), 999'000'000), ElementsAre("100020 five"));
}

TEST(JobSegment, ATornFileEndsBeforeItsTornPacket) {
  const std::string whole = recording();
  for (size_t cut = 0; cut < whole.size(); cut++) {
    const auto found = packets(reader(whole.substr(0, cut)));
    EXPECT_LT(found.size(), 5U) << cut;
    packets(reader(whole.substr(0, cut)), 3'000'000);
  }
  EXPECT_THAT(packets(reader(whole.substr(0, whole.size() - 1))),
              ElementsAre("0 one", "500 two", "1900 three", "2007 four"));
}

TEST(JobSegment, WhateverTheBytesItEnds) {
  const std::string whole = recording();
  for (size_t at = 0; at < whole.size(); at++) {
    for (const int flip : {0xff, 0x80, 0x01}) {
      std::string bad = whole;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      packets(reader(bad));
      packets(reader(bad), 1'000'000);
    }
  }
}

TEST(JobSegment, PacketsLongerThanTheWindow) {
  const std::string large(200'000, 'x');
  SegmentReader file = reader(element(
      segment, cluster_at(0, element(simple, packet(0, large)) + element(simple, packet(1, "next"))), false));
  const auto first = file.next();
  ASSERT_TRUE(first);
  std::string bytes(first->size, '\0');
  EXPECT_TRUE(file.copy(*first, bytes.data()));
  EXPECT_EQ(bytes, large);
  ASSERT_TRUE(file.next());
}

}  // namespace
}  // namespace seodang::room
