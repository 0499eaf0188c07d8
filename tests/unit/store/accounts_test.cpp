#include "fixture.hpp"

namespace seodang::test {
namespace {

using store::AccountRow;

class AccountsTest : public StoreTest {
 protected:
  static constexpr store::LoginTimes times{1000, 5000};

  static AccountRow account(const std::string& name, AccountRole role = AccountRole::teacher) {
    return {"person-" + name, name, role, "hash-" + name, 100, 0};
  }
  store::Accounts& accounts() { return store_->accounts(); }
  Result<> add(const AccountRow& row) {
    return wait<Nothing>([&](Completion<> done) { accounts().add(row, std::move(done)); });
  }
  std::optional<AccountRow> find(const std::string& name) {
    return *wait<std::optional<AccountRow>>([&](auto done) { accounts().find(name, std::move(done)); });
  }
  Result<> remove(const std::string& name) {
    return wait<Nothing>([&](Completion<> done) { accounts().remove(name, std::move(done)); });
  }
  Result<> log_in(const std::string& token, const std::string& person, int64_t at) {
    return wait<Nothing>([&](Completion<> done) {
      accounts().log_in({token, person, at}, times, std::move(done));
    });
  }
  /// The account's name; "" if the login is not good.
  std::string of_login(const std::string& token, int64_t now) {
    auto row = *wait<std::optional<AccountRow>>(
        [&](auto done) { accounts().of_login(token, now, times, std::move(done)); });
    return row ? row->name : "";
  }
};

TEST_F(AccountsTest, KeepsWhatItWasGiven) {
  open();
  ASSERT_TRUE(add(account("김선생", AccountRole::operators)));
  const auto row = find("김선생");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->person, "person-김선생");
  EXPECT_EQ(row->role, AccountRole::operators);
  EXPECT_EQ(row->password_hash, "hash-김선생");
  EXPECT_EQ(row->created_at, 100);
  EXPECT_EQ(row->login_at, 0);
  EXPECT_FALSE(find("이선생"));
}

TEST_F(AccountsTest, ANameIsThereOnceWhateverItsCase) {
  open();
  ASSERT_TRUE(add(account("Kim")));
  AccountRow other = account("kim");
  EXPECT_EQ(add(other).error().code, Code::in_use);
  EXPECT_EQ(find("KIM")->name, "Kim");
}

TEST_F(AccountsTest, AreListedByName) {
  open();
  ASSERT_TRUE(add(account("b")));
  ASSERT_TRUE(add(account("a", AccountRole::ml_reader)));
  const auto rows = *wait<std::vector<AccountRow>>([&](auto done) { accounts().all(std::move(done)); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name + rows[1].name, "ab");
  EXPECT_EQ(rows[0].role, AccountRole::ml_reader);
}

TEST_F(AccountsTest, ALoginEndsByDisuseAndByAge) {
  open();
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(log_in("t", "person-a", 10'000));
  EXPECT_EQ(of_login("t", 11'000), "a");
  EXPECT_EQ(of_login("t", 11'001), "") << "1000 without use";
  EXPECT_EQ(of_login("other", 10'000), "");
  EXPECT_EQ(find("a")->login_at, 10'000);
}

TEST_F(AccountsTest, UseProlongsALoginUntilItsEnd) {
  open();
  constexpr int64_t minute = 60'000;
  constexpr store::LoginTimes longer{3 * minute, 10 * minute};
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) {
    accounts().log_in({"t", "person-a", 0}, longer, std::move(done));
  }));
  const auto good = [&](int64_t now) {
    return wait<std::optional<AccountRow>>(
               [&](auto done) { accounts().of_login("t", now, longer, std::move(done)); })
        ->has_value();
  };
  for (int64_t at = 2 * minute; at <= 10 * minute; at += 2 * minute) EXPECT_TRUE(good(at)) << at;
  EXPECT_FALSE(good(10 * minute + 1));
}

TEST_F(AccountsTest, LoggingInForgetsOldLogins) {
  open();
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(log_in("old", "person-a", 1'000));
  ASSERT_TRUE(log_in("new", "person-a", 90'000));
  EXPECT_EQ(SQLite::Database(path_).execAndGet("SELECT count(*) FROM logins").getInt(), 1);
}

TEST_F(AccountsTest, LoggingOutEndsOneLogin) {
  open();
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(log_in("t1", "person-a", 0));
  ASSERT_TRUE(log_in("t2", "person-a", 0));
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { accounts().log_out("t1", std::move(done)); }));
  EXPECT_EQ(of_login("t1", 0), "");
  EXPECT_EQ(of_login("t2", 0), "a");
}

TEST_F(AccountsTest, ANewPasswordEndsEveryLoginOfThatAccount) {
  open();
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(add(account("b")));
  ASSERT_TRUE(log_in("t1", "person-a", 0));
  ASSERT_TRUE(log_in("t2", "person-b", 0));
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { accounts().set_password("person-a", "new", std::move(done)); }));
  EXPECT_EQ(find("a")->password_hash, "new");
  EXPECT_EQ(find("b")->password_hash, "hash-b");
  EXPECT_EQ(of_login("t1", 0), "");
  EXPECT_EQ(of_login("t2", 0), "b");
}

TEST_F(AccountsTest, RemovingTakesTheLoginsAndLeavesTheRooms) {
  open();
  ASSERT_TRUE(add(account("a")));
  ASSERT_TRUE(log_in("t", "person-a", 0));
  store::RoomRow owned = room("r1", "1");
  owned.account = "person-a";
  ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { store_->rooms().open(owned, std::move(done)); }));
  ASSERT_EQ(live().front().account, "person-a");
  ASSERT_TRUE(remove("a"));
  EXPECT_FALSE(find("a"));
  EXPECT_EQ(of_login("t", 0), "");
  ASSERT_EQ(live().size(), 1U);
  EXPECT_EQ(live().front().account, "");
  EXPECT_EQ(remove("a").error().code, Code::not_found);
}

TEST_F(AccountsTest, TheLastOperatorStays) {
  open();
  ASSERT_TRUE(add(account("one", AccountRole::operators)));
  ASSERT_TRUE(add(account("teacher")));
  EXPECT_EQ(remove("one").error().code, Code::wrong_state);
  ASSERT_TRUE(add(account("two", AccountRole::operators)));
  EXPECT_TRUE(remove("one"));
  EXPECT_EQ(remove("two").error().code, Code::wrong_state);
  EXPECT_TRUE(remove("teacher"));
}

TEST_F(AccountsTest, RoomsOfAnAccountAreTheNewestFirst) {
  open();
  ASSERT_TRUE(add(account("a")));
  const auto open_at = [&](const std::string& id, const std::string& number, const std::string& owner,
                           int64_t at) {
    store::RoomRow row = room(id, number);
    row.account = owner;
    row.opened_at = at;
    ASSERT_TRUE(wait<Nothing>([&](Completion<> done) { store_->rooms().open(row, std::move(done)); }));
  };
  open_at("r1", "1", "person-a", 1);
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->rooms().close("r1", "ended", 5, std::move(done)); }));
  open_at("r2", "1", "person-a", 10);
  open_at("r3", "3", "", 20);
  const auto rows = *wait<std::vector<store::RoomRow>>(
      [&](auto done) { store_->rooms().of_account("person-a", 10, std::move(done)); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].id, "r2");
  EXPECT_EQ(rows[0].closed_at, 0);
  EXPECT_EQ(rows[1].id, "r1");
  EXPECT_EQ(rows[1].closed_at, 5);
  const auto newest = *wait<std::optional<store::RoomRow>>(
      [&](auto done) { store_->rooms().by_account("1", "person-a", std::move(done)); });
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->id, "r2");
}

}  // namespace
}  // namespace seodang::test
