#include <map>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class AttendanceTest : public ServiceTest {
 protected:
  void SetUp() override { settings_.limits.orders_burst = 10'000; }  // it is asked until it says so
  void meet() {
    start();
    teacher_ = host();
    teacher_secret_ = last_join_["resume"];
    pupil_ = browser(number(), "철수", person("pupil"));
    secret_ = last_join_["resume"];
  }
  static Json person(const char* key) { return Json::object({{"person", key}}); }
  /// attendance.get's person of that name.
  Json row(const char* name) {
    Json list = teacher_->ask("attendance.get");
    EXPECT_TRUE(list.has("people")) << list.text();
    for (const Json& row : list["people"].items()) {
      if (row["name"].string() == name) return row;
    }
    return {};
  }
  void come_back() {
    teacher_ = std::make_unique<Browser>(*service_);
    teacher_secret_ = teacher_->join(Json::object({{"resume", teacher_secret_}}))["resume"];
  }
  static Json names(const std::vector<std::string>& names) { return Json::object({{"names", names}}); }

  std::unique_ptr<Browser> teacher_, pupil_;
  Json secret_, teacher_secret_;
};

TEST_F(AttendanceTest, SaysWhoIsThereSinceWhen) {
  const int64_t before = wall_ms();
  meet();
  Json list = teacher_->ask("attendance.get");
  ASSERT_EQ(list["people"].size(), 2U);
  EXPECT_EQ(list["people"].at(0)["name"].string(), "선생");
  EXPECT_EQ(list["people"].at(0)["role"].string(), "host");
  Json pupil = list["people"].at(1);
  EXPECT_EQ(pupil["name"].string(), "철수");
  EXPECT_EQ(pupil["role"].string(), "speaker");
  EXPECT_GE(pupil["from"].integer_or(0), before);
  EXPECT_LE(pupil["from"].integer_or(0), wall_ms());
  EXPECT_TRUE(pupil.has("to"));
  EXPECT_TRUE(pupil["to"].is_null());
  EXPECT_EQ(pupil["visits"].integer(), 1);
  EXPECT_EQ(list["absent"].size(), 0U);
  EXPECT_EQ(pupil_->ask("attendance.get")["error"].string(), "forbidden");
}

TEST_F(AttendanceTest, AReconnectContinuesAVisitALeaveEndsIt) {
  settings_.times.lost_ms = 20;
  meet();
  Json from = row("철수")["from"];
  pupil_->disconnect();
  ASSERT_TRUE(wait_for([&] { return !row("철수")["to"].is_null(); })) << "they count as gone";
  Browser back(*service_);
  back.join(Json::object({{"resume", secret_}}));
  EXPECT_TRUE(row("철수")["to"].is_null());
  EXPECT_EQ(row("철수")["visits"].integer(), 1);
  EXPECT_EQ(row("철수")["from"], from);
  const int64_t before = wall_ms();
  back.ask("room.leave");
  EXPECT_GE(row("철수")["to"].integer_or(0), before);
  auto again = browser(number(), "김철수", person("pupil"));
  EXPECT_TRUE(row("철수").is_null()) << "one person, one row";
  Json merged = row("김철수");
  EXPECT_EQ(merged["visits"].integer(), 2);
  EXPECT_EQ(merged["from"], from);
  EXPECT_TRUE(merged["to"].is_null());
}

TEST_F(AttendanceTest, WhoIsLostWasThereUntilTheSocketWas) {
  settings_.times.lost_ms = 400;
  meet();
  pupil_->disconnect();
  const int64_t lost = wall_ms();
  ASSERT_TRUE(wait_for([&] { return !row("철수")["to"].is_null(); }));
  EXPECT_LE(row("철수")["to"].integer_or(0), lost);
}

TEST_F(AttendanceTest, ARestartIsNoGap) {
  meet();
  Json from = row("철수")["from"];
  restart();
  come_back();
  EXPECT_TRUE(row("철수")["to"].is_null()) << "their time to come back runs";
  Browser back(*service_);
  back.join(Json::object({{"resume", secret_}}));
  EXPECT_EQ(row("철수")["visits"].integer(), 1);
  EXPECT_EQ(row("철수")["from"], from);
}

TEST_F(AttendanceTest, WhoDoesNotComeBackAfterARestartWasThereUntilLastSeen) {
  settings_.times.seen_ms = 50;
  settings_.times.lost_ms = 50;
  meet();
  const int64_t joined = row("철수")["from"].integer_or(0);
  run_for(0.3);
  service_.reset();
  store_.reset();
  const int64_t died = wall_ms();
  run_for(0.3);
  start();
  come_back();
  ASSERT_TRUE(wait_for([&] { return !row("철수")["to"].is_null(); }));
  const int64_t to = row("철수")["to"].integer_or(0);
  EXPECT_LE(to, died);
  EXPECT_GE(to, joined + 150) << "noted while they were there";
}

TEST_F(AttendanceTest, AnOrderlyEndWritesDownWhoWasThere) {
  meet();
  run_for(0.2);
  service_->drain([](const Result<>&) {});
  const int64_t ended = wall_ms();
  settings_.times.lost_ms = 50;
  restart();
  come_back();
  ASSERT_TRUE(wait_for([&] { return !row("철수")["to"].is_null(); }));
  EXPECT_LE(row("철수")["to"].integer_or(0), ended);
  EXPECT_GE(row("철수")["to"].integer_or(0), ended - 100);
}

TEST_F(AttendanceTest, TheRosterTellsWhoIsAbsent) {
  meet();
  EXPECT_FALSE(teacher_->ask("attendance.roster", names({"영희", " 철수 ", "", "민수"})).has("error"));
  EXPECT_EQ(teacher_->ask("attendance.get")["absent"], Json(std::vector<std::string>{"영희", "민수"}));
  restart();
  come_back();
  EXPECT_EQ(teacher_->ask("attendance.get")["absent"], Json(std::vector<std::string>{"영희", "민수"}));
  auto co = browser(number(), "조교", Json::object({{"key", room_["hostKey"]}}));
  EXPECT_EQ(last_join_["roster"], Json(std::vector<std::string>{"영희", "철수", "민수"}));
  EXPECT_FALSE(teacher_->ask("attendance.roster", names({})).has("error"));
  EXPECT_EQ(teacher_->ask("attendance.get")["absent"].size(), 0U);
}

TEST_F(AttendanceTest, AWrongRosterIsRefused) {
  settings_.limits.roster = 3;
  meet();
  auto ask = [&](const Json& names) {
    return teacher_->ask("attendance.roster", Json::object({{"names", names}}))["error"].string_or("");
  };
  EXPECT_EQ(ask("철수"), "invalid-params");
  EXPECT_EQ(ask(Json::array({"철수", 7})), "invalid-params");
  EXPECT_EQ(ask(Json::array({std::string(200, 'x')})), "too-large");
  EXPECT_EQ(ask(Json::array({"a", "b", "c", "d"})), "too-large");
  EXPECT_EQ(pupil_->ask("attendance.roster", names({"a"}))["error"].string(), "forbidden");
  EXPECT_EQ(teacher_->ask("attendance.get")["absent"].size(), 0U);
}

TEST_F(AttendanceTest, ARoleThatChangesIsWrittenDown) {
  meet();
  teacher_->ask("participant.role", Json::object({{"id", last_join_["you"]["id"]}, {"role", "host"}}));
  EXPECT_EQ(row("철수")["role"].string(), "host");
}

}  // namespace
}  // namespace seodang::test
