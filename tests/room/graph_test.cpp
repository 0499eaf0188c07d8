// The rules of webrtcbin.md §0 and §21 that are about the live graph. The elements' own rules:
// tests/elements.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <regex>

#include "support/person_bot.hpp"

namespace seodang::test {
namespace {

/// How long packets were on their way from a bot's wire to a viewer's, ms. Nothing may have been lost; the
/// lists are laid side by side from their ends, so the source must have stopped.
std::vector<double> delays(const std::vector<WirePacket>& sent, const std::vector<WirePacket>& received) {
  std::vector<double> result;
  for (size_t i = 1; i <= std::min(sent.size(), received.size()); i++) {
    result.push_back(static_cast<double>(received[received.size() - i].at_us - sent[sent.size() - i].at_us) /
                     1000);
  }
  std::sort(result.begin(), result.end());
  return result;
}

// §0 rule 3: no clocksync waits in the publisher's thread.
TEST(Graph, NothingWaitsForAClock) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && dan.hears(ann); }, 10));
  uint32_t slot = dan.slot_ssrc(ann, "microphone");
  std::vector<std::string> clocks = labels_in(room.graph(), "GstClockSync");
  EXPECT_FALSE(clocks.empty());
  for (const std::string& label : clocks) EXPECT_NE(label.find("sync=FALSE"), std::string::npos) << label;

  run_for(0.5);
  ann.publisher->flow(Source::microphone, 0, false);
  run_for(0.2);
  std::vector<double> took = delays(ann.publisher->wire().sent(ann.publisher->ssrc(Source::microphone)),
                                    dan.subscriber.wire().received(slot));
  ASSERT_GT(took.size(), 20u);
  EXPECT_LT(took[took.size() / 2], 10) << "ms, median";
}

// What comes late by up to our own window is forwarded; SRTP must not take it for a replay, which would be an
// error of the whole peer (§0 rule 5).
TEST(Graph, SrtpsReplayWindowIsAsWideAsOurs) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500);
  ann.join();
  ASSERT_TRUE(wait_for([&] { return room.peer_state("ann", "subscribe") == "connected"; }));
  const std::string graph = room.graph();
  for (const char* type : {"GstSrtpEnc", "GstSrtpDec"}) {
    std::vector<std::string> labels = labels_in(graph, type);
    EXPECT_EQ(labels.size(), 2u) << type;
    for (const std::string& label : labels)
      EXPECT_NE(label.find("replay-window-size=512"), std::string::npos) << label;
  }
}

/// Debug lines of GStreamer's from a room: every event that arrives at a pad.
class EventLog {
 public:
  EventLog() {
    g_setenv("GST_DEBUG", "GST_EVENT:5", TRUE);
    g_setenv("GST_DEBUG_NO_COLOR", "1", TRUE);
    g_setenv("GST_DEBUG_FILE", path_.c_str(), TRUE);
  }
  /// The room has been started: it alone writes here.
  void started() {
    for (const char* name : {"GST_DEBUG", "GST_DEBUG_NO_COLOR", "GST_DEBUG_FILE"}) g_unsetenv(name);
  }
  ~EventLog() {
    started();
    std::filesystem::remove(path_);
  }
  /// How many events have come to pads of this name.
  size_t count(const std::string& pad) const {
    const std::string mark = ":" + pad + "> have event type";
    std::ifstream file(path_);
    size_t found = 0;
    for (std::string line; std::getline(file, line);) found += line.find(mark) != std::string::npos;
    return found;
  }

 private:
  std::string path_ = std::filesystem::temp_directory_path() / ("room-events-" + std::to_string(getpid()));
};

