#include "service/tickets.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

class TicketsTest : public testing::Test {
 protected:
  int64_t now_ = 0;
  Tickets tickets_{60'000, 3, [this] { return now_; }};
  std::string issue(const std::string& name = "철수") {
    return *tickets_.issue({"room", "person", name, Role::host, "{}"});
  }
};

TEST_F(TicketsTest, GivesWhatWasPutInOnce) {
  std::string secret = issue();
  EXPECT_EQ(secret.size(), 32U);
  auto ticket = tickets_.use(secret);
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->room, "room");
  EXPECT_EQ(ticket->person, "person");
  EXPECT_EQ(ticket->name, "철수");
  EXPECT_EQ(ticket->role, Role::host);
  EXPECT_EQ(ticket->data, "{}");
  auto again = tickets_.use(secret);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::bad_ticket);
}

TEST_F(TicketsTest, LivesSixtySecondsOfAMonotonicClock) {
  std::string in_time = issue();
  std::string late = issue();
  now_ = 59'999;
  EXPECT_TRUE(tickets_.use(in_time));
  now_ = 60'000;
  EXPECT_FALSE(tickets_.use(late));
  EXPECT_EQ(tickets_.size(), 0U) << "old ones are dropped";
}

TEST_F(TicketsTest, ForeignOnesAreRefusedAndCostNothing) {
  std::string real = issue();
  for (const std::string& foreign : {std::string(), std::string(32, '0'), real.substr(1), real + "0"}) {
    EXPECT_FALSE(tickets_.use(foreign));
  }
  EXPECT_TRUE(tickets_.use(real));
}

TEST_F(TicketsTest, TheirNumberIsBounded) {
  for (int i = 0; i < 3; i++) issue();
  auto fourth = tickets_.issue({});
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, Code::limit);
  now_ = 60'000;
  EXPECT_TRUE(tickets_.issue({}));
}

}  // namespace
}  // namespace seodang::service
