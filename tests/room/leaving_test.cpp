// People go: what they held is free again.
#include <gtest/gtest.h>

#include "support/churn.hpp"
#include "support/person_bot.hpp"
#include "support/udp_sockets.hpp"
#include "support/watchdog.hpp"

namespace seodang::test {
namespace {

TEST(Leaving, FreesTheSlotsAndTellsOfEveryTrack) {
  OpenRoom room;
  auto people = meeting_of_three(room);
  PersonBot& viewer = *people[0];
  ASSERT_TRUE(wait_for([&] { return viewer.sees(*people[1]) && viewer.sees(*people[2]); }, 10));
  ASSERT_TRUE(wait_for([&] { return room.count("track.added", "bob") == 3; }));
  room.ok("participant.remove", Json::object({{"id", "bob"}}));
  EXPECT_TRUE(wait_for([&] { return room.count("track.removed", "bob") == 3; }));
  EXPECT_TRUE(wait_for([&] { return room.slot_of("ann", "bob", "camera", false).empty(); }));
  EXPECT_TRUE(wait_for([&] { return room.slot_of("ann", "bob", "microphone", false).empty(); }));
  run_for(0.3);
  EXPECT_TRUE(viewer.sees(*people[2]));
  EXPECT_EQ(room.ok("stats")["participants"].integer_or(0), 2);
}

TEST(Leaving, AReconnectingPublisherReplacesItsOldPeer) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann); }, 10));
  ann.publisher = std::make_unique<PublisherBot>(room, "ann", green, 500);
  ann.colour = green;
  ann.publisher->publish();
  EXPECT_TRUE(wait_for([&] { return dan.sees(ann); }, 10));
  EXPECT_TRUE(wait_for([&] { return elements_in(room.graph(), "GstWebRTCBin") == 3; }))
      << "the old one stays";
}

// §0 rule 10 (no UPnP) and hardening row 13.
TEST(Leaving, APeerCostsFiveDescriptorsTenThreadsAndNoPort1900) {
  OpenRoom room;
  size_t descriptors = room.descriptors(), threads = room.threads();
  auto people = meeting_of_three(room);
  ASSERT_TRUE(wait_for([&] { return people[0]->sees(*people[1]) && people[1]->sees(*people[2]); }, 10));
  EXPECT_LE(room.descriptors(), descriptors + 6 * 5) << "what room/capacity.hpp reckons with";
  EXPECT_LE(room.threads(), threads + 6 * 10);
  std::vector<UdpSocket> sockets = udp_sockets(room.pid());
  EXPECT_EQ(sockets.size(), 6u) << "one UDP socket per peer";
  for (const UdpSocket& socket : sockets) EXPECT_NE(socket.port, 1900u);
}

// architecture.md, law of threads (4), and hardening L4.
TEST(Leaving, ThreadsAndDescriptorsAreBackAfterThirtyVisits) {
  watchdog(50);
  OpenRoom room;
  PersonBot host(room, "host", white, 300, {.layers = 1});
  host.join();
  ASSERT_TRUE(wait_for([&] { return room.peer_state("host", "publish") == "connected"; }));
  ChurnReport report = churn(room, 30);
  EXPECT_EQ(report.after.threads, report.before.threads);
  EXPECT_EQ(report.after.descriptors, report.before.descriptors);
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory for a while
  EXPECT_LE(report.after.resident_kib, report.before.resident_kib + 8 * 1024);
#endif
  EXPECT_TRUE(host.publisher->connected());
}

}  // namespace
}  // namespace seodang::test
