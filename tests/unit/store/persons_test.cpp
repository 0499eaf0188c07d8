#include "fixture.hpp"

namespace seodang::test {
namespace {

class PersonsTest : public StoreTest {
 protected:
  std::string image(const std::string& person) {
    return *wait<std::string>([&](auto done) { store_->persons().image(person, std::move(done)); });
  }
  /// The one before.
  std::string set(const std::string& person, const std::string& image) {
    return *wait<std::string>(
        [&](auto done) { store_->persons().set_image(person, image, 1000, std::move(done)); });
  }
};

TEST_F(PersonsTest, AnImageIsKeptAndTheOneBeforeIsTold) {
  open();
  EXPECT_EQ(image("p"), "");
  EXPECT_EQ(set("p", "a.jpg"), "");
  EXPECT_EQ(set("p", "b.jpg"), "a.jpg");
  EXPECT_EQ(image("p"), "b.jpg");
  EXPECT_EQ(image("other"), "");
  EXPECT_EQ(set("p", ""), "b.jpg");
  EXPECT_EQ(image("p"), "");
}

TEST_F(PersonsTest, BeingSeenAgainDoesNotTakeTheImage) {
  open();
  set("person", "a.jpg");
  ASSERT_TRUE(open_room("r1", "1"));
  EXPECT_EQ(image("person"), "a.jpg");
}

}  // namespace
}  // namespace seodang::test
