#include "fixture.hpp"

namespace seodang::test {
namespace {

class AttendanceStoreTest : public StoreTest {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(open_room("r1", "1"));
    ASSERT_TRUE(open_room("r2", "2"));
    for (const char* id : {"p1", "p2"}) ASSERT_TRUE(save(participant(id, "r1")));
    ASSERT_TRUE(save(participant("q1", "r2")));
  }
  Result<> write(const store::VisitRow& row) {
    return wait<Nothing>([&](Completion<> done) { store_->attendance().save(row, std::move(done)); });
  }
  static store::VisitRow visit(const std::string& id, const std::string& room, int64_t from) {
    return {room, id, "person-" + id, "철수", Role::speaker, from, from, 0};
  }
  store::AttendanceRows of(const std::string& room) {
    auto rows =
        wait<store::AttendanceRows>([&](auto done) { store_->attendance().of_room(room, std::move(done)); });
    EXPECT_TRUE(rows) << rows.error().text;
    return rows ? *rows : store::AttendanceRows{};
  }
  Result<> roster(const std::string& room, const std::vector<std::string>& names) {
    return wait<Nothing>([&](Completion<> done) {
      store_->attendance().write_roster(room, "person-p1", names, std::move(done));
    });
  }
};

TEST_F(AttendanceStoreTest, AVisitIsOneRowHoweverOftenItIsWritten) {
  store::VisitRow row = visit("p1", "r1", 1000);
  ASSERT_TRUE(write(row));
  row.name = "김철수";
  row.role = Role::host;
  row.seen = 1500;
  row.to = 2000;
  ASSERT_TRUE(write(row));
  ASSERT_TRUE(write(visit("p1", "r1", 3000)));
  ASSERT_TRUE(write(visit("p2", "r1", 500)));
  auto visits = of("r1").visits;
  ASSERT_EQ(visits.size(), 3U);
  EXPECT_EQ(visits[0].participant, "p2") << "the earliest first";
  EXPECT_EQ(visits[1].person, "person-p1");
  EXPECT_EQ(visits[1].name, "김철수");
  EXPECT_EQ(visits[1].role, Role::host);
  EXPECT_EQ(visits[1].from, 1000);
  EXPECT_EQ(visits[1].seen, 1500);
  EXPECT_EQ(visits[1].to, 2000);
  EXPECT_EQ(visits[2].to, 0);
}

TEST_F(AttendanceStoreTest, OnlyWhoIsPresentIsSeen) {
  store::VisitRow gone = visit("p1", "r1", 1000);
  gone.to = 2000;
  ASSERT_TRUE(write(gone));
  ASSERT_TRUE(write(visit("p2", "r1", 1000)));
  ASSERT_TRUE(write(visit("q1", "r2", 1000)));
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->attendance().seen("r1", 5000, std::move(done)); }));
  EXPECT_EQ(of("r1").visits[0].seen, 1000);
  EXPECT_EQ(of("r1").visits[1].seen, 5000);
  EXPECT_EQ(of("r2").visits[0].seen, 1000);
}

TEST_F(AttendanceStoreTest, ARoomThatIsClosedEndsItsVisits) {
  ASSERT_TRUE(write(visit("p1", "r1", 1000)));
  ASSERT_TRUE(write(visit("q1", "r2", 1000)));
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->rooms().close("r1", "ended", 5000, std::move(done)); }));
  EXPECT_EQ(of("r1").visits[0].to, 5000);
  EXPECT_EQ(of("r2").visits[0].to, 0);
}

TEST_F(AttendanceStoreTest, ARosterIsReplacedWhole) {
  ASSERT_TRUE(roster("r1", {"다", "나", "가"}));
  ASSERT_TRUE(roster("r2", {"하"}));
  EXPECT_EQ(of("r1").roster, (std::vector<std::string>{"다", "나", "가"})) << "in its order";
  ASSERT_TRUE(roster("r1", {"가", "가"}));
  EXPECT_EQ(of("r1").roster, (std::vector<std::string>{"가", "가"}));
  ASSERT_TRUE(roster("r1", {}));
  EXPECT_TRUE(of("r1").roster.empty());
  EXPECT_EQ(of("r2").roster.size(), 1U);
}

}  // namespace
}  // namespace seodang::test
