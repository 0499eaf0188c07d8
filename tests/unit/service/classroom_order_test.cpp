// What hosts order: title and lock, mute, putting out, roles.
#include "fixture.hpp"

namespace seodang::test {
namespace {

Json offer(const char* source) {
  return Json::object(
      {{"sdp", "offer"}, {"tracks", Json::array({Json::object({{"mid", "0"}, {"source", source}})})}});
}

class ClassroomOrderTest : public ServiceTest {
 protected:
  void SetUp() override { settings_.times.joined_ms = 20; }
  void meet(const char* kind = "meeting") {
    start();
    teacher_ = host(Json::object({{"kind", kind}}));
    teacher_id_ = last_join_["you"]["id"];
    pupil_ = browser(number(), "철수", Json::object({{"person", "pupil"}}));
    pupil_id_ = last_join_["you"]["id"];
    secret_ = last_join_["resume"];
    ASSERT_TRUE(teacher_->wait_for_message("participant.joined"));
  }
  std::unique_ptr<Browser> come_back(const Json& secret) {
    auto browser = std::make_unique<Browser>(*service_);
    last_join_ = browser->join(Json::object({{"resume", secret}}));
    return browser;
  }
  /// A second host, by the first one's word.
  std::unique_ptr<Browser> co_host() {
    auto browser = this->browser(number(), "조교", Json::object({{"person", "co-host"}}));
    co_host_id_ = last_join_["you"]["id"];
    EXPECT_FALSE(set_role(*teacher_, co_host_id_, "host").has("error"));
    return browser;
  }
  static Json set_role(Browser& by, const Json& id, const char* role) {
    return by.ask("participant.role", Json::object({{"id", id}, {"role", role}}));
  }
  static Json mute(Browser& by, const Json& params) { return by.ask("participant.mute", params); }
  /// What the room's process was last told of a participant: member of participant.update.
  Json last_update(const Json& id, const char* member) const {
    Json value;
    for (const Json& line : room_log("participant.update")) {
      if (line["params"]["id"] == id && line["params"].has(member)) value = line["params"][member];
    }
    return value;
  }

  std::unique_ptr<Browser> teacher_, pupil_;
  Json teacher_id_, pupil_id_, co_host_id_, secret_;
};

// The room.

TEST_F(ClassroomOrderTest, AnUpdateIsToldToEveryoneAndKept) {
  meet();
  EXPECT_FALSE(
      teacher_->ask("room.update", Json::object({{"title", " 국어\n "}, {"locked", true}})).has("error"));
  const Json expected =
      Json::object({{"host", teacher_id_}, {"locked", true}, {"waitingRoom", false}, {"title", "국어"}});
  for (const Browser* browser : {teacher_.get(), pupil_.get()}) {
    ASSERT_TRUE(browser->wait_for_message("room.changed"));
    EXPECT_EQ(browser->got("room.changed").back()["room"], expected);
  }
  teacher_->ask("room.update", Json::object({{"locked", true}}));
  EXPECT_EQ(pupil_->got("room.changed").size(), 1U) << "nothing has changed";
  restart();
  auto back = come_back(secret_);
  EXPECT_EQ(last_join_["room"]["title"].string(), "국어");
  EXPECT_EQ(last_join_["room"]["locked"].boolean(), true);
}

TEST_F(ClassroomOrderTest, AWrongUpdateIsRefusedAndChangesNothing) {
  meet();
  for (const Json& params :
       {Json::object({{"locked", 1}}), Json::object({{"waitingRoom", "on"}}), Json::object({{"title", " "}}),
        Json::object({{"title", 7}, {"locked", true}})}) {
    EXPECT_EQ(teacher_->ask("room.update", params)["error"].string(), "invalid-params") << params.text();
  }
  EXPECT_EQ(teacher_->ask("room.update", Json::object({{"title", std::string(200, 'x')}}))["error"].string(),
            "too-large");
  EXPECT_TRUE(pupil_->got("room.changed").empty());
}

TEST_F(ClassroomOrderTest, ALockedRoomLetsInHostsAndThoseWhoComeBack) {
  meet();
  Json early = enter(number())["ticket"];
  teacher_->ask("room.update", Json::object({{"locked", true}}));
  Json refused = enter(number());
  EXPECT_EQ(refused["error"].string(), "forbidden");
  EXPECT_EQ(refused["reason"].string(), "locked");
  Browser late(*service_);
  EXPECT_EQ(late.ask("room.join", Json::object({{"ticket", early}}))["reason"].string(), "locked")
      << "a ticket of before";
  pupil_->disconnect();
  EXPECT_TRUE(enter(number(), Json::object({{"person", "pupil"}})).has("ticket")) << "coming back by number";
  pupil_ = come_back(secret_);
  auto again = browser(number(), "선생", Json::object({{"key", room_["hostKey"]}}));
  EXPECT_EQ(last_join_["you"]["role"].string(), "host");
  teacher_->ask("room.update", Json::object({{"locked", false}}));
  EXPECT_FALSE(late.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}})).has("error"));
}