// §0 rule 7: rtpfunnel repeats a slot's events at every change of slots; no slot has one of its own.
TEST(Graph, NoEventTravelsWithThePackets) {
  EventLog log;
  OpenRoom room;
  log.started();
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.publisher->publish();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && dan.hears(ann); }, 10));
  EXPECT_GT(log.count("send_rtp_sink"), 0u) << "stream-start, CAPS, SEGMENT";

  const uint32_t voice = dan.slot_ssrc(ann, "microphone"), picture = dan.slot_ssrc(ann);
  auto passed = [&](uint32_t ssrc) { return dan.subscriber.wire().received(ssrc).size(); };
  const size_t before = log.count("send_rtp_sink"), voices = passed(voice), pictures = passed(picture);
  ASSERT_TRUE(wait_for([&] { return passed(voice) >= voices + 25 && passed(picture) >= pictures + 10; }));
  EXPECT_EQ(log.count("send_rtp_sink"), before);
}

/// The elements' kinds from a pad of the graph on, link by link. In DOT a pad is ELEMENT_0x…_PAD_0x…, each with
/// a node_ before it since GStreamer 1.26.
std::vector<std::string> way_from(const std::string& graph, std::string pads) {
  std::vector<std::string> way;
  const std::string dot = std::regex_replace(graph, std::regex("(\\W|_)node_"), "$1");
  const std::string address = "_0x[0-9a-f]+";
  std::smatch edge;
  while (std::regex_search(dot, edge,
                           std::regex(pads + address + " -> ((\\w+?)\\d*" + address + ")_\\w+" + address)) &&
         way.size() < 30) {
    way.push_back(edge[2]);
    pads = edge[1].str() + "_(?:src|send_rtp_src|rtp_src_0)";
  }
  return way;
}

// §15: from the selector to the socket only what works on a packet, once the viewer is connected.
TEST(Graph, ASlotsWayToTheSocketIsStraight) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.publisher->publish();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && dan.hears(ann); }, 10));
  const std::string dot = room.graph();
  const std::vector<std::string> straight = {"rtpfunnel", "rtpsession", "srtpenc", "funnel", "nicesink"};
  for (const char* slot : {"video", "audio", "screen", "screen_audio"})
    EXPECT_EQ(way_from(dot, "slot_dan_" + std::string(slot) + "_\\d+_0x[0-9a-f]+_src"), straight) << slot;
}

// §0 rule 4: a viewer who does not connect blocks nobody.
TEST(Graph, ASubscriberThatNeverAnswersDelaysNobody) {
  OpenRoom room;
  PersonBot mute(room, "mute", white, 0, {}, false);
  mute.subscriber.ask_for_offer();
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  EXPECT_TRUE(wait_for([&] { return dan.sees(ann) && dan.hears(ann); }, 5));
  EXPECT_FALSE(room.slot_of("mute", "ann", "camera", false).empty()) << "it is assigned";
  size_t before = dan.subscriber.pictures(room.slot_of("dan", "ann", "camera"));
  run_for(0.5);
  EXPECT_GE(dan.subscriber.pictures(room.slot_of("dan", "ann", "camera")), before + 4);
  for (const Json& slot : room.ok("stats")["slots"].items()) {
    if (slot["participant"].string() != "mute") continue;
    EXPECT_EQ(slot["packets"].integer_or(-1), 0);
  }
}

// §0 rule 6: a tee has a branch only while somebody is shown its track.
TEST(Graph, ATeeBranchesOnlyWhileItsTrackIsShown) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  dan.subscriber.view({"ann"});
  ASSERT_TRUE(
      wait_for([&] { return dan.sees(ann) && dan.hears(ann) && room.count("track.added", "ann") == 3; }, 10));
  // Which layer comes first is chance; the large one makes room when the small one is there.
  EXPECT_TRUE(wait_for([&] { return tee_branches_in(room.graph()) == 2; })) << "one layer and the voice";
  dan.subscriber.view({}, 0, "none");
  ASSERT_TRUE(wait_for([&] { return room.slot_of("dan", "ann", "microphone", false).empty(); }));
  EXPECT_EQ(tee_branches_in(room.graph()), 0u);
  dan.subscriber.view({"ann"});
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "ann", "camera").empty(); }));
  EXPECT_EQ(tee_branches_in(room.graph()), 2u);
}

