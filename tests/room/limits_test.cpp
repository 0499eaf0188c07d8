// What a room's process may use up, and what it says when there is no more.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/person_bot.hpp"
#include "support/udp_sockets.hpp"
#include "support/watchdog.hpp"

namespace seodang::test {
namespace {

constexpr size_t few = 100;  ///< descriptors: enough for a handful of people

Json newcomer(const std::string& id, const std::string& role = "speaker") {
  return Json::object({{"id", id}, {"person", id}, {"name", id}, {"role", role}});
}

/// People in a room until no more are let in.
struct FullRoom : RoomDriver {
  FullRoom() : RoomDriver({.descriptors = few}) {
    open();
    while (error_of("participant.add", newcomer("p" + std::to_string(people.size()))).empty()) {
      const std::string id = "p" + std::to_string(people.size());
      people.push_back(std::make_unique<PersonBot>(*this, id, people.empty() ? red : blue,
                                                   400 + 300 * static_cast<int>(people.size()),
                                                   Sends{.audio = false, .layers = 1}));
      people.back()->join();
    }
  }
  bool all_see_the_first() const {
    return std::all_of(people.begin() + 1, people.end(), [this](auto& p) { return p->sees(*people[0]); });
  }

  std::vector<std::unique_ptr<PersonBot>> people;
};

// Hardening, F13: near the end of the descriptors GLib aborts.
TEST(Limits, JoinsAreRefusedAboveFourFifthsOfTheDescriptors) {
  watchdog(40);
  FullRoom room;
  ASSERT_GE(room.people.size(), 4u);
  Result<Json> refused = room.call("participant.add", newcomer("late"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::limit);
  EXPECT_NE(refused.error().text.find("try again when someone has left"), std::string::npos);
  EXPECT_TRUE(wait_for([&] { return room.all_see_the_first(); }, 15)) << "those in are connected";
  EXPECT_LE(room.descriptors(), few * 8 / 10);
  EXPECT_GE(room.descriptors(), few * 6 / 10) << "and the limit is used, not only a part of it";
  EXPECT_EQ(room.error_of("participant.add", newcomer("p0")), "") << "who is in is not counted twice";

  room.ok("participant.remove", Json::object({{"id", room.people.back()->id}}));
  room.people.pop_back();
  PersonBot late(room, "late", green, 0, {}, false);
  late.join();
  EXPECT_TRUE(wait_for([&] { return late.sees(*room.people[0]); }, 10));
  EXPECT_TRUE(room.all_see_the_first());
}

TEST(Limits, WhoIsInAFullRoomMayReconnect) {
  watchdog(40);
  FullRoom room;
  ASSERT_TRUE(wait_for([&] { return room.all_see_the_first(); }, 15));
  PersonBot& first = *room.people[0];
  first.publisher =
      std::make_unique<PublisherBot>(room, first.id, yellow, 0, Sends{.audio = false, .layers = 1});
  first.colour = yellow;
  first.publisher->publish();
  EXPECT_TRUE(wait_for([&] { return room.all_see_the_first(); }, 10));
}

// Who was in before a restart is in again, though nobody new would be: the last line of defence is each peer.
TEST(Limits, PeersAreRefusedBeforeTheDescriptorsEnd) {
  RoomDriver room({.descriptors = few});
  constexpr int many = 30;
  Json people = Json::array();
  for (int i = 0; i < many; i++) people.push(newcomer("p" + std::to_string(i)));
  Json ice = Json::object({{"addresses", std::vector<std::string>{"127.0.0.1"}}, {"allowLoopback", true}});
  Json capacity = room.ok("open", Json::object({{"room", "r"},
                                                {"kind", "meeting"},
                                                {"config", Json::object({{"ice", ice}})},
                                                {"participants", people}}));
  EXPECT_LT(capacity["peers"].integer_or(many), many);
  EXPECT_EQ(capacity["participants"].integer_or(0), 1000);
  int offered = 0;
  std::string error;
  for (int i = 0; i < many; i++) {
    error = room.error_of("subscribe", Json::object({{"participant", "p" + std::to_string(i)}}));
    offered += error.empty();
  }
  EXPECT_EQ(error, "limit");
  EXPECT_GT(offered, capacity["peers"].integer_or(0)) << "what is above four fifths is for those who are in";
  EXPECT_LE(room.descriptors(), few * 95 / 100);
  room.ok("participant.remove", Json::object({{"id", "p0"}}));
  EXPECT_TRUE(wait_for([&] {
    return room.error_of("subscribe", Json::object({{"participant", "p" + std::to_string(many - 1)}}))
        .empty();
  }));
}

TEST(Limits, AListenerTakesHalfThePlaceOfASpeaker) {
  RoomDriver room({.descriptors = few});
  room.open({}, "seminar");
  Json silent = Json::object({{"audio", false}, {"video", false}, {"screen", false}});
  const auto count = [&](const char* role, const Json& publishes) {
    int added = 0;
    while (room.error_of("participant.add",
                         newcomer(role + std::to_string(added), role).set("publishes", publishes))
               .empty())
      added++;
    for (int i = 0; i < added; i++)
      room.ok("participant.remove", Json::object({{"id", role + std::to_string(i)}}));
    return added;
  };
  const int speakers = count("speaker", Json()), listeners = count("listener", silent);
  EXPECT_GE(speakers, 4);
  EXPECT_EQ(listeners / 2, speakers);
}

TEST(Limits, ARoomHoldsAThousandParticipants) {
  OpenRoom room;
  Json listener = Json::object({{"audio", false}, {"video", false}, {"screen", false}});
  for (int i = 0; i < 1000; i++)
    room.ok("participant.add", newcomer("p" + std::to_string(i)).set("publishes", listener));
  EXPECT_EQ(room.error_of("participant.add", newcomer("one more")), "limit");
}

// Hardening, F13: the ports come to an end. Other rooms share them, so the last word is the peer's.
TEST(Limits, WithoutAFreePortAPeerFailsAndNothingElse) {
  Json ice = Json::object({{"addresses", std::vector<std::string>{"127.0.0.1"}}, {"allowLoopback", true}});
  Json few_ports = Json::object({{"ice", ice.set("portMin", 47'310).set("portMax", 47'313)}});
  RoomDriver first, second;
  for (RoomDriver* room : {&first, &second}) {
    Json capacity =
        room->ok("open", Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", few_ports}}));
    EXPECT_EQ(capacity["peers"].integer_or(0), 4);
  }
  PersonBot ann(first, "ann", red, 500, {.layers = 1}), dan(second, "dan", blue, 900, {.layers = 1});
  second.add("late");
  ann.join();
  dan.join();
  ASSERT_TRUE(wait_for(
      [&] {
        return dan.subscriber.connected() && dan.publisher->connected() && ann.subscriber.connected() &&
               ann.publisher->connected();
      },
      10));
  (void)second.call("subscribe", Json::object({{"participant", "late"}}));  // the offer may be out already
  ASSERT_TRUE(wait_for([&] { return second.peer_state("late", "subscribe") == "failed"; }, 6));
  EXPECT_NE(second.last("peer.state", "late")->params["reason"].string_or("").find("no UDP port is free"),
            std::string::npos);
  EXPECT_EQ(second.peer_state("dan", "subscribe"), "connected");
  first.ok("participant.remove", Json::object({{"id", "ann"}}));
  SubscriberBot late(second, "late");
  late.subscribe();
  EXPECT_TRUE(wait_for([&] { return late.connected(); }, 10));
}

// What room/capacity.hpp reckons with.
TEST(Limits, EveryAddressCostsAPeerOneDescriptor) {
  RoomDriver room;
  Json ice = Json::object(
      {{"addresses", std::vector<std::string>{"127.0.0.1", "127.0.0.2"}}, {"allowLoopback", true}});
  room.ok("open",
          Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", Json::object({{"ice", ice}})}}));
  const size_t before = room.descriptors();
  for (const char* id : {"ann", "dan", "eve"}) room.add(id);
  for (const char* id : {"ann", "dan", "eve"}) room.ok("subscribe", Json::object({{"participant", id}}));
  ASSERT_TRUE(wait_for([&] { return udp_sockets(room.pid()).size() == 6; }));
  EXPECT_EQ(room.descriptors(), before + 3 * 6);
}

// The kernel's default holds some 90 packets: less than a keyframe of a screen.
TEST(Limits, SocketBuffersAreOfTheSizeAskedFor) {
  RoomDriver room;
  constexpr unsigned asked = 300'000;  // not a default of anybody
  Json ice = Json::object({{"addresses", std::vector<std::string>{"127.0.0.1"}},
                           {"allowLoopback", true},
                           {"socketBuffer", asked}});
  room.ok("open",
          Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", Json::object({{"ice", ice}})}}));
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann); }, 10));
  std::vector<UdpSocket> sockets = udp_sockets(room.pid());
  EXPECT_EQ(sockets.size(), 3u);
  for (const UdpSocket& socket : sockets) {
    EXPECT_EQ(socket.receive_buffer, granted_buffer(asked, "rmem_max"));
    EXPECT_EQ(socket.send_buffer, granted_buffer(asked, "wmem_max"));
  }
}

}  // namespace
}  // namespace seodang::test
