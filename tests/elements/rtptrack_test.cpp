// rtptrack: history, gathered keyframe requests, audio level, and the firewall in front of the publisher.
#include <gst/video/video.h>

#include <algorithm>

#include "elements/rtp_harness.hpp"

namespace seodang::rtp::test {
namespace {

class RtpTrackTest : public testing::Test {
 protected:
  void SetUp() override { gst_harness_set_src_caps_str(harness_.get(), kVideoCaps); }

  /// Asks as a selector does: through the pad behind the track.
  static std::unique_ptr<Got> query(GstPad* sink, guint seqnum) {
    const auto query = GRef<GstQuery>::take(gst_query_new_custom(
        GST_QUERY_CUSTOM, gst_structure_new("seodang-rtp-packet", "seqnum", G_TYPE_UINT, seqnum, nullptr)));
    if (!gst_pad_peer_query(sink, query.get())) return nullptr;
    GstBuffer* buffer = nullptr;
    gst_structure_get(gst_query_get_structure(query.get()), "buffer", GST_TYPE_BUFFER, &buffer, nullptr);
    EXPECT_NE(buffer, nullptr);
    auto got = std::make_unique<Got>(buffer);
    gst_buffer_unref(buffer);
    return got;
  }
  void ask_keyframe() {
    gst_harness_push_upstream_event(
        harness_.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }
  void push_level(uint8_t level) {
    harness_.push({.seqnum = next_++, .extensions = {0x50, static_cast<uint8_t>(0x80 | level), 0, 0}});
  }

  Harness harness_{"rtptrack"};
  uint16_t next_ = 1;
};

TEST_F(RtpTrackTest, PassesEverythingOn) {
  for (const uint16_t seqnum : {3, 1, 2, 2}) harness_.push_video(seqnum, false, 40 * kMs);
  const auto got = harness_.pull();
  EXPECT_EQ(got->packet.seqnum, 3);
  EXPECT_EQ(got->pts, 40 * kMs);
  EXPECT_EQ(harness_.pull_seqnums(), (std::vector<int>{1, 2, 2}));
}

// Rule 12: the Track's history answers once for all viewers, out-of-order packets included.
TEST_F(RtpTrackTest, KeepsTheLastPackets) {
  harness_.set("history", 8u);
  for (const uint16_t seqnum : {65530, 65533, 65531, 65535, 0, 1})
    harness_.push_video(seqnum, false, seqnum * kMs);
  GstPad* sink = harness_.get()->sinkpad;
  for (const guint seqnum : {65530u, 65531u, 65533u, 0u, 1u}) {
    const auto got = query(sink, seqnum);
    ASSERT_TRUE(got) << seqnum;
    EXPECT_EQ(got->packet.seqnum, seqnum);
    EXPECT_EQ(got->pts, seqnum * kMs);
  }
  EXPECT_FALSE(query(sink, 65532)) << "never came";
  for (uint16_t seqnum = 2; seqnum < 6; ++seqnum) harness_.push_video(seqnum);
  EXPECT_FALSE(query(sink, 65533)) << "8 packets ago";
}

TEST_F(RtpTrackTest, AnswersThroughATee) {
  harness_.push_video(5);
  auto tee = GRef<GstElement>::sink(gst_element_factory_make("tee", nullptr));
  auto track = GRef<GstElement>::sink(gst_element_factory_make("rtptrack", nullptr));
  auto bin = GRef<GstElement>::sink(gst_bin_new(nullptr));
  gst_bin_add_many(GST_BIN(bin.get()), track.get(), tee.get(), nullptr);
  ASSERT_TRUE(gst_element_link(track.get(), tee.get()));
  g_object_set(tee.get(), "allow-not-linked", TRUE, nullptr);
  Harness input(track.get(), "sink");
  gst_element_set_state(bin.get(), GST_STATE_PLAYING);
  auto viewer = GRef<GstPad>::sink(gst_pad_new("sink", GST_PAD_SINK));
  const auto branch = GRef<GstPad>::take(gst_element_request_pad_simple(tee.get(), "src_%u"));
  ASSERT_EQ(gst_pad_link(branch.get(), viewer.get()), GST_PAD_LINK_OK);
  input.push_video(7);
  EXPECT_TRUE(query(viewer.get(), 7));
  EXPECT_FALSE(query(viewer.get(), 8));
  gst_element_set_state(bin.get(), GST_STATE_NULL);
}

// §6: keyframe requests are coalesced per source, at least 500 ms apart.
TEST_F(RtpTrackTest, GathersKeyframeRequests) {
  ask_keyframe();
  EXPECT_EQ(harness_.keyframe_requests(), 1u) << "the first goes at once";
  for (int viewer = 0; viewer < 30; ++viewer) ask_keyframe();
  harness_.advance(499);
  harness_.push_video(1);
  EXPECT_EQ(harness_.keyframe_requests(), 0u);
  harness_.advance(1);
  EXPECT_EQ(harness_.keyframe_requests(), 0u) << "no timer";
  harness_.push_video(2);
  EXPECT_EQ(harness_.keyframe_requests(), 1u) << "the 30 together, with the first packet after the interval";
  harness_.advance(1000);
  harness_.push_video(3);
  EXPECT_EQ(harness_.keyframe_requests(), 0u) << "nobody asked since";
  EXPECT_EQ(harness_.value<guint64>("keyframe-requests"), 2u);
}

TEST_F(RtpTrackTest, AKeyframeAnswersThoseWhoWait) {
  ask_keyframe();
  harness_.advance(20);
  ask_keyframe();
  harness_.push_video(1, true);
  harness_.advance(1000);
  harness_.push_video(2);
  EXPECT_EQ(harness_.keyframe_requests(), 1u);
  EXPECT_EQ(harness_.value<guint64>("keyframes"), 1u);
}

TEST_F(RtpTrackTest, KeyframeRequestsNameNoViewersSsrc) {
  gst_harness_push_upstream_event(
      harness_.get(), gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                           gst_structure_new("GstForceKeyUnit", "ssrc", G_TYPE_UINT, 1000u,
                                                             "all-headers", G_TYPE_BOOLEAN, TRUE, nullptr)));
  const auto events = harness_.upstream("GstForceKeyUnit");
  ASSERT_EQ(events.size(), 1u);
  const GstStructure* fields = gst_event_get_structure(events[0].get());
  EXPECT_FALSE(gst_structure_has_field(fields, "ssrc")) << "rtpssrcdemux fills in the publisher's";
  gboolean all_headers = TRUE;
  gst_structure_get_boolean(fields, "all-headers", &all_headers);
  EXPECT_FALSE(all_headers) << "PLI, not FIR (§6)";
}

TEST_F(RtpTrackTest, TellsTheAudioLevel) {
  harness_.set("audio-level-id", 5u);
  EXPECT_EQ(harness_.value<guint>("level"), 127u) << "nothing came";
  for (int n = 0; n < 10; ++n) {
    harness_.advance(20);
    push_level(30);
  }
  EXPECT_LT(harness_.value<guint>("level"), 35u);
  harness_.advance(400);
  EXPECT_LT(harness_.value<guint>("level"), 35u);
  harness_.advance(101);
  EXPECT_EQ(harness_.value<guint>("level"), 127u) << "packets stopped";
}

TEST_F(RtpTrackTest, WithoutAnIdThereIsNoLevel) {
  push_level(10);
  EXPECT_EQ(harness_.value<guint>("level"), 127u);
}

TEST_F(RtpTrackTest, Counts) {
  EXPECT_EQ(harness_.value<guint64>("last-arrival"), 0u);
  harness_.push({.payload = Buffer(100, 1)});
  harness_.advance(50);
  harness_.push({.payload = Buffer(88, 1)});
  EXPECT_EQ(harness_.value<guint64>("packets"), 2u);
  EXPECT_EQ(harness_.value<guint64>("bytes"), 212u);
  EXPECT_EQ(harness_.value<guint64>("last-arrival"), 10'050u * kMs) << "by the element's clock";
}

// By it a sender report, which names an RTP time, is laid beside what is recorded.
TEST_F(RtpTrackTest, TellsWhichTimesBelongTogether) {
  GstStructure* none = nullptr;
  g_object_get(harness_.element(), "newest", &none, nullptr);
  EXPECT_EQ(none, nullptr);
  for (const uint16_t seqnum : {1, 3, 2}) harness_.push_video(seqnum, false, seqnum * kMs);
  GPtr<GstStructure> newest;
  g_object_get(harness_.element(), "newest", static_cast<GstStructure**>(out(newest)), nullptr);
  ASSERT_TRUE(newest);
  guint rtp_time = 0;
  guint64 pts = 0;
  gst_structure_get(newest.get(), "rtp-time", G_TYPE_UINT, &rtp_time, "pts", G_TYPE_UINT64, &pts, nullptr);
  EXPECT_EQ(rtp_time, 9000u) << "of the latest, not of the last to come";
  EXPECT_EQ(pts, 3 * kMs);
}

TEST_F(RtpTrackTest, TellsWhenTheLastKeyframeBegan) {
  harness_.push_video(1);
  EXPECT_EQ(harness_.value<guint64>("last-keyframe"), 0u);
  harness_.advance(40);
  harness_.push_video(2, true);
  harness_.advance(40);
  harness_.push_video(3);
  EXPECT_EQ(harness_.value<guint64>("last-keyframe"), 10'040u * kMs);
}

// Rule 1: one result other than OK ends every stream of the publisher.
TEST(RtpTrackFlow, IsAlwaysOkToThePublisher) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("rtptrack", nullptr));
  const auto src = GRef<GstPad>::take(gst_element_get_static_pad(element.get(), "src"));
  Harness harness(element.get(), "sink");
  harness.push_video(1);  // Nobody is linked.
  for (const auto flow : {GST_FLOW_ERROR, GST_FLOW_EOS, GST_FLOW_FLUSHING, GST_FLOW_NOT_LINKED}) {
    const FailingSink sink(src.get(), flow);
    for (uint16_t seqnum = 2; seqnum < 5; ++seqnum) harness.push_video(seqnum);
  }
  for (const Buffer& garbage : {Buffer{}, Buffer{0x80}, Buffer(12, 0xff)})
    EXPECT_EQ(gst_harness_push(harness.get(), make_buffer(garbage)), GST_FLOW_OK);
}

// Rules 1 and 2: EOS, GAP, FLUSH and GstRTPPacketLost end here, and the stream goes on after them.
TEST_F(RtpTrackTest, DropsWhatEndsStreams) {
  harness_.downstream();
  const auto sink = harness_.sink();
  for (GstEvent* event : ending_events()) {
    const std::string name = GST_EVENT_TYPE_NAME(event);
    const bool flushed = GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP;
    gst_pad_send_event(sink.get(), event);
    EXPECT_TRUE(harness_.downstream().empty()) << name;
    // What FLUSH_STOP takes from the pad, a source sends again.
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    if (flushed) gst_pad_send_event(sink.get(), gst_event_new_segment(&segment));
    EXPECT_EQ(gst_pad_chain(sink.get(), make_buffer(Rtp{.seqnum = next_++}.bytes())), GST_FLOW_OK) << name;
    EXPECT_EQ(harness_.pull_seqnums().size(), 1u) << name;
    harness_.downstream();
  }
}

TEST_F(RtpTrackTest, PassesWhatDownstreamNeeds) {
  harness_.push_video(1);
  std::vector<GstEventType> types;
  for (const auto& event : harness_.downstream()) types.push_back(GST_EVENT_TYPE(event.get()));
  for (const auto type : {GST_EVENT_STREAM_START, GST_EVENT_CAPS, GST_EVENT_SEGMENT})
    EXPECT_NE(std::ranges::find(types, type), types.end()) << gst_event_type_get_name(type);
}

TEST_F(RtpTrackTest, LetsOnlyKeyframeRequestsUp) {
  harness_.upstream_events();
  gst_harness_push_upstream_event(harness_.get(), gst_event_new_qos(GST_QOS_TYPE_OVERFLOW, 1.0, 0, 0));
  gst_harness_push_upstream_event(
      harness_.get(), gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                           gst_structure_new_empty("GstRTPRetransmissionRequest")));
  EXPECT_EQ(harness_.upstream_events(), 0u);
}

// §1: nobody may learn rtpbin's latency of 200 ms.
TEST_F(RtpTrackTest, AnswersLatencyItself) {
  gst_harness_set_upstream_latency(harness_.get(), 200 * kMs);
  const auto query = GRef<GstQuery>::take(gst_query_new_latency());
  ASSERT_TRUE(gst_pad_peer_query(harness_.get()->sinkpad, query.get()));
  gboolean live = FALSE;
  GstClockTime least = 1, most = 1;
  gst_query_parse_latency(query.get(), &live, &least, &most);
  EXPECT_TRUE(live);
  EXPECT_EQ(least, 0u);
  EXPECT_EQ(most, GST_CLOCK_TIME_NONE);
}

}  // namespace
}  // namespace seodang::rtp::test
