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
  input.screen = "a";
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
  input.screen = "b";
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
  input.screen = "c";
  input.views["a"] = {};  // a screen is shown though nobody's tile is
  EXPECT_EQ(shown("a", input, SlotKind::screen), Names{"c"});
  EXPECT_EQ(shown("a", input, SlotKind::screen_audio), Names{"c"});
}

TEST(Policy, OnlyTheHoldersScreenIsShownAndWithoutOneNobodys) {
  PolicyInput input = meeting({"a", "b", "c"});
  for (const char* one : {"b", "c"}) input.people[one].sends = everything;
  for (SlotKind kind : {SlotKind::screen, SlotKind::screen_audio}) {
    input.screen = "";
    EXPECT_EQ(shown("a", input, kind, {.screen = 4, .screen_audio = 4}), Names{});
    input.screen = "c";
    EXPECT_EQ(shown("a", input, kind, {.screen = 4, .screen_audio = 4}), Names{"c"});
    input.screen = "gone";
    EXPECT_EQ(shown("a", input, kind, {.screen = 4, .screen_audio = 4}), Names{});
  }
  EXPECT_EQ(shown("a", input, SlotKind::video), (Names{"b", "c"})) << "faces are not the screen's";
}

/// Six who send everything; a and b talk, c and d talk, e and f do not.
PolicyInput two_talks() {
  PolicyInput input = meeting({"a", "b", "c", "d", "e", "f"});
  for (auto& [name, person] : input.people) person.sends = everything;
  input.partners = {{"a", "b"}, {"b", "a"}, {"c", "d"}, {"d", "c"}};
  input.voices = {"f", "d", "c", "b", "a", "e"};
  input.screen = "a";
  return input;
}

TEST(Policy, OfTwoWhoTalkEverythingReachesEachOtherAlone) {
  PolicyInput input = two_talks();
  const std::map<std::string, std::string> apart{{"a", "b"}, {"b", "a"}, {"c", "d"},
                                                 {"d", "c"}, {"e", "f"}, {"f", "e"}};
  const Names all{"a", "b", "c", "d", "e", "f"};
  for (const auto& [viewer, only] : apart) {
    for (const char* view : {"none", "all", "one"}) {
      input.views.erase(viewer);
      if (view != std::string("none")) input.views[viewer] = {};
      if (view == std::string("all"))
        for (const std::string& name : all) input.views[viewer].tiles.push_back({name, 360});
      if (view == std::string("one")) input.views[viewer].tiles = {{only, 360}};
      const Names wanted{only}, screen = viewer == "b" ? Names{"a"} : Names{};
      EXPECT_EQ(shown(viewer, input, SlotKind::video), wanted) << viewer << " with view " << view;
      EXPECT_EQ(shown(viewer, input, SlotKind::audio), wanted) << viewer << " with view " << view;
      EXPECT_EQ(shown(viewer, input, SlotKind::screen), screen) << viewer;
      EXPECT_EQ(shown(viewer, input, SlotKind::screen_audio), screen) << viewer;
    }
  }
}

TEST(Policy, WhatOfTwoWhoTalkReachesWhom) {
  PolicyInput input = two_talks();
  for (const auto& [from, sender] : input.people) {
    for (const auto& [to, viewer] : input.people) {
      for (Source source : {Source::microphone, Source::camera, Source::screen, Source::screen_audio}) {
        const std::string pair = from + to;
        const bool together =
            pair == "ab" || pair == "ba" || pair == "cd" || pair == "dc" || pair == "ef" || pair == "fe";
        const bool expected = together && (!is_screen(source) || from == "a");
        EXPECT_EQ(may_reach(input, from, to, source), expected) << pair << " " << name_of(source);
      }
    }
  }
}

TEST(Policy, ThePartnerIsSeenWhateverIsInViewAndOnlyAsFarAsIsReceived) {
  PolicyInput input = two_talks();
  input.views["a"] = {{{"c", 720}, {"e", 100}}};
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{"b"});
  input.views["a"].receive = Receive::audio;
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{});
  EXPECT_EQ(shown("a", input, SlotKind::audio), Names{"b"});
  input.people["b"].sends = voice;
  input.views["a"].receive = Receive::all;
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{}) << "who sends no picture shows none";
}

TEST(Policy, AMissingPartnerIsNoReasonToBeSeen) {
  PolicyInput input = two_talks();
  input.people.erase("b");
  EXPECT_EQ(shown("e", input, SlotKind::video), Names{"f"});
  EXPECT_EQ(shown("a", input, SlotKind::video), Names{});
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

TEST(Pair, IsThePartnerOfATalk) {
  PolicyInput input = two_talks();
  input.views["a"] = {{{"c", 720}}};
  EXPECT_EQ(pair("a", input), "b");
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

/// "a.camera0 b.microphone-": who is written, what, and in which layer.
std::string written(const PolicyInput& input) {
  std::string text;
  for (const Written& what : plan_recording(input)) {
    text += (text.empty() ? "" : " ") + what.participant + "." + std::string(name_of(what.source));
    text += what.layer ? std::to_string(*what.layer) : "-";
  }
  return text;
}

PolicyInput recorded_meeting() {
  PolicyInput input = meeting({"a", "b"});
  input.people["a"].record = true;
  return input;
}

TEST(RecordingPlan, WhoIsToBeRecordedIs) {
  EXPECT_EQ(written(recorded_meeting()), "a.microphone0 a.camera0");
  EXPECT_EQ(written(meeting({"a", "b"})), "");
}

TEST(RecordingPlan, TheLargestLayerThatArrives) {
  PolicyInput input = recorded_meeting();
  input.people["a"].sends = {{Source::camera, {{0, true, 0}, {1, true, 0}}}};
  EXPECT_EQ(written(input), "a.camera1");
  input.people["a"].sends = {{Source::camera, {{0, true, 0}, {1, false, 0}}}};
  EXPECT_EQ(written(input), "a.camera0");
  input.people["a"].sends = {{Source::camera, {{0, false, 0}, {1, false, 0}}}};
  EXPECT_EQ(written(input), "a.camera-") << "permitted, but nothing comes";
}

TEST(RecordingPlan, OfTwoWhoTalkAloneNothing) {
  PolicyInput input = recorded_meeting();
  input.people["b"].record = true;
  input.partners = {{"a", "b"}, {"b", "a"}};
  EXPECT_EQ(written(input), "");
}

TEST(RecordingPlan, AScreenOnlyWhileItIsShown) {
  PolicyInput input = recorded_meeting();
  input.people["a"].sends = {{Source::screen, one}, {Source::screen_audio, one}};
  EXPECT_EQ(written(input), "");
  input.screen = "a";
  EXPECT_EQ(written(input), "a.screen0 a.screen-audio0");
}

TEST(RecordingPlan, WhatNobodySeesIsNotWritten) {
  PolicyInput input = recorded_meeting();
  input.kind = RoomKind::seminar;
  EXPECT_EQ(written(input), "a.microphone0 a.camera0");
  input.people["a"].role = Role::listener;
  EXPECT_EQ(written(input), "");
}

}  // namespace
}  // namespace seodang::room
