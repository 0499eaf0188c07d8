// Packets get lost on either side: what can be had again is asked for, what cannot stays a hole.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

/// The numbers between the first and the last packet that did not come, in the stream itself or as its RTX.
std::set<uint16_t> holes(const std::vector<WirePacket>& packets) {
  std::set<uint16_t> missing, seen;
  for (const WirePacket& packet : packets) seen.insert(packet.seqnum);
  if (packets.empty()) return missing;
  for (uint16_t at = packets.front().seqnum; at != packets.back().seqnum; at++) {
    if (!seen.count(at)) missing.insert(at);
  }
  return missing;
}

class Loss : public testing::Test {
 protected:
  void start(Sends sends) {
    ann = std::make_unique<PersonBot>(room, "ann", red, 500, sends);
    ann->join();
    dan.join();
  }
  WireTap& sender() { return ann->publisher->wire(); }
  WireTap& receiver() { return dan.subscriber.wire(); }
  std::vector<WirePacket> repeats(const std::string& mid) {
    return receiver().received(dan.subscriber.slot(mid).rtx_ssrc);
  }

  // What the bots' threads use while they live: before the bots.
  std::atomic<int> lost = -1, highest = -1;
  std::atomic<bool> lost_before = false;
  std::mutex mutex;
  std::map<uint32_t, uint16_t> lost_of;

  OpenRoom room;
  std::unique_ptr<PersonBot> ann;
  PersonBot dan{room, "dan", blue, 0, {}, false};
};

// §21: the stand-in for the jitter buffer asks for what is missing.
TEST_F(Loss, AMissingPacketIsAskedForAndPassedOnLate) {
  start({.layers = 1});
  ASSERT_TRUE(wait_for([&] { return dan.sees(*ann); }, 10));
  uint32_t camera = ann->publisher->ssrc(Source::camera);
  sender().lose_outgoing([this, camera](const WirePacket& packet) {
    if (packet.ssrc != camera || lost >= 0) return false;
    lost = packet.seqnum;
    return true;
  });
  ASSERT_TRUE(wait_for([&] { return lost >= 0; }));
  auto asked = [&] {
    std::vector<uint16_t> all = sender().nacked(camera);
    return std::count(all.begin(), all.end(), static_cast<uint16_t>(lost)) > 0;
  };
  EXPECT_TRUE(wait_for(asked, 2)) << "no NACK for " << lost;
  uint32_t slot = dan.slot_ssrc(*ann);
  EXPECT_TRUE(wait_for([&] { return holes(receiver().received(slot)).empty(); }, 2)) << "not passed on";
}

// §0 rule 11: rtpulpfecdec must not renumber. Three video streams of one payload type keep their holes.
TEST_F(Loss, ThreeVideoStreamsOfOnePayloadTypeKeepTheirHoles) {
  start({.layers = 2, .screen = true});
  room.ok("screen", Json::object({{"participant", "ann"}}));
  PersonBot eve(room, "eve", blue, 0, {}, false);
  eve.join();
  dan.subscriber.view({"ann"}, 720);
  eve.subscriber.view({"ann"}, 100);
  ASSERT_TRUE(wait_for(
      [&] { return dan.subscriber.height(room.slot_of("dan", "ann", "camera")) == 96 && eve.sees(*ann); },
      10));
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "ann", "screen").empty(); }));
  std::set<uint32_t> streams{ann->publisher->ssrc(Source::camera, 0), ann->publisher->ssrc(Source::camera, 1),
                             ann->publisher->ssrc(Source::screen)};
  sender().lose_outgoing([this, streams](const WirePacket& packet) {
    std::lock_guard lock(mutex);
    if (streams.count(packet.ssrc)) return lost_of.emplace(packet.ssrc, packet.seqnum).second;
    return packet.payload == 97;  // and whatever repeats it
  });
  struct Slot {
    PersonBot* viewer;
    uint32_t ssrc;
  };
  Slot slots[] = {
      {&eve, eve.slot_ssrc(*ann)}, {&dan, dan.slot_ssrc(*ann)}, {&dan, dan.slot_ssrc(*ann, "screen")}};
  for (Slot& slot : slots) {
    auto one_hole = [&] { return holes(slot.viewer->subscriber.wire().received(slot.ssrc)).size() == 1; };
    EXPECT_TRUE(wait_for(one_hole, 3)) << "the hole has vanished from slot " << (&slot - slots);
  }
}

