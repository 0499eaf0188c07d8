#include "service/passwords.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>

#include "support/wait.hpp"

namespace seodang::service {
namespace {

constexpr PasswordCost cheap{1, 8192}, dear{2, 4 << 20};
constexpr double patience = 60;  // s; the defaults are dear on purpose, and a machine may be busy

/// What `ask` is told; none came: an error.
template <typename T>
Result<T> wait(const std::function<void(Completion<T>)>& ask) {
  auto answer = std::make_shared<std::optional<Result<T>>>();
  ask([answer](Result<T> result) { *answer = std::move(result); });
  test::wait_for([&] { return answer->has_value(); }, patience);
  return answer->has_value() ? **answer : Result<T>(Code::internal, "no answer");
}

std::string hash(Passwords& passwords, const std::string& password) {
  const auto made = wait<std::string>([&](auto done) { passwords.hash(password, done); });
  return made ? *made : "(none)";
}

bool verify(Passwords& passwords, const std::string& password, const std::string& hash) {
  const auto right = wait<bool>([&](auto done) { passwords.verify(password, hash, done); });
  return right && *right;
}

TEST(Passwords, AreHashedByArgon2idWithTheCostOfTheDefaults) {
  Passwords passwords({});
  const std::string one = hash(passwords, "correct horse");
  EXPECT_TRUE(one.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << one;
  EXPECT_NE(one, hash(passwords, "correct horse")) << "each has a salt of its own";
  EXPECT_TRUE(verify(passwords, "correct horse", one));
}

TEST(Passwords, OnlyTheRightOneIsRight) {
  Passwords passwords(cheap);
  const std::string one = hash(passwords, "correct horse");
  EXPECT_TRUE(verify(passwords, "correct horse", one));
  EXPECT_FALSE(verify(passwords, "correct horsE", one));
  EXPECT_FALSE(verify(passwords, "", one));
  EXPECT_FALSE(verify(passwords, "correct horse", "")) << "of nobody";
  EXPECT_FALSE(verify(passwords, "correct horse", "no hash"));
}

TEST(Passwords, NobodysCostsWhatSomebodysDoes) {
  Passwords passwords(dear);
  const std::string one = hash(passwords, "correct horse");
  const auto time = [&](const std::string& of) {
    const int64_t begin = monotonic_ms();
    for (int i = 0; i < 10; i++) verify(passwords, "wrong horse", of);
    return static_cast<double>(monotonic_ms() - begin);
  };
  const double somebodys = time(one), nobodys = time("");
  EXPECT_GT(nobodys, somebodys / 5) << "no shortcut";
}

TEST(Passwords, AFloodIsToldToComeAgain) {
  Passwords passwords(cheap);
  size_t busy = 0, done = 0;
  for (int i = 0; i < 30; i++) {
    passwords.verify("x", "", [&](const Result<bool>& result) { (result ? done : busy)++; });
  }
  EXPECT_EQ(busy, 30 - Passwords::most_running - Passwords::most_waiting);
  EXPECT_TRUE(test::wait_for([&] { return done == 22; }, patience)) << done;
  EXPECT_FALSE(verify(passwords, "x", "")) << "and goes on";
}

TEST(Passwords, MayDieWhileOneIsAtWork) {
  bool told = false;
  {
    Passwords({}).hash("correct horse", [&](const Result<std::string>&) { told = true; });
  }
  Passwords after({});
  hash(after, "correct horse");
  EXPECT_FALSE(told);
}

std::string refused(const std::string& password, const std::string& account = "kim") {
  const Result<std::string> result = new_password(password, account);
  return result ? "" : result.error().text;
}

TEST(NewPassword, HasTenCharactersOfAnyScript) {
  EXPECT_NE(refused("short"), "");
  EXPECT_NE(refused("가나다라마바사아자"), "") << "nine";
  EXPECT_EQ(refused("가나다라마바사아자차"), "");
  EXPECT_NE(refused(std::string(129, 'x') + "y"), "");
  EXPECT_NE(refused("short").find("10 characters"), std::string::npos);
}

TEST(NewPassword, IsNoneOfTheCommonOnes) {
  for (const char* common : {"1234567890", "password123", "PASSWORD123", "qwertyuiop", "qlalfqjsgh",
                             "aaaaaaaaaa", "1212121212121212"}) {
    EXPECT_NE(refused(common), "") << common;
  }
  EXPECT_NE(refused("elementary-kim", "Elementary-Kim"), "") << "the account's own name";
  EXPECT_EQ(refused("correct horse battery"), "");
}

TEST(NewPassword, IsTheSameHoweverItsLettersAreComposed) {
  const std::string composed = "비밀번호는여덟글자", decomposed = "\xe1\x84\x87\xe1\x85\xb5";
  EXPECT_EQ(typed_password(decomposed), "비");
  EXPECT_EQ(typed_password(composed), composed);
  EXPECT_EQ(typed_password("\xff\xfe"), "") << "no text";
}

}  // namespace
}  // namespace seodang::service