// Mute.

TEST_F(ClassroomOrderTest, AMutedMicrophoneIsOffForAllAndItsOwnersToSwitchOn) {
  meet();
  pupil_->ask("media.publish", offer("microphone"));
  ASSERT_TRUE(teacher_->wait_for_message("participant.changed"));
  EXPECT_FALSE(mute(*teacher_, Json::object({{"id", pupil_id_}, {"audio", true}})).has("error"));
  ASSERT_EQ(pupil_->got("media.muted").size(), 1U);
  EXPECT_EQ(pupil_->got("media.muted")[0],
            Json::object({{"by", Json::object({{"id", teacher_id_}, {"name", "선생"}})},
                          {"audio", true},
                          {"video", false}}));
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["audio"].boolean(), false);
  EXPECT_TRUE(wait_for([&] { return last_update(pupil_id_, "on")["audio"].boolean() == false; }));
  mute(*teacher_, Json::object({{"id", pupil_id_}, {"audio", true}}));
  EXPECT_EQ(pupil_->got("media.muted").size(), 1U) << "it is off already";
  pupil_->notify("media.state", Json::object({{"audio", true}}));
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["audio"].boolean(), true);
  EXPECT_TRUE(wait_for([&] { return last_update(pupil_id_, "on")["audio"].boolean() == true; }));
}

TEST_F(ClassroomOrderTest, MutingWithoutIdMeansEveryoneButHosts) {
  meet();
  auto co = co_host();
  auto other = browser(number(), "영희");
  EXPECT_FALSE(mute(*co, Json::object({{"audio", true}, {"video", true}})).has("error"));
  for (const Browser* muted : {pupil_.get(), other.get()}) {
    ASSERT_EQ(muted->got("media.muted").size(), 1U);
    EXPECT_EQ(muted->got("media.muted")[0]["video"].boolean(), true);
  }
  EXPECT_TRUE(teacher_->got("media.muted").empty());
  EXPECT_TRUE(co->got("media.muted").empty());
}

TEST_F(ClassroomOrderTest, AWrongMuteIsRefused) {
  meet();
  EXPECT_EQ(mute(*teacher_, Json::object({{"id", pupil_id_}}))["error"].string(), "invalid-params");
  EXPECT_EQ(mute(*teacher_, Json::object({{"id", pupil_id_}, {"audio", false}}))["error"].string(),
            "invalid-params")
      << "nobody is switched on by others";
  EXPECT_EQ(mute(*teacher_, Json::object({{"id", 7}, {"audio", true}}))["error"].string(), "not-found");
  EXPECT_EQ(mute(*pupil_, Json::object({{"id", teacher_id_}, {"audio", true}}))["error"].string(),
            "forbidden");
}

TEST_F(ClassroomOrderTest, AListenerHasNothingToMute) {
  meet("seminar");
  EXPECT_FALSE(mute(*teacher_, Json::object({{"id", pupil_id_}, {"audio", true}})).has("error"));
  EXPECT_TRUE(pupil_->got("media.muted").empty());
}

// Putting out.

TEST_F(ClassroomOrderTest, WhoIsPutOutStaysOut) {
  meet();
  EXPECT_FALSE(teacher_->ask("participant.remove", Json::object({{"id", pupil_id_}})).has("error"));
  ASSERT_EQ(pupil_->got("room.closed").size(), 1U);
  EXPECT_EQ(pupil_->got("room.closed")[0]["reason"].string(), "removed");
  EXPECT_EQ(pupil_->close_code(), service::Client::removed);
  EXPECT_EQ(teacher_->got("participant.left")[0], Json::object({{"id", pupil_id_}, {"reason", "removed"}}));
  EXPECT_TRUE(wait_for_room("participant.remove"));
  for (int visit = 0; visit < 2; visit++) {
    Json refused = enter(number(), Json::object({{"person", "pupil"}}));
    EXPECT_EQ(refused["error"].string(), "forbidden");
    EXPECT_EQ(refused["reason"].string(), "removed");
    EXPECT_EQ(Browser(*service_).ask("room.join", Json::object({{"resume", secret_}}))["error"].string(),
              "bad-ticket");
    restart();
  }
}

TEST_F(ClassroomOrderTest, ATicketOfBeforeIsVoidForWhoIsPutOut) {
  meet();
  Json ticket = enter(number(), Json::object({{"person", "pupil"}}))["ticket"];
  teacher_->ask("participant.remove", Json::object({{"id", pupil_id_}}));
  EXPECT_EQ(Browser(*service_).ask("room.join", Json::object({{"ticket", ticket}}))["reason"].string(),
            "removed");
}

