#include "store/store.hpp"

#include <fstream>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class OpenTest : public StoreTest {
 protected:
  void write_file(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }
};

TEST_F(OpenTest, SomethingElseThanADatabaseIsRefusedWithASentence) {
  write_file(std::string(8192, 'x'));
  auto opened = store::Store::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find(path_), std::string::npos);
  EXPECT_NE(opened.error().text.find("backup"), std::string::npos) << opened.error().text;
}

TEST_F(OpenTest, ACorruptPageIsRefused) {
  open();
  for (int i = 0; i < 50; i++) ASSERT_TRUE(open_room("r" + std::to_string(i), std::to_string(i)));
  store_.reset();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0, std::ios::end);
    const auto size = static_cast<long>(file.tellp());
    for (long page = 4096; page < size; page += 4096) {
      file.seekp(page);
      file << std::string(64, '\xff');
    }
  }
  auto opened = store::Store::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("damaged"), std::string::npos) << opened.error().text;
}

TEST_F(OpenTest, AFolderThatDoesNotExistIsRefused) {
  auto opened = store::Store::open(folder_ / "nowhere" / "x.db");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("cannot be opened"), std::string::npos);
}

TEST_F(OpenTest, WhatWasAskedForIsWrittenBeforeTheEnd) {
  open();
  bool called = false;
  for (int i = 0; i < 100; i++) {
    store_->rooms().open(room("r" + std::to_string(i), std::to_string(i)),
                         [&called](const Result<>&) { called = true; });
  }
  store_.reset();
  run_for(0.05);
  EXPECT_FALSE(called) << "a completion ran after its store had gone";
  open();
  EXPECT_EQ(live().size(), 100U);
}

TEST_F(OpenTest, ALockedDatabaseStopsNobody) {
  open();
  SQLite::Database other(path_, SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  std::optional<Result<>> answer;
  const gint64 before = g_get_monotonic_time();
  store_->rooms().open(room("r1", "1"), [&answer](Result<> result) { answer = std::move(result); });
  EXPECT_LT(g_get_monotonic_time() - before, 100'000) << "asking must not wait";
  run_for(0.2);
  EXPECT_FALSE(answer);
  other.exec("ROLLBACK");
  ASSERT_TRUE(wait_for([&] { return answer.has_value(); }));
  EXPECT_TRUE(*answer);
}

TEST_F(OpenTest, ARefusalOfSqliteIsAnErrorByName) {
  open();
  ASSERT_TRUE(
      wait<Nothing>([&](Completion<> done) { store_->rooms().close("none", "x", 1, std::move(done)); }));
  SQLite::Database other(path_, SQLite::OPEN_READWRITE);
  other.exec("DROP TABLE messages");
  auto answer =
      wait<store::MessagePage>([&](auto done) { store_->chat().page("r", {}, 1, std::move(done)); });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::internal);
  EXPECT_FALSE(store_->healthy());
}

TEST_F(OpenTest, MoreThanTheQueueHoldsIsRefusedAsBusy) {
  open();
  SQLite::Database other(path_, SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  size_t busy = 0;
  size_t written = 0;
  const size_t asked = store::Worker::max_queue + 10;
  for (size_t i = 0; i < asked; i++) {
    store_->rooms().reopen("none", 0, [&](const Result<>& result) {
      if (result) written++;
      if (!result && result.error().code == Code::busy) busy++;
    });
  }
  other.exec("ROLLBACK");
  EXPECT_TRUE(wait_for([&] { return busy + written == asked; }, 30));
  EXPECT_GE(busy, 9U);
  EXPECT_GE(written, store::Worker::max_queue);
}

}  // namespace
}  // namespace seodang::test
