#include <sys/resource.h>

#include "base/descriptors.hpp"
#include "fixture.hpp"

namespace seodang::test {
namespace {

Json offer(const char* source = "camera") {
  return Json::object(
      {{"sdp", "offer"}, {"tracks", Json::array({Json::object({{"mid", "0"}, {"source", source}})})}});
}

/// A soft limit on descriptors of which more than four fifths are open already.
class LowDescriptors {
 public:
  LowDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit low{descriptors().open * 6 / 5, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
  }
  ~LowDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

using JoinTest = ServiceTest;

TEST_F(JoinTest, TheResultSaysEverythingAPageNeeds) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  const Json& joined = last_join_;
  EXPECT_EQ(joined["you"]["name"].string(), "철수");
  EXPECT_GE(joined["resume"].string_or("").size(), 32U);
  EXPECT_EQ(joined["room"]["number"].string(), number());
  EXPECT_EQ(joined["room"]["title"].string(), "산수");
  EXPECT_EQ(joined["room"]["kind"].string(), "meeting");
  EXPECT_GT(joined["room"]["openedAt"].integer_or(0), 1'600'000'000'000);
  ASSERT_EQ(joined["participants"].size(), 1U);
  Json other = joined["participants"].at(0);
  EXPECT_EQ(other["name"].string(), "선생");
  EXPECT_EQ(other["role"].string(), "host");
  EXPECT_EQ(other["connection"].string(), "ok");
  EXPECT_EQ(joined["chat"].size(), 0U);
  EXPECT_TRUE(joined["iceServers"].is_array());
  EXPECT_EQ(joined["publish"], Json::object({{"audio", true}, {"video", true}, {"screen", true}}));
  EXPECT_EQ(joined["slots"], Json::object({{"video", 6}, {"screen", 1}, {"audio", 3}, {"screenAudio", 1}}));
  EXPECT_EQ(joined["peers"], Json::object({{"publish", false}, {"subscribe", false}}));
}

TEST_F(JoinTest, ATicketIsForOneUse) {
  start();
  Json ticket = create()["ticket"];
  Browser first(*service_), second(*service_);
  first.join(Json::object({{"ticket", ticket}}));
  EXPECT_EQ(second.ask("room.join", Json::object({{"ticket", ticket}}))["error"].string(), "bad-ticket");
  EXPECT_EQ(second.ask("room.join", Json::object({{"ticket", "foreign"}}))["error"].string(), "bad-ticket");
  EXPECT_EQ(second.ask("room.join", Json::object())["error"].string(), "invalid-params");
  EXPECT_EQ(second.ask("room.join", Json::object({{"resume", "foreign"}}))["error"].string(), "bad-ticket");
  EXPECT_EQ(second.close_code(), 0) << "another attempt is possible";
  EXPECT_FALSE(first.ask("ping").has("error")) << "nobody else is disturbed";
}

TEST_F(JoinTest, AnExpiredTicketIsRefused) {
  settings_.times.ticket_ms = 1;
  start();
  Json ticket = create()["ticket"];
  run_for(0.01);
  Browser browser(*service_);
  EXPECT_EQ(browser.ask("room.join", Json::object({{"ticket", ticket}}))["error"].string(), "bad-ticket");
}

TEST_F(JoinTest, ATicketOfAClosedRoomFindsNothing) {
  start();
  auto teacher = host();
  Json ticket = enter(number())["ticket"];
  teacher->ask("room.leave", Json::object({{"end", true}}));
  Browser late(*service_);
  EXPECT_EQ(late.ask("room.join", Json::object({{"ticket", ticket}}))["error"].string(), "not-found");
}

TEST_F(JoinTest, JoinedIsToldOnceWhenMediaArrives) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  std::string id = last_join_["you"]["id"].string_or("");
  EXPECT_TRUE(teacher->got("participant.joined").empty()) << "no empty tile";
  EXPECT_EQ(pupil->ask("media.publish", offer())["sdp"].string(), "answer");
  ASSERT_TRUE(teacher->wait_for_message("participant.joined"));
  Json participant = teacher->got("participant.joined")[0]["participant"];
  EXPECT_EQ(participant["id"].string(), id);
  EXPECT_EQ(participant["video"].boolean(), true);
  EXPECT_EQ(participant["audio"].boolean(), false) << "only the camera has arrived";
  EXPECT_TRUE(pupil->got("participant.joined").empty()) << "not to themselves, not who was in the result";
  run_for(0.1);
  EXPECT_EQ(teacher->got("participant.joined").size(), 1U);
}

TEST_F(JoinTest, JoinedComesAtTheLatestAfterItsTime) {
  settings_.times.joined_ms = 100;
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  EXPECT_TRUE(teacher->wait_for_message("participant.joined"));
}

TEST_F(JoinTest, WhoSendsNothingIsJoinedAtOnce) {
  start();
  room_ = create(Json::object({{"kind", "seminar"}}))["room"];
  auto first = browser(number(), "하나");
  auto second = browser(number(), "둘");
  EXPECT_TRUE(first->wait_for_message("participant.joined"));
}

TEST_F(JoinTest, AnEmptyOfferMeansNothingWillCome) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  pupil->ask("media.publish", Json::object({{"sdp", "offer"}, {"tracks", Json::array()}}));
  EXPECT_TRUE(teacher->wait_for_message("participant.joined"));
}

