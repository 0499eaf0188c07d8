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

TEST_F(ChatTest, AFloodIsALimitForItsSenderOnly) {
  std::string last;
  for (int i = 0; i < 12; i++) last = say(*pupil_, "x")["error"].string_or("");
  EXPECT_EQ(last, "limit");
  EXPECT_FALSE(say(*teacher_, "조용").has("error"));
}

}  // namespace
}  // namespace seodang::test
