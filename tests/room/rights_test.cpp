// Revoked means cut at once (§0 rule 13): not one packet after the event that says so.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

constexpr int64_t in_flight_us = 25'000;  // written to the socket before, read by the bot's thread after

class Rights : public testing::Test {
 protected:
  void SetUp() override {
    ann.join();
    bob.join();
    dan.join();
    ASSERT_TRUE(
        wait_for([&] { return dan.sees(ann) && dan.sees(bob) && dan.hears(ann) && dan.hears(bob); }, 10));
  }
  void update(const char* member, const char* media, bool value) {
    room.ok("participant.update", Json::object({{"id", "ann"}, {member, Json::object({{media, value}})}}));
  }
  /// Waits until dan's slot of ann's source is announced empty, and checks that nothing came after that.
  void expect_cut(const std::string& source, uint32_t ssrc) {
    ASSERT_NE(ssrc, 0u);
    ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "ann", source, false).empty(); }));
    int64_t told_us = room.last("slots", "dan")->at_us;
    run_for(0.4);  // five pictures, twenty sounds
    EXPECT_LE(dan.subscriber.wire().last_received_us(ssrc), told_us + in_flight_us);
  }

  OpenRoom room;
  PersonBot ann{room, "ann", red, 500, {.layers = 1}}, bob{room, "bob", green, 900, {.layers = 1}};
  PersonBot dan{room, "dan", blue, 0, {}, false};
};

TEST_F(Rights, AMutedCameraIsCutAtOnceAndComesBack) {
  uint32_t ssrc = dan.slot_ssrc(ann);
  update("on", "video", false);
  expect_cut("camera", ssrc);
  EXPECT_TRUE(dan.sees(bob));
  update("on", "video", true);
  EXPECT_TRUE(wait_for([&] { return dan.sees(ann); }));
}

TEST_F(Rights, AMutedMicrophoneIsCutAtOnce) {
  uint32_t ssrc = dan.slot_ssrc(ann, "microphone");
  update("on", "audio", false);
  expect_cut("microphone", ssrc);
  EXPECT_TRUE(dan.hears(bob));
  EXPECT_TRUE(dan.sees(ann));
}

TEST_F(Rights, WhoIsMutedDoesNotSpeakHoweverLoud) {
  auto speaks = [&] {
    const RoomEvent* event = room.last("speaking");
    return event && event->params["participants"].text().find("ann") != std::string::npos;
  };
  ASSERT_TRUE(wait_for(speaks));
  update("on", "audio", false);  // her tone goes on arriving
  EXPECT_TRUE(wait_for([&] { return !speaks(); }));
}

TEST_F(Rights, ARevokedRightCutsAtOnce) {
  uint32_t ssrc = dan.slot_ssrc(ann);
  update("publishes", "video", false);
  expect_cut("camera", ssrc);
}

TEST_F(Rights, ARemovedParticipantIsCutAtOnce) {
  uint32_t ssrc = dan.slot_ssrc(ann);
  room.ok("participant.remove", Json::object({{"id", "ann"}}));
  expect_cut("camera", ssrc);
}

TEST_F(Rights, WhatIsRevokedIsNotKeptOnWhileItsSuccessorIsAwaited) {
  dan.subscriber.view({"ann"});
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann); }));
  uint32_t ssrc = dan.slot_ssrc(ann);
  bob.publisher->flow(Source::camera, 0, false);  // the successor's keyframe cannot come
  dan.subscriber.view({"bob"});
  update("on", "video", false);
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "bob", "camera", false).empty(); }));
  int64_t answered_us = g_get_monotonic_time();
  run_for(0.4);
  EXPECT_LE(dan.subscriber.wire().last_received_us(ssrc), answered_us + in_flight_us);
}

TEST_F(Rights, PublishingWithoutTheRightIsForbidden) {
  room.ok(
      "participant.add",
      Json::object({{"id", "eve"}, {"role", "listener"}, {"publishes", Json::object({{"video", false}})}}));
  PublisherBot eve(room, "eve", red, 500);
  Json params = Json::object({{"participant", "eve"}, {"sdp", eve.offer()}, {"tracks", eve.tracks()}});
  EXPECT_EQ(room.error_of("publish", params), "forbidden");
}

}  // namespace
}  // namespace seodang::test
