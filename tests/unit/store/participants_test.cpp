#include "fixture.hpp"

namespace seodang::test {
namespace {

class ParticipantsTest : public StoreTest {
 protected:
  std::vector<store::ParticipantRow> of_live_rooms(int64_t since) {
    return *wait<std::vector<store::ParticipantRow>>(
        [&](auto done) { store_->participants().of_live_rooms(since, std::move(done)); });
  }
};

TEST_F(ParticipantsTest, KeepsWhatItWasGivenOverReconnects) {
  open();
  ASSERT_TRUE(open_room("r1", "1"));
  store::ParticipantRow row = participant("p1", "r1");
  row.data = "{\"grade\":3}";
  ASSERT_TRUE(save(row));
  row.resume_hash = "next";
  row.next_resume_hash = "";
  row.name = "김영희";
  ASSERT_TRUE(save(row));
  auto rows = of_live_rooms(0);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].person, "person-p1");
  EXPECT_EQ(rows[0].name, "김영희");
  EXPECT_EQ(rows[0].role, Role::speaker);
  EXPECT_EQ(rows[0].data, "{\"grade\":3}");
  EXPECT_EQ(rows[0].joined_at, 2000);
  EXPECT_EQ(rows[0].left_at, 0);
  EXPECT_EQ(rows[0].left_reason, "");
  EXPECT_EQ(rows[0].resume_hash, "next");
  EXPECT_EQ(rows[0].next_resume_hash, "");
}

TEST_F(ParticipantsTest, RestoresThePresentAndTheRecentButNotTheRemoved) {
  open();
  ASSERT_TRUE(open_room("r1", "1"));
  ASSERT_TRUE(open_room("r2", "2"));
  auto gone = [&](const std::string& id, int64_t at, const std::string& reason) {
    store::ParticipantRow row = participant(id, "r1");
    row.left_at = at;
    row.left_reason = reason;
    return save(row);
  };
  ASSERT_TRUE(save(participant("present", "r1")));
  ASSERT_TRUE(gone("recent", 9000, "lost"));
  ASSERT_TRUE(gone("old", 100, "lost"));
  ASSERT_TRUE(gone("removed", 9000, "removed"));
  ASSERT_TRUE(save(participant("elsewhere", "r2")));
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->rooms().close("r2", "ended", 1, std::move(done)); }));
  std::vector<std::string> ids;
  for (const auto& row : of_live_rooms(5000)) ids.push_back(row.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"present", "recent"}));
}

TEST_F(ParticipantsTest, ARoomThatDoesNotExistIsRefused) {
  open();
  EXPECT_FALSE(save(participant("p1", "nowhere")));
}

}  // namespace
}  // namespace seodang::test
