// S001-34: while two talk, nobody else sees or hears them, nor they anybody else. Every packet has a payload
// of its own, so that its way can be told, whatever slot it comes in.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"
#include "support/reach.hpp"

namespace seodang::test {
namespace {

constexpr Sends unique{.unique = true};
constexpr size_t plenty = 20;

Json talk_of(bool active, const char* id = "t1", const char* a = "ann", const char* b = "bob") {
  return Json::object({{"talk", id}, {"a", a}, {"b", b}, {"active", active}});
}

/// Four who have joined; dan sends nothing.
struct Class {
  explicit Class(RoomDriver& room)
      : room(room),
        ann(room, "ann", red, 500, unique),
        bob(room, "bob", green, 900, unique),
        cho(room, "cho", blue, 1400, unique),
        dan(room, "dan", white, 0, {}, false) {
    for (PersonBot* person : {&ann, &bob, &cho, &dan}) person->join();
  }
  bool all_see_all() {
    return wait_for(
        [&] {
          return dan.sees(ann) && dan.sees(bob) && dan.sees(cho) && cho.sees(ann) && cho.sees(bob) &&
                 ann.sees(bob) && ann.sees(cho) && bob.sees(ann) && bob.sees(cho);
        },
        15);
  }
  bool the_two_see_and_hear_each_other() {
    return wait_for([&] { return ann.sees(bob) && bob.sees(ann) && ann.hears(bob) && bob.hears(ann); }, 10);
  }
  void stop() {
    for (PersonBot* person : {&ann, &bob, &cho, &dan}) {
      person->subscriber.stop();
      if (person->publisher) person->publisher->stop();
    }
  }

  RoomDriver& room;
  PersonBot ann, bob, cho, dan;
};

class TalkTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(people.all_see_all());
    for (PersonBot* talker : {&ann, &bob}) {
      for (PersonBot* third : {&cho, &dan})
        ASSERT_TRUE(wait_for([&] {
          return reached(talker->publisher->wire(), third->subscriber.wire(), {}) > plenty;
        })) << "packets of "
            << talker->id << " cannot be told at " << third->id;
    }
  }
  void start() {
    room.ok("talk", talk_of(true));
    span.from = g_get_monotonic_time();
  }
  void end() {
    span.until = g_get_monotonic_time();
    room.ok("talk", talk_of(false));
  }
  /// Up to now or to the end, at any bot that is or was a third's.
  void expect_no_leak() {
    if (span.until == Span().until) span.until = g_get_monotonic_time();
    std::vector<const PublisherBot*> of_the_two{ann.publisher.get(), bob.publisher.get()};
    for (const auto& old : old_publishers) of_the_two.push_back(old.get());
    std::vector<const SubscriberBot*> of_thirds{&cho.subscriber, &dan.subscriber};
    for (const auto& bot : new_subscribers) of_thirds.push_back(bot.get());
    for (const PublisherBot* talker : of_the_two) {
      for (const SubscriberBot* third : of_thirds)
        EXPECT_EQ(leaked(talker->wire(), third->wire(), span), 0u)
            << "of " << talker->participant() << " at " << third->participant();
    }
    for (PersonBot* talker : {&ann, &bob})
      EXPECT_EQ(leaked(cho.publisher->wire(), talker->subscriber.wire(), span), 0u)
          << "of the class at " << talker->id;
  }

  OpenRoom room;
  Class people{room};
  PersonBot &ann = people.ann, &bob = people.bob, &cho = people.cho, &dan = people.dan;
  std::vector<std::unique_ptr<PublisherBot>> old_publishers;
  std::vector<std::unique_ptr<SubscriberBot>> new_subscribers;
  Span span;
};

