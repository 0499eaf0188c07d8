#include "service/resume_secrets.hpp"

#include <gtest/gtest.h>

#include "base/id.hpp"

namespace seodang::service {
namespace {

TEST(ResumeSecretsTest, OnlyHashesAreKept) {
  ResumeSecrets secrets;
  std::string secret = secrets.issue();
  EXPECT_GE(secret.size(), 32U);
  EXPECT_EQ(secrets.next(), sha256_hex(secret));
  EXPECT_EQ(secrets.current(), "");
}

TEST(ResumeSecretsTest, TheOldOneIsValidUntilTheFirstMessageUnderItsSuccessor) {
  ResumeSecrets secrets;
  std::string first = secrets.issue();
  EXPECT_TRUE(secrets.confirm());
  std::string second = secrets.issue();
  EXPECT_TRUE(secrets.knows(first));
  EXPECT_TRUE(secrets.knows(second));
  EXPECT_TRUE(secrets.confirm());
  EXPECT_FALSE(secrets.accept(first));
  EXPECT_TRUE(secrets.accept(second));
  EXPECT_FALSE(secrets.confirm()) << "nothing to confirm";
}

TEST(ResumeSecretsTest, AnAnswerLostOnTheWayLocksNobodyOut) {
  ResumeSecrets secrets;
  std::string first = secrets.issue();
  secrets.confirm();
  std::string lost = secrets.issue();
  ASSERT_TRUE(secrets.accept(first));
  std::string third = secrets.issue();
  EXPECT_FALSE(secrets.accept(lost)) << "a successor nobody used is void";
  EXPECT_TRUE(secrets.accept(third));
}

TEST(ResumeSecretsTest, ShowingTheSuccessorProvesItArrived) {
  ResumeSecrets secrets;
  std::string first = secrets.issue();
  secrets.confirm();
  std::string second = secrets.issue();
  ASSERT_TRUE(secrets.accept(second));
  EXPECT_FALSE(secrets.accept(first));
}

TEST(ResumeSecretsTest, NothingMatchesNothing) {
  ResumeSecrets secrets;
  EXPECT_FALSE(secrets.accept(""));
  secrets.issue();
  secrets.revoke();
  EXPECT_FALSE(secrets.accept(""));
}

}  // namespace
}  // namespace seodang::service
