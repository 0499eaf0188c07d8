#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <cstdlib>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class ChatTest : public ServiceTest {
 protected:
  void SetUp() override {
    start();
    teacher_ = host();
    pupil_ = browser(room_["number"].string_or(""), "철수");
    you_ = last_join_["you"];
  }
  static Json say(Browser& browser, const std::string& text) {
    return browser.ask("chat.say", Json::object({{"text", text}}));
  }
  std::unique_ptr<Browser> teacher_, pupil_;
  Json you_;
};

TEST_F(ChatTest, IsStoredAndReachesEveryoneTheSenderIncluded) {
  Json said = say(*pupil_, "안녕\n<b>");
  EXPECT_TRUE(said["id"].string().has_value());
  for (Browser* browser : {teacher_.get(), pupil_.get()}) {
    ASSERT_TRUE(browser->wait_for_message("chat.message"));
    Json message = browser->got("chat.message")[0];
    EXPECT_EQ(message["id"], said["id"]);
    EXPECT_EQ(message["at"], said["at"]);
    EXPECT_EQ(message["text"].string(), "안녕\n<b>");
    EXPECT_EQ(message["from"], Json::object({{"id", you_["id"]}, {"name", "철수"}}));
  }
}

TEST_F(ChatTest, ALateJoinerGetsItInOrderAndPagesTheRest) {
  settings_.limits.chat_burst = 1000;
  service_.reset();
  restart();
  teacher_ = host();
  std::string number = room_["number"].string_or("");
  for (int i = 0; i < 250; i++) {
    if (i % 90 == 89)
      teacher_ =
          browser(number, "선생", Json::object({{"key", room_["hostKey"]}}));  // a socket may say 100 at once
    ASSERT_FALSE(say(*teacher_, std::to_string(i)).has("error")) << i;
  }
  auto late = browser(number, "영희");
  ASSERT_EQ(last_join_["chat"].size(), 200U);
  EXPECT_EQ(last_join_["chat"].at(0)["text"].string(), "50");
  EXPECT_EQ(last_join_["chat"].at(199)["text"].string(), "249");
  Json page =
      late->ask("chat.history", Json::object({{"before", last_join_["chat"].at(0)["id"]}, {"limit", 30}}));
  ASSERT_EQ(page["messages"].size(), 30U);
  EXPECT_EQ(page["messages"].at(0)["text"].string(), "20");
  EXPECT_EQ(page["more"].boolean(), true);
  page = late->ask("chat.history", Json::object({{"before", page["messages"].at(0)["id"]}, {"limit", 30}}));
  EXPECT_EQ(page["messages"].size(), 20U);
  EXPECT_EQ(page["more"].boolean(), false);
}

TEST_F(ChatTest, LengthIsCountedInCharacters) {
  std::string syllables;
  for (int i = 0; i < 4000; i++) syllables += "가";
  EXPECT_FALSE(say(*pupil_, syllables).has("error"));
  EXPECT_EQ(say(*pupil_, syllables + "가")["error"].string(), "too-large");
  EXPECT_EQ(say(*pupil_, " \n ")["error"].string(), "invalid-params");
  EXPECT_EQ(pupil_->ask("chat.say", Json::object({{"text", 5}}))["error"].string(), "invalid-params");
}

TEST_F(ChatTest, TenThousandMessagesArePagedWhollyInOrderAndNoneTwice) {
  constexpr int count = 10'000;
  Json said = say(*pupil_, "0");
  SQLite::Database database(folder_ / "seodang.db", SQLite::OPEN_READWRITE, 5000);
  SQLite::Statement insert(
      database,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
      "INSERT INTO messages (room_id, participant_id, person_id, name, text, at) "
      "SELECT room_id, participant_id, person_id, name, i, at FROM n, messages WHERE id = ?");
  insert.bind(1, count - 1);
  insert.bind(2, said["id"].string_or(""));
  ASSERT_EQ(insert.exec(), count - 1);
  auto late = browser(room_["number"].string_or(""), "영희");
  std::vector<Json> newest = last_join_["chat"].items(), found(newest.rbegin(), newest.rend());
  bool more = true;
  for (int pages = 0; more && pages < count; pages++) {
    Json page = late->ask("chat.history", Json::object({{"before", found.back()["id"]}, {"limit", 500}}));
    ASSERT_FALSE(page.has("error")) << page.text();
    std::vector<Json> older = page["messages"].items();
    found.insert(found.end(), older.rbegin(), older.rend());
    more = page["more"].boolean_or(false);
  }
  ASSERT_EQ(found.size(), size_t{count});
  for (int i = 0; i < count; i++)
    ASSERT_EQ(found[static_cast<size_t>(i)]["text"].string(), std::to_string(count - 1 - i));
}

