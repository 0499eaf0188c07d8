#include "room/policy.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

using Names = std::vector<std::string>;
const Layers one{{0, true, 0}};
const std::map<Source, Layers> voice{{Source::microphone, one}};
const std::map<Source, Layers> voice_and_face{{Source::microphone, one}, {Source::camera, one}};
const std::map<Source, Layers> everything{
    {Source::microphone, one}, {Source::camera, one}, {Source::screen, one}, {Source::screen_audio, one}};

/// A meeting of people who send voice and face.
PolicyInput meeting(const Names& names) {
  PolicyInput input;
  for (const std::string& name : names) input.people[name] = {Role::speaker, voice_and_face};
  return input;
}

Names shown(const std::string& viewer, const PolicyInput& input, SlotKind kind, SlotCounts slots = {}) {
  Wishes wishes = plan_for(viewer, input, slots);
  return of(wishes, kind);
}

TEST(Policy, OneNeverSeesOrHearsOneself) {
  PolicyInput input = meeting({"a", "b"});
  input.people["a"].sends = everything;
  input.voices = {"a", "b"};
  input.views["a"] = {{{"a", 100}, {"b", 100}}};
  for (SlotKind kind : {SlotKind::video, SlotKind::screen, SlotKind::audio, SlotKind::screen_audio}) {
    for (const std::string& name : shown("a", input, kind)) EXPECT_NE(name, "a");
  }
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{"b"});
}

TEST(Policy, AViewIsShownInItsOrderAndNothingElse) {
  PolicyInput input = meeting({"a", "b", "c", "d"});
  input.voices = {"b"};
  input.views["a"] = {{{"d", 0}, {"nobody", 0}, {"c", 0}, {"d", 0}}};
  EXPECT_EQ(shown("a", input, SlotKind::video), (Names{"d", "c"}));
  input.views["a"] = {};
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{});
}

TEST(Policy, OfMoreTilesThanSlotsTheFirstOnesCount) {
  PolicyInput input = meeting({"a", "b", "c", "d"});
  input.views["a"] = {{{"d", 0}, {"c", 0}, {"b", 0}}};
  EXPECT_EQ(shown("a", input, SlotKind::video, {.video = 2}), (Names{"d", "c"}));
  EXPECT_EQ(shown("a", input, SlotKind::video, {.video = 0}), Names{});
}

TEST(Policy, WithoutAViewVoicesComeFirst) {
  PolicyInput input = meeting({"a", "b", "c", "d"});
  input.voices = {"d", "a", "b"};
  EXPECT_EQ(shown("a", input, SlotKind::video), (Names{"d", "b", "c"}));
}

TEST(Policy, TheLoudestVoicesAreHeardWhateverIsInView) {
  PolicyInput input = meeting({"a", "b", "c", "d", "e"});
  input.voices = {"e", "d", "c", "b"};
  input.views["a"] = {{{"b", 0}}};
  EXPECT_EQ(shown("a", input, SlotKind::audio), (Names{"e", "d", "c"}));
}

TEST(Policy, WhatIsNotSentIsNotShown) {
  PolicyInput input = meeting({"a", "b", "c"});
  input.people["b"].sends = voice;
  input.people["c"].sends = {};
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{});
  EXPECT_EQ(shown("a", input, SlotKind::audio), Names{"b"});
}

TEST(Policy, ReceiveAudioStopsPicturesAndReceiveNoneEverything) {
  PolicyInput input = meeting({"a", "b"});
  input.people["b"].sends = everything;
  input.views["a"] = {{{"b", 0}}, 0, Receive::audio};
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{});
  EXPECT_EQ(shown("a", input, SlotKind::screen), Names{});
  EXPECT_EQ(shown("a", input, SlotKind::audio), Names{"b"});
  EXPECT_EQ(shown("a", input, SlotKind::screen_audio), Names{"b"});
  input.views["a"].receive = Receive::none;
  for (SlotKind kind : {SlotKind::video, SlotKind::screen, SlotKind::audio, SlotKind::screen_audio})
    EXPECT_EQ(shown("a", input, kind), Names{});
}

