// Three people in a meeting: everyone sees and hears the others, in the slots that the room announced.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

class Meeting : public testing::Test {
 protected:
  void SetUp() override { people = meeting_of_three(room); }

  OpenRoom room;
  std::vector<std::unique_ptr<PersonBot>> people;
};

TEST_F(Meeting, EveryoneSeesTheOthersColoursInTheAnnouncedSlots) {
  for (auto& viewer : people) {
    for (auto& other : people) {
      if (viewer == other) continue;
      EXPECT_TRUE(wait_for([&] { return viewer->sees(*other); }, 10))
          << viewer->id << " does not see " << other->id;
    }
    EXPECT_EQ(room.slot_of(viewer->id, viewer->id, "camera", false), "") << "sees themselves";
  }
}

TEST_F(Meeting, EveryoneHearsTheOthersAndNotThemselves) {
  for (auto& viewer : people) {
    for (auto& other : people) {
      if (viewer == other) continue;
      EXPECT_TRUE(wait_for([&] { return viewer->hears(*other); }, 10))
          << viewer->id << " does not hear " << other->id;
    }
  }
  run_for(0.3);
  for (auto& viewer : people) EXPECT_FALSE(viewer->hears(*viewer)) << viewer->id << " hears an echo";
}

TEST_F(Meeting, WhoSpeaksIsToldLoudestFirst) {
  people[0]->publisher->set_level(127);
  people[1]->publisher->set_level(40);
  people[2]->publisher->set_level(20);
  auto speaking = [&] {
    const RoomEvent* event = room.last("speaking");
    return event ? event->params["participants"].text() : "";
  };
  EXPECT_TRUE(wait_for([&] { return speaking() == R"(["cho","bob"])"; })) << speaking();
}

// §0 rule 8: one offer per peer, whatever happens. What is sent is what was offered, and a second answer is
// refused.
TEST_F(Meeting, NothingIsNegotiatedTwice) {
  PersonBot& viewer = *people[0];
  ASSERT_TRUE(wait_for([&] { return viewer.sees(*people[1]) && viewer.sees(*people[2]); }, 10));
  std::set<uint32_t> offered;
  for (auto& slot : viewer.subscriber.slots()) offered.insert({slot.ssrc, slot.rtx_ssrc});
  viewer.subscriber.view({"cho"}, 720);
  viewer.subscriber.view({"bob", "cho"});
  room.ok("participant.remove", Json::object({{"id", "bob"}}));
  run_for(0.5);
  for (uint32_t ssrc : viewer.subscriber.wire().ssrcs())
    EXPECT_TRUE(offered.count(ssrc)) << ssrc << " was not offered";
  EXPECT_EQ(room.error_of("subscribe.answer", Json::object({{"participant", "ann"}, {"sdp", "v=0"}})),
            "wrong-state");
  EXPECT_EQ(room.peer_state("ann", "subscribe"), "connected");
}

TEST(MeetingSlots, ASlotIsLiveOnlyOnceItsPictureFlows) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500), dan(room, "dan", blue, 0, {}, false);
  ann.publisher->publish();
  ASSERT_TRUE(wait_for([&] { return room.count("track.added", "ann") == 3; }));
  // No keyframe can come: the camera stands still.
  for (int layer : {0, 1}) ann.publisher->flow(Source::camera, layer, false);
  dan.join();
  ASSERT_TRUE(wait_for([&] { return room.peer_state("dan", "subscribe") == "connected"; }));
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "ann", "camera", false).empty(); }));
  run_for(0.4);
  EXPECT_EQ(room.slot_of("dan", "ann", "camera"), "") << "live without a packet";
  for (int layer : {0, 1}) ann.publisher->flow(Source::camera, layer, true);
  EXPECT_TRUE(wait_for([&] { return dan.sees(ann); }));
}

TEST(MeetingSlots, ScreenAndItsSoundHaveSlotsOfTheirOwn) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.screen = true, .screen_audio = true}),
      dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  room.ok("screen", Json::object({{"participant", "ann"}}));
  EXPECT_TRUE(wait_for([&] { return dan.sees(ann); }, 10));
  EXPECT_TRUE(wait_for([&] { return dan.subscriber.sees(room.slot_of("dan", "ann", "screen"), white); }));
  EXPECT_TRUE(wait_for([&] { return dan.subscriber.hears(2500); }));
  EXPECT_EQ(dan.subscriber.slot(room.slot_of("dan", "ann", "screen-audio")).kind, "screen-audio");
}

}  // namespace
}  // namespace seodang::test