TEST_F(JoinTest, SomeoneIsEitherInTheResultOrJoinsLater) {
  start();
  auto teacher = host();
  auto first = browser(number(), "하나");
  auto second = browser(number(), "둘");
  EXPECT_EQ(last_join_["participants"].size(), 2U);
  first->ask("media.publish", offer());
  ASSERT_TRUE(teacher->wait_for_message("participant.joined"));
  run_for(0.1);
  EXPECT_TRUE(second->got("participant.joined").empty()) << "the first was in the second's result";
}

TEST_F(JoinTest, AFullRoomIsALimit) {
  settings_.limits.meeting_people = 2;
  start();
  auto teacher = host();
  auto first = browser(number(), "하나");
  Browser second(*service_);
  EXPECT_EQ(second.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}}))["error"].string(),
            "limit");
  first->ask("room.leave");
  EXPECT_FALSE(second.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}})).has("error"));
}

TEST_F(JoinTest, ASeminarHasALimitOfItsOwn) {
  settings_.limits.seminar_people = 3;
  settings_.limits.meeting_people = 1;
  start();
  std::string number = create(Json::object({{"kind", "seminar"}}))["room"]["number"].string_or("");
  std::vector<std::unique_ptr<Browser>> people;
  for (int i = 0; i < 3; i++) people.push_back(browser(number, "하나"));
  Browser late(*service_);
  EXPECT_EQ(late.ask("room.join", Json::object({{"ticket", enter(number)["ticket"]}}))["error"].string(),
            "limit");
}

// The process that holds the sockets says how many peers it can have: a speaker needs two, a listener one.
TEST_F(JoinTest, ARoomWhoseProcessIsFullIsALimit) {
  settings_.rooms.arguments.insert(settings_.rooms.arguments.end(), {"--peers", "5"});
  start();
  auto teacher = host();
  ASSERT_TRUE(wait_for_room("subscribe")) << "it is open";
  auto first = browser(number(), "하나");
  Browser second(*service_);
  Json refused = second.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}}));
  EXPECT_EQ(refused["error"].string(), "limit");
  EXPECT_EQ(refused["text"].string(),
            "the server can hold no more connections: try again when someone has left");
  first->disconnect();
  Browser again(*service_);
  EXPECT_FALSE(again.ask("room.join", Json::object({{"resume", last_join_["resume"]}})).has("error"))
      << "who is in may come back";
  again.ask("room.leave");
  EXPECT_FALSE(second.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}})).has("error"));
}

// Hardening, F13: in the service, too.
TEST_F(JoinTest, NobodyComesInAboveFourFifthsOfTheDescriptors) {
  start();
  auto teacher = host();
  auto first = browser(number(), "하나");
  Json ticket = enter(number())["ticket"], secret = last_join_["resume"];
  Browser second(*service_);
  {
    const LowDescriptors low;
    EXPECT_EQ(second.ask("room.join", Json::object({{"ticket", ticket}}))["error"].string(), "limit");
    EXPECT_EQ(create()["error"].string(), "limit");
    EXPECT_FALSE(service_->readiness().ready);
    first->disconnect();
    Browser again(*service_);
    EXPECT_FALSE(again.ask("room.join", Json::object({{"resume", secret}})).has("error"))
        << "who is in may come back";
  }
  EXPECT_FALSE(second.ask("room.join", Json::object({{"ticket", enter(number())["ticket"]}})).has("error"));
}

TEST_F(JoinTest, LeavingIsToldOnceAndFreesEverything) {
  settings_.times.joined_ms = 20;
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  ASSERT_TRUE(teacher->wait_for_message("participant.joined"));
  Json you = last_join_["you"], secret = last_join_["resume"];
  EXPECT_FALSE(pupil->ask("room.leave").has("error"));
  EXPECT_EQ(pupil->close_code(), 1000);
  ASSERT_TRUE(teacher->wait_for_message("participant.left"));
  EXPECT_EQ(teacher->got("participant.left")[0], Json::object({{"id", you["id"]}, {"reason", "left"}}));
  ASSERT_TRUE(wait_for_room("participant.remove"));
  EXPECT_EQ(room_log("participant.remove")[0]["params"]["id"], you["id"]);
  pupil->disconnect(1000);
  Browser back(*service_);
  EXPECT_EQ(back.ask("room.join", Json::object({{"resume", secret}}))["error"].string(), "bad-ticket");
  EXPECT_EQ(teacher->got("participant.left").size(), 1U);
}

