#include "fixture.hpp"

namespace seodang::test {
namespace {

class WaitingRoomTest : public ServiceTest {
 protected:
  void SetUp() override {
    start();
    teacher_ = host(Json::object({{"waitingRoom", true}}));
    secret_ = last_join_["resume"];
  }
  /// The last list that a host was told.
  static Json waiting(const Browser& browser) {
    std::vector<Json> told = browser.got("waiting.changed");
    return told.empty() ? Json::array() : told.back()["waiting"];
  }
  bool wait_for_waiting(size_t count) const {
    return wait_for([&] { return waiting(*teacher_).size() == count; });
  }
  Json answer(bool admit, const Json& id = Json()) const {
    Json params = Json::object({{"admit", admit}});
    if (!id.is_null()) params.set("id", id);
    return teacher_->ask("waiting.answer", params);
  }
  static Json person(const char* key) { return Json::object({{"person", key}}); }

  std::unique_ptr<Browser> teacher_;
  Json secret_;
};

TEST_F(WaitingRoomTest, TheJoinIsAnsweredOnceAHostHasLetThemIn) {
  Guest pupil = guest(number(), "철수");
  ASSERT_TRUE(wait_for_waiting(1));
  EXPECT_EQ(pupil.browser->got("room.waiting").size(), 1U);
  EXPECT_TRUE(pupil.answer().is_null());
  Json entry = waiting(*teacher_).at(0);
  EXPECT_EQ(entry["name"].string(), "철수");
  EXPECT_GT(entry["at"].integer_or(0), 1'600'000'000'000);
  EXPECT_EQ(pupil.browser->ask("chat.say", Json::object({{"text", "나"}}))["error"].string(), "wrong-state");
  EXPECT_FALSE(answer(true, entry["id"]).has("error"));
  ASSERT_TRUE(wait_for([&] { return !pupil.answer().is_null(); }));
  EXPECT_EQ(pupil.answer()["you"]["name"].string(), "철수");
  EXPECT_EQ(pupil.answer()["room"]["waitingRoom"].boolean(), true);
  EXPECT_FALSE(pupil.answer().has("waiting")) << "only hosts are told who waits";
  EXPECT_TRUE(wait_for_waiting(0));
  EXPECT_FALSE(pupil.browser->ask("chat.say", Json::object({{"text", "나"}})).has("error"));
  EXPECT_EQ(answer(true, entry["id"])["error"].string(), "not-found");
}

TEST_F(WaitingRoomTest, WhoIsDeclinedIsToldAndMayAskAgain) {
  Guest pupil = guest(number(), "철수");
  ASSERT_TRUE(wait_for_waiting(1));
  EXPECT_FALSE(answer(false, waiting(*teacher_).at(0)["id"]).has("error"));
  ASSERT_TRUE(wait_for([&] { return !pupil.answer().is_null(); }));
  EXPECT_EQ(pupil.answer()["error"].string(), "forbidden");
  EXPECT_EQ(pupil.answer()["reason"].string(), "declined");
  EXPECT_EQ(pupil.browser->close_code(), 0);
  int64_t again = pupil.browser->begin("room.join", Json::object({{"ticket", enter(number())["ticket"]}}));
  ASSERT_TRUE(pupil.browser->wait_for_message("room.waiting", 2));
  answer(true);
  EXPECT_TRUE(wait_for([&] { return pupil.browser->answer_to(again).has("you"); }));
}

TEST_F(WaitingRoomTest, WithoutIdEveryoneIsMeant) {
  Guest one = guest(number(), "하나"), two = guest(number(), "둘");
  ASSERT_TRUE(wait_for_waiting(2));
  EXPECT_EQ(waiting(*teacher_).at(0)["name"].string(), "하나") << "in the order of coming";
  EXPECT_FALSE(answer(true).has("error"));
  EXPECT_TRUE(wait_for([&] { return one.answer().has("you") && two.answer().has("you"); }));
  EXPECT_FALSE(answer(true).has("error")) << "nobody is everyone, too";
  EXPECT_EQ(teacher_->ask("waiting.answer", Json::object({{"admit", 1}}))["error"].string(),
            "invalid-params");
}

TEST_F(WaitingRoomTest, WhoGoesAwayWaitsNoMore) {
  Guest pupil = guest(number(), "철수");
  ASSERT_TRUE(wait_for_waiting(1));
  Json id = waiting(*teacher_).at(0)["id"];
  pupil.browser->disconnect(1001);
  EXPECT_TRUE(wait_for_waiting(0));
  EXPECT_EQ(answer(true, id)["error"].string(), "not-found");
}

TEST_F(WaitingRoomTest, TheNewestConnectionOfAPersonWaits) {
  Guest old_tab = guest(number(), "철수", person("key")), new_tab = guest(number(), "김철수", person("key"));
  EXPECT_EQ(old_tab.browser->close_code(), service::Client::replaced);
  EXPECT_EQ(old_tab.browser->got("room.closed")[0]["reason"].string(), "replaced");
  ASSERT_TRUE(wait_for([&] { return waiting(*teacher_).at(0)["name"].string() == "김철수"; }));
  EXPECT_EQ(waiting(*teacher_).size(), 1U);
  answer(true);
  EXPECT_TRUE(wait_for([&] { return new_tab.answer().has("you"); }));
}

TEST_F(WaitingRoomTest, OnceLetInNobodyWaitsAgainEvenAfterARestart) {
  Guest pupil = guest(number(), "철수", person("key"));
  ASSERT_TRUE(wait_for_waiting(1));
  answer(true);
  ASSERT_TRUE(wait_for([&] { return pupil.answer().has("you"); }));
  pupil.browser->ask("room.leave");
  auto again = browser(number(), "철수", person("key"));
  again->ask("room.leave");
  restart();
  auto later = browser(number(), "철수", person("key"));
  Guest stranger = guest(number(), "남");
  EXPECT_TRUE(stranger.browser->wait_for_message("room.waiting")) << "the waiting room is back, too";
}

TEST_F(WaitingRoomTest, AHostNeverWaitsAndSeesWhoDoes) {
  Guest pupil = guest(number(), "철수");
  auto again = browser(number(), "조교", Json::object({{"key", room_["hostKey"]}}));
  ASSERT_EQ(last_join_["waiting"].size(), 1U);
  EXPECT_EQ(last_join_["waiting"].at(0)["name"].string(), "철수");
}

TEST_F(WaitingRoomTest, SwitchingItOffLetsThemInAndOnKeepsThoseWhoAreIn) {
  Guest pupil = guest(number(), "철수", person("key"));
  ASSERT_TRUE(wait_for_waiting(1));
  EXPECT_FALSE(teacher_->ask("room.update", Json::object({{"waitingRoom", false}})).has("error"));
  ASSERT_TRUE(wait_for([&] { return pupil.answer().has("you"); }));
  auto other = browser(number(), "영희", person("other"));
  other->ask("room.leave");
  EXPECT_FALSE(teacher_->ask("room.update", Json::object({{"waitingRoom", true}})).has("error"));
  pupil.browser->ask("room.leave");
  auto back = browser(number(), "철수", person("key"));
  Guest outside = guest(number(), "영희", person("other"));
  EXPECT_TRUE(outside.browser->wait_for_message("room.waiting")) << "was out when it was switched on";
}

TEST_F(WaitingRoomTest, SoManyMayWait) {
  settings_.limits.waiting = 2;
  restart();
  Guest one = guest(number(), "하나"), two = guest(number(), "둘"), three = guest(number(), "셋");
  EXPECT_TRUE(one.answer().is_null());
  EXPECT_TRUE(two.answer().is_null());
  ASSERT_TRUE(wait_for([&] { return !three.answer().is_null(); }));
  EXPECT_EQ(three.answer()["error"].string(), "limit");
  EXPECT_EQ(three.answer()["text"].string(), "too many people wait to be admitted: try again in a minute");
}

TEST_F(WaitingRoomTest, TheJoinTimeStandsStillWhileAHostIsAsked) {
  settings_.times.join_ms = 400;
  restart();
  Guest pupil = guest(number(), "철수");
  run_for(0.6);
  EXPECT_EQ(pupil.browser->close_code(), 0);
  teacher_ = browser(number(), "선생", Json::object({{"key", room_["hostKey"]}}));
  answer(false);
  EXPECT_TRUE(wait_for([&] { return pupil.browser->close_code() == 1008; })) << "it goes on after a refusal";
}

TEST_F(WaitingRoomTest, WhoIsLetInMayStillFindTheRoomFull) {
  settings_.limits.meeting_people = 2;
  settings_.times.join_ms = 400;
  restart();
  teacher_ = std::make_unique<Browser>(*service_);
  teacher_->join(Json::object({{"resume", secret_}}));
  Guest one = guest(number(), "하나"), two = guest(number(), "둘", person("two"));
  answer(true);
  ASSERT_TRUE(wait_for([&] { return one.answer().has("you") && !two.answer().is_null(); }));
  EXPECT_EQ(two.answer()["error"].string(), "limit");
  EXPECT_TRUE(wait_for([&] { return two.browser->close_code() == 1008; })) << "the join time goes on";
  one.browser->ask("room.leave");
  auto later = browser(number(), "둘", person("two"));
  EXPECT_EQ(last_join_["you"]["name"].string(), "둘") << "admitted all the same";
}

TEST_F(WaitingRoomTest, TheEndOfTheRoomReachesThoseOutside) {
  Guest pupil = guest(number(), "철수");
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  ASSERT_EQ(pupil.browser->got("room.closed").size(), 1U);
  EXPECT_EQ(pupil.browser->got("room.closed")[0]["reason"].string(), "ended");
  EXPECT_EQ(pupil.browser->close_code(), service::Client::room_closed);
}

TEST_F(WaitingRoomTest, TheEndOfTheServiceReachesThemToo) {
  Guest pupil = guest(number(), "철수");
  service_->drain([](const Result<>&) {});
  EXPECT_EQ(pupil.browser->close_code(), 1012);
}

TEST_F(WaitingRoomTest, AnotherRoomsHostDecidesNothingHere) {
  Guest pupil = guest(number(), "철수");
  ASSERT_TRUE(wait_for_waiting(1));
  Json elsewhere = create();
  Browser stranger(*service_);
  stranger.join(Json::object({{"ticket", elsewhere["ticket"]}}));
  EXPECT_EQ(stranger
                .ask("waiting.answer",
                     Json::object({{"id", waiting(*teacher_).at(0)["id"]}, {"admit", true}}))["error"]
                .string(),
            "not-found");
  stranger.ask("waiting.answer", Json::object({{"admit", true}}));
  run_for(0.1);
  EXPECT_TRUE(pupil.answer().is_null());
}

}  // namespace
}  // namespace seodang::test
