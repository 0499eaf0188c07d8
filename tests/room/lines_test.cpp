// How good the lines of the participants are: what the room says of them, and what it sends over a bad one.
#include <gtest/gtest.h>

#include <atomic>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

/// One in `part` packets is lost: evenly, so that a short test sees the rate it asked for.
WireTap::Loss lose_one_in(std::shared_ptr<std::atomic<int>> part) {
  return [part, count = 0](const WirePacket&) mutable { return *part > 0 && ++count % *part == 0; };
}

class Lines : public testing::Test {
 protected:
  void join() {
    ann.join();
    dan.join();
    dan.subscriber.view({"ann"}, 720);
    ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && height() == 96; }, 10)) << height();
  }
  int height() { return dan.subscriber.height(room.slot_of("dan", "ann", "camera")); }
  std::string said(const std::string& participant, const char* direction) const {
    const RoomEvent* event = room.last("connection", participant);
    return event ? event->params[direction].string_or("") : "ok";
  }

  std::shared_ptr<std::atomic<int>> part = std::make_shared<std::atomic<int>>(0);
  OpenRoom room;
  PersonBot ann{room, "ann", red, 500}, dan{room, "dan", blue, 0, {}, false};
};

TEST_F(Lines, APublishersLossMakesTheirUplinkWeakUntilItEnds) {
  ann.publisher->wire().lose_outgoing(lose_one_in(part));
  join();
  EXPECT_EQ(said("ann", "uplink"), "ok");
  *part = 8;
  ASSERT_TRUE(wait_for([&] { return said("ann", "uplink") == "weak"; }, 6));
  EXPECT_EQ(said("ann", "downlink"), "ok");
  EXPECT_EQ(said("dan", "uplink"), "ok");
  *part = 0;
  EXPECT_TRUE(wait_for([&] { return said("ann", "uplink") == "ok"; }, 12));
}

TEST_F(Lines, AViewersLossMakesTheirDownlinkWeakAndNobodyElses) {
  dan.subscriber.wire().lose_incoming(lose_one_in(part));
  join();
  *part = 4;
  ASSERT_TRUE(wait_for([&] { return said("dan", "downlink") == "weak"; }, 10));
  EXPECT_EQ(said("dan", "uplink"), "ok");
  EXPECT_EQ(said("ann", "uplink"), "ok");
}

}  // namespace
}  // namespace seodang::test