TEST_F(ClassroomOrderTest, WhoIsAwayCanBePutOutToo) {
  settings_.times.lost_ms = 30;
  meet();
  pupil_->disconnect();
  ASSERT_TRUE(teacher_->wait_for_message("participant.left"));
  EXPECT_FALSE(teacher_->ask("participant.remove", Json::object({{"id", pupil_id_}})).has("error"));
  restart();
  EXPECT_EQ(enter(number(), Json::object({{"person", "pupil"}}))["reason"].string(), "removed");
}

TEST_F(ClassroomOrderTest, WhoIsPutOutStaysOutOfTheRoomOpenedAgain) {
  meet();
  teacher_->ask("participant.remove", Json::object({{"id", pupil_id_}}));
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  auto again = browser(number(), "선생", Json::object({{"key", room_["hostKey"]}}));
  EXPECT_EQ(enter(number(), Json::object({{"person", "pupil"}}))["reason"].string(), "removed");
}

TEST_F(ClassroomOrderTest, TheKeysOwnerComesBackWhateverAHostDid) {
  meet();
  teacher_->ask("room.leave");
  Json owner = Json::object({{"key", room_["hostKey"]}, {"person", "owner"}});
  teacher_ = browser(number(), "선생", owner);
  Json owner_id = last_join_["you"]["id"];
  ASSERT_FALSE(set_role(*teacher_, pupil_id_, "host").has("error"));
  ASSERT_FALSE(pupil_->ask("participant.remove", Json::object({{"id", owner_id}})).has("error"));
  EXPECT_EQ(enter(number(), Json::object({{"person", "owner"}}))["reason"].string(), "removed");
  teacher_ = browser(number(), "선생", owner);
  EXPECT_TRUE(enter(number(), Json::object({{"person", "owner"}})).has("ticket"));
  restart();
  EXPECT_TRUE(enter(number(), Json::object({{"person", "owner"}})).has("ticket"));
}

TEST_F(ClassroomOrderTest, PuttingOutNeedsSomeoneElse) {
  meet();
  EXPECT_EQ(teacher_->ask("participant.remove", Json::object({{"id", teacher_id_}}))["error"].string(),
            "wrong-state");
  EXPECT_EQ(teacher_->ask("participant.remove", Json::object({{"id", "nobody"}}))["error"].string(),
            "not-found");
  EXPECT_EQ(pupil_->ask("participant.remove", Json::object({{"id", teacher_id_}}))["error"].string(),
            "forbidden");
}

// Roles.

TEST_F(ClassroomOrderTest, TheFloorOfASeminarIsGivenAndTaken) {
  meet("seminar");
  EXPECT_EQ(pupil_->ask("media.publish", offer("camera"))["error"].string(), "forbidden");
  EXPECT_FALSE(set_role(*teacher_, pupil_id_, "speaker").has("error"));
  Json all = Json::object({{"audio", true}, {"video", true}, {"screen", true}});
  Json none = Json::object({{"audio", false}, {"video", false}, {"screen", false}});
  ASSERT_EQ(pupil_->got("you.changed").size(), 1U);
  EXPECT_EQ(pupil_->got("you.changed")[0]["you"], Json::object({{"role", "speaker"}, {"publish", all}}));
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["role"].string(), "speaker");
  EXPECT_TRUE(wait_for([&] { return last_update(pupil_id_, "role").string() == "speaker"; }));
  EXPECT_EQ(last_update(pupil_id_, "publishes"), all);
  EXPECT_EQ(pupil_->ask("media.publish", offer("camera"))["sdp"].string(), "answer");
  ASSERT_TRUE(wait_for(
      [&] { return teacher_->got("participant.changed").back()["participant"]["video"].boolean() == true; }));

  EXPECT_FALSE(set_role(*teacher_, pupil_id_, "listener").has("error"));
  EXPECT_EQ(pupil_->got("you.changed").back()["you"],
            Json::object({{"role", "listener"}, {"publish", none}}));
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["video"].boolean(), false);
  EXPECT_TRUE(wait_for([&] { return last_update(pupil_id_, "publishes") == none; }));
  EXPECT_EQ(pupil_->ask("media.publish", offer("camera"))["error"].string(), "forbidden");
}

TEST_F(ClassroomOrderTest, WhoHasTheFloorMayLeaveIt) {
  meet("seminar");
  EXPECT_EQ(pupil_->ask("floor.leave", Json::object())["error"].string(), "forbidden");
  set_role(*teacher_, pupil_id_, "speaker");
  EXPECT_FALSE(pupil_->ask("floor.leave", Json::object()).has("error"));
  EXPECT_EQ(pupil_->got("you.changed").back()["you"]["role"].string(), "listener");
  EXPECT_EQ(teacher_->got("participant.changed").back()["participant"]["role"].string(), "listener");
  EXPECT_EQ(pupil_->ask("media.publish", offer("camera"))["error"].string(), "forbidden");
}