TEST_F(JoinTest, OnlyAHostEndsTheRoomForAll) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  EXPECT_EQ(pupil->ask("room.leave", Json::object({{"end", true}}))["error"].string(), "forbidden");
  EXPECT_EQ(teacher->close_code(), 0);
  EXPECT_FALSE(teacher->ask("room.leave", Json::object({{"end", true}})).has("error"));
  for (Browser* browser : {teacher.get(), pupil.get()}) {
    ASSERT_EQ(browser->got("room.closed").size(), 1U);
    EXPECT_EQ(browser->got("room.closed")[0]["reason"].string(), "ended");
    EXPECT_EQ(browser->close_code(), service::Client::room_closed);
  }
  EXPECT_EQ(enter(number())["error"].string(), "not-found");
}

TEST_F(JoinTest, TheNewestConnectionOfAPersonWins) {
  start();
  auto teacher = host();
  Json person = Json::object({{"person", "my-key"}});
  auto old_tab = browser(number(), "철수", person);
  Json old_id = last_join_["you"]["id"];
  auto new_tab = browser(number(), "김철수", person);
  EXPECT_EQ(last_join_["you"]["id"], old_id) << "the same participant in the same place";
  EXPECT_EQ(last_join_["participants"].size(), 1U) << "no ghost";
  ASSERT_EQ(old_tab->got("room.closed").size(), 1U);
  EXPECT_EQ(old_tab->got("room.closed")[0]["reason"].string(), "replaced");
  EXPECT_EQ(old_tab->close_code(), service::Client::replaced);
  old_tab->disconnect(4001);
  EXPECT_FALSE(new_tab->ask("chat.say", Json::object({{"text", "here"}})).has("error"));
  EXPECT_TRUE(teacher->got("participant.left").empty());
}

TEST_F(JoinTest, PersonsDifferByTheirKeys) {
  start();
  auto teacher = host();
  auto one = browser(number(), "철수", Json::object({{"person", "a"}}));
  auto two = browser(number(), "철수", Json::object({{"person", "b"}}));
  EXPECT_EQ(last_join_["participants"].size(), 2U);
  EXPECT_EQ(one->close_code(), 0);
}

TEST_F(JoinTest, AHostWhoComesByNumberIsStillTheHost) {
  start();
  Json created = create(Json::object({{"number", "1"}, {"person", "teacher"}}));
  Browser first(*service_);
  first.join(Json::object({{"ticket", created["ticket"]}}));
  auto second = browser("1", "선생", Json::object({{"person", "teacher"}}));
  EXPECT_EQ(last_join_["you"]["role"].string(), "host");
}

TEST_F(JoinTest, OneRoomHearsNothingOfAnother) {
  start();
  auto teacher = host();
  Json other = create()["room"];
  auto stranger = browser(other["number"].string_or(""), "남");
  auto pupil = browser(number(), "철수");
  stranger->forget();
  pupil->ask("media.publish", offer());
  pupil->ask("chat.say", Json::object({{"text", "안녕"}}));
  pupil->notify("media.state", Json::object({{"audio", false}}));
  pupil->ask("room.leave");
  ASSERT_TRUE(teacher->wait_for_message("participant.left"));
  for (const Json& message : stranger->messages()) {
    EXPECT_EQ(message["method"].string(), "media.subscribe") << message.text();
  }
}

TEST_F(JoinTest, WhoLeavesBeforeBeingSeenIsNeverMentioned) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수");
  pupil->ask("room.leave");
  ASSERT_TRUE(wait_for_room("participant.remove"));
  EXPECT_TRUE(teacher->got("participant.joined").empty());
  EXPECT_TRUE(teacher->got("participant.left").empty());
}

TEST_F(JoinTest, LosingTheSocketWhileJoiningLeavesNobody) {
  start();
  auto teacher = host();
  Json ticket = enter(number())["ticket"];
  auto hasty = std::make_unique<Browser>(*service_);
  hasty->send_raw(Json::object({{"jsonrpc", "2.0"},
                                {"id", 1},
                                {"method", "room.join"},
                                {"params", Json::object({{"ticket", ticket}})}})
                      .text());
  hasty->disconnect();
  auto pupil = browser(number(), "철수");
  EXPECT_EQ(last_join_["participants"].size(), 1U);
  EXPECT_TRUE(teacher->got("participant.changed").empty());
}

}  // namespace
}  // namespace seodang::test
