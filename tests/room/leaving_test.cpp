// People go: what they held is free again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/churn.hpp"
#include "support/person_bot.hpp"
#include "support/watchdog.hpp"

namespace seodang::test {
namespace {

/// Local ports of the UDP sockets that a process holds.
std::vector<unsigned> udp_ports(pid_t pid) {
  std::set<std::string> inodes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code error;
    std::string target = std::filesystem::read_symlink(entry, error);
    if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
  }
  std::vector<unsigned> ports;
  for (const char* table : {"udp", "udp6"}) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/net/" + table);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream words(line);
      std::string number, local, remote, state, queues, timers, retransmits, uid, timeout, inode;
      words >> number >> local >> remote >> state >> queues >> timers >> retransmits >> uid >> timeout >>
          inode;
      if (inodes.count(inode))
        ports.push_back(static_cast<unsigned>(std::stoul(local.substr(local.find(':') + 1), nullptr, 16)));
    }
  }
  return ports;
}

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
TEST(Leaving, APeerCostsTenDescriptorsAndNoPort1900) {
  OpenRoom room;
  size_t before = room.descriptors();
  auto people = meeting_of_three(room);
  ASSERT_TRUE(wait_for([&] { return people[0]->sees(*people[1]) && people[1]->sees(*people[2]); }, 10));
  EXPECT_LE(room.descriptors(), before + 6 * 10);
  std::vector<unsigned> ports = udp_ports(room.pid());
  EXPECT_EQ(ports.size(), 6u) << "one UDP socket per peer";
  EXPECT_EQ(std::count(ports.begin(), ports.end(), 1900u), 0);
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
