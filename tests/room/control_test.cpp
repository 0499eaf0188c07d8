// The room's wire: driven by a plain script, and what it says to nonsense.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

std::string variable(const char* name) { return std::getenv(name) ? std::getenv(name) : "."; }

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  char chunk[4096];
  while (size_t got = fread(chunk, 1, sizeof chunk, pipe)) text.append(chunk, got);
  pclose(pipe);
  return text;
}

class Script : public testing::TestWithParam<const char*> {};

TEST_P(Script, DrivesARoomFromOpenToClose) {
  std::string source = variable("SEODANG_SOURCE_DIR");
  std::string text =
      output_of(source + "/tests/room/drive.sh " + variable("SEODANG_BUILD_DIR") + "/src/seodang-room " +
                source + "/pipelines " + source + "/tests/data/sdp/" + GetParam() + ".offer.sdp 2>&1");
  for (int id = 1; id <= 5; id++)
    EXPECT_NE(text.find("\"id\":" + std::to_string(id) + ",\"result\""), std::string::npos) << id << "\n"
                                                                                            << text;
  EXPECT_NE(text.find("a=recvonly"), std::string::npos) << text;
  EXPECT_NE(text.find("ssrc-audio-level"), std::string::npos) << "or a browser sends no levels\n" << text;
  EXPECT_NE(text.find("graph has publisher_p1"), std::string::npos) << text;
  EXPECT_NE(text.find("exit 0"), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(Offers, Script, testing::Values("chromium", "firefox"),
                         [](const auto& info) { return std::string(info.param); });

/// The name of the error that a raw line gets, and the room is still there.
std::string answer_to(RoomDriver& room, const std::string& line) {
  size_t before = room.count("error");
  room.raw(line);
  if (!wait_for([&] { return room.count("error") > before; })) return "no answer";
  EXPECT_TRUE(room.call("state")) << "the room is gone";
  return room.last("error")->params["data"]["name"].string_or("");
}

TEST(Control, GarbageGetsItsErrorAndTheRoomGoesOn) {
  RoomDriver room;
  EXPECT_EQ(answer_to(room, "hello"), "parse-error");
  EXPECT_EQ(answer_to(room, std::string(200'000, '[')), "too-large");
  EXPECT_EQ(answer_to(room, std::string(1'000'000, 'x')), "parse-error");
  EXPECT_EQ(answer_to(room, "\xff\xfe"), "parse-error");
  EXPECT_EQ(answer_to(room, std::string("{}\0{}", 5)), "parse-error");
  EXPECT_EQ(answer_to(room, "[]"), "invalid-request");
  EXPECT_EQ(answer_to(room, R"({"jsonrpc":"2.0","method":5,"id":1})"), "invalid-request");
  EXPECT_EQ(answer_to(room, R"({"jsonrpc":"2.0","method":"open","id":1,"params":[]})"), "invalid-params");
}

TEST(Control, WrongStatesAreNamed) {
  RoomDriver room;
  Json p1 = Json::object({{"participant", "p1"}});
  EXPECT_EQ(room.error_of("fly"), "method-not-found");
  for (const char* method :
       {"participant.add", "participant.remove", "participant.update", "publish", "subscribe",
        "subscribe.answer", "candidate", "view", "talk", "screen", "graph"}) {
    EXPECT_EQ(room.error_of(method, Json::object({{"id", "p1"}, {"participant", "p1"}, {"role", "host"}})),
              "wrong-state")
        << method << " before open";
  }
  EXPECT_TRUE(room.ok("state")["room"].is_null());
  room.open();
  EXPECT_EQ(room.error_of("open", Json::object({{"room", "r2"}, {"kind", "meeting"}})), "wrong-state")
      << "a process holds one room";
  for (const char* method : {"publish", "subscribe", "subscribe.answer", "candidate", "view"}) {
    EXPECT_EQ(room.error_of(method, p1), "not-found") << method << " of a stranger";
    EXPECT_EQ(room.error_of(method), "invalid-params") << method << " of nobody";
  }
  room.add("p1");
  Json sdp = Json::object({{"participant", "p1"}, {"sdp", "v=0"}});
  EXPECT_EQ(room.error_of("subscribe.answer", sdp), "wrong-state") << "nothing was offered";
  Json candidate = Json::object({{"participant", "p1"}, {"peer", "publish"}, {"candidate", "candidate:1"}});
  EXPECT_EQ(room.error_of("candidate", candidate), "wrong-state") << "of a peer that is not";
  EXPECT_EQ(
      room.error_of("candidate", Json::object({{"participant", "p1"}, {"peer", "both"}, {"candidate", ""}})),
      "invalid-params");
  EXPECT_EQ(room.error_of("participant.add", Json::object({{"id", "p2"}, {"role", "king"}})),
            "invalid-params");
}

TEST(Control, OpenChecksWhatItIsGiven) {
  RoomDriver room;
  auto refused = [&](Json params) { return room.error_of("open", params); };
  EXPECT_EQ(refused(Json::object({{"kind", "meeting"}})), "invalid-params");
  EXPECT_EQ(refused(Json::object({{"room", "r"}, {"kind", "party"}})), "invalid-params");
  EXPECT_EQ(refused(Json::object({{"room", "../r"}, {"kind", "meeting"}})), "invalid-params");
  Json slots = Json::object({{"slots", Json::object({{"video", 99}})}});
  EXPECT_EQ(refused(Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", slots}})), "invalid-params");
  Json ports = Json::object({{"ice", Json::object({{"portMin", 50000}, {"portMax", 40000}})}});
  EXPECT_EQ(refused(Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", ports}})), "invalid-params");
  Json folder = Json::object({{"directories", Json::object({{"pipelines", "/nonexistent"}})}});
  EXPECT_EQ(refused(Json::object({{"room", "r"}, {"kind", "meeting"}, {"config", folder}})), "wrong-state");
  Json bad = Json::array({Json::object({{"id", "p1"}, {"role", "king"}})});
  EXPECT_EQ(refused(Json::object({{"room", "r"}, {"kind", "meeting"}, {"participants", bad}})),
            "invalid-params");
  room.open();
}

TEST(Control, ATalkIsOfTwoWhoAreHereAndInNoOther) {
  OpenRoom room;
  for (const char* id : {"p1", "p2", "p3"}) room.add(id);
  auto talk = [](const char* id, const char* a, const char* b, bool active) {
    return Json::object({{"talk", id}, {"a", a}, {"b", b}, {"active", active}});
  };
  EXPECT_EQ(room.error_of("talk", talk("t1", "p1", "p1", true)), "invalid-params");
  EXPECT_EQ(room.error_of("talk", talk("t1", "p1", "p2", true).set("active", "yes")), "invalid-params");
  EXPECT_EQ(room.error_of("talk", talk("t1", "p1", "p9", true)), "not-found");
  for (int i = 0; i < 2; i++) room.ok("talk", talk("t1", "p1", "p2", true));
  EXPECT_EQ(room.error_of("talk", talk("t2", "p3", "p2", true)), "busy");
  EXPECT_EQ(room.ok("state")["talks"],
            Json::array({Json::object({{"talk", "t1"}, {"a", "p1"}, {"b", "p2"}})}));
  room.ok("participant.remove", Json::object({{"id", "p1"}}));
  for (int i = 0; i < 2; i++) room.ok("talk", talk("t1", "p1", "p2", false));
  EXPECT_EQ(room.ok("state")["talks"].size(), 0u);
  room.ok("talk", talk("t2", "p3", "p2", true));
}

TEST(Control, TheScreenIsSomebodysWhoIsHere) {
  OpenRoom room;
  room.add("p1");
  EXPECT_EQ(room.error_of("screen", Json::object({{"participant", "p9"}})), "not-found");
  room.ok("screen", Json::object({{"participant", "p1"}}));
  EXPECT_EQ(room.ok("state")["screen"].string(), "p1");
  room.ok("screen", Json::object({{"participant", Json()}}));
  EXPECT_TRUE(room.ok("state")["screen"].is_null());
}

// A respawned room gets its whole state in `open`.
TEST(Control, OpenMayBringTalksThatAreNotAtOdds) {
  RoomDriver room;
  auto talks = [](const char* second) {
    Json list = Json::array({Json::object({{"talk", "t1"}, {"a", "p1"}, {"b", "p2"}}),
                             Json::object({{"talk", "t2"}, {"a", "p3"}, {"b", second}})});
    return Json::object({{"room", "r"}, {"kind", "meeting"}, {"talks", list}, {"screen", "p1"}});
  };
  EXPECT_EQ(room.error_of("open", talks("p3")), "invalid-params");
  EXPECT_EQ(room.error_of("open", talks("p1")), "busy");
  EXPECT_TRUE(room.ok("state")["room"].is_null()) << "half open";
  room.ok("open", talks("p4"));
  EXPECT_EQ(room.ok("state")["talks"].size(), 2u);
  EXPECT_EQ(room.ok("state")["screen"].string(), "p1");
}

TEST(Control, OpenMayBringTheParticipants) {
  RoomDriver room;
  Json people = Json::array(
      {Json::object({{"id", "p1"}, {"role", "host"}}), Json::object({{"id", "p2"}, {"role", "speaker"}})});
  room.ok("open",
          Json::object(
              {{"room", "r"}, {"kind", "meeting"}, {"config", Json::object()}, {"participants", people}}));
  EXPECT_EQ(room.ok("state")["participants"].size(), 2u);
}

TEST(Control, WhatIsIdempotentMayBeSaidTwice) {
  OpenRoom room;
  for (int i = 0; i < 2; i++) room.add("p1");
  EXPECT_EQ(room.ok("state")["participants"].size(), 1u);
  for (int i = 0; i < 2; i++) room.ok("participant.remove", Json::object({{"id", "p1"}}));
  EXPECT_EQ(room.ok("state")["participants"].size(), 0u);
}

TEST(Control, ALineOverOneMebibyteEndsTheProcessInOrder) {
  RoomDriver room;
  room.raw(std::string(1'200'000, 'x'));
  EXPECT_TRUE(wait_for([&] { return !room.running(); }));
}

TEST(Control, TheEndOfItsInputEndsTheProcessWithinFiveSeconds) {
  RoomDriver idle;
  EXPECT_EQ(idle.finish(), 0);
  OpenRoom busy;
  auto people = meeting_of_three(busy, {.layers = 1});
  ASSERT_TRUE(wait_for([&] { return people[0]->sees(*people[1]) && people[1]->sees(*people[0]); }, 10));
  people[2]->subscriber.close();
  EXPECT_EQ(busy.finish(), 0) << "with media running";
}

TEST(Control, AParticipantMayLeaveInTheMiddleOfNegotiating) {
  OpenRoom room;
  for (int i = 0; i < 10; i++) {
    room.add("p1");
    std::optional<Result<Json>> answer;
    room.send("subscribe", Json::object({{"participant", "p1"}}),
              [&](Result<Json> result) { answer = std::move(result); });
    room.ok("participant.remove", Json::object({{"id", "p1"}}));
    ASSERT_TRUE(wait_for([&] { return answer.has_value(); })) << "never answered";
  }
  EXPECT_EQ(room.ok("state")["participants"].size(), 0u);
}

TEST(Control, CandidatesAreGatedAndCounted) {
  OpenRoom room;
  room.add("p1");
  room.ok("subscribe", Json::object({{"participant", "p1"}}));
  auto add = [&](const std::string& text) {
    return room.error_of(
        "candidate",
        Json::object({{"participant", "p1"}, {"peer", "subscribe"}, {"candidate", text}, {"sdpMid", "x"}}));
  };
  EXPECT_EQ(add("nonsense"), "invalid-params");
  EXPECT_EQ(add(""), "") << "the end of candidates";
  EXPECT_EQ(add("candidate:1 1 udp 1 a.local 50000 typ host"), "") << "ignored";
  for (int i = 0; i < 64; i++)
    EXPECT_EQ(add("candidate:1 1 udp 1 127.0.0.1 " + std::to_string(50000 + i) + " typ host"), "");
  EXPECT_EQ(add("candidate:1 1 udp 1 127.0.0.1 51000 typ host"), "limit");
}

}  // namespace
}  // namespace seodang::test
