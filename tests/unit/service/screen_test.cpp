#include "fixture.hpp"

namespace seodang::test {
namespace {

class ScreenTest : public ServiceTest {
 protected:
  void SetUp() override {
    settings_.times.joined_ms = 20;
    settings_.times.lost_ms = 100;
    start();
    teacher_ = host();
    teacher_id_ = last_join_["you"]["id"].string_or("");
    pupil_ = browser(room_["number"].string_or(""), "철수");
    pupil_id_ = last_join_["you"]["id"].string_or("");
    ASSERT_TRUE(wait_for_room("participant.add"));
  }
  static Json request(Browser& browser, bool takeover = false) {
    return browser.ask("screen.request", takeover ? Json::object({{"takeover", true}}) : Json::object());
  }
  static Json last_change(const Browser& browser) {
    std::vector<Json> changes = browser.got("screen.changed");
    return changes.empty() ? Json() : changes.back();
  }
  /// Whose the room shows, in the order of its commands; "" = nobody's.
  std::vector<std::string> shown() const {
    std::vector<std::string> list;
    for (const Json& line : room_log("screen")) list.push_back(line["params"]["participant"].string_or(""));
    return list;
  }
  bool holder_is(const std::string& id) {
    Json wanted = id.empty() ? Json() : Json(id);
    return wait_for(
        [&] { return last_change(*teacher_).has("holder") && last_change(*teacher_)["holder"] == wanted; });
  }
  using Names = std::vector<std::string>;
  std::unique_ptr<Browser> teacher_, pupil_;
  std::string teacher_id_, pupil_id_;
};

TEST_F(ScreenTest, WhoAsksFirstHasItAndEveryoneKnows) {
  EXPECT_EQ(request(*pupil_), Json::object());
  for (Browser* browser : {teacher_.get(), pupil_.get()}) {
    ASSERT_TRUE(browser->wait_for_message("screen.changed"));
    EXPECT_EQ(last_change(*browser), Json::object({{"holder", pupil_id_}}));
  }
  EXPECT_TRUE(wait_for([&] { return shown() == Names{pupil_id_}; }));
  EXPECT_EQ(request(*pupil_), Json::object()) << "has it already";
  auto late = browser(room_["number"].string_or(""), "영희");
  EXPECT_EQ(last_join_["room"]["screen"].string(), pupil_id_);
}

TEST_F(ScreenTest, ItIsBusyForOthersAndAHostMayTakeItOver) {
  request(*pupil_);
  Json refused = request(*teacher_);
  EXPECT_EQ(refused["error"].string(), "busy");
  EXPECT_EQ(refused["holder"], Json::object({{"id", pupil_id_}, {"name", "철수"}})) << refused.text();
  EXPECT_EQ(request(*teacher_, true), Json::object());
  ASSERT_TRUE(holder_is(teacher_id_));
  EXPECT_EQ(last_change(*pupil_)["by"], Json::object({{"id", teacher_id_}, {"name", "선생"}}));
  EXPECT_EQ(request(*pupil_, true)["error"].string(), "forbidden");
  EXPECT_EQ(request(*pupil_)["error"].string(), "busy");
  EXPECT_TRUE(wait_for([&] { return shown() == (Names{pupil_id_, teacher_id_}); }));
}

TEST_F(ScreenTest, ATakeoverOfNobodysIsJustARequest) {
  EXPECT_EQ(request(*teacher_, true), Json::object());
  ASSERT_TRUE(holder_is(teacher_id_));
  EXPECT_FALSE(last_change(*pupil_).has("by"));
}

TEST_F(ScreenTest, OnlyItsHolderReleasesIt) {
  request(*pupil_);
  EXPECT_EQ(teacher_->ask("screen.release"), Json::object());
  run_for(0.05);
  EXPECT_TRUE(holder_is(pupil_id_));
  EXPECT_EQ(pupil_->ask("screen.release"), Json::object());
  EXPECT_TRUE(holder_is(""));
  EXPECT_TRUE(wait_for([&] { return shown() == (Names{pupil_id_, ""}); }));
}

TEST_F(ScreenTest, WhoLeavesHasReleasedItWhoIsLostHasNotUntilThen) {
  request(*pupil_);
  pupil_->disconnect();
  run_for(0.03);
  EXPECT_TRUE(holder_is(pupil_id_));
  EXPECT_TRUE(holder_is("")) << "after lost_ms they have left";
  EXPECT_TRUE(wait_for([&] { return shown() == (Names{pupil_id_, ""}); }));
}

TEST_F(ScreenTest, ARestartedRoomShowsTheSame) {
  request(*pupil_);
  teacher_->notify("media.candidate", Json::object({{"peer", "subscribe"}, {"candidate", "crash"}}));
  ASSERT_TRUE(wait_for_room("open", 2));
  EXPECT_TRUE(room_log("open")[0]["params"]["screen"].is_null());
  EXPECT_EQ(room_log("open")[1]["params"]["screen"].string(), pupil_id_);
}

TEST_F(ScreenTest, WhoHoldsItIsSeenToShareAndNobodyElse) {
  Json track = Json::object({{"mid", "0"}, {"source", "screen"}});
  pupil_->ask("media.publish", Json::object({{"sdp", "offer"}, {"tracks", Json::array({track})}}));
  auto shares = [&] {
    std::vector<Json> changes = teacher_->got("participant.changed");
    return !changes.empty() && changes.back()["participant"]["screen"] == Json(true);
  };
  ASSERT_TRUE(teacher_->wait_for_message("participant.joined"));
  run_for(0.1);
  EXPECT_FALSE(shares()) << "its picture comes, but nobody sees it";
  request(*pupil_);
  EXPECT_TRUE(wait_for(shares));
  pupil_->ask("screen.release");
  EXPECT_TRUE(wait_for([&] { return !shares(); }));
}

TEST_F(ScreenTest, InASeminarItGoesWithTheFloor) {
  Json created = create(Json::object({{"kind", "seminar"}}));
  teacher_ = std::make_unique<Browser>(*service_);
  teacher_->join(Json::object({{"ticket", created["ticket"]}}));
  auto listener = browser(created["room"]["number"].string_or(""), "영희");
  const Json id = last_join_["you"]["id"];
  auto role = [&](const char* role) {
    EXPECT_EQ(teacher_->ask("participant.role", Json::object({{"id", id}, {"role", role}})), Json::object());
  };
  EXPECT_EQ(request(*listener)["error"].string(), "forbidden");
  role("speaker");
  EXPECT_EQ(request(*listener), Json::object());
  ASSERT_TRUE(holder_is(id.string_or("")));
  role("listener");
  EXPECT_TRUE(holder_is(""));
}

}  // namespace
}  // namespace seodang::test