// §0 rule 12: a viewer's loss is repaired from the Track's history.
TEST_F(Loss, AViewersMissingPacketIsSentAgainFromTheTracksHistory) {
  start({.layers = 1});
  ASSERT_TRUE(wait_for([&] { return dan.sees(*ann); }, 10));
  std::string mid = room.slot_of("dan", "ann", "camera");
  uint32_t slot = dan.slot_ssrc(*ann);
  receiver().lose_incoming([this, slot](const WirePacket& packet) {
    if (packet.ssrc != slot || lost >= 0) return false;
    lost = packet.seqnum;
    return true;
  });
  ASSERT_TRUE(wait_for([&] { return lost >= 0; }));
  auto repeated = [&] {
    std::vector<WirePacket> all = repeats(mid);
    return std::any_of(all.begin(), all.end(),
                       [&](const WirePacket& packet) { return packet.original == lost; });
  };
  EXPECT_TRUE(wait_for(repeated, 2)) << "no repetition of " << lost;
  for (const WirePacket& packet : repeats(mid)) EXPECT_EQ(packet.payload, 97);
  int64_t ours = 0;
  for (const Json& counters : room.ok("stats")["slots"].items()) ours += counters["repeats"].integer_or(0);
  EXPECT_GE(ours, 1) << "repeated by rtprtxsend";
}

// §0 rule 12 again: rtprtxsend's binary search would not find one that came out of order.
TEST_F(Loss, APacketThatWasRecoveredOutOfOrderIsSentAgainToo) {
  start({.layers = 1});
  ASSERT_TRUE(wait_for([&] { return dan.sees(*ann); }, 10));
  std::string mid = room.slot_of("dan", "ann", "camera");
  uint32_t camera = ann->publisher->ssrc(Source::camera), slot = dan.slot_ssrc(*ann);
  sender().lose_outgoing([this, camera](const WirePacket& packet) {
    return packet.ssrc == camera && !lost_before.exchange(true);
  });
  receiver().lose_incoming([this, slot](const WirePacket& packet) {
    if (packet.ssrc != slot) return false;
    int before = highest.exchange(packet.seqnum);
    if (lost >= 0 || before < 0 || static_cast<int16_t>(packet.seqnum - before) > 0) return false;
    lost = packet.seqnum;  // the late one
    return true;
  });
  ASSERT_TRUE(wait_for([&] { return lost >= 0; }, 3)) << "the publisher's repetition was not passed on";
  auto repeated = [&] {
    std::vector<WirePacket> all = repeats(mid);
    return std::any_of(all.begin(), all.end(),
                       [&](const WirePacket& packet) { return packet.original == lost; });
  };
  EXPECT_TRUE(wait_for(repeated, 2)) << "no repetition of " << lost;
}

// A keyframe request of a viewer reaches the publisher, but not more often than every 500 ms (§6).
TEST_F(Loss, KeyframeRequestsAreHeldTogether) {
  start({.layers = 1});
  ASSERT_TRUE(wait_for([&] { return dan.sees(*ann); }, 10));
  uint32_t camera = ann->publisher->ssrc(Source::camera);
  size_t before = sender().keyframe_requests(camera);
  int64_t began = g_get_monotonic_time();
  std::vector<std::unique_ptr<PersonBot>> crowd;
  for (const char* id : {"v1", "v2", "v3", "v4"}) {
    crowd.push_back(std::make_unique<PersonBot>(room, id, blue, 0, Sends{}, false));
    crowd.back()->join();
  }
  for (auto& viewer : crowd) EXPECT_TRUE(wait_for([&] { return viewer->sees(*ann); }, 5)) << viewer->id;
  size_t asked = sender().keyframe_requests(camera) - before;
  EXPECT_GE(asked, 1u);
  EXPECT_LE(asked, static_cast<size_t>((g_get_monotonic_time() - began) / 500'000) + 1);
}

}  // namespace
}  // namespace seodang::test
