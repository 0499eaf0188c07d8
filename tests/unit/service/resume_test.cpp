#include <csignal>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class ResumeTest : public ServiceTest {
 protected:
  void SetUp() override { settings_.times.joined_ms = 20; }
  /// The teacher, and a pupil everyone knows about.
  void meet() {
    start();
    teacher_ = host();
    number_ = room_["number"].string_or("");
    pupil_ = browser(number_, "철수");
    joined_ = last_join_;
    ASSERT_TRUE(teacher_->wait_for_message("participant.joined"));
    ASSERT_TRUE(wait_for_room("subscribe.answer", 2));
  }
  Json resume(const Json& secret, const Json& more = Json::object()) {
    Json params = Json::object({{"resume", secret}});
    for (const std::string& key : more.keys()) params.set(key, more[key]);
    back_ = std::make_unique<Browser>(*service_);
    return back_->ask("room.join", params);
  }
  static Json offer() {
    return Json::object(
        {{"sdp", "offer"}, {"tracks", Json::array({Json::object({{"mid", "0"}, {"source", "camera"}})})}});
  }
  std::string connection_told() const {
    auto changes = teacher_->got("participant.changed");
    return changes.empty() ? "" : changes.back()["participant"]["connection"].string_or("");
  }

  std::unique_ptr<Browser> teacher_, pupil_, back_;
  std::string number_;
  Json joined_;
};

TEST_F(ResumeTest, ALostSocketIsToldAndComesBackWithItsMedia) {
  meet();
  pupil_->ask("media.publish", offer());
  make_room_say(*teacher_, "slots",
                Json::object({{"participant", joined_["you"]["id"]}, {"slots", Json::array()}}));
  ASSERT_TRUE(pupil_->wait_for_message("media.slots"));
  pupil_->disconnect(1006);
  EXPECT_EQ(connection_told(), "lost");
  size_t subscribes = room_log("subscribe").size();
  Json back = resume(joined_["resume"]);
  ASSERT_FALSE(back.has("error")) << back.text();
  EXPECT_EQ(back["you"], joined_["you"]);
  EXPECT_NE(back["resume"].string(), joined_["resume"].string());
  EXPECT_EQ(back["peers"], Json::object({{"publish", true}, {"subscribe", true}}));
  EXPECT_EQ(connection_told(), "ok");
  EXPECT_EQ(back_->got("media.slots").size(), 1U) << "what they may have missed is said again";
  run_for(0.1);
  EXPECT_EQ(room_log("subscribe").size(), subscribes) << "a living peer is not made anew";
  EXPECT_EQ(teacher_->got("participant.joined").size(), 1U);
  EXPECT_TRUE(teacher_->got("participant.left").empty());
}

TEST_F(ResumeTest, AReloadHasNoPeers) {
  meet();
  pupil_->ask("media.publish", offer());
  pupil_->disconnect(1001);
  Json back = resume(joined_["resume"]);
  EXPECT_EQ(back["peers"], Json::object({{"publish", false}, {"subscribe", false}}));
  EXPECT_TRUE(back_->wait_for_message("media.subscribe"));
}

TEST_F(ResumeTest, AFreshPageHasNoPeers) {
  meet();
  pupil_->disconnect(1006);
  Json back = resume(joined_["resume"], Json::object({{"fresh", true}}));
  EXPECT_EQ(back["peers"], Json::object({{"publish", false}, {"subscribe", false}}));
  EXPECT_TRUE(back_->wait_for_message("media.subscribe"));
}