TEST_F(ChatTest, EveryoneDeletesTheirOwnAndAHostAnything) {
  auto remove = [](Browser& browser, const Json& id) {
    return browser.ask("chat.delete", Json::object({{"id", id}}));
  };
  const Json of_teacher = say(*teacher_, "하나")["id"], of_pupil = say(*pupil_, "둘")["id"];
  const Json kept = say(*pupil_, "셋")["id"];
  EXPECT_EQ(remove(*pupil_, of_teacher)["error"].string(), "forbidden");
  EXPECT_EQ(remove(*pupil_, "999999")["error"].string(), "not-found");
  EXPECT_EQ(remove(*pupil_, "둘")["error"].string(), "not-found");
  EXPECT_EQ(remove(*pupil_, of_pupil), Json::object());
  EXPECT_EQ(remove(*teacher_, of_pupil), Json::object()) << "it is deleted already";
  EXPECT_EQ(remove(*teacher_, of_teacher), Json::object());
  for (Browser* browser : {teacher_.get(), pupil_.get()}) {
    ASSERT_TRUE(browser->wait_for_message("chat.deleted", 2));
    EXPECT_EQ(browser->got("chat.deleted")[0],
              Json::object({{"id", of_pupil}, {"by", Json::object({{"id", you_["id"]}, {"name", "철수"}})}}));
    EXPECT_EQ(browser->got("chat.deleted")[1]["by"]["name"].string(), "선생");
  }
  auto late = browser(room_["number"].string_or(""), "영희");
  ASSERT_EQ(last_join_["chat"].size(), 3U) << "marked, not gone";
  for (const Json& message : last_join_["chat"].items()) {
    const bool deleted = !(message["id"] == kept);
    EXPECT_EQ(message["deleted"].boolean_or(false), deleted) << message.text();
    EXPECT_EQ(message["text"].string(), deleted ? "" : "셋");
  }
  EXPECT_EQ(pupil_->got("chat.deleted").size(), 2U);
}

TEST_F(ChatTest, WhatAnotherRoomSaidIsNotDeleted) {
  const Json id = say(*teacher_, "하나")["id"];
  auto stranger = host();
  EXPECT_EQ(stranger->ask("chat.delete", Json::object({{"id", id}}))["error"].string(), "not-found");
}

/// A service that is killed once what was said is in the database, and has not been told to anyone. Runs in a
/// process of its own.
class ChatDeathTest : public ChatTest {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");  // started anew: this process has threads
    const char* shared = std::getenv("SEODANG_TEST_FOLDER");
    if (shared) {  // we are that process
      std::filesystem::remove_all(std::exchange(folder_, shared));
    } else {
      setenv("SEODANG_TEST_FOLDER", folder_.c_str(), 1);
    }
  }
  void TearDown() override { unsetenv("SEODANG_TEST_FOLDER"); }
  [[noreturn]] void say_and_die() {
    start();
    teacher_ = host();
    say(*teacher_, "먼저");
    teacher_->notify("chat.say", Json::object({{"text", "유언"}}));
    SQLite::Database database(folder_ / "seodang.db", SQLite::OPEN_READONLY, 5000);
    // The loop does not turn any more: nobody can be told.
    while (database.execAndGet("SELECT count(*) FROM messages").getInt() < 2) g_usleep(1000);
    const bool told = teacher_->got("chat.message").size() > 1;
    if (told) _exit(1);
    raise(SIGKILL);
    _exit(2);
  }
};

TEST_F(ChatDeathTest, WhatWasStoredBeforeAKillIsInTheHistory) {
  EXPECT_EXIT(say_and_die(), testing::KilledBySignal(SIGKILL), "");
  start();
  SQLite::Database database(folder_ / "seodang.db");
  const std::string number = database.execAndGet("SELECT number FROM rooms").getString();
  auto late = browser(number, "영희");
  ASSERT_EQ(last_join_["chat"].size(), 2U);
  EXPECT_EQ(last_join_["chat"].at(0)["text"].string(), "먼저");
  EXPECT_EQ(last_join_["chat"].at(1)["text"].string(), "유언");
}

TEST_F(ChatTest, AFloodIsALimitForItsSenderOnly) {
  std::string last;
  for (int i = 0; i < 12; i++) last = say(*pupil_, "x")["error"].string_or("");
  EXPECT_EQ(last, "limit");
  EXPECT_FALSE(say(*teacher_, "조용").has("error"));
}

}  // namespace
}  // namespace seodang::test
