#include "elements/sequence.hpp"

#include <gtest/gtest.h>

#include "elements/history.hpp"

namespace seodang::rtp {
namespace {

TEST(Extend, TakesTheNearest) {
  EXPECT_EQ(extend(5, 65530, 16), 65541);
  EXPECT_EQ(extend(65530, 65541, 16), 65530);
  EXPECT_EQ(extend(0x7ffe, 0x8001, 15), 0x7ffe);
  EXPECT_EQ(extend(3, 126, 7), 131);
  EXPECT_EQ(extend(10, (int64_t{1} << 32) + 0xfffffff0, 32), (int64_t{2} << 32) + 10);
}

TEST(SeenWindow, AcceptsEachNumberOnce) {
  SeenWindow window;
  EXPECT_TRUE(window.insert(1000));
  EXPECT_FALSE(window.insert(1000));
  EXPECT_TRUE(window.insert(1003));
  EXPECT_TRUE(window.insert(1001));
  EXPECT_FALSE(window.insert(1001));
  EXPECT_FALSE(window.insert(1000));
  EXPECT_EQ(window.highest(), 1003);
}

TEST(SeenWindow, Is512Wide) {
  SeenWindow window;
  window.insert(1000);
  EXPECT_TRUE(window.insert(1000 - 511));
  EXPECT_FALSE(window.insert(1000 - 512)) << "older than the window";
  // Within and across the words of the ring.
  for (const int64_t step : {1, 62, 63, 64, 65, 127, 511}) {
    SeenWindow moved;
    moved.insert(1000);
    moved.insert(1000 + step);
    EXPECT_FALSE(moved.insert(1000)) << step;
    EXPECT_TRUE(moved.insert(999 + step) || step == 1) << step;
  }
  SeenWindow far;
  far.insert(1000);
  far.insert(2000);
  EXPECT_TRUE(far.insert(2000 - 511)) << "a leap forgets everything";
  EXPECT_FALSE(SeenWindow().insert(-1));
}

TEST(SeenWindow, KnowsEachNumberOfARoundTheRing) {
  SeenWindow window;
  for (int64_t number = 0; number < 3000; number += 3) EXPECT_TRUE(window.insert(number));
  for (int64_t number = 2997 - 511; number < 2997; ++number)
    EXPECT_EQ(window.insert(number), number % 3 != 0) << number;
}

TEST(SequenceReader, GoesOnOverTheWrap) {
  SequenceReader reader;
  const int64_t first = reader.read(65534);
  EXPECT_EQ(reader.read(65535), first + 1);
  EXPECT_EQ(reader.read(1), first + 3);
  EXPECT_EQ(reader.read(0), first + 2);
  EXPECT_EQ(reader.highest(), first + 3);
}

TEST(SequenceReader, TellsANewStartFromOldPackets) {
  SequenceReader reader;
  const int64_t first = reader.read(30000);
  // Retransmissions of long ago, new packets between them: no new start.
  for (uint16_t n = 0; n < 20; ++n) {
    EXPECT_LT(reader.read(static_cast<uint16_t>(29000 + n)), first);
    EXPECT_EQ(reader.read(static_cast<uint16_t>(30001 + n)), first + 1 + n);
  }
  // The sender starts again at 100: after four in sequence it is believed, and numbers go on upwards.
  int64_t number = 0;
  for (uint16_t n = 0; n < 4; ++n) number = reader.read(static_cast<uint16_t>(100 + n));
  EXPECT_GT(number, first);
  EXPECT_EQ(number & 0xffff, 103);
  EXPECT_EQ(reader.read(104), number + 1);
}

TEST(History, KeepsTheLastOfThem) {
  History<int> history(4);
  for (int n = 65530; n < 65546; ++n) history.store(static_cast<uint16_t>(n), n);
  EXPECT_EQ(history.find(static_cast<uint16_t>(65545)), 65545);
  EXPECT_EQ(history.find(static_cast<uint16_t>(65542)), 65542) << "the ring wraps with the numbers";
  EXPECT_EQ(history.find(static_cast<uint16_t>(65541)), 0) << "pushed out";
  History<int> none(0);
  none.store(1, 1);
  EXPECT_EQ(none.find(1), 0);
}

TEST(History, FindsWhatCameOutOfOrder) {
  History<int> history(8);
  for (const uint16_t n : {10, 12, 11, 13}) history.store(n, n);
  for (const uint16_t n : {10, 11, 12, 13}) EXPECT_EQ(history.find(n), n);
  EXPECT_EQ(history.find(14), 0);
}

}  // namespace
}  // namespace seodang::rtp
