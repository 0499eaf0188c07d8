// What a viewer looks at changes: another picture in the same slot, without a seam.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

/// One video slot, two people to see, one who looks.
class Paging : public testing::Test {
 protected:
  void SetUp() override {
    ann.join();
    bob.join();
    dan.join();
    dan.subscriber.view({"ann"});
    ASSERT_TRUE(wait_for([&] { return dan.sees(ann); }, 10));
    ASSERT_TRUE(wait_for([&] { return room.count("track.added", "bob") == 2; }));
    mid = room.slot_of("dan", "ann", "camera");
  }
  std::vector<WirePacket> packets() { return dan.subscriber.wire().received(dan.subscriber.slot(mid).ssrc); }

  OpenRoom room{Json::object({{"video", 1}, {"audio", 1}, {"screen", 0}, {"screenAudio", 0}})};
  PersonBot ann{room, "ann", red, 500, {.layers = 1}}, bob{room, "bob", green, 900, {.layers = 1}};
  PersonBot dan{room, "dan", blue, 0, {}, false};
  std::string mid;
};

// Unless whoever turns back and forth comes to somebody who was asked for a keyframe within the last 500 ms.
TEST_F(Paging, ShowsTheOtherPictureWithinHalfASecond) {
  for (PersonBot* next : {&bob, &ann, &bob}) {
    run_for(0.5);
    int64_t asked_us = g_get_monotonic_time();
    dan.subscriber.view({next->id});
    ASSERT_TRUE(wait_for([&] { return dan.sees(*next); })) << dan.subscriber.colour_text(mid);
    EXPECT_LE(dan.subscriber.changed_us(mid) - asked_us, 500'000);
    EXPECT_EQ(room.slot_of("dan", next->id, "camera"), mid);
  }
}

// §0 rule 13: what is merely replaced plays on until the new keyframe.
TEST_F(Paging, TheOldPicturePlaysOnUntilTheNewOneIsThere) {
  bob.publisher->flow(Source::camera, 0, false);  // no keyframe of bob's can come
  dan.subscriber.view({"bob"});
  ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "bob", "camera", false) == mid; }));
  size_t before = dan.subscriber.pictures(mid);
  run_for(0.5);
  EXPECT_GE(dan.subscriber.pictures(mid), before + 4);
  EXPECT_TRUE(dan.subscriber.sees(mid, ann.colour));
  EXPECT_EQ(room.slot_of("dan", "bob", "camera"), "") << "live before the switch";
  bob.publisher->flow(Source::camera, 0, true);
  EXPECT_TRUE(wait_for([&] { return dan.sees(bob); }));
}

// §0 rule 5: numbers go on over switches; no repeat, no step back, no hole that was not the source's.
TEST_F(Paging, SequenceNumbersAndTimestampsGoOnOverSwitches) {
  for (PersonBot* next : {&bob, &ann, &bob, &ann}) {
    dan.subscriber.view({next->id});
    ASSERT_TRUE(wait_for([&] { return dan.sees(*next); }));
  }
  std::vector<WirePacket> all = packets();
  ASSERT_GT(all.size(), 10u);
  for (size_t i = 1; i < all.size(); i++) {
    EXPECT_EQ(static_cast<uint16_t>(all[i].seqnum - all[i - 1].seqnum), 1) << "packet " << i;
    EXPECT_GE(static_cast<int32_t>(all[i].timestamp - all[i - 1].timestamp), 0) << "packet " << i;
    EXPECT_LT(all[i].at_us - all[i - 1].at_us, 400'000) << "a pause before packet " << i;
  }
}

TEST_F(Paging, AnEmptyViewClearsTheSlot) {
  dan.subscriber.view({});
  ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "ann", "camera", false).empty(); }));
  run_for(0.05);
  size_t before = packets().size();
  run_for(0.3);
  EXPECT_EQ(packets().size(), before);
}

TEST_F(Paging, UnknownPeopleInAViewAreIgnored) {
  dan.subscriber.view({"nobody", "bob"});
  EXPECT_TRUE(wait_for([&] { return dan.sees(bob); }));
}

TEST_F(Paging, AudioOnlyStopsThePicturesAndKeepsTheSound) {
  ASSERT_TRUE(wait_for([&] { return dan.hears(ann) || dan.hears(bob); }));
  dan.subscriber.view({"ann"}, 0, "audio");
  ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "ann", "camera", false).empty(); }));
  run_for(0.3);
  EXPECT_TRUE(dan.hears(ann) || dan.hears(bob));
}

/// A camera in two layers.
class Layers : public testing::Test {
 protected:
  void SetUp() override {
    ann.join();
    dan.join();
    dan.subscriber.view({"ann"}, 100);
    ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && room.count("track.added", "ann") == 3; }, 10));
  }
  /// Packets of one of ann's layers that a viewer's slots took, by the stats of the tees' branches.
  bool wanted(int layer) {
    const RoomEvent* event = room.last("wanted", "ann");
    return event && event->params["tracks"].at(static_cast<size_t>(layer) + 1)["active"].boolean_or(false);
  }
  int height() { return dan.subscriber.height(room.slot_of("dan", "ann", "camera")); }

  OpenRoom room;
  PersonBot ann{room, "ann", red, 500}, dan{room, "dan", blue, 0, {}, false};
};

TEST_F(Layers, ALargeTileGetsTheLargeLayerAndASmallOneTheSmall) {
  EXPECT_TRUE(wait_for([&] { return height() == 48; })) << height();
  EXPECT_FALSE(wanted(1));
  dan.subscriber.view({"ann"}, 720);
  EXPECT_TRUE(wait_for([&] { return height() == 96; })) << height();
  EXPECT_TRUE(wanted(1));
  dan.subscriber.view({"ann"}, 100);
  EXPECT_TRUE(wait_for([&] { return height() == 48; })) << height();
  EXPECT_TRUE(wanted(0));
  EXPECT_FALSE(wanted(1));
}

TEST_F(Layers, TheSmallLayerStepsInWhenTheLargeOneStops) {
  dan.subscriber.view({"ann"}, 720);
  ASSERT_TRUE(wait_for([&] { return height() == 96; }));
  ann.publisher->flow(Source::camera, 1, false);
  EXPECT_TRUE(wait_for([&] { return height() == 48; }, 4)) << height();
  ann.publisher->flow(Source::camera, 1, true);
  EXPECT_TRUE(wait_for([&] { return height() == 96; }, 4)) << height();
}

}  // namespace
}  // namespace seodang::test
