// What fails takes its smallest owner with it, and nothing else.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"
#include "support/pipelines_folder.hpp"

namespace seodang::test {
namespace {

class Failure : public testing::Test {
 protected:
  void SetUp() override {
    people = meeting_of_three(room, {.layers = 1});
    for (auto [viewer, other] : {std::pair(0, 1), {0, 2}, {1, 0}, {1, 2}}) {
      ASSERT_TRUE(wait_for(
          [&] { return people[viewer]->sees(*people[other]) && people[viewer]->hears(*people[other]); }, 10));
    }
  }
  /// Between ann and bob: no hole, no pause of 300 ms, since `from_us`.
  void expect_undisturbed(int64_t from_us) {
    PersonBot& viewer = *people[1];
    for (const char* source : {"camera", "microphone"}) {
      std::vector<WirePacket> all = viewer.subscriber.wire().received(viewer.slot_ssrc(*people[0], source));
      for (size_t i = 1; i < all.size(); i++) {
        if (all[i - 1].at_us < from_us) continue;
        EXPECT_EQ(static_cast<uint16_t>(all[i].seqnum - all[i - 1].seqnum), 1) << source;
        EXPECT_LT(all[i].at_us - all[i - 1].at_us, 300'000) << source;
      }
    }
  }

  OpenRoom room;
  std::vector<std::unique_ptr<PersonBot>> people;
};

TEST_F(Failure, AClosedSubscriberIsDroppedAndOthersLoseNothing) {
  int64_t from_us = g_get_monotonic_time();
  people[2]->subscriber.close();
  EXPECT_TRUE(wait_for([&] { return room.peer_state("cho", "subscribe") == "failed"; }));
  run_for(0.5);
  expect_undisturbed(from_us);
  EXPECT_EQ(room.peer_state("cho", "publish"), "connected");
  EXPECT_TRUE(people[0]->sees(*people[2]));
}

TEST_F(Failure, AClosedPublisherIsDroppedAndOthersLoseNothing) {
  int64_t from_us = g_get_monotonic_time();
  people[2]->publisher->close();
  EXPECT_TRUE(wait_for([&] { return room.peer_state("cho", "publish") == "failed"; }));
  EXPECT_TRUE(wait_for([&] { return room.slot_of("ann", "cho", "camera", false).empty(); }));
  run_for(0.5);
  expect_undisturbed(from_us);
  EXPECT_EQ(room.peer_state("cho", "subscribe"), "connected");
}

TEST_F(Failure, ADroppedPeerMayComeBack) {
  people[2]->publisher->close();
  ASSERT_TRUE(wait_for([&] { return room.peer_state("cho", "publish") == "failed"; }));
  people[2]->publisher = std::make_unique<PublisherBot>(room, "cho", yellow, 1400, Sends{.layers = 1});
  people[2]->colour = yellow;
  people[2]->publisher->publish();
  EXPECT_TRUE(wait_for([&] { return people[0]->sees(*people[2]); }));
}

TEST_F(Failure, ARefusedOfferLeavesTheOldPeerAlone) {
  Json params =
      Json::object({{"participant", "cho"}, {"sdp", "v=0\r\nnonsense\r\n"}, {"tracks", Json::array()}});
  EXPECT_EQ(room.error_of("publish", params), "bad-sdp");
  run_for(0.2);
  EXPECT_EQ(room.peer_state("cho", "publish"), "connected");
  EXPECT_TRUE(people[0]->sees(*people[2]));
}

TEST(FailingTrack, TakesItsPublisherWithItAndNotTheRoom) {
  PipelinesFolder pipelines("track.video", "rtptrack name=head ! identity error-after=60 ! tee name=tee");
  RoomDriver room({.pipelines = pipelines.path()});
  room.open();
  PersonBot ann(room, "ann", red, 500, {.layers = 1});
  PersonBot bob(room, "bob", green, 900, {.layers = 0});
  for (PersonBot* person : {&ann, &bob}) person->join();
  ASSERT_TRUE(wait_for([&] { return room.peer_state("ann", "publish") == "failed"; }, 10));
  EXPECT_EQ(room.peer_state("ann", "subscribe"), "connected");
  EXPECT_TRUE(wait_for([&] { return ann.hears(bob); }));
  EXPECT_EQ(room.peer_state("bob", "publish"), "connected");
}

}  // namespace
}  // namespace seodang::test