TEST_F(ResumeTest, AReloadThatStaysAwayHasLeftSoonALossLater) {
  settings_.times.reload_ms = 100;
  settings_.times.lost_ms = 600;
  meet();
  auto other = browser(number_, "영희");
  Json other_id = last_join_["you"]["id"];
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined", 2));
  const gint64 start = g_get_monotonic_time();
  pupil_->disconnect(1006);
  other->disconnect(1001);
  ASSERT_TRUE(teacher_->wait_for_message("participant.left", 1));
  EXPECT_EQ(teacher_->got("participant.left")[0], Json::object({{"id", other_id}, {"reason", "lost"}}));
  EXPECT_GE(g_get_monotonic_time() - start, 95'000);
  ASSERT_TRUE(teacher_->wait_for_message("participant.left", 2));
  EXPECT_EQ(teacher_->got("participant.left")[1]["id"], joined_["you"]["id"]);
  EXPECT_GE(g_get_monotonic_time() - start, 595'000);
  EXPECT_TRUE(wait_for_room("participant.remove", 2));
}

TEST_F(ResumeTest, AfterHavingLeftTheSamePlaceIsJoinedAgain) {
  settings_.times.lost_ms = 100;
  meet();
  pupil_->disconnect(1006);
  ASSERT_TRUE(teacher_->wait_for_message("participant.left"));
  Json back = resume(joined_["resume"]);
  ASSERT_FALSE(back.has("error")) << back.text();
  EXPECT_EQ(back["you"]["id"], joined_["you"]["id"]);
  EXPECT_EQ(back["peers"], Json::object({{"publish", false}, {"subscribe", false}}));
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined", 2));
  EXPECT_EQ(teacher_->got("participant.joined")[1]["participant"]["id"], joined_["you"]["id"]);
  EXPECT_TRUE(wait_for([&] {
    auto adds = room_log("participant.add");
    return !adds.empty() && adds.back()["params"]["id"] == joined_["you"]["id"];
  }));
}

TEST_F(ResumeTest, TheSecretIsVoidAfterItsTime) {
  settings_.times.lost_ms = 50;
  settings_.times.resume_ms = 150;
  meet();
  pupil_->disconnect(1006);
  run_for(0.25);
  EXPECT_EQ(resume(joined_["resume"])["error"].string(), "bad-ticket");
}

TEST_F(ResumeTest, TheOldSecretLivesUntilTheFirstMessageUnderItsSuccessor) {
  meet();
  pupil_->disconnect(1006);
  Json first = resume(joined_["resume"]);
  back_->answer_offers = false;
  back_->disconnect(1006);
  Json second = resume(joined_["resume"]);
  ASSERT_FALSE(second.has("error")) << "its successor was never used";
  back_->ask("ping");
  back_->disconnect(1006);
  EXPECT_EQ(resume(joined_["resume"])["error"].string(), "bad-ticket");
  EXPECT_FALSE(resume(second["resume"]).has("error"));
  EXPECT_EQ(first["you"], second["you"]);
}

TEST_F(ResumeTest, AResumeTakesOverALivingSocket) {
  meet();
  Json back = resume(joined_["resume"]);
  ASSERT_FALSE(back.has("error"));
  EXPECT_EQ(pupil_->close_code(), service::Client::replaced);
  EXPECT_EQ(pupil_->got("room.closed")[0]["reason"].string(), "replaced");
  EXPECT_EQ(connection_told(), "ok");
}

TEST_F(ResumeTest, ChatSinceGivesOnlyWhatWasMissed) {
  meet();
  Json first = pupil_->ask("chat.say", Json::object({{"text", "하나"}}));
  pupil_->disconnect(1006);
  teacher_->ask("chat.say", Json::object({{"text", "둘"}}));
  Json back = resume(joined_["resume"], Json::object({{"chatSince", first["id"]}}));
  ASSERT_EQ(back["chat"].size(), 1U);
  EXPECT_EQ(back["chat"].at(0)["text"].string(), "둘");
}

TEST_F(ResumeTest, FiftyReloadsLeaveNoGhost) {
  meet();
  Json secret = joined_["resume"];
  std::unique_ptr<Browser> page = std::move(pupil_);
  for (int i = 0; i < 50; i++) {
    page->disconnect(1001);
    Json back = resume(secret);
    ASSERT_FALSE(back.has("error")) << i << back.text();
    ASSERT_EQ(back["participants"].size(), 1U);
    secret = back["resume"];
    page = std::move(back_);
    page->ask("ping");
  }
  EXPECT_TRUE(teacher_->got("participant.left").empty());
  EXPECT_EQ(service_->readiness().details["participants"].integer(), 2);
}

TEST_F(ResumeTest, AfterARestartOfTheServiceEveryoneComesBack) {
  meet();
  teacher_->ask("chat.say", Json::object({{"text", "기억"}}));
  Json teachers = last_join_;
  pupil_->ask("ping");  // confirms the secret
  auto left_before = browser(number_, "갔다");
  Json gone = last_join_["resume"];
  left_before->ask("room.leave");
  restart();
  EXPECT_EQ(service_->readiness().details["rooms"].integer(), 1);
  Json back = resume(joined_["resume"]);
  ASSERT_FALSE(back.has("error")) << back.text();
  EXPECT_EQ(back["you"], joined_["you"]);
  EXPECT_EQ(back["room"]["id"], joined_["room"]["id"]);
  EXPECT_EQ(back["peers"], Json::object({{"publish", false}, {"subscribe", false}}));
  ASSERT_EQ(back["participants"].size(), 1U);
  EXPECT_EQ(back["participants"].at(0)["connection"].string(), "lost");
  ASSERT_EQ(back["chat"].size(), 1U);
  EXPECT_TRUE(back_->wait_for_message("media.subscribe")) << "the room's process runs again";
  EXPECT_TRUE(enter(number_).has("ticket"));
  EXPECT_EQ(create(Json::object({{"number", number_}}))["error"].string(), "in-use");
  EXPECT_EQ(Browser(*service_).ask("room.join", Json::object({{"resume", gone}}))["error"].string(),
            "bad-ticket");
}

TEST_F(ResumeTest, ARestoredRoomToWhichNobodyReturnsIsClosed) {
  meet();
  settings_.times.lost_ms = 50;
  settings_.times.resume_ms = settings_.times.empty_ms = 100;
  teacher_.reset();
  pupil_.reset();
  restart();
  EXPECT_TRUE(wait_for([&] { return service_->readiness().details["rooms"].integer() == 0; }));
  restart();
  EXPECT_EQ(service_->readiness().details["rooms"].integer(), 0);
}

}  // namespace
}  // namespace seodang::test
