#include "service/accounts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "fixture.hpp"

namespace seodang::test {
namespace {

using service::Caller;
using service::LoggedIn;

class AccountsTest : public ServiceTest {
 protected:
  AccountsTest() { settings_.password_cost = {1, 8192}; }

  /// With one operator, 원장.
  void start_school() {
    start();
    service::Accounts accounts(settings_, *store_);
    const Json added = wait([&](Completion<Json> done) {
      accounts.add("원장", "operator's words", AccountRole::operators, std::move(done));
    });
    ASSERT_EQ(added["account"]["role"].string(), "operator") << added.text();
    operator_ = login("원장", "operator's words");
  }
  /// The cookie's secret; what was answered is in answer_.
  std::string login(const std::string& name, const std::string& password, const std::string& with = {},
                    const std::string& address = "10.0.0.1") {
    const Json body = Json::object({{"name", name}, {"password", password}});
    return secret([&](Completion<LoggedIn> done) {
      service_->log_in(body, {address, {}, with}, std::move(done));
    });
  }
  std::string secret(const std::function<void(Completion<LoggedIn>)>& ask) {
    std::string secret = "(none)";
    answer_ = wait([&](Completion<Json> done) {
      ask([&secret, done](const Result<LoggedIn>& result) {
        if (result) secret = result->login;
        done(result ? Result<Json>(result->body) : Result<Json>(result.error()));
      });
    });
    return secret;
  }
  Caller caller(const std::string& login) const { return {"10.0.0.1", {}, login}; }
  Json me(const std::string& login) {
    return wait([&](Completion<Json> done) { service_->me(caller(login), std::move(done)); });
  }
  Json make(const std::string& name, const std::string& role = "teacher", const std::string& by = {}) {
    const Json body = Json::object({{"name", name}, {"password", "a teacher's words"}, {"role", role}});
    return wait([&](Completion<Json> done) {
      service_->create_account(body, caller(by.empty() ? operator_ : by), std::move(done));
    });
  }
  std::string teacher(const std::string& name) {
    EXPECT_FALSE(make(name).has("error"));
    return login(name, "a teacher's words");
  }
  Json create_as(const std::string& login, Json body = Json::object()) {
    body.set("title", "산수").set("name", "선생").set("kind", "meeting");
    return wait([&](Completion<Json> done) { service_->create_room(body, caller(login), std::move(done)); });
  }
  Json join_as(const std::string& login, const std::string& number, Json body = Json::object()) {
    body.set("name", "선생");
    return wait(
        [&](Completion<Json> done) { service_->join_room(number, body, caller(login), std::move(done)); });
  }
  std::string role_of(const Json& entered) {
    Browser browser(*service_);
    return browser.join(Json::object({{"ticket", entered["ticket"]}}))["you"]["role"].string_or("");
  }
  std::string operator_;  ///< whose login
  Json answer_;
};

TEST_F(AccountsTest, LoggingInGivesASecretThatIsGood) {
  start_school();
  EXPECT_EQ(operator_.size(), 64U);
  EXPECT_EQ(answer_.text(), R"({"account":{"name":"원장","role":"operator"}})");
  EXPECT_EQ(me(operator_)["account"]["name"].string(), "원장");
  EXPECT_TRUE(me("")["account"].is_null());
  EXPECT_TRUE(me("f00")["account"].is_null());
  const std::string stored = SQLite::Database((folder_ / "seodang.db").string())
                                 .execAndGet("SELECT token_hash FROM logins")
                                 .getString();
  EXPECT_NE(stored, operator_) << "the database alone lets nobody in";
}

TEST_F(AccountsTest, WrongNamesAndPasswordsAreToldAlike) {
  start_school();
  login("원장", "wrong words");
  EXPECT_EQ(answer_["error"].string(), "forbidden");
  const Json wrong = answer_;
  login("nobody", "wrong words");
  EXPECT_EQ(answer_, wrong);
  login("", "");
  EXPECT_EQ(answer_, wrong);
  login("../원장", "operator's words");
  EXPECT_EQ(answer_, wrong);
}

TEST_F(AccountsTest, FiveWrongPasswordsAMinuteThenEvenTheRightOneWaits) {
  start_school();
  for (int i = 0; i < 5; i++) login("원장", "wrong words", {}, "10.0.1." + std::to_string(i));
  EXPECT_EQ(answer_["error"].string(), "forbidden");
  login("원장", "operator's words", {}, "10.0.2.1");
  EXPECT_EQ(answer_["error"].string(), "limit");
  EXPECT_NE(answer_["text"].string_or("").find("wait a minute"), std::string::npos);
}

TEST_F(AccountsTest, TwentyWrongOnesOfOneAddressThenItWaits) {
  start_school();
  for (int i = 0; i < 20; i++) login("nobody" + std::to_string(i), "wrong words");
  EXPECT_EQ(answer_["error"].string(), "forbidden");
  login("원장", "operator's words");
  EXPECT_EQ(answer_["error"].string(), "limit");
  EXPECT_NE(login("원장", "operator's words", {}, "10.0.0.2"), "(none)");
}

TEST_F(AccountsTest, RightPasswordsAreNotCounted) {
  start_school();
  for (int i = 0; i < 30; i++) EXPECT_NE(login("원장", "operator's words"), "(none)") << i;
}

TEST_F(AccountsTest, ManyTriesAtOnceAreCountedAsMany) {
  start_school();
  size_t limited = 0, answered = 0;
  for (int i = 0; i < 10; i++) {
    service_->log_in(Json::object({{"name", "원장"}, {"password", "wrong words"}}), caller({}),
                     [&](const Result<LoggedIn>& result) {
                       answered++;
                       limited += result.error().code == Code::limit;
                     });
  }
  EXPECT_TRUE(wait_for([&] { return answered == 10; }));
  EXPECT_EQ(limited, 5U);
}

TEST_F(AccountsTest, ANewLoginEndsTheOneItCameWith) {
  start_school();
  const std::string second = login("원장", "operator's words", operator_);
  EXPECT_NE(second, operator_);
  EXPECT_TRUE(me(operator_)["account"].is_null());
  EXPECT_FALSE(me(second)["account"].is_null());
}

TEST_F(AccountsTest, LoggingOutEndsIt) {
  start_school();
  EXPECT_EQ(secret([&](auto done) { service_->log_out(caller(operator_), std::move(done)); }), "");
  EXPECT_TRUE(me(operator_)["account"].is_null());
  EXPECT_EQ(secret([&](auto done) { service_->log_out(caller({}), std::move(done)); }), "")
      << "twice is once";
}

TEST_F(AccountsTest, ALoginOutlivesTheServicesRestart) {
  start_school();
  restart();
  EXPECT_EQ(me(operator_)["account"]["name"].string(), "원장");
}

TEST_F(AccountsTest, ANewPasswordEndsAllOtherLogins) {
  start_school();
  const std::string elsewhere = login("원장", "operator's words");
  const auto change = [&](const std::string& old, const std::string& fresh) {
    const Json body = Json::object({{"old", old}, {"new", fresh}});
    return secret([&](auto done) { service_->change_password(body, caller(operator_), std::move(done)); });
  };
  change("wrong words", "other words of mine");
  EXPECT_EQ(answer_["error"].string(), "forbidden");
  change("operator's words", "short");
  EXPECT_EQ(answer_["error"].string(), "invalid-params");
  const std::string fresh = change("operator's words", "other words of mine");
  EXPECT_EQ(me(fresh)["account"]["name"].string(), "원장");
  EXPECT_TRUE(me(operator_)["account"].is_null());
  EXPECT_TRUE(me(elsewhere)["account"].is_null());
  EXPECT_EQ(login("원장", "operator's words"), "(none)");
  EXPECT_NE(login("원장", "other words of mine"), "(none)");
}

TEST_F(AccountsTest, OperatorsMakeListAndDeleteAccounts) {
  start_school();
  EXPECT_EQ(make("kim")["account"].text(), R"({"name":"kim","role":"teacher"})");
  EXPECT_EQ(make("KIM")["error"].string(), "in-use");
  EXPECT_EQ(make("team", "ml-reader")["account"]["role"].string(), "ml-reader");
  EXPECT_EQ(make("lee", "king")["error"].string(), "invalid-params");
  for (const char* name : {"", " ", "a b", "a/b", "a?b", "..%2f", "<b>"})
    EXPECT_TRUE(make(name).has("error")) << name;
  const Json list = wait([&](auto done) { service_->accounts(caller(operator_), std::move(done)); });
  ASSERT_EQ(list["accounts"].size(), 3U) << list.text();
  EXPECT_EQ(list["accounts"].at(0)["name"].string(), "kim");
  EXPECT_TRUE(list["accounts"].at(0)["loginAt"].is_null());
  EXPECT_GT(list["accounts"].at(2)["loginAt"].integer_or(0), 0);
  EXPECT_EQ(list.text().find("argon2"), std::string::npos) << "no hash leaves";
  const auto remove = [&](const std::string& name) {
    return wait([&](auto done) { service_->delete_account(name, caller(operator_), std::move(done)); });
  };
  EXPECT_FALSE(remove("kim").has("error"));
  EXPECT_EQ(remove("kim")["error"].string(), "not-found");
  EXPECT_EQ(remove("원장")["error"].string(), "wrong-state") << "the last operator";
}

TEST_F(AccountsTest, OnlyOperatorsMay) {
  start_school();
  make("team", "ml-reader");
  for (const std::string& login : {teacher("kim"), login("team", "a teacher's words"), std::string("f00")}) {
    EXPECT_EQ(make("lee", "operator", login)["error"].string(), "forbidden");
    EXPECT_EQ(wait([&](auto done) { service_->accounts(caller(login), std::move(done)); })["error"].string(),
              "forbidden");
    EXPECT_EQ(
        wait([&](auto done) { service_->delete_account("원장", caller(login), std::move(done)); })["error"]
            .string(),
        "forbidden");
  }
}

TEST_F(AccountsTest, OnesOwnRoomIsEnteredAsHostWithoutAKey) {
  start_school();
  const std::string kim = teacher("kim"), lee = teacher("lee");
  const Json created = create_as(kim, Json::object({{"number", "1"}, {"pin", "0420"}}));
  EXPECT_TRUE(created.has("hostKey"));
  EXPECT_EQ(role_of(join_as(kim, "1")), "host");
  EXPECT_EQ(join_as(lee, "1")["error"].string(), "forbidden") << "the pin";
  EXPECT_EQ(role_of(join_as(lee, "1", Json::object({{"pin", "0420"}}))), "speaker");
  create(Json::object({{"number", "2"}}));
  EXPECT_EQ(role_of(join_as(kim, "2")), "speaker") << "a guest's room";
  EXPECT_EQ(join_as(kim, "3")["error"].string(), "not-found");
}

TEST_F(AccountsTest, OnesOwnClosedRoomIsOpenedAgain) {
  start_school();
  const std::string kim = teacher("kim"), lee = teacher("lee");
  const Json created = create_as(kim, Json::object({{"number", "1"}}));
  {
    Browser host(*service_);
    host.join(Json::object({{"ticket", created["ticket"]}}));
    host.ask("room.leave", Json::object({{"end", true}}));
  }
  EXPECT_EQ(join_as(lee, "1")["error"].string(), "not-found");
  const Json entered = join_as(kim, "1");
  Browser back(*service_);
  const Json joined = back.join(Json::object({{"ticket", entered["ticket"]}}));
  EXPECT_EQ(joined["you"]["role"].string(), "host");
  EXPECT_EQ(joined["room"]["id"], created["room"]["id"]);
}

TEST_F(AccountsTest, OnesRoomsAreListed) {
  start_school();
  const std::string kim = teacher("kim");
  create_as(kim, Json::object({{"number", "1"}}));
  create_as("", Json::object({{"number", "2"}}));
  const auto rooms = [&](const std::string& login) {
    return wait([&](auto done) { service_->my_rooms(caller(login), std::move(done)); });
  };
  const Json list = rooms(kim)["rooms"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.at(0)["number"].string(), "1");
  EXPECT_EQ(list.at(0)["title"].string(), "산수");
  EXPECT_EQ(list.at(0)["kind"].string(), "meeting");
  EXPECT_GT(list.at(0)["openedAt"].integer_or(0), 0);
  EXPECT_TRUE(list.at(0)["closedAt"].is_null());
  EXPECT_EQ(rooms("")["error"].string(), "forbidden");
  EXPECT_EQ(rooms(operator_)["rooms"].size(), 0U);
}

TEST_F(AccountsTest, WhatIsKeptOfAClassIsForItsOwnerAndForOperators) {
  start_school();
  const std::string kim = teacher("kim"), lee = teacher("lee");
  const std::string id = create_as(kim)["room"]["id"].string_or("");
  const auto attendance = [&](const std::string& login) {
    return wait([&](auto done) { service_->attendance(id, caller(login), std::move(done)); });
  };
  EXPECT_TRUE(attendance(kim).has("people"));
  EXPECT_TRUE(attendance(operator_).has("people"));
  EXPECT_EQ(attendance(lee)["error"].string(), "forbidden");
  EXPECT_EQ(attendance("")["error"].string(), "forbidden");
}

TEST_F(AccountsTest, OpeningRoomsMayNeedALogin) {
  settings_.rooms_need_login = true;
  start_school();
  EXPECT_EQ(create_as("")["error"].string(), "forbidden");
  const Json created = create_as(operator_, Json::object({{"number", "1"}}));
  EXPECT_TRUE(created.has("ticket")) << created.text();
  EXPECT_TRUE(enter("1").has("ticket")) << "joining does not";
}

}  // namespace
}  // namespace seodang::test
