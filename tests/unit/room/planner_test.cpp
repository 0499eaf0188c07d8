#include "room/planner.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

using Names = std::vector<std::string>;

/// People who send voice and a camera in two layers, the large one being off.
PolicyInput meeting(const Names& names) {
  PolicyInput input;
  for (const std::string& name : names)
    input.people[name] = {
        Role::speaker,
        {{Source::microphone, {{0, true, 30'000}}}, {Source::camera, {{0, true, 100'000}, {1, false, 0}}}}};
  return input;
}
void look(PolicyInput& input, const std::string& viewer, const Names& at, int height) {
  input.views[viewer] = {};
  for (const std::string& name : at) input.views[viewer].tiles.push_back({name, height});
}
const std::vector<Planner::Target>& of(const Planner::Targets& targets, SlotKind kind) {
  return targets[static_cast<size_t>(kind)];
}
size_t shown(const Planner::Targets& targets, SlotKind kind) {
  size_t count = 0;
  for (const Planner::Target& target : of(targets, kind)) count += target.layer.has_value();
  return count;
}

TEST(Planner, ThePairSharesTheFirstSlots) {
  Planner planner({});
  PolicyInput input = meeting({"a", "b", "c", "d"});
  look(input, "a", {"b", "c", "d"}, 180);
  input.views["a"].tiles[2].height = 720;
  input.voices = {"b", "d"};
  Planner::Targets targets = planner.plan("a", input);
  EXPECT_EQ(of(targets, SlotKind::video)[0].participant, "d");
  EXPECT_EQ(of(targets, SlotKind::audio)[0].participant, "d");
}

TEST(Planner, TheVoiceOfWhoIsInTheFirstPictureIsInTheFirstSound) {
  Planner planner({.video = 2});
  PolicyInput input = meeting({"a", "b", "c"});
  look(input, "a", {"b", "c"}, 180);
  input.voices = {"b", "c"};
  Planner::Targets targets = planner.plan("a", input);
  EXPECT_EQ(of(targets, SlotKind::video)[0].participant, of(targets, SlotKind::audio)[0].participant);
}

TEST(Planner, ALargeTileAsksForTheLargeLayerAndShowsTheSmallUntilItComes) {
  Planner planner({});
  PolicyInput input = meeting({"a", "b"});
  look(input, "a", {"b"}, 100);
  EXPECT_EQ(of(planner.plan("a", input), SlotKind::video)[0].layer, 0);
  EXPECT_EQ(planner.watched_layer("b"), 0);
  look(input, "a", {"b"}, 720);
  planner.plan("a", input);
  EXPECT_EQ(planner.watched_layer("b"), 0) << "it does not fit what a line is given at first";
  EXPECT_FALSE(planner.update("a", 100, 100'000)) << "nothing is known of the line yet";
  planner.on_loss("a", 3'000, 0);
  EXPECT_TRUE(planner.update("a", 3'000, 100'000)) << "it is well, so more is tried";
  EXPECT_EQ(of(planner.plan("a", input), SlotKind::video)[0].layer, 0);
  EXPECT_EQ(planner.watched_layer("b"), 1) << "the browser is asked to send it";
  input.people["b"].sends[Source::camera][1] = {1, true, 600'000};
  EXPECT_EQ(of(planner.plan("a", input), SlotKind::video)[0].layer, 1);
  EXPECT_FALSE(planner.update("a", 3'200, 600'000)) << "nothing more is wished for";
}

TEST(Planner, OnANarrowLineSoundAndScreenComeFirst) {
  Planner planner({});
  PolicyInput input = meeting({"a", "b", "c", "d"});
  input.people["d"].sends[Source::screen] = {{0, true, 250'000}};
  input.screen = "d";
  look(input, "a", {"b", "c", "d"}, 180);
  planner.plan("a", input);
  for (int64_t now = 0; now < 1'000; now += 200) {  // 600 kbit/s of pictures on a line that carries 420
    planner.on_loss("a", now, 0.3);
    planner.update("a", now, 600'000);
  }
  Planner::Targets targets = planner.plan("a", input);
  EXPECT_EQ(shown(targets, SlotKind::screen), 1u);
  EXPECT_EQ(shown(targets, SlotKind::video), 1u);
  EXPECT_EQ(of(targets, SlotKind::video)[1].layer, 0) << "the first one in view";
  EXPECT_EQ(of(targets, SlotKind::video)[1].participant, "b");
  EXPECT_EQ(shown(targets, SlotKind::audio), 3u);
  planner.on_loss("a", 20'000, 0);
  EXPECT_TRUE(planner.update("a", 20'000, 350'000)) << "tried again";
}

TEST(Planner, WhoIsForgottenIsWatchedNoMore) {
  Planner planner({});
  PolicyInput input = meeting({"a", "b"});
  look(input, "a", {"b"}, 100);
  planner.plan("a", input);
  planner.forget("a");
  EXPECT_FALSE(planner.watched_layer("b"));
  EXPECT_FALSE(planner.update("a", 1'000, 0));
}

}  // namespace
}  // namespace seodang::room
