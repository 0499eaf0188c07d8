#include "fixture.hpp"

namespace seodang::test {
namespace {

class RoomsTest : public StoreTest {
 protected:
  Result<> close(const std::string& id) {
    return wait<Nothing>(
        [&](Completion<> done) { store_->rooms().close(id, "ended", 5000, std::move(done)); });
  }
  Result<> reopen(const std::string& id) {
    return wait<Nothing>([&](Completion<> done) { store_->rooms().reopen(id, 9000, std::move(done)); });
  }
};

TEST_F(RoomsTest, KeepsWhatItWasGiven) {
  open();
  store::RoomRow row{"r1", "person", "4711", "산수", RoomKind::seminar, "pin", "key", 1234};
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { store_->rooms().open(row, std::move(done)); }));
  auto rows = live();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].id, "r1");
  EXPECT_EQ(rows[0].person, "person");
  EXPECT_EQ(rows[0].number, "4711");
  EXPECT_EQ(rows[0].title, "산수");
  EXPECT_EQ(rows[0].kind, RoomKind::seminar);
  EXPECT_EQ(rows[0].pin_hash, "pin");
  EXPECT_EQ(rows[0].host_key_hash, "key");
  EXPECT_EQ(rows[0].opened_at, 1234);
  EXPECT_FALSE(rows[0].locked);
  EXPECT_FALSE(rows[0].waiting_room);
  EXPECT_EQ(rows[0].host, "");
  EXPECT_EQ(rows[0].closed_at, 0);
}

TEST_F(RoomsTest, KeepsWhatHostsChange) {
  open();
  store::RoomRow row = room("r1", "4711");
  row.waiting_room = true;
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { store_->rooms().open(row, std::move(done)); }));
  EXPECT_TRUE(live()[0].waiting_room);
  row.title = "국어";
  row.locked = true;
  row.waiting_room = false;
  row.host = "p1";
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { store_->rooms().save(row, std::move(done)); }));
  store::RoomRow kept = live()[0];
  EXPECT_EQ(kept.title, "국어");
  EXPECT_TRUE(kept.locked);
  EXPECT_FALSE(kept.waiting_room);
  EXPECT_EQ(kept.host, "p1");
}

TEST_F(RoomsTest, AreFoundByIdLiveOrNot) {
  open();
  ASSERT_TRUE(open_room("r1", "4711"));
  auto find = [&](const std::string& id) {
    return *wait<std::optional<store::RoomRow>>(
        [&](auto done) { store_->rooms().find(id, std::move(done)); });
  };
  EXPECT_EQ(find("r1")->closed_at, 0);
  ASSERT_TRUE(close("r1"));
  EXPECT_EQ(find("r1")->closed_at, 5000);
  EXPECT_FALSE(find("r2"));
}

TEST_F(RoomsTest, ALiveNumberIsInUseAndTheFirstRoomUntouched) {
  open();
  ASSERT_TRUE(open_room("r1", "4711"));
  Result<> second = open_room("r2", "4711");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::in_use);
  ASSERT_EQ(live().size(), 1U);
  EXPECT_EQ(live()[0].id, "r1");
  EXPECT_TRUE(store_->healthy()) << "a number in use is no failure of the database";
}

TEST_F(RoomsTest, AClosedNumberIsFreeAgain) {
  open();
  ASSERT_TRUE(open_room("r1", "4711"));
  ASSERT_TRUE(close("r1"));
  EXPECT_TRUE(live().empty());
  EXPECT_TRUE(open_room("r2", "4711"));
  Result<> back = reopen("r1");
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, Code::in_use);
}

TEST_F(RoomsTest, AHostKeyFindsTheNewestRoomOfItsNumber) {
  open();
  ASSERT_TRUE(open_room("r1", "4711"));
  ASSERT_TRUE(close("r1"));
  auto find = [&](const std::string& hash) {
    return *wait<std::optional<store::RoomRow>>(
        [&](auto done) { store_->rooms().by_host_key("4711", hash, std::move(done)); });
  };
  ASSERT_TRUE(find("key-hash"));
  EXPECT_EQ(find("key-hash")->id, "r1");
  EXPECT_FALSE(find("another"));
  ASSERT_TRUE(reopen("r1"));
  EXPECT_EQ(live().size(), 1U);
}

TEST_F(RoomsTest, ClosingEndsThePresenceOfAll) {
  open();
  ASSERT_TRUE(open_room("r1", "4711"));
  ASSERT_TRUE(save(participant("p1", "r1")));
  ASSERT_TRUE(close("r1"));
  ASSERT_TRUE(reopen("r1"));
  auto rows = *wait<std::vector<store::ParticipantRow>>(
      [&](auto done) { store_->participants().of_live_rooms(0, std::move(done)); });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].left_at, 5000);
  EXPECT_EQ(rows[0].left_reason, "ended");
}

}  // namespace
}  // namespace seodang::test
