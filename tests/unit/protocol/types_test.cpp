#include "protocol/types.hpp"

#include <gtest/gtest.h>

namespace seodang {
namespace {

Json parse(const char* text) { return *Json::parse(text); }

template <typename T>
void expect_invalid(const Result<T>& result, const char* text, Code code = Code::invalid_params) {
  ASSERT_FALSE(result) << text;
  EXPECT_EQ(result.error().code, code) << text;
}

TEST(Types, EnumNamesLeadThereAndBack) {
  for (Source source : {Source::microphone, Source::camera, Source::screen, Source::screen_audio}) {
    EXPECT_EQ(named<Source>(name_of(source)), source);
    EXPECT_EQ(is_audio(source), is_audio(slot_kind_of(source)));
  }
  EXPECT_EQ(name_of(Source::screen_audio), "screen-audio");
  EXPECT_EQ(name_of(SlotKind::screen_audio), "screen-audio");
  EXPECT_FALSE(named<Role>("operator"));
  EXPECT_EQ(slot_kind_of(Source::camera), SlotKind::video);
}

TEST(Types, AnUnknownEnumValueNamesTheAllowedOnes) {
  Result<Role> role = enum_member<Role>(parse(R"({"role":"king"})"), "role");
  expect_invalid(role, "king");
  EXPECT_NE(role.error().text.find("host speaker listener"), std::string::npos) << role.error().text;
}

TEST(Types, ATalkIsOfTwoDifferentPeople) {
  Result<Talk> talk = talk_from(parse(R"({"talk":"t","a":"x","b":"y"})"));
  ASSERT_TRUE(talk);
  EXPECT_EQ(to_json(*talk).text(), R"({"talk":"t","a":"x","b":"y"})");
  EXPECT_TRUE(talk->has("x") && talk->has("y"));
  EXPECT_FALSE(talk->has("t"));
  for (const char* text :
       {R"({"a":"x","b":"y"})", R"({"talk":"t","a":"x"})", R"({"talk":"t","a":"x","b":"x"})",
        R"({"talk":"t","a":"","b":"y"})", R"({"talk":1,"a":"x","b":"y"})"})
    expect_invalid(talk_from(parse(text)), text);
}

TEST(Types, SlotsOfEachKindOfRoomAndTheirRange) {
  EXPECT_EQ(to_json(default_slots(RoomKind::meeting)).text(),
            R"({"video":6,"screen":1,"audio":3,"screenAudio":1})");
  EXPECT_EQ(to_json(default_slots(RoomKind::seminar)).text(),
            R"({"video":2,"screen":1,"audio":2,"screenAudio":1})");
  Result<SlotCounts> counts = slot_counts_from(parse(R"({"video":16,"audio":0})"));
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->of(SlotKind::video), 16);
  EXPECT_EQ(counts->of(SlotKind::audio), 0);
  EXPECT_EQ(counts->of(SlotKind::screen), 1) << "not said: the default";
  for (const char* text : {R"({"video":17})", R"({"audio":-1})", R"({"screen":9223372036854775807})"}) {
    expect_invalid(slot_counts_from(parse(text)), text);
  }
}

TEST(Types, PublishTracksRoundTripAndRanges) {
  std::vector<PublishTrack> tracks{
      {"0", Source::microphone, 0}, {"1", Source::camera, 0}, {"2", Source::camera, 2}};
  Result<std::vector<PublishTrack>> again = publish_tracks_from(to_json(tracks));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, tracks);
  EXPECT_EQ(publish_tracks_from(parse(R"([{"mid":"0","source":"camera"}])"))->at(0).layer, 0)
      << "omitted = 0";
  for (const char* text :
       {"{}", R"(["x"])", R"([{"source":"camera"}])", R"([{"mid":"","source":"camera"}])", R"([{"mid":"0"}])",
        R"([{"mid":"0","source":"webcam"}])", R"([{"mid":"0","source":"camera","layer":3}])",
        R"([{"mid":"0","source":"camera","layer":-1}])"}) {
    expect_invalid(publish_tracks_from(parse(text)), text);
  }
  expect_invalid(publish_tracks_from(parse(R"([{"mid":"12345678901234567","source":"camera"}])")), "long mid",
                 Code::too_large);
}

