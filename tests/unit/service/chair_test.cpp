// Who presides, and who next.
#include "fixture.hpp"

namespace seodang::test {
namespace {

class ChairTest : public ServiceTest {
 protected:
  void SetUp() override {
    settings_.times.host_ms = 80;
    settings_.times.lost_ms = 20;
  }
  void meet() {
    start();
    teacher_ = host();
    EXPECT_EQ(last_join_["room"]["host"], last_join_["you"]["id"]) << "the first host presides";
    teacher_id_ = last_join_["you"]["id"];
    secret_ = last_join_["resume"];
    pupil_ = browser(number(), "철수");
  }
  std::unique_ptr<Browser> another_host(const char* name) {
    auto browser = this->browser(number(), name, Json::object({{"key", room_["hostKey"]}, {"person", name}}));
    EXPECT_EQ(last_join_["room"]["host"], teacher_id_);
    return browser;
  }
  bool wait_for_host(const Json& id) const {
    return wait_for([&] {
      std::vector<Json> told = pupil_->got("room.changed");
      return !told.empty() && told.back()["room"]["host"] == id;
    });
  }

  std::unique_ptr<Browser> teacher_, pupil_;
  Json teacher_id_, secret_;
};

TEST_F(ChairTest, AfterItsAbsenceTheHostWhoIsThereLongestPresides) {
  meet();
  auto second = another_host("둘째");
  Json second_id = last_join_["you"]["id"];
  const int64_t came = wall_ms();
  ASSERT_TRUE(wait_for([came] { return wall_ms() > came; })) << "who comes in the same ms is there as long";
  auto third = another_host("셋째");
  teacher_->disconnect();
  EXPECT_TRUE(wait_for_host(second_id));
  Browser back(*service_);
  EXPECT_EQ(back.join(Json::object({{"resume", secret_}}))["room"]["host"], second_id)
      << "who comes back does not take it";
}

TEST_F(ChairTest, WhoIsBackInTimeKeepsIt) {
  settings_.times.host_ms = 10'000;
  meet();
  auto second = another_host("둘째");
  teacher_->disconnect();
  ASSERT_TRUE(second->wait_for_message("participant.left"));
  Browser back(*service_);
  EXPECT_EQ(back.join(Json::object({{"resume", secret_}}))["room"]["host"], teacher_id_);
  EXPECT_TRUE(pupil_->got("room.changed").empty());
}

TEST_F(ChairTest, NobodyIsPromoted) {
  meet();
  teacher_->disconnect();
  EXPECT_TRUE(wait_for_host(Json()));
  EXPECT_TRUE(pupil_->got("you.changed").empty());
  Browser back(*service_);
  back.join(Json::object({{"resume", secret_}}));
  EXPECT_TRUE(wait_for_host(teacher_id_)) << "nobody had it";
}

TEST_F(ChairTest, LeavingForGoodPassesItOnAtOnce) {
  settings_.times.host_ms = 100'000;
  meet();
  auto second = another_host("둘째");
  Json second_id = last_join_["you"]["id"];
  teacher_->ask("room.leave");
  EXPECT_TRUE(wait_for_host(second_id));
}

TEST_F(ChairTest, WhoIsHostNoMorePassesItOn) {
  meet();
  auto second = another_host("둘째");
  Json second_id = last_join_["you"]["id"];
  EXPECT_FALSE(
      second->ask("participant.role", Json::object({{"id", teacher_id_}, {"role", "speaker"}})).has("error"));
  EXPECT_TRUE(wait_for_host(second_id));
}

TEST_F(ChairTest, ItIsBackAfterARestartAndWaitsForItsHolder) {
  settings_.times.host_ms = 10'000;
  meet();
  restart();
  auto second = another_host("둘째");
  Browser back(*service_);
  EXPECT_EQ(back.join(Json::object({{"resume", secret_}}))["room"]["host"], teacher_id_);
}

TEST_F(ChairTest, AfterARestartItsAbsenceCountsFromThen) {
  meet();
  restart();
  pupil_ = browser(number(), "철수");
  EXPECT_TRUE(last_join_["room"]["host"].is_null() || wait_for_host(Json()));
}

TEST_F(ChairTest, ARoomThatIsOpenedAgainIsTheNextHosts) {
  meet();
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  auto again = browser(number(), "선생", Json::object({{"key", room_["hostKey"]}}));
  EXPECT_EQ(last_join_["room"]["host"], last_join_["you"]["id"]);
}

}  // namespace
}  // namespace seodang::test
