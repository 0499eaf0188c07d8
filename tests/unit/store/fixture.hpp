// A store in a directory of its own, and calls that wait for their completion.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "store/store.hpp"
#include "support/wait.hpp"

namespace seodang::test {

class StoreTest : public testing::Test {
 public:
  StoreTest()
      : folder_(std::filesystem::temp_directory_path() / ("seodang-store-" + random_hex(8))),
        path_(folder_ / "seodang.db") {
    std::filesystem::create_directory(folder_);
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

 protected:
  store::Store& open() {
    auto opened = store::Store::open(path_);
    EXPECT_TRUE(opened) << opened.error().text;
    store_ = std::move(*opened);
    return *store_;
  }

  /// Runs the loop until `ask` has put a result into its completion.
  template <typename T>
  Result<T> wait(const std::function<void(Completion<T>)>& ask) {
    std::optional<Result<T>> answer;
    ask([&answer](Result<T> result) { answer = std::move(result); });
    if (!wait_for([&] { return answer.has_value(); })) return {Code::internal, "no completion came"};
    return *answer;
  }

  static store::RoomRow room(const std::string& id, const std::string& number) {
    return {id, "person", number, "산수", RoomKind::meeting, "", "key-hash", 1000};
  }
  Result<> open_room(const std::string& id, const std::string& number) {
    return wait<Nothing>([&](Completion<> done) { store_->rooms().open(room(id, number), std::move(done)); });
  }
  std::vector<store::RoomRow> live() {
    auto rows = wait<std::vector<store::RoomRow>>([&](auto done) { store_->rooms().live(std::move(done)); });
    EXPECT_TRUE(rows) << rows.error().text;
    return rows ? *rows : std::vector<store::RoomRow>{};
  }
  Result<> save(const store::ParticipantRow& row) {
    return wait<Nothing>([&](Completion<> done) { store_->participants().save(row, std::move(done)); });
  }
  static store::ParticipantRow participant(const std::string& id, const std::string& room) {
    return {id, "person-" + id, room, "김철수", Role::speaker, "", 2000, 0, "", "hash", "next"};
  }

  const std::filesystem::path folder_;
  const std::string path_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace seodang::test
