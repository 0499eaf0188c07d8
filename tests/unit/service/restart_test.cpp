// What happens to people when the room's process dies, hangs, or is killed by what someone sends.
#include <csignal>

#include "fixture.hpp"

namespace seodang::test {
namespace {

Json offer(const std::string& sdp = "offer") {
  return Json::object(
      {{"sdp", sdp}, {"tracks", Json::array({Json::object({{"mid", "0"}, {"source", "camera"}})})}});
}

class RestartTest : public ServiceTest {
 protected:
  void SetUp() override { settings_.times.joined_ms = 20; }
  void meet() {
    start();
    teacher_ = host();
    pupil_ = browser(room_["number"].string_or(""), "철수");
    joined_ = last_join_;
    ASSERT_TRUE(wait_for_room("subscribe.answer", 2));
    ASSERT_EQ(teacher_->ask("media.publish", offer())["sdp"].string(), "answer");
    ASSERT_TRUE(wait_for([&] { return service_->readiness().details["spare"].integer() == 1; }));
  }
  static std::vector<std::string> resets(const Browser& browser) {
    std::vector<std::string> peers;
    for (const Json& reset : browser.got("media.reset")) peers.push_back(reset["peer"].string_or(""));
    return peers;
  }
  std::unique_ptr<Browser> teacher_, pupil_;
  Json joined_;
};

TEST_F(RestartTest, AKilledProcessIsReplacedAndEveryoneBuildsAnew) {
  meet();
  Json other = create()["room"];
  auto stranger = browser(other["number"].string_or(""), "남");
  ASSERT_TRUE(wait_for_room("subscribe.answer", 3));
  stranger->forget();
  Json tile = Json::object({{"participant", "p"}, {"height", 180}});
  pupil_->ask("media.view", Json::object({{"tiles", Json::array({tile})}}));
  ASSERT_TRUE(wait_for_room("view"));
  pid_t old = static_cast<pid_t>(room_log("open")[0]["pid"].integer_or(0));
  const gint64 before = g_get_monotonic_time();
  kill(old, SIGKILL);
  ASSERT_TRUE(teacher_->wait_for_message("media.subscribe", 2));
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", 2));
  EXPECT_LT(g_get_monotonic_time() - before, 1'000'000) << "the spare takes over";
  EXPECT_EQ(resets(*pupil_), (std::vector<std::string>{"publish", "subscribe"}));
  EXPECT_EQ(resets(*teacher_), (std::vector<std::string>{"publish", "subscribe"}));
  Json open = room_log("open").back();
  EXPECT_NE(open["pid"].integer(), old);
  EXPECT_EQ(open["params"]["room"], room_["id"]);
  EXPECT_EQ(open["params"]["participants"].size(), 2U) << "the whole wanted state";
  ASSERT_TRUE(wait_for_room("view", 2));
  EXPECT_EQ(room_log("view")[1]["params"]["participant"], joined_["you"]["id"]);
  EXPECT_EQ(pupil_->ask("media.publish", offer())["sdp"].string(), "answer");
  EXPECT_TRUE(stranger->messages().empty()) << "another room does not notice";
  EXPECT_TRUE(teacher_->got("participant.left").empty());
}

TEST_F(RestartTest, WhatIsAskedMeanwhileWaitsForTheNext) {
  meet();
  kill(room_pid(), SIGKILL);
  ASSERT_TRUE(pupil_->wait_for_message("media.reset"));
  EXPECT_EQ(pupil_->ask("media.publish", offer())["sdp"].string(), "answer");
}

TEST_F(RestartTest, WhatWasAskedOfTheDeadIsAnError) {
  meet();
  EXPECT_EQ(pupil_->ask("media.publish", offer("crash"))["error"].string(), "media-failed");
}

TEST_F(RestartTest, AHungProcessIsReplaced) {
  settings_.rooms.answer_ms = 400;
  meet();
  pid_t old = room_pid();
  kill(old, SIGSTOP);
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", 2));
  EXPECT_NE(room_pid(), old);
}

TEST_F(RestartTest, AnUnansweredRequestMeansThatItHangs) {
  settings_.rooms.answer_ms = 400;
  meet();
  pid_t old = room_pid();
  EXPECT_EQ(pupil_->ask("media.publish", offer("mute"))["error"].string_or("") != "", true);
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", 2));
  EXPECT_NE(room_pid(), old);
}

TEST_F(RestartTest, WhoseMessagesKillItThreeTimesIsKeptOut) {
  meet();
  auto third = browser(room_["number"].string_or(""), "영희", Json::object({{"person", "killer"}}));
  Json killer = last_join_["you"], secret = last_join_["resume"];
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined", 2));
  for (size_t death = 1; death <= 3; death++) {
    third->ask("media.publish", offer("crash"));
    ASSERT_TRUE(wait_for_room("open", death + 1)) << death;
    // Everyone else comes back and sends, too.
    ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", death + 1)) << death;
    EXPECT_EQ(teacher_->ask("media.publish", offer())["sdp"].string(), "answer");
  }
  ASSERT_EQ(third->got("room.closed").size(), 1U);
  EXPECT_EQ(third->got("room.closed")[0]["reason"].string(), "removed");
  EXPECT_EQ(third->close_code(), service::Client::removed);
  ASSERT_EQ(teacher_->got("participant.left").size(), 1U);
  EXPECT_EQ(teacher_->got("participant.left")[0],
            Json::object({{"id", killer["id"]}, {"reason", "removed"}}));
  EXPECT_EQ(room_log("open").back()["params"]["participants"].size(), 2U);
  Json again = enter(room_["number"].string_or(""), Json::object({{"person", "killer"}}));
  EXPECT_EQ(again["error"].string(), "forbidden");
  EXPECT_EQ(Browser(*service_).ask("room.join", Json::object({{"resume", secret}}))["error"].string(),
            "bad-ticket");
  restart();
  EXPECT_EQ(enter(room_["number"].string_or(""), Json::object({{"person", "killer"}}))["error"].string(),
            "forbidden");
}

TEST_F(RestartTest, DeathsThatNobodySentBlameNobody) {
  settings_.rooms.blame_message_ms = 1;
  meet();
  for (size_t death = 1; death <= 4; death++) {
    ASSERT_TRUE(wait_for_room("subscribe.answer", 2 + 2 * (death - 1)));
    run_for(0.05);
    kill(room_pid(), SIGKILL);
    ASSERT_TRUE(wait_for_room("open", death + 1)) << death;
  }
  ASSERT_TRUE(pupil_->wait_for_message("media.subscribe", 5));
  EXPECT_EQ(pupil_->close_code(), 0);
  EXPECT_EQ(teacher_->close_code(), 0);
  EXPECT_TRUE(teacher_->got("participant.left").empty());
}

TEST_F(RestartTest, WithoutARoomProgramPeopleStillMeetAndChat) {
  settings_.rooms.program = "/nowhere/seodang-room";
  auto store = store::Store::open(folder_ / "seodang.db");
  store_ = std::move(*store);
  service_ = std::make_unique<service::Service>(settings_, *store_);
  std::optional<bool> started;
  service_->start([&](const Result<>& result) { started = static_cast<bool>(result); });
  ASSERT_TRUE(wait_for([&] { return started.has_value(); }));
  EXPECT_FALSE(*started);
  EXPECT_FALSE(service_->readiness().ready);
  auto teacher = host();
  EXPECT_FALSE(teacher->ask("chat.say", Json::object({{"text", "hello"}})).has("error"));
}

TEST_F(RestartTest, TheProcessEndsWithItsRoom) {
  meet();
  pid_t pid = room_pid();
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  EXPECT_TRUE(wait_for([&] { return kill(pid, 0) != 0; }));
}

}  // namespace
}  // namespace seodang::test
