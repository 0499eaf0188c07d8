// A seminar's floor: a listener is given it, is seen and heard by all, and has it taken back; nobody's
// receiver is negotiated again.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"
#include "support/reach.hpp"

namespace seodang::test {
namespace {

class FloorTest : public testing::Test {
 protected:
  FloorTest() {
    room.add("teacher", "host");
    for (const char* id : {"eve", "dan"}) rights(id, "listener", false);
  }
  void SetUp() override {
    teacher.publisher->publish();
    for (PersonBot* person : {&teacher, &eve, &dan}) person->subscriber.subscribe();
    ASSERT_TRUE(wait_for([&] { return dan.sees(teacher) && eve.sees(teacher) && dan.hears(teacher); }, 10));
  }
  void rights(const std::string& id, const char* role, bool may) {
    Json media = Json::object({{"audio", may}, {"video", may}, {"screen", may}});
    room.ok("participant.update", Json::object({{"id", id}, {"role", role}, {"publishes", media}}));
  }
  void give() {
    rights("eve", "speaker", true);
    eve.publisher = std::make_unique<PublisherBot>(room, "eve", eve.colour, eve.tone, unique);
    eve.publisher->publish();
  }
  bool all_see_and_hear_eve() {
    return wait_for(
        [&] { return dan.sees(eve) && teacher.sees(eve) && dan.hears(eve) && teacher.hears(eve); }, 10);
  }
  /// Peers that the room has made for a participant.
  size_t made(const std::string& id, const std::string& peer) {
    size_t count = 0;
    for (const RoomEvent& event : room.events()) {
      count += event.method == "peer.state" && event.params["participant"].string() == id &&
               event.params["peer"].string() == peer && event.params["state"].string() == "connecting";
    }
    return count;
  }
  static constexpr Sends unique{.layers = 1, .unique = true};

  OpenRoom room{{}, "seminar"};
  PersonBot teacher{room, "teacher", red, 500, {.layers = 1}};
  PersonBot eve{room, "eve", green, 900, {}, false}, dan{room, "dan", blue, 0, {}, false};
};

TEST_F(FloorTest, WhoIsGivenItIsSeenAndHeardByAllWithoutANegotiation) {
  give();
  EXPECT_TRUE(all_see_and_hear_eve());
  EXPECT_TRUE(dan.sees(teacher)) << "the lecturer goes on";
  for (const char* id : {"teacher", "eve", "dan"}) EXPECT_EQ(made(id, "subscribe"), 1u) << id;
  EXPECT_EQ(made("teacher", "publish"), 1u) << "the lecturer's upload is untouched";
  EXPECT_EQ(teacher.publisher->renegotiations(), 0u);
}

TEST_F(FloorTest, TakenBackItIsCutAtOnceAndThePublisherIsGone) {
  give();
  ASSERT_TRUE(all_see_and_hear_eve());
  rights("eve", "listener", false);
  Span after{g_get_monotonic_time()};
  EXPECT_TRUE(wait_for([&] { return room.slot_of("dan", "eve", "camera", false).empty(); }));
  EXPECT_EQ(room.peer_state("eve", "publish"), "closed");
  EXPECT_EQ(room.count("track.removed", "eve"), 2u);
  run_for(0.5);
  for (PersonBot* viewer : {&teacher, &dan})
    EXPECT_EQ(leaked(eve.publisher->wire(), viewer->subscriber.wire(), after), 0u) << viewer->id;
  EXPECT_TRUE(wait_for([&] { return room.graph().find("publisher_eve") == std::string::npos; }));
  PublisherBot late(room, "eve", eve.colour, eve.tone, unique);
  Json params = Json::object({{"participant", "eve"}, {"sdp", late.offer()}, {"tracks", late.tracks()}});
  EXPECT_EQ(room.error_of("publish", params), "forbidden");
  EXPECT_TRUE(dan.sees(teacher) && eve.sees(teacher));
}

TEST_F(FloorTest, ItMayBeGivenAgain) {
  for (int time = 0; time < 2; time++) {
    give();
    ASSERT_TRUE(all_see_and_hear_eve()) << time;
    rights("eve", "listener", false);
    ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "eve", "camera", false).empty(); }));
  }
  EXPECT_EQ(made("dan", "subscribe"), 1u);
}

// A right that is taken away leaves the others as they are.
TEST_F(FloorTest, OneRightLessIsNotTheEndOfThePublisher) {
  give();
  ASSERT_TRUE(all_see_and_hear_eve());
  room.ok("participant.update",
          Json::object({{"id", "eve"}, {"publishes", Json::object({{"video", false}})}}));
  EXPECT_TRUE(wait_for([&] { return room.slot_of("dan", "eve", "camera", false).empty(); }));
  run_for(0.3);
  EXPECT_TRUE(dan.hears(eve));
  EXPECT_EQ(room.peer_state("eve", "publish"), "connected");
}

}  // namespace
}  // namespace seodang::test