TEST_F(ClassroomOrderTest, AMeetingHasNoFloorToLeave) {
  meet();
  EXPECT_EQ(pupil_->ask("floor.leave", Json::object())["error"].string(), "wrong-state");
}

TEST_F(ClassroomOrderTest, ARoleOutlastsReconnectAndRestart) {
  meet("seminar");
  set_role(*teacher_, pupil_id_, "speaker");
  pupil_->disconnect();
  pupil_ = come_back(secret_);
  EXPECT_EQ(last_join_["you"]["role"].string(), "speaker");
  EXPECT_EQ(last_join_["publish"]["audio"].boolean(), true);
  restart();
  pupil_ = come_back(last_join_["resume"]);
  EXPECT_EQ(last_join_["you"]["role"].string(), "speaker");
}

TEST_F(ClassroomOrderTest, ACoHostMayWhatAHostMayAndIsToldWhoWaits) {
  meet();
  auto co = co_host();
  EXPECT_EQ(co->got("you.changed")[0]["you"]["role"].string(), "host");
  EXPECT_EQ(co->got("waiting.changed").size(), 1U);
  EXPECT_FALSE(co->ask("room.update", Json::object({{"locked", true}})).has("error"));
  EXPECT_FALSE(set_role(*co, teacher_id_, "speaker").has("error"));
  EXPECT_EQ(teacher_->ask("room.update", Json::object({{"locked", false}}))["error"].string(), "forbidden");
}

TEST_F(ClassroomOrderTest, TheLastHostStaysOne) {
  meet();
  EXPECT_EQ(set_role(*teacher_, teacher_id_, "speaker")["error"].string(), "wrong-state");
  auto co = co_host();
  EXPECT_FALSE(set_role(*teacher_, teacher_id_, "speaker").has("error"));
  EXPECT_EQ(set_role(*co, co_host_id_, "speaker")["error"].string(), "wrong-state");
}

TEST_F(ClassroomOrderTest, ARoleMustFitTheRoomAndItsPlaces) {
  meet();
  EXPECT_EQ(set_role(*teacher_, pupil_id_, "listener")["error"].string(), "invalid-params");
  EXPECT_EQ(set_role(*teacher_, pupil_id_, "king")["error"].string(), "invalid-params");
  EXPECT_EQ(set_role(*teacher_, "nobody", "host")["error"].string(), "not-found");
  EXPECT_EQ(set_role(*pupil_, pupil_id_, "host")["error"].string(), "forbidden");
  EXPECT_TRUE(pupil_->got("you.changed").empty());
}

TEST_F(ClassroomOrderTest, TheFloorNeedsAPlaceInTheProcess) {
  settings_.rooms.arguments.insert(settings_.rooms.arguments.end(), {"--peers", "3"});
  meet("seminar");
  ASSERT_TRUE(wait_for_room("subscribe", 2));
  EXPECT_EQ(set_role(*teacher_, pupil_id_, "speaker")["error"].string(), "limit");
  EXPECT_EQ(teacher_->got("participant.changed").size(), 0U);
}

// Whoever it is.

TEST_F(ClassroomOrderTest, NobodyOfAnotherRoomIsMeant) {
  meet();
  Json elsewhere = create();
  Browser stranger(*service_);
  stranger.join(Json::object({{"ticket", elsewhere["ticket"]}}));
  pupil_->forget();
  EXPECT_EQ(mute(stranger, Json::object({{"id", pupil_id_}, {"audio", true}}))["error"].string(),
            "not-found");
  EXPECT_EQ(set_role(stranger, pupil_id_, "host")["error"].string(), "not-found");
  EXPECT_EQ(stranger.ask("participant.remove", Json::object({{"id", pupil_id_}}))["error"].string(),
            "not-found");
  stranger.ask("room.update", Json::object({{"locked", true}, {"waitingRoom", true}}));
  mute(stranger, Json::object({{"audio", true}}));
  run_for(0.1);
  EXPECT_TRUE(pupil_->messages().empty());
}

TEST_F(ClassroomOrderTest, AFloodOfOrdersIsRefused) {
  settings_.limits.orders_per_second = 1;  // however slowly this test runs
  meet();
  int refused = 0;
  for (int i = 0; i < 60; i++)
    refused +=
        teacher_->ask("room.update", Json::object({{"locked", i % 2 == 0}}))["error"].string() == "limit";
  EXPECT_GE(refused, 20);
  EXPECT_LE(pupil_->got("room.changed").size(), 40U);
  EXPECT_FALSE(teacher_->ask("chat.say", Json::object({{"text", "아직 여기"}})).has("error"));
}

}  // namespace
}  // namespace seodang::test