TEST(Policy, AScreenAndItsSoundGoTogether) {
  PolicyInput input = meeting({"a", "b", "c"});
  input.people["c"].sends = everything;
  input.views["a"] = {};  // a screen is shown though nobody's tile is
  EXPECT_EQ(shown("a", input, SlotKind::screen), Names{"c"});
  EXPECT_EQ(shown("a", input, SlotKind::screen_audio), Names{"c"});
}

TEST(Policy, InASeminarListenersAreNeitherSeenNorHeard) {
  PolicyInput input = meeting({"lecturer", "floor", "quiet"});
  input.kind = RoomKind::seminar;
  input.people["quiet"].role = Role::listener;
  input.people["lecturer"].role = Role::host;
  input.voices = {"quiet", "floor", "lecturer"};
  EXPECT_EQ(shown("quiet", input, SlotKind::video), (Names{"floor", "lecturer"}));
  EXPECT_EQ(shown("lecturer", input, SlotKind::video), Names{"floor"});
  EXPECT_EQ(shown("lecturer", input, SlotKind::audio), Names{"floor"});
  input.kind = RoomKind::meeting;
  EXPECT_EQ(shown("lecturer", input, SlotKind::audio), (Names{"quiet", "floor"}));
}

std::string pair(const std::string& viewer, const PolicyInput& input) {
  return pair_of(viewer, input, plan_for(viewer, input, {}));
}

TEST(Pair, IsWhosePictureIsLargerThanAllOthers) {
  PolicyInput input = meeting({"a", "b", "c", "d"});
  input.views["a"] = {{{"b", 180}, {"c", 720}, {"d", 180}}};
  EXPECT_EQ(pair("a", input), "c");
  input.views["a"] = {{{"b", 360}, {"c", 360}, {"d", 180}}};
  EXPECT_EQ(pair("a", input), "") << "a grid";
  input.views["a"] = {{{"d", 0}}};
  EXPECT_EQ(pair("a", input), "d") << "the only one";
  input.people["b"].sends.erase(Source::camera);
  input.views["a"] = {{{"b", 360}, {"c", 360}}};
  EXPECT_EQ(pair("a", input), "") << "c would jump whenever b's camera goes on and off";
}

TEST(Pair, InASeminarIsTheLecturer) {
  PolicyInput input = meeting({"a", "floor", "lecturer"});
  input.kind = RoomKind::seminar;
  input.people["lecturer"].role = Role::host;
  EXPECT_EQ(pair("a", input), "lecturer");
  EXPECT_EQ(pair("lecturer", input), "");
}

TEST(AssignSlots, WhoIsInASlotStaysThere) {
  EXPECT_EQ(assign_slots({"a", "b", "c"}, {"c", "b", "a"}, ""), (Names{"a", "b", "c"}));
  EXPECT_EQ(assign_slots({"a", "b", "c"}, {"d", "c"}, ""), (Names{"", "d", "c"}));
  EXPECT_EQ(assign_slots({"", "b", ""}, {"x", "b", "y"}, ""), (Names{"y", "b", "x"}));
}

TEST(AssignSlots, ThePairHasTheFirstSlotOthersGetItLast) {
  EXPECT_EQ(assign_slots({"", "", ""}, {"a", "b"}, "b"), (Names{"b", "a", ""}));
  EXPECT_EQ(assign_slots({"a", "b", ""}, {"a", "b"}, "b"), (Names{"b", "a", ""}));
  EXPECT_EQ(assign_slots({"", "", ""}, {"a", "b"}, "nobody"), (Names{"", "a", "b"}));
  EXPECT_EQ(assign_slots({"a", "b", "c"}, {"d", "b", "c"}, "d"), (Names{"d", "b", "c"}));
}

TEST(AssignSlots, NobodyGetsTwoSlotsAndNobodyBeyondTheLast) {
  EXPECT_EQ(assign_slots({"", "", ""}, {"a", "b", "c", "d"}, ""), (Names{"c", "a", "b"}));
  EXPECT_EQ(assign_slots({""}, {"a", "b"}, ""), Names{"a"});
  EXPECT_EQ(assign_slots({}, {"a"}, "a"), Names{});
  EXPECT_EQ(assign_slots({"a", "b"}, {}, "a"), (Names{"", ""}));
}

}  // namespace
}  // namespace seodang::room
