#include "fixture.hpp"

namespace seodang::test {
namespace {

class OrderTest : public StoreTest {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(open_room("r1", "1"));
    ASSERT_TRUE(open_room("r2", "2"));
    for (const char* id : {"p1", "p2"}) ASSERT_TRUE(save(participant(id, "r1")));
    ASSERT_TRUE(save(participant("q1", "r2")));
  }
  Result<> raise(const store::HandRow& row) {
    return wait<Nothing>([&](Completion<> done) { store_->order().raise(row, std::move(done)); });
  }
  Result<> lower(const std::string& room, const std::string& id) {
    return wait<Nothing>([&](Completion<> done) { store_->order().lower(room, id, std::move(done)); });
  }
  Result<> answer(const store::ConsentRow& row) {
    return wait<Nothing>([&](Completion<> done) { store_->order().answer(row, std::move(done)); });
  }
  Result<> admit(const std::string& room, const std::vector<std::string>& persons) {
    return wait<Nothing>(
        [&](Completion<> done) { store_->order().admit(room, persons, 7000, std::move(done)); });
  }
  store::OrderRows of(const std::string& room) {
    auto rows = wait<store::OrderRows>([&](auto done) { store_->order().of_room(room, std::move(done)); });
    EXPECT_TRUE(rows) << rows.error().text;
    return rows ? *rows : store::OrderRows{};
  }
  std::vector<std::string> hands(const std::string& room) {
    std::vector<std::string> ids;
    for (const store::HandRow& row : of(room).hands) ids.push_back(row.participant);
    return ids;
  }
};

TEST_F(OrderTest, HandsComeBackInTheirOrder) {
  ASSERT_TRUE(raise({"r1", "p2", "person-p2", 5000}));
  ASSERT_TRUE(raise({"r1", "p1", "person-p1", 5000}));
  ASSERT_TRUE(raise({"r2", "q1", "person-q1", 100}));
  EXPECT_EQ(hands("r1"), (std::vector<std::string>{"p2", "p1"})) << "of one moment: as they came";
  EXPECT_EQ(of("r1").hands[0].at, 5000);
  EXPECT_EQ(of("r1").hands[0].person, "person-p2");
  ASSERT_TRUE(lower("r1", "p2"));
  EXPECT_EQ(hands("r1"), (std::vector<std::string>{"p1"}));
  ASSERT_TRUE(lower("r1", ""));
  EXPECT_TRUE(hands("r1").empty());
  EXPECT_EQ(hands("r2").size(), 1U) << "another room's stay";
}

TEST_F(OrderTest, TheAdmittedNeedNotHaveBeenSeenBefore) {
  ASSERT_TRUE(admit("r1", {"person-p1", "stranger"}));
  ASSERT_TRUE(admit("r1", {"stranger"})) << "twice is once";
  EXPECT_EQ(of("r1").admitted.size(), 2U);
  EXPECT_TRUE(of("r2").admitted.empty());
}

TEST_F(OrderTest, TheLastAnswerOfAPersonCountsAndNoneIsLost) {
  ASSERT_TRUE(answer({"r1", "person-p1", "p1", true, true, "1", 100}));
  ASSERT_TRUE(answer({"r1", "person-p1", "p1", true, false, "2", 200}));
  ASSERT_TRUE(answer({"r2", "person-p1", "q1", false, false, "1", 300}));
  auto consents = of("r1").consents;
  ASSERT_EQ(consents.size(), 1U);
  const store::ConsentRow& row = consents["person-p1"];
  EXPECT_TRUE(row.recording);
  EXPECT_FALSE(row.capture);
  EXPECT_EQ(row.text_version, "2");
  EXPECT_EQ(row.at, 200);
  EXPECT_EQ(SQLite::Database(path_).execAndGet("SELECT count(*) FROM consents WHERE room_id = 'r1'").getInt(),
            2);
}

TEST_F(OrderTest, TheRemovedAreThoseWhoDidNotComeInAgain) {
  auto removed = [&](const std::string& id) {
    store::ParticipantRow row = participant(id, "r1");
    row.left_at = 9000;
    row.left_reason = "removed";
    ASSERT_TRUE(save(row));
  };
  removed("p1");
  removed("p2");
  store::ParticipantRow again = participant("p3", "r1");
  again.person = "person-p2";
  ASSERT_TRUE(save(again));
  EXPECT_EQ(of("r1").removed, (std::vector<std::string>{"person-p1"}));
  EXPECT_TRUE(of("r2").removed.empty());
}

TEST_F(OrderTest, AClosedRoomHasNoHands) {
  ASSERT_TRUE(raise({"r1", "p1", "person-p1", 5000}));
  ASSERT_TRUE(raise({"r2", "q1", "person-q1", 5000}));
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->rooms().close("r1", "ended", 1, std::move(done)); }));
  EXPECT_TRUE(hands("r1").empty());
  EXPECT_EQ(hands("r2").size(), 1U);
}

}  // namespace
}  // namespace seodang::test