TEST_F(TalkTest, FromItsBeginningToItsEndNothingGetsOutOrIn) {
  start();
  EXPECT_TRUE(wait_for([&] { return room.slot_of("dan", "ann", "camera", false).empty(); }));
  EXPECT_TRUE(people.the_two_see_and_hear_each_other());
  EXPECT_TRUE(wait_for([&] { return dan.sees(cho) && dan.hears(cho); })) << "the class goes on";
  run_for(1);
  EXPECT_GT(reached(ann.publisher->wire(), bob.subscriber.wire(), span), plenty);
  EXPECT_GT(reached(bob.publisher->wire(), ann.subscriber.wire(), span), plenty);
  end();
  EXPECT_TRUE(people.all_see_all()) << "as before";
  EXPECT_TRUE(wait_for([&] { return dan.hears(ann) && dan.hears(bob) && ann.hears(cho); }));
  expect_no_leak();
}

TEST_F(TalkTest, SwitchingAndPagingOfAThirdShowsNothing) {
  for (PersonBot* third : {&cho, &dan}) third->subscriber.view({"ann"});  // the slot that is about to be cut
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && cho.sees(ann); }));
  start();
  using Tiles = std::vector<std::string>;
  for (const Tiles& tiles : {Tiles{"bob"}, {"cho"}, {"ann", "bob", "cho"}, {}, {"cho", "ann"}, {"bob"}}) {
    for (PersonBot* third : {&cho, &dan}) third->subscriber.view(tiles, 720);
    run_for(0.25);
  }
  ann.subscriber.view({"cho", "bob"}, 720);
  EXPECT_TRUE(people.the_two_see_and_hear_each_other()) << "the partner, whatever is in view";
  expect_no_leak();
}

// A slot waits for ann's keyframe.
TEST_F(TalkTest, WhoWasAboutToBeShownIsShownNoMore) {
  dan.subscriber.view({"cho"});
  ASSERT_TRUE(wait_for([&] { return dan.sees(cho) && room.slot_of("dan", "ann", "camera", false).empty(); }));
  for (int layer : {0, 1}) ann.publisher->flow(Source::camera, layer, false);
  dan.subscriber.view({"ann"});
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "ann", "camera", false).empty(); }));
  start();
  for (int layer : {0, 1}) ann.publisher->flow(Source::camera, layer, true);
  EXPECT_TRUE(people.the_two_see_and_hear_each_other());
  expect_no_leak();
}

// §0 rule 13: what is revoked does not play on until another's keyframe.
TEST(TalkInOneSlot, IsCutAlsoWhereItsSuccessorIsAwaited) {
  OpenRoom room(Json::object({{"video", 1}, {"audio", 1}, {"screen", 0}, {"screenAudio", 0}}));
  PersonBot ann(room, "ann", red, 500, unique), bob(room, "bob", green, 900, unique);
  PersonBot cho(room, "cho", blue, 1400, unique), dan(room, "dan", white, 0, {}, false);
  for (PersonBot* person : {&ann, &bob, &cho, &dan}) person->join();
  dan.subscriber.view({"ann", "cho"});
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && room.count("track.added", "cho") == 3; }, 15));
  for (int layer : {0, 1}) cho.publisher->flow(Source::camera, layer, false);
  room.ok("talk", talk_of(true));
  Span span{g_get_monotonic_time()};
  EXPECT_TRUE(wait_for([&] { return !room.slot_of("dan", "cho", "camera", false).empty(); }));
  run_for(0.5);
  EXPECT_EQ(leaked(ann.publisher->wire(), dan.subscriber.wire(), span), 0u);
  for (int layer : {0, 1}) cho.publisher->flow(Source::camera, layer, true);
  EXPECT_TRUE(wait_for([&] { return dan.sees(cho); }));
}

