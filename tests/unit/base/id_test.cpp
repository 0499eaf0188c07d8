#include "base/id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace seodang {
namespace {

TEST(Id, HexHasTwoLowerCaseDigitsPerByteAndNeverRepeats) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; i++) {
    std::string id = random_hex(8);
    EXPECT_EQ(id.size(), 16u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(Id, ARoomNumberHasItsDigitsAndDoesNotBeginWithZero) {
  std::set<char> digits;
  for (int i = 0; i < 500; i++) {
    std::string number = random_digits(9);
    ASSERT_EQ(number.size(), 9u);
    EXPECT_NE(number[0], '0');
    EXPECT_EQ(number.find_first_not_of("0123456789"), std::string::npos);
    digits.insert(number.begin(), number.end());
  }
  EXPECT_EQ(digits.size(), 10u);
}

TEST(Id, Sha256IsThatOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace seodang
