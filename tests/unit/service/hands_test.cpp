#include "fixture.hpp"

namespace seodang::test {
namespace {

class HandsTest : public ServiceTest {
 protected:
  void SetUp() override {
    settings_.limits.orders_per_second = 1;  // however slowly these tests run
    start();
    teacher_ = host();
    pupil_ = browser(number(), "철수");
    pupil_id_ = last_join_["you"]["id"];
    secret_ = last_join_["resume"];
    other_ = browser(number(), "영희");
    other_id_ = last_join_["you"]["id"];
  }
  static Json raised(bool up) { return Json::object({{"raised", up}}); }
  /// The participants of the last hand.changed.
  static std::vector<Json> queue(const Browser& browser) {
    std::vector<Json> ids;
    std::vector<Json> told = browser.got("hand.changed");
    for (const Json& hand : told.empty() ? std::vector<Json>() : told.back()["hands"].items())
      ids.push_back(hand["participant"]);
    return ids;
  }
  static bool wait_for_queue(const Browser& browser, const std::vector<Json>& ids) {
    return wait_for([&] { return queue(browser) == ids; });
  }
  Json hands_of_a_newcomer() {
    auto late = browser(number(), "늦은이");
    return last_join_["room"]["hands"];
  }

  std::unique_ptr<Browser> teacher_, pupil_, other_;
  Json pupil_id_, other_id_, secret_;
};

TEST_F(HandsTest, TheServiceSaysWhoWasFirst) {
  EXPECT_FALSE(other_->ask("hand.raise", raised(true)).has("error"));
  EXPECT_FALSE(pupil_->ask("hand.raise", raised(true)).has("error"));
  EXPECT_FALSE(other_->ask("hand.raise", raised(true)).has("error")) << "up twice keeps the place";
  for (const Browser* browser : {teacher_.get(), pupil_.get(), other_.get()})
    EXPECT_TRUE(wait_for_queue(*browser, {other_id_, pupil_id_}));
  Json hands = hands_of_a_newcomer();
  ASSERT_EQ(hands.size(), 2U);
  EXPECT_EQ(hands.at(0)["participant"], other_id_);
  EXPECT_GT(hands.at(0)["at"].integer_or(0), 1'600'000'000'000);
  EXPECT_LE(hands.at(0)["at"].integer_or(0), hands.at(1)["at"].integer_or(0));
}

TEST_F(HandsTest, EveryoneLowersTheirOwnAHostAnyAndAll) {
  for (Browser* browser : {pupil_.get(), other_.get()}) browser->ask("hand.raise", raised(true));
  pupil_->ask("hand.raise", raised(false));
  EXPECT_TRUE(wait_for_queue(*teacher_, {other_id_}));
  pupil_->ask("hand.raise", raised(true));
  EXPECT_FALSE(teacher_->ask("hand.lower", Json::object({{"id", other_id_}})).has("error"));
  EXPECT_TRUE(wait_for_queue(*other_, {pupil_id_}));
  other_->ask("hand.raise", raised(true));
  EXPECT_FALSE(teacher_->ask("hand.lower").has("error"));
  EXPECT_TRUE(wait_for_queue(*pupil_, {}));
  EXPECT_EQ(teacher_->ask("hand.lower", Json::object({{"id", "nobody"}}))["error"].string(), "not-found");
  EXPECT_EQ(pupil_->ask("hand.lower")["error"].string(), "forbidden");
  EXPECT_EQ(pupil_->ask("hand.raise", Json::object({{"raised", "yes"}}))["error"].string(), "invalid-params");
}

TEST_F(HandsTest, AHandOutlastsAReconnectAndNotALeave) {
  settings_.times.lost_ms = 300;
  restart();
  auto back = std::make_unique<Browser>(*service_);
  Json secret = back->join(Json::object({{"resume", secret_}}))["resume"];
  back->ask("hand.raise", raised(true));
  back->disconnect();
  Browser again(*service_);
  Json joined = again.join(Json::object({{"resume", secret}}));
  EXPECT_EQ(joined["you"]["hand"].boolean(), true);
  EXPECT_EQ(joined["room"]["hands"].at(0)["participant"], pupil_id_);
  again.ask("room.leave");
  EXPECT_EQ(hands_of_a_newcomer().size(), 0U);
}

TEST_F(HandsTest, AHandIsDownOnceItsOwnerCountsAsGone) {
  settings_.times.lost_ms = 50;
  restart();
  teacher_ = browser(number(), "선생", Json::object({{"key", room_["hostKey"]}}));
  auto third = browser(number(), "민수");
  Json id = last_join_["you"]["id"];
  third->ask("hand.raise", raised(true));
  EXPECT_TRUE(wait_for_queue(*teacher_, {id}));
  third->disconnect();
  EXPECT_TRUE(wait_for_queue(*teacher_, {}));
}

TEST_F(HandsTest, TheQueueIsBackAfterARestart) {
  other_->ask("hand.raise", raised(true));
  pupil_->ask("hand.raise", raised(true));
  restart();
  Browser back(*service_);
  Json joined = back.join(Json::object({{"resume", secret_}}));
  EXPECT_EQ(joined["you"]["hand"].boolean(), true);
  ASSERT_EQ(joined["room"]["hands"].size(), 2U);
  EXPECT_EQ(joined["room"]["hands"].at(0)["participant"], other_id_);
}

TEST_F(HandsTest, AFloodOfHandsIsRefusedAndToldInFewWords) {
  int refused = 0;
  for (int i = 0; i < 60; i++)
    refused += pupil_->ask("hand.raise", raised(i % 2 == 0))["error"].string() == "limit";
  EXPECT_GE(refused, 20);
  EXPECT_FALSE(other_->ask("hand.raise", raised(true)).has("error")) << "each has a rate of their own";
  run_for(0.3);
  EXPECT_LE(teacher_->got("hand.changed").size(), 15U);
  EXPECT_EQ(queue(*teacher_).back(), other_id_) << "the last word is the truth";
}

TEST_F(HandsTest, NobodyOfAnotherRoomIsMeant) {
  other_->ask("hand.raise", raised(true));
  Json elsewhere = create();
  Browser stranger(*service_);
  stranger.join(Json::object({{"ticket", elsewhere["ticket"]}}));
  EXPECT_EQ(stranger.ask("hand.lower", Json::object({{"id", other_id_}}))["error"].string(), "not-found");
  EXPECT_EQ(hands_of_a_newcomer().size(), 1U);
}

}  // namespace
}  // namespace seodang::test
