#include <map>

#include "fixture.hpp"
#include "service/methods.hpp"

namespace seodang::test {
namespace {

class SessionTest : public ServiceTest {
 protected:
  void SetUp() override {
    start();
    teacher_ = host();
    teacher_->forget();
  }
  /// The error's name in the last message; "" if it is none.
  static std::string last_error(const Browser& browser) {
    return browser.messages().empty() ? "nothing"
                                      : browser.messages().back()["error"]["data"]["name"].string_or("");
  }
  std::unique_ptr<Browser> teacher_;
};

TEST_F(SessionTest, GarbageIsAnsweredByNameAndDisturbsNobody) {
  struct Case {
    std::string text;
    const char* error;
  };
  const Case cases[] = {
      {"", "parse-error"},
      {"{", "parse-error"},
      {"\xff\xfe", "parse-error"},
      {"[]", "invalid-request"},
      {"42", "invalid-request"},
      {R"({"jsonrpc":"2.0","id":900})", "invalid-request"},
      {R"({"jsonrpc":"1.0","id":900,"method":"ping"})", "invalid-request"},
      {R"({"jsonrpc":"2.0","id":900,"method":"no.such"})", "method-not-found"},
      {R"({"jsonrpc":"2.0","id":900,"method":"media.slots","params":{"slots":[]}})", "method-not-found"},
      {R"({"jsonrpc":"2.0","id":900,"method":"room.destroy","params":{"to":"x"}})", "method-not-found"},
      {R"({"jsonrpc":"2.0","id":900,"method":"ping","params":[1]})", "invalid-params"},
      {R"({"jsonrpc":"2.0","id":{},"method":"ping"})", "invalid-request"},
      {std::string(200'000, '['), "too-large"},
      {R"({"jsonrpc":"2.0","id":900,"method":"chat.say","params":{"text":")" + std::string(70'000, 'x') +
           R"("}})",
       "too-large"},
      {std::string(60, '[') + std::string(60, ']'), "too-large"},
  };
  Browser browser(*service_);
  for (const Case& one : cases) {
    browser.send_raw(one.text);
    EXPECT_EQ(last_error(browser), one.error) << one.text.substr(0, 80);
  }
  EXPECT_FALSE(browser.ask("ping").has("error")) << "still there";
  EXPECT_TRUE(teacher_->messages().empty());
}

TEST_F(SessionTest, BeforeJoiningOnlyJoinAndPing) {
  Browser browser(*service_);
  EXPECT_GT(browser.ask("ping")["at"].integer_or(0), 0);
  for (const char* method :
       {"room.leave", "chat.say", "chat.history", "media.publish", "media.candidate", "media.view"}) {
    EXPECT_EQ(browser.ask(method)["error"].string(), "wrong-state") << method;
  }
  EXPECT_EQ(teacher_->ask("room.join", Json::object({{"ticket", "x"}}))["error"].string(), "wrong-state");
}

/// The table is what every socket obeys: each of its methods, asked by each role.
TEST_F(SessionTest, EveryRoleMayWhatTheTableSaysAndNothingElse) {
  std::map<Role, std::unique_ptr<Browser>> people;
  people[Role::host] = host(Json::object({{"kind", "seminar"}}));
  people[Role::listener] = browser(number(), "영희");
  people[Role::speaker] = browser(number(), "철수");
  Json floor = Json::object({{"id", last_join_["you"]["id"]}, {"role", "speaker"}});
  ASSERT_FALSE(people[Role::host]->ask("participant.role", floor).has("error"));
  size_t asked = 0;
  for (const service::Method& method : service::method_table()) {
    if (!method.callable() || method.when != service::Method::When::joined || method.name == "room.leave")
      continue;
    for (const auto& [role, browser] : people) {
      const std::string error = browser->ask(std::string(method.name))["error"].string_or("");
      const bool may = (method.roles & (1U << static_cast<unsigned>(role))) != 0;
      EXPECT_EQ(error == "forbidden", !may) << name_of(role) << ' ' << method.name << ' ' << error;
      EXPECT_NE(error, "method-not-found") << method.name;
      asked++;
    }
    if (method.name == "floor.leave") people[Role::host]->ask("participant.role", floor);  // a speaker again
  }
  EXPECT_GE(asked, 48U);
}

TEST_F(SessionTest, NotificationsAreNeverAnswered) {
  Browser browser(*service_);
  browser.notify("no.such", Json::object());
  browser.notify("chat.say", Json::object());
  EXPECT_TRUE(browser.messages().empty());
}

TEST_F(SessionTest, AFloodIsRefusedByNameThenCut) {
  settings_.limits.messages_per_second = 1;  // however slowly this test runs
  restart();
  Browser browser(*service_);
  int refused = 0;
  for (int i = 0; i < 150; i++) refused += browser.ask("ping")["error"].string() == "limit";
  EXPECT_GE(refused, 20);
  EXPECT_EQ(browser.close_code(), 0);
  for (int i = 0; i < 1000; i++) browser.send_raw("{");
  EXPECT_EQ(browser.close_code(), 1008);
  Browser other(*service_);
  EXPECT_EQ(other.ask("room.join", Json::object({{"ticket", "x"}}))["error"].string(), "bad-ticket");
}

TEST_F(SessionTest, WhoDoesNotJoinInTimeIsCut) {
  settings_.times.join_ms = 50;
  restart();
  Browser browser(*service_);
  EXPECT_TRUE(wait_for([&] { return browser.close_code() == 1008; }));
}

TEST_F(SessionTest, ASocketMayOutliveTheService) {
  service_.reset();
  EXPECT_EQ(teacher_->close_code(), 1012);
  teacher_->send_raw("{}");
  teacher_->disconnect();
}

}  // namespace
}  // namespace seodang::test
