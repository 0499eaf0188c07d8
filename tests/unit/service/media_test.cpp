#include <algorithm>

#include "fixture.hpp"

namespace seodang::test {
namespace {

Json track(const std::string& mid, const char* source, int layer = 0) {
  return Json::object({{"mid", mid}, {"source", source}, {"layer", layer}});
}
Json offer(const std::string& sdp = "offer") {
  return Json::object(
      {{"sdp", sdp}, {"tracks", Json::array({track("0", "microphone"), track("1", "camera")})}});
}
Json candidate(const std::string& text, const char* peer = "publish") {
  return Json::object({{"peer", peer}, {"candidate", text}, {"sdpMid", "0"}});
}

class MediaTest : public ServiceTest {
 protected:
  void SetUp() override { settings_.times.joined_ms = 20; }
  void meet() {
    start();
    teacher_ = host();
    pupil_ = browser(room_["number"].string_or(""), "철수");
    id_ = last_join_["you"]["id"].string_or("");
  }
  void say(const std::string& method, Json params) {
    make_room_say(*teacher_, method, params.set("participant", id_));
  }
  std::unique_ptr<Browser> teacher_, pupil_;
  std::string id_;
};

TEST_F(MediaTest, OpenCarriesTheWholeWantedState) {
  settings_.media.stun = "stun://a:3478";
  settings_.media.addresses = {"192.0.2.1"};
  settings_.media.port_min = 40000;
  settings_.media.port_max = 40100;
  settings_.media.allow_loopback = true;
  meet();
  ASSERT_TRUE(wait_for_room("open"));
  Json params = room_log("open")[0]["params"];
  EXPECT_EQ(params["room"], room_["id"]);
  EXPECT_EQ(params["kind"].string(), "meeting");
  Json ice = params["config"]["ice"];
  EXPECT_EQ(ice["stun"].string(), "stun://a:3478");
  EXPECT_FALSE(ice.has("turn"));
  EXPECT_EQ(ice["addresses"].at(0).string(), "192.0.2.1");
  EXPECT_EQ(ice["portMin"].integer(), 40000);
  EXPECT_EQ(ice["portMax"].integer(), 40100);
  EXPECT_EQ(ice["allowLoopback"].boolean(), true);
  EXPECT_EQ(ice["allowPrivate"].boolean(), true);
  EXPECT_EQ(params["config"]["slots"]["video"].integer(), 6);
  EXPECT_TRUE(params["config"]["directories"]["pipelines"].string().has_value());
  ASSERT_TRUE(params["participants"].size() == 1);
  EXPECT_EQ(params["participants"].at(0)["role"].string(), "host");
  ASSERT_TRUE(wait_for_room("participant.add"));
  Json added = room_log("participant.add")[0]["params"];
  EXPECT_EQ(added["id"].string(), id_);
  EXPECT_EQ(added["name"].string(), "철수");
  EXPECT_EQ(added["role"].string(), "speaker");
  EXPECT_EQ(added["publishes"]["screen"].boolean(), true);
}

TEST_F(MediaTest, PublishIsPassedOnAndAnswered) {
  meet();
  Json answer = pupil_->ask("media.publish", offer());
  EXPECT_EQ(answer, Json::object({{"sdp", "answer"}}));
  Json params = room_log("publish")[0]["params"];
  EXPECT_EQ(params["participant"].string(), id_);
  EXPECT_EQ(params["sdp"].string(), "offer");
  EXPECT_EQ(params["tracks"].size(), 2U);
}

TEST_F(MediaTest, ABadOfferIsRefusedByName) {
  meet();
  EXPECT_EQ(pupil_->ask("media.publish", offer("refuse"))["error"].string(), "bad-sdp");
  EXPECT_EQ(pupil_->ask("media.publish", offer(std::string(60'000, 'x')))["sdp"].string(), "answer");
  EXPECT_EQ(
      pupil_->ask("media.publish", Json::object({{"sdp", 1}, {"tracks", Json::array()}}))["error"].string(),
      "invalid-params");
  EXPECT_EQ(
      pupil_
          ->ask("media.publish",
                Json::object({{"sdp", "x"}, {"tracks", Json::array({track("0", "telepathy")})}}))["error"]
          .string(),
      "invalid-params");
  EXPECT_EQ(
      pupil_
          ->ask("media.publish",
                Json::object({{"sdp", "x"}, {"tracks", Json::array({track("0", "camera", 3)})}}))["error"]
          .string(),
      "invalid-params");
}

TEST_F(MediaTest, ListenersPublishNothing) {
  start();
  room_ = create(Json::object({{"kind", "seminar"}}))["room"];
  auto listener = browser(room_["number"].string_or(""), "철수");
  EXPECT_EQ(listener->ask("media.publish", offer())["error"].string(), "forbidden");
  EXPECT_TRUE(listener->wait_for_message("media.subscribe")) << "but they receive";
}

TEST_F(MediaTest, SubscribeComesByItselfAndItsAnswerGoesToTheRoom) {
  meet();
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe"));
  Json params = pupil_->got("media.subscribe")[0];
  EXPECT_EQ(params["sdp"].string_or("").substr(0, 5), "offer");
  EXPECT_EQ(params["slots"].at(0)["kind"].string(), "video");
  ASSERT_TRUE(wait_for_room("subscribe.answer", 2));
  EXPECT_EQ(room_log("subscribe.answer")[1]["params"]["sdp"].string(), "answer");
  run_for(0.3);
  EXPECT_EQ(pupil_->got("media.subscribe").size(), 1U) << "once";
}

TEST_F(MediaTest, AnUnansweredSubscribeIsResetAndComesAgainWithPauses) {
  settings_.times.answer_ms = 100;
  start();
  teacher_ = host();
  Browser mute(*service_);
  mute.answer_offers = false;
  mute.join(Json::object({{"ticket", enter(room_["number"].string_or(""))["ticket"]}}));
  ASSERT_TRUE(mute.wait_for_message("media.subscribe", 2));
  ASSERT_GE(mute.got("media.reset").size(), 1U);
  EXPECT_EQ(mute.got("media.reset")[0]["peer"].string(), "subscribe");
  EXPECT_FALSE(mute.got("media.reset")[0]["reason"].string_or("").empty());
  run_for(1);
  EXPECT_LE(mute.got("media.subscribe").size(), 6U) << "a broken client does not loop";
}

TEST_F(MediaTest, ARefusedAnswerIsResetAndComesAgain) {
  start();
  Json created = create();
  Browser broken(*service_);
  broken.answer_sdp = "refuse";
  broken.join(Json::object({{"ticket", created["ticket"]}}));
  ASSERT_TRUE(broken.wait_for_message("media.reset"));
  broken.answer_sdp = "good";
  ASSERT_TRUE(broken.wait_for_message("media.subscribe", 2));
  EXPECT_TRUE(
      wait_for([&] { return room_log("subscribe.answer").back()["params"]["sdp"].string() == "good"; }));
}

TEST_F(MediaTest, CandidatesGoBothWays) {
  meet();
  pupil_->ask("media.publish", offer());
  pupil_->notify("media.candidate", candidate("candidate:1"));
  pupil_->notify("media.candidate", candidate(""));
  ASSERT_TRUE(wait_for_room("candidate", 2));
  Json first = room_log("candidate")[0]["params"];
  EXPECT_EQ(first,
            Json::object(
                {{"peer", "publish"}, {"candidate", "candidate:1"}, {"sdpMid", "0"}, {"participant", id_}}));
  say("candidate", candidate("candidate:2", "subscribe"));
  ASSERT_TRUE(pupil_->wait_for_message("media.candidate"));
  EXPECT_EQ(pupil_->got("media.candidate")[0], candidate("candidate:2", "subscribe"));
}

TEST_F(MediaTest, CandidatesBeforeTheirOfferAreKeptForIt) {
  meet();
  pupil_->notify("media.candidate", candidate("candidate:early"));
  run_for(0.05);
  EXPECT_TRUE(room_log("candidate").empty());
  pupil_->ask("media.publish", offer());
  ASSERT_TRUE(wait_for_room("candidate"));
  std::vector<Json> log = room_log();
  auto at = [&](const char* method) {
    return std::find_if(log.begin(), log.end(),
                        [&](const Json& line) { return line["method"].string() == method; });
  };
  EXPECT_LT(at("publish"), at("candidate"));
}

TEST_F(MediaTest, CandidatesAreBounded) {
  meet();
  pupil_->ask("media.publish", offer());
  int limited = 0;
  for (int i = 0; i < 70; i++)
    limited +=
        pupil_->ask("media.candidate", candidate("candidate:" + std::to_string(i)))["error"].string() ==
        "limit";
  EXPECT_EQ(limited, 6);
  EXPECT_EQ(pupil_->ask("media.candidate", candidate(std::string(600, 'x'), "subscribe"))["error"].string(),
            "too-large");
  EXPECT_EQ(pupil_->ask("media.candidate", candidate("x", "third"))["error"].string(), "invalid-params");
}

TEST_F(MediaTest, ViewIsPassedOn) {
  meet();
  Json tile = Json::object({{"participant", "p"}, {"height", 180}});
  EXPECT_FALSE(pupil_->ask("media.view", Json::object({{"tiles", Json::array({tile})}, {"receive", "audio"}}))
                   .has("error"));
  ASSERT_TRUE(wait_for_room("view"));
  Json params = room_log("view")[0]["params"];
  EXPECT_EQ(params["participant"].string(), id_);
  EXPECT_EQ(params["tiles"].at(0), tile);
  EXPECT_EQ(params["receive"].string(), "audio");
  EXPECT_EQ(pupil_->ask("media.view", Json::object({{"receive", "smell"}}))["error"].string(),
            "invalid-params");
}

TEST_F(MediaTest, StateIsToldToTheOthersAndToTheRoom) {
  meet();
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined"));
  pupil_->notify("media.state", Json::object({{"audio", true}, {"video", false}, {"screen", false}}));
  ASSERT_TRUE(teacher_->wait_for_message("participant.changed"));
  Json participant = teacher_->got("participant.changed").back()["participant"];
  EXPECT_EQ(participant["audio"].boolean(), true);
  EXPECT_EQ(participant["video"].boolean(), false);
  ASSERT_TRUE(wait_for_room("participant.update"));
  EXPECT_EQ(room_log("participant.update").back()["params"]["on"]["video"].boolean(), false);
  pupil_->notify("media.state", Json::object({{"audio", true}, {"video", false}, {"screen", false}}));
  run_for(0.05);
  EXPECT_EQ(teacher_->got("participant.changed").size(), 1U) << "nothing new, nothing said";
}

TEST_F(MediaTest, SlotsWantedAndSpeakingReachTheirClients) {
  meet();
  Json slots = Json::array(
      {Json::object({{"mid", "0"}, {"participant", Json()}, {"source", Json()}, {"state", "waiting"}})});
  say("slots", Json::object({{"slots", slots}}));
  say("wanted", Json::object({{"tracks", Json::array({Json::object({{"mid", "1"}, {"active", true}})})}}));
  make_room_say(*teacher_, "speaking", Json::object({{"participants", Json::array({id_})}}));
  ASSERT_TRUE(pupil_->wait_for_message("media.speaking"));
  ASSERT_TRUE(teacher_->wait_for_message("media.speaking"));
  ASSERT_EQ(pupil_->got("media.slots").size(), 1U);
  EXPECT_EQ(pupil_->got("media.slots")[0], Json::object({{"slots", slots}}));
  ASSERT_EQ(pupil_->got("media.wanted").size(), 1U);
  EXPECT_EQ(pupil_->got("media.wanted")[0]["tracks"].at(0)["active"].boolean(), true);
  EXPECT_TRUE(teacher_->got("media.slots").empty());
}

TEST_F(MediaTest, EverybodyLearnsThatALineIsWeakThemselvesToo) {
  meet();
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined"));
  say("connection", Json::object({{"uplink", "ok"}, {"downlink", "weak"}}));
  ASSERT_TRUE(teacher_->wait_for_message("participant.changed"));
  Json participant = teacher_->got("participant.changed").back()["participant"];
  EXPECT_EQ(participant["connection"].string(), "weak");
  EXPECT_EQ(participant["uplink"].string(), "ok");
  EXPECT_EQ(participant["downlink"].string(), "weak");
  ASSERT_TRUE(pupil_->wait_for_message("participant.changed"));
  EXPECT_EQ(pupil_->got("participant.changed").back()["participant"], participant);
  say("connection", Json::object({{"uplink", "ok"}, {"downlink", "ok"}}));
  ASSERT_TRUE(teacher_->wait_for_message("participant.changed", 2));
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["connection"].string(), "ok");
}

TEST_F(MediaTest, AFailedPeerIsResetAndASubscriberMadeAnew) {
  meet();
  pupil_->ask("media.publish", offer());
  ASSERT_TRUE(wait_for_room("subscribe.answer", 2));
  run_for(0.02);
  say("peer.state", Json::object({{"peer", "publish"}, {"state", "failed"}, {"reason", "ice"}}));
  ASSERT_TRUE(pupil_->wait_for_message("media.reset"));
  EXPECT_EQ(pupil_->got("media.reset")[0], Json::object({{"peer", "publish"}, {"reason", "ice"}}));
  say("peer.state", Json::object({{"peer", "subscribe"}, {"state", "failed"}, {"reason", "ice"}}));
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", 2));
  EXPECT_EQ(pupil_->got("media.reset")[1]["peer"].string(), "subscribe");
  say("peer.state", Json::object({{"peer", "publish"}, {"state", "connected"}}));
  say("peer.state", Json::object({{"peer", "publish"}, {"state", "closed"}}));
  run_for(0.05);
  EXPECT_EQ(pupil_->got("media.reset").size(), 2U);
  EXPECT_TRUE(teacher_->got("media.reset").empty());
}

TEST_F(MediaTest, EventsAboutNobodyAreIgnored) {
  meet();
  for (const char* method :
       {"slots", "wanted", "connection", "peer.state", "track.added", "candidate", "unheard.of", "failed"}) {
    make_room_say(*teacher_, method, Json::object({{"participant", "nobody"}, {"scope", "peer"}}));
    say(method, Json::object({{"peer", 7}, {"source", Json::array()}, {"slots", 3}}));
  }
  EXPECT_FALSE(pupil_->ask("ping").has("error"));
  EXPECT_EQ(pupil_->ask("media.publish", offer())["sdp"].string(), "answer");
}

}  // namespace
}  // namespace seodang::test