TEST(Types, ViewsRoundTripAndAreCut) {
  View view{{{"a", 720}, {"b", 0}}, 1080, Receive::audio};
  Result<View> again = view_from(to_json(view));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, view);
  Json tiles = Json::array();
  for (int i = 0; i < 100; i++)
    tiles.push(Json::object({{"participant", std::to_string(i)}, {"height", 1 << 30}}));
  Result<View> large = view_from(Json::object({{"tiles", tiles}, {"screen", -5}}));
  ASSERT_TRUE(large);
  EXPECT_EQ(large->tiles.size(), View::max_tiles);
  EXPECT_EQ(large->tiles[0].height, 8192);
  EXPECT_EQ(large->screen_height, 0);
  EXPECT_EQ(*view_from(parse("{}")), View{});
  expect_invalid(view_from(parse(R"({"receive":"some"})")), "receive");
  expect_invalid(view_from(parse(R"({"tiles":[{"height":1}]})")), "tile");
}

TEST(Types, ParticipantsRoundTripAndMayDoAllUnlessSaidOtherwise) {
  RoomParticipant ann{"a", "p", "Ann", Role::host, {true, false, true}, {false, true, true}, true};
  Result<RoomParticipant> again = room_participant_from(to_json(ann));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id + again->person + again->name, "apAnn");
  EXPECT_EQ(again->role, Role::host);
  EXPECT_EQ(again->publishes, ann.publishes);
  EXPECT_EQ(again->on, ann.on);
  EXPECT_TRUE(again->record);
  Result<RoomParticipant> bare = room_participant_from(parse(R"({"id":"x","role":"listener","unknown":1})"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->publishes, (Media{true, true, true}));
  for (const char* text : {R"({"role":"host"})", R"({"id":"x"})", R"({"id":5,"role":"host"})"})
    expect_invalid(room_participant_from(parse(text)), text);
  expect_invalid(room_participant_from(Json::object({{"id", std::string(65, 'x')}, {"role", "host"}})),
                 "long id", Code::too_large);
}

TEST(Types, AScreenAndItsSoundAreOneRight) {
  Media media{false, false, true};
  EXPECT_TRUE(media.of(Source::screen) && media.of(Source::screen_audio));
  EXPECT_FALSE(media.of(Source::microphone) || media.of(Source::camera));
}

TEST(Types, AnEmptySlotHasNeitherParticipantNorSource) {
  EXPECT_EQ(
      to_json(std::vector<SlotState>{{"v0", "", Source::camera, false}, {"v1", "a", Source::camera, true}})
          .text(),
      R"([{"mid":"v0","participant":null,"source":null,"state":"waiting"},)"
      R"({"mid":"v1","participant":"a","source":"camera","state":"live"}])");
}

TEST(Types, ACapacityIsReachedAtEitherBound) {
  Capacity capacity = capacity_from(to_json(Capacity{3, 4}));
  EXPECT_TRUE(capacity.holds(3, 4));
  EXPECT_FALSE(capacity.holds(4, 4));
  EXPECT_FALSE(capacity.holds(3, 5));
  EXPECT_TRUE(capacity_from(Json::object()).holds(1'000'000, 1'000'000)) << "nothing said: no bound";
  EXPECT_FALSE(capacity_from(parse(R"({"peers":-1})")).holds(1, 1));
  EXPECT_EQ((RoomParticipant{.publishes = {}}.peers()), 1u) << "who only listens has no publisher";
  EXPECT_EQ((RoomParticipant{.publishes = {false, false, true}}.peers()), 2u);
}

TEST(Types, CandidatesRoundTripAndTheirLengthIsLimited) {
  IceCandidate candidate{PeerKind::subscribe, "candidate:1", "v0"};
  Result<IceCandidate> again = ice_candidate_from(to_json(candidate));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->candidate + again->sdp_mid, "candidate:1v0");
  EXPECT_EQ(again->peer, PeerKind::subscribe);
  EXPECT_TRUE(ice_candidate_from(parse(R"({"peer":"publish","candidate":""})"))) << "the end of candidates";
  expect_invalid(ice_candidate_from(parse(R"({"peer":"publish"})")), "absent");
  expect_invalid(ice_candidate_from(parse(R"({"peer":"both","candidate":""})")), "peer");
  expect_invalid(
      ice_candidate_from(Json::object({{"peer", "publish"}, {"candidate", std::string(513, 'x')}})), "long",
      Code::too_large);
}

}  // namespace
}  // namespace seodang