TEST_F(TalkTest, NewConnectionsOfAThirdAndOfTheTwoShowNothing) {
  start();
  for (const char* third : {"cho", "dan", "eve"}) {
    room.add(third);
    new_subscribers.push_back(std::make_unique<SubscriberBot>(room, third));
    new_subscribers.back()->subscribe();
  }
  ann.publisher->stop();
  old_publishers.push_back(std::move(ann.publisher));
  ann.publisher = std::make_unique<PublisherBot>(room, "ann", ann.colour, ann.tone, unique);
  ann.publisher->publish();
  const SubscriberBot& eve = *new_subscribers.back();
  EXPECT_TRUE(wait_for(
      [&] {
        std::string mid = room.slot_of("eve", "cho", "camera");
        return !mid.empty() && eve.sees(mid, cho.colour) && eve.hears(cho.tone);
      },
      10));
  EXPECT_TRUE(people.the_two_see_and_hear_each_other());
  run_for(0.5);
  EXPECT_GT(reached(ann.publisher->wire(), bob.subscriber.wire(), span), plenty) << "the new one";
  expect_no_leak();
}

TEST_F(TalkTest, MutesAndRightsGivenBackMeanwhileShowNothing) {
  start();
  for (const char* member : {"on", "publishes"}) {
    for (bool value : {false, true}) {
      Json media = Json::object({{"video", value}, {"audio", value}});
      room.ok("participant.update", Json::object({{"id", "ann"}, {member, media}}));
      run_for(0.3);
    }
  }
  EXPECT_TRUE(people.the_two_see_and_hear_each_other());
  expect_no_leak();
}

TEST_F(TalkTest, ThePartnerOfOneWhoHasLeftStaysApartUntilTheEnd) {
  start();
  room.ok("participant.remove", Json::object({{"id", "bob"}}));
  run_for(0.5);
  expect_no_leak();
  EXPECT_FALSE(ann.sees(cho));
  end();
  EXPECT_TRUE(wait_for([&] { return ann.sees(cho) && dan.sees(ann); }));
}

TEST_F(TalkTest, TheTwoDoNotSpeak) {
  auto speaks = [&](const char* id) {
    const RoomEvent* event = room.last("speaking");
    return event && event->params["participants"].text().find(id) != std::string::npos;
  };
  ASSERT_TRUE(wait_for([&] { return speaks("ann") && speaks("bob") && speaks("cho"); }));
  start();
  EXPECT_FALSE(speaks("ann") || speaks("bob")) << "told with the answer";
  const size_t before = room.count("speaking");
  ann.publisher->set_level(5);  // louder than anybody
  run_for(1);
  for (size_t i = before; i < room.count("speaking"); i++) EXPECT_FALSE(speaks("ann") || speaks("bob"));
  EXPECT_TRUE(speaks("cho"));
  end();
  EXPECT_TRUE(wait_for([&] { return speaks("ann") && speaks("bob"); }));
}

// The next process is told by `open`, before anything flows.
TEST_F(TalkTest, ARespawnedRoomKeepsThemApartFromTheFirstPacket) {
  start();
  room.strike();
  people.stop();
  Json participants = Json::array();
  for (const char* id : {"ann", "bob", "cho", "dan"})
    participants.push(Json::object({{"id", id}, {"role", "speaker"}}));
  Json talk = Json::object({{"talk", "t1"}, {"a", "ann"}, {"b", "bob"}});
  RoomDriver next;
  next.open({}, "meeting", Json::object({{"participants", participants}, {"talks", Json::array({talk})}}));
  Class again(next);
  EXPECT_TRUE(again.the_two_see_and_hear_each_other());
  EXPECT_TRUE(wait_for([&] { return again.dan.sees(again.cho) && again.dan.hears(again.cho); }));
  run_for(1);
  for (PersonBot* talker : {&again.ann, &again.bob}) {
    for (PersonBot* third : {&again.cho, &again.dan})
      EXPECT_EQ(reached(talker->publisher->wire(), third->subscriber.wire(), {}), 0u)
          << "of " << talker->id << " at " << third->id;
    EXPECT_EQ(reached(again.cho.publisher->wire(), talker->subscriber.wire(), {}), 0u);
  }
  expect_no_leak();
  next.ok("talk", talk_of(false));
  EXPECT_TRUE(again.all_see_all());
}

}  // namespace
}  // namespace seodang::test
