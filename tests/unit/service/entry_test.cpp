#include "base/id.hpp"
#include "fixture.hpp"

namespace seodang::test {
namespace {

using EntryTest = ServiceTest;

TEST_F(EntryTest, CreatingARoomGivesItsLinkItsKeyAndATicket) {
  settings_.public_url = "https://class.example";
  start();
  Json created = create(Json::object({{"number", "4711"}, {"kind", "seminar"}}));
  EXPECT_EQ(created["room"]["number"].string(), "4711");
  EXPECT_EQ(created["room"]["title"].string(), "산수");
  EXPECT_EQ(created["room"]["kind"].string(), "seminar");
  EXPECT_EQ(created["room"]["url"].string(), "https://class.example/r/4711");
  EXPECT_EQ(created["ticket"].string_or("").size(), 32U);
  EXPECT_EQ(created["hostKey"].string_or("").size(), 64U);
  Browser browser(*service_);
  Json joined = browser.join(Json::object({{"ticket", created["ticket"]}}));
  EXPECT_EQ(joined["you"]["role"].string(), "host");
  EXPECT_EQ(joined["room"]["id"], created["room"]["id"]);
}

TEST_F(EntryTest, AFreeNumberIsProposed) {
  start();
  std::string number = create()["room"]["number"].string_or("");
  EXPECT_GE(number.size(), 6U);
  EXPECT_LE(number.size(), 9U);
  EXPECT_EQ(number.find_first_not_of("0123456789"), std::string::npos);
}

TEST_F(EntryTest, ALiveNumberIsInUse) {
  start();
  Json first = create(Json::object({{"number", "4711"}}));
  EXPECT_EQ(create(Json::object({{"number", "4711"}}))["error"].string(), "in-use");
  EXPECT_TRUE(enter("4711").has("ticket")) << "the first room is untouched";
  Browser host(*service_);
  host.join(Json::object({{"ticket", first["ticket"]}}));
  host.ask("room.leave", Json::object({{"end", true}}));
  Json second = create(Json::object({{"number", "4711"}}));
  EXPECT_TRUE(second.has("room")) << second.text();
  EXPECT_NE(second["room"]["id"].string(), first["room"]["id"].string());
}

TEST_F(EntryTest, ARoomSaysWhatIsAskedForBeforeEntering) {
  settings_.notice = {"2026-03", true, false};
  settings_.limits.tries_per_minute = 2;
  start();
  auto describe = [&](const std::string& number) {
    return wait([&](Completion<Json> done) {
      service_->describe_room(number, {"10.0.0.1", {}}, std::move(done));
    });
  };
  create(Json::object({{"number", "1"}, {"pin", "0000"}, {"waitingRoom", true}}));
  const Json described = describe("1");
  const std::string since = std::to_string(described["room"]["recording"]["since"].integer_or(0));
  EXPECT_EQ(
      described.text(),
      R"({"room":{"number":"1","title":"산수","kind":"meeting","pin":true,"waitingRoom":true,"locked":false,)"
      R"("recording":{"on":true,"lesson":true,"section":false,"since":)" +
          since + R"(}},"notice":{"version":"2026-03","recording":true,"capture":false}})");
  create(Json::object({{"number", "2"}, {"kind", "seminar"}}));
  EXPECT_EQ(describe("2")["room"]["pin"].boolean(), false);
  EXPECT_EQ(describe("2")["room"]["waitingRoom"].boolean(), false);
  EXPECT_EQ(describe("3")["error"].string(), "not-found");
  EXPECT_EQ(describe("4")["error"].string(), "not-found");
  EXPECT_EQ(describe("1")["error"].string(), "limit") << "a wrong number is a try";
}

TEST_F(EntryTest, AWrongPinSaysSo) {
  start();
  create(Json::object({{"number", "1"}, {"pin", "0000"}}));
  Json refused = enter("1", Json::object({{"pin", "1111"}}));
  EXPECT_EQ(refused["error"].string(), "forbidden");
  EXPECT_EQ(refused["reason"].string(), "pin");
  EXPECT_TRUE(enter("1", Json::object({{"pin", "0000"}})).has("ticket"));
}

TEST_F(EntryTest, WhatIsMissingOrWrongIsNamed) {
  start();
  EXPECT_EQ(create(Json::object({{"title", ""}}))["error"].string(), "invalid-params");
  EXPECT_EQ(create(Json::object({{"name", Json()}}))["error"].string(), "invalid-params");
  EXPECT_EQ(create(Json::object({{"kind", "party"}}))["error"].string(), "invalid-params");
  EXPECT_EQ(create(Json::object({{"number", "a/b"}}))["error"].string(), "invalid-params");
  EXPECT_EQ(create(Json::object({{"title", std::string(5000, 'x')}}))["error"].string(), "too-large");
}

TEST_F(EntryTest, JoiningByNumber) {
  start();
  create(Json::object({{"number", "1"}}));
  create(Json::object({{"number", "2"}, {"kind", "seminar"}}));
  EXPECT_EQ(enter("99")["error"].string(), "not-found");
  EXPECT_EQ(enter("1", Json::object({{"name", " "}}))["error"].string(), "invalid-params");
  auto meeting = browser("1", "영희");
  EXPECT_EQ(last_join_["you"]["role"].string(), "speaker");
  auto seminar = browser("2", "영희");
  EXPECT_EQ(last_join_["you"]["role"].string(), "listener");
  EXPECT_EQ(last_join_["publish"]["audio"].boolean(), false);
}

TEST_F(EntryTest, APinIsAskedFor) {
  start();
  create(Json::object({{"number", "1"}, {"pin", "0420"}}));
  EXPECT_EQ(enter("1")["error"].string(), "forbidden");
  EXPECT_EQ(enter("1", Json::object({{"pin", "0421"}}))["error"].string(), "forbidden");
  EXPECT_TRUE(enter("1", Json::object({{"pin", "0420"}})).has("ticket"));
}

TEST_F(EntryTest, WrongTriesAreCountedPerAddress) {
  start();
  create(Json::object({{"number", "1"}, {"pin", "0420"}}));
  for (int i = 0; i < 5; i++) {
    EXPECT_EQ(enter("1", Json::object({{"pin", "1"}}))["error"].string(), "forbidden");
    EXPECT_EQ(enter("nowhere")["error"].string(), "not-found");
  }
  EXPECT_EQ(enter("1", Json::object({{"pin", "0420"}}))["error"].string(), "limit");
  EXPECT_TRUE(enter("1", Json::object({{"pin", "0420"}}), "10.0.0.2").has("ticket"));
}

TEST_F(EntryTest, RightTriesAreNotCounted) {
  start();
  create(Json::object({{"number", "1"}}));
  for (int i = 0; i < 50; i++) EXPECT_TRUE(enter("1").has("ticket"));
}

TEST_F(EntryTest, TheHostKeyBringsTheHostBack) {
  start();
  Json created = create(Json::object({{"number", "1"}, {"pin", "0420"}}));
  auto back = browser("1", "선생", Json::object({{"key", created["hostKey"]}}));
  EXPECT_EQ(last_join_["you"]["role"].string(), "host");
  EXPECT_EQ(enter("1", Json::object({{"key", "wrong"}}))["error"].string(), "forbidden");
}

TEST_F(EntryTest, TheHostKeyOpensAClosedRoomAgain) {
  start();
  Json created = create(Json::object({{"number", "1"}}));
  {
    Browser host(*service_);
    host.join(Json::object({{"ticket", created["ticket"]}}));
    host.ask("room.leave", Json::object({{"end", true}}));
  }
  EXPECT_EQ(enter("1")["error"].string(), "not-found");
  EXPECT_EQ(enter("1", Json::object({{"key", "wrong"}}))["error"].string(), "not-found");
  auto back = browser("1", "선생", Json::object({{"key", created["hostKey"]}}));
  EXPECT_EQ(last_join_["you"]["role"].string(), "host");
  EXPECT_EQ(last_join_["room"]["id"], created["room"]["id"]);
  EXPECT_TRUE(enter("1").has("ticket"));
}

TEST_F(EntryTest, ApplicationsHandOutRights) {
  settings_.application_tokens = {sha256_hex("secret-token")};
  start();
  Json created = create(Json::object({{"number", "1"}, {"kind", "seminar"}, {"pin", "1"}}));
  std::string id = created["room"]["id"].string_or("");
  Json body = Json::object({{"name", "보조"}, {"role", "speaker"}, {"data", Json::object({{"grade", 3}})}});
  EXPECT_EQ(ticket_for(id, body, "")["error"].string(), "forbidden");
  EXPECT_EQ(ticket_for(id, body, "other")["error"].string(), "forbidden");
  EXPECT_EQ(ticket_for("nowhere", body, "secret-token")["error"].string(), "not-found");
  EXPECT_EQ(ticket_for(id, Json::object({{"name", "a"}, {"role", "king"}}), "secret-token")["error"].string(),
            "invalid-params");
  Json ticket = ticket_for(id, body, "secret-token");
  Browser browser(*service_);
  Json joined = browser.join(Json::object({{"ticket", ticket["ticket"]}}));
  EXPECT_EQ(joined["you"]["role"].string(), "speaker");
  EXPECT_EQ(joined["you"]["name"].string(), "보조");
}

TEST_F(EntryTest, RoomsAreBounded) {
  settings_.limits.rooms = 2;
  start();
  create();
  create();
  EXPECT_EQ(create()["error"].string(), "limit");
}

TEST_F(EntryTest, AnEmptyRoomIsClosed) {
  settings_.times.resume_ms = settings_.times.empty_ms = 200;
  start();
  create(Json::object({{"number", "1"}}));
  EXPECT_TRUE(wait_for([&] { return service_->readiness().details["rooms"].integer() == 0; }));
  EXPECT_EQ(enter("1")["error"].string(), "not-found");
}

TEST_F(EntryTest, NothingIsSaidBeforeTheStartOrWhileDraining) {
  start();
  Json created = create(Json::object({{"number", "1"}}));
  Browser inside(*service_), outside(*service_);
  inside.join(Json::object({{"ticket", created["ticket"]}}));
  bool drained = false;
  service_->drain([&](const Result<>&) { drained = true; });
  EXPECT_EQ(inside.close_code(), 1012);
  EXPECT_EQ(outside.close_code(), 1012);
  EXPECT_FALSE(service_->readiness().ready);
  EXPECT_EQ(create()["error"].string(), "wrong-state");
  EXPECT_TRUE(wait_for([&] { return drained; }));
  EXPECT_EQ(children(), 0U);
}

}  // namespace
}  // namespace seodang::test