// §0 rule 9: what stands in the SDP is who we talk to. webrtcbin 1.22 does not compare.
TEST(Graph, APeerWithAnotherCertificateThanItsSdpIsDropped) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.publisher->lie_about_certificate();
  dan.subscriber.lie_about_certificate();
  ann.join();
  dan.join();
  EXPECT_TRUE(wait_for([&] { return room.peer_state("ann", "publish") == "failed"; }));
  EXPECT_TRUE(wait_for([&] { return room.peer_state("dan", "subscribe") == "failed"; }));
  EXPECT_EQ(room.count("track.added", "ann"), 0u);
  EXPECT_TRUE(dan.subscriber.wire().ssrcs().empty());
}

// §21: rtpbin's max-streams, or a hostile sender makes elements without limit.
TEST(Graph, UnannouncedStreamsMakeNoElements) {
  std::atomic<uint32_t> forged = 0;  // used by the bot\'s threads: before it
  OpenRoom room;
  PersonBot eve(room, "eve", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  eve.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(eve); }, 10));
  uint32_t voice = eve.publisher->ssrc(Source::microphone);
  constexpr uint32_t each = 5;  // rtpsession takes a source for real after two packets in order
  eve.publisher->wire().forge_outgoing([&forged, voice](WirePacket& packet) {
    if (packet.ssrc == voice) packet.ssrc = 1000 + forged++ / each;
  });
  ASSERT_TRUE(wait_for([&] { return forged >= 20 * each; }, 10));
  eve.publisher->wire().forge_outgoing(nullptr);
  EXPECT_LE(elements_in(room.graph(), "SeodangRtpArrival"), 2u + 4u);
  EXPECT_EQ(room.count("track.added", "eve"), 2u);
  EXPECT_EQ(room.peer_state("eve", "publish"), "connected");
  size_t before = dan.subscriber.pictures(room.slot_of("dan", "eve", "camera"));
  EXPECT_TRUE(
      wait_for([&] { return dan.subscriber.pictures(room.slot_of("dan", "eve", "camera")) > before + 5; }));
}

// §21: unknown payload types would make rtpptdemux post an error.
TEST(Graph, UnknownPayloadTypesAreDropped) {
  std::atomic<int> forged = 0;  // used by the bot\'s threads: before it
  OpenRoom room;
  PersonBot eve(room, "eve", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  uint32_t camera = eve.publisher->ssrc(Source::camera);
  eve.publisher->wire().forge_outgoing([&forged, camera](WirePacket& packet) {
    if (packet.ssrc != camera || packet.seqnum % 4 != 0) return;
    packet.payload = 77;
    forged++;
  });
  eve.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return !room.slot_of("dan", "eve", "camera").empty(); }, 10));
  ASSERT_TRUE(wait_for([&] { return forged >= 4; }));
  EXPECT_EQ(room.peer_state("eve", "publish"), "connected");
  std::vector<WirePacket> got = dan.subscriber.wire().received(dan.slot_ssrc(eve));
  EXPECT_GT(got.size(), 5u);
  for (const WirePacket& packet : got) EXPECT_EQ(packet.payload, 96);
}

// What no track names would come in parked, and a parked pad holds up the whole publisher.
TEST(Graph, AnMLineThatSendsWithoutASourceIsRefused) {
  OpenRoom room;
  room.add("ann");
  PublisherBot ann(room, "ann", red, 500, {.layers = 1, .not_announced = 1});
  Json params = Json::object({{"participant", "ann"}, {"sdp", ann.offer()}, {"tracks", ann.tracks()}});
  EXPECT_EQ(room.error_of("publish", params), "invalid-params");
}

}  // namespace
}  // namespace seodang::test
