#include "fixture.hpp"

namespace seodang::test {
namespace {

class ChatTest : public StoreTest {
 protected:
  void SetUp() override {
    open();
    for (const char* room : {"r1", "r2"}) {
      ASSERT_TRUE(open_room(room, room));
      ASSERT_TRUE(save(participant(std::string("p-") + room, room)));
    }
  }
  int64_t say(const std::string& room, const std::string& text, int64_t at) {
    std::string participant = "p-" + room;
    store::MessageRow row{0, room, participant, "person-" + participant, "철수", text, at};
    return *wait<int64_t>([&](Completion<int64_t> done) { store_->chat().say(row, std::move(done)); });
  }
  store::MessagePage page(const store::MessageBounds& bounds, unsigned limit) {
    return *wait<store::MessagePage>(
        [&](auto done) { store_->chat().page("r1", bounds, limit, std::move(done)); });
  }
  static std::vector<std::string> texts(const store::MessagePage& page) {
    std::vector<std::string> list;
    for (const auto& row : page.messages) list.push_back(row.text);
    return list;
  }
  using Texts = std::vector<std::string>;
};

TEST_F(ChatTest, PagesBackwardsThroughOneRoomOnly) {
  std::vector<int64_t> ids;
  for (int i = 0; i < 5; i++) {
    ids.push_back(say("r1", "m" + std::to_string(i), 100 + i));
    say("r2", "elsewhere", 100);
  }
  store::MessagePage newest = page({}, 2);
  EXPECT_EQ(texts(newest), (Texts{"m3", "m4"}));
  EXPECT_TRUE(newest.more);
  store::MessagePage rest = page({.before_id = newest.messages[0].id}, 3);
  EXPECT_EQ(texts(rest), (Texts{"m0", "m1", "m2"}));
  EXPECT_FALSE(rest.more);
  EXPECT_EQ(rest.messages[0].participant, "p-r1");
  EXPECT_EQ(rest.messages[0].name, "철수");
  EXPECT_EQ(rest.messages[0].at, 100);
}

TEST_F(ChatTest, GivesWhatCameSince) {
  say("r1", "a", 100);
  int64_t b = say("r1", "b", 200);
  say("r1", "c", 300);
  EXPECT_EQ(texts(page({.after_id = b}, 10)), (Texts{"c"}));
  EXPECT_EQ(texts(page({.after_at = 100}, 10)), (Texts{"b", "c"}));
  EXPECT_EQ(texts(page({.before_at = 200}, 10)), (Texts{"a"}));
}

TEST_F(ChatTest, ADeletedMessageStaysMarkedInItsPlace) {
  say("r1", "a", 100);
  const int64_t b = say("r1", "b", 200);
  say("r1", "c", 300);
  auto remove = [this](int64_t id, const std::string& room, const std::string& author) {
    store::Chat::Deletion deletion{id, room, "p-" + room, author, 400};
    return wait<bool>([&](Completion<bool> done) { store_->chat().remove(deletion, std::move(done)); });
  };
  EXPECT_EQ(remove(b + 100, "r1", "").error().code, Code::not_found);
  EXPECT_EQ(remove(b, "r2", "").error().code, Code::not_found) << "of another room";
  EXPECT_EQ(remove(b, "r1", "another").error().code, Code::forbidden);
  EXPECT_FALSE(page({}, 10).messages[1].deleted);
  EXPECT_TRUE(*remove(b, "r1", "person-p-r1"));
  EXPECT_FALSE(*remove(b, "r1", "")) << "marked already";
  store::MessagePage all = page({}, 10);
  EXPECT_EQ(texts(all), (Texts{"a", "b", "c"}));
  for (const auto& row : all.messages) EXPECT_EQ(row.deleted, row.id == b);
  SQLite::Database database(path_);
  SQLite::Statement query(database, "SELECT deleted_at, deleted_by FROM messages WHERE deleted_at NOT NULL");
  ASSERT_TRUE(query.executeStep());
  EXPECT_EQ(query.getColumn(0).getInt64(), 400) << "the first";
  EXPECT_EQ(query.getColumn(1).getString(), "p-r1");
}

TEST_F(ChatTest, TextIsTextWhateverItSays) {
  const std::string nasty = "'); DROP TABLE messages; -- \n\t😀";
  say("r1", nasty, 1);
  EXPECT_EQ(texts(page({}, 10)), (Texts{nasty}));
}

}  // namespace
}  // namespace seodang::test
