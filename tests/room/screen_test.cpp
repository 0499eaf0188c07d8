// One screen at a time: that of the holder, with its sound; whoever else sends one sends it in vain.
#include <gtest/gtest.h>

#include "support/person_bot.hpp"
#include "support/reach.hpp"

namespace seodang::test {
namespace {

class ScreenTest : public testing::Test {
 protected:
  void SetUp() override {
    ann.join();
    bob.join();
    dan.join();
    ASSERT_TRUE(wait_for(
        [&] {
          return dan.sees(ann) && dan.sees(bob) && room.count("track.added", "ann") == 4 &&
                 room.count("track.added", "bob") == 4;
        },
        10));
  }
  void hold(const Json& participant) { room.ok("screen", Json::object({{"participant", participant}})); }
  bool dan_watches(const PersonBot& holder) {
    return wait_for([&] {
      std::string screen = room.slot_of("dan", holder.id, "screen");
      return !screen.empty() && dan.subscriber.sees(screen, white) &&
             !room.slot_of("dan", holder.id, "screen-audio").empty() &&
             dan.subscriber.hears(holder.tone + 2000);
    });
  }
  size_t screens_at_dan() {
    size_t packets = 0;
    for (const auto& slot : dan.subscriber.slots()) {
      if (slot.kind == "screen" || slot.kind == "screen-audio")
        packets += dan.subscriber.wire().received_count(slot.ssrc);
    }
    return packets;
  }
  static constexpr Sends with_screen{.layers = 1, .screen = true, .screen_audio = true, .unique = true};

  OpenRoom room;
  PersonBot ann{room, "ann", red, 500, with_screen}, bob{room, "bob", green, 900, with_screen};
  PersonBot dan{room, "dan", blue, 0, {}, false};
};

TEST_F(ScreenTest, WithoutAHolderNobodysIsShown) {
  run_for(0.5);
  EXPECT_EQ(screens_at_dan(), 0u);
  for (const char* one : {"ann", "bob"}) EXPECT_EQ(room.slot_of("dan", one, "screen", false), "");
}

TEST_F(ScreenTest, ItIsTheHoldersUntilAnotherTakesOverOrNobodyHoldsIt) {
  hold("ann");
  EXPECT_TRUE(dan_watches(ann));
  EXPECT_FALSE(dan.subscriber.hears(bob.tone + 2000));
  hold("bob");
  Span after{g_get_monotonic_time()};
  EXPECT_TRUE(dan_watches(bob));
  run_for(0.6);
  std::set<uint64_t> of_ann;  // her voice and face go on
  for (Source source : {Source::screen, Source::screen_audio})
    of_ann.merge(prints(ann.publisher->wire().sent(ann.publisher->ssrc(source)), after));
  EXPECT_GT(of_ann.size(), 5u);
  for (uint64_t print : prints(dan.subscriber.wire().all_received())) EXPECT_EQ(of_ann.count(print), 0u);
  EXPECT_TRUE(dan.sees(ann));
  hold({});
  EXPECT_TRUE(wait_for([&] { return room.slot_of("dan", "bob", "screen", false).empty(); }));
  run_for(in_flight_us / 1e6);
  const size_t before = screens_at_dan();
  run_for(0.4);
  EXPECT_EQ(screens_at_dan(), before);
  EXPECT_TRUE(dan.sees(bob));
}

TEST_F(ScreenTest, AHoldersScreenGoesWithThemIntoATalk) {
  hold("ann");
  ASSERT_TRUE(dan_watches(ann));
  room.ok("talk", Json::object({{"talk", "t1"}, {"a", "ann"}, {"b", "bob"}, {"active", true}}));
  Span during{g_get_monotonic_time()};
  EXPECT_TRUE(wait_for([&] { return bob.subscriber.sees(room.slot_of("bob", "ann", "screen"), white); }));
  run_for(0.3);
  EXPECT_EQ(leaked(ann.publisher->wire(), dan.subscriber.wire(), during), 0u);
}

TEST(ScreenOfARespawnedRoom, IsTheHoldersFromTheBeginning) {
  RoomDriver room;
  room.open({}, "meeting", Json::object({{"screen", "ann"}}));
  PersonBot ann(room, "ann", red, 500, {.layers = 1, .screen = true}), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  EXPECT_TRUE(wait_for([&] { return dan.subscriber.sees(room.slot_of("dan", "ann", "screen"), white); }, 10));
}

}  // namespace
}  // namespace seodang::test
