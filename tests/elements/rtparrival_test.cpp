// rtparrival: the contract of webrtcbin.md §21 (and §18), line by line.
#include "elements/rtp_harness.hpp"

namespace seodang::rtp::test {
namespace {

class RtpArrivalTest : public testing::Test {
 protected:
  void SetUp() override { harness_.set("payload", 96); }

  void push(uint16_t seqnum, uint64_t at_ms, uint32_t timestamp = 0) {
    harness_.push({.seqnum = seqnum, .timestamp = timestamp}, at_ms * kMs, at_ms * kMs);
  }
  std::vector<guint> asked() {
    std::vector<guint> seqnums;
    for (const auto& event : harness_.upstream("GstRTPRetransmissionRequest")) {
      guint seqnum = 0;
      EXPECT_TRUE(gst_structure_get_uint(gst_event_get_structure(event.get()), "seqnum", &seqnum));
      seqnums.push_back(seqnum);
    }
    return seqnums;
  }
  guint64 stat(const char* name) {
    const GPtr<GstStructure> stats(harness_.value<GstStructure*>("stats"));
    guint64 value = G_MAXUINT64;
    EXPECT_TRUE(gst_structure_get_uint64(stats.get(), name, &value)) << name;
    return value;
  }

  Harness harness_{"rtparrival"};
};

// §21, §18: everything is passed on at once, as it came.
TEST_F(RtpArrivalTest, PassesAtOnceInOrderOfArrival) {
  for (const uint16_t seqnum : {10, 12, 15, 11, 14}) {
    push(seqnum, seqnum);
    EXPECT_EQ(harness_.pull()->packet.seqnum, seqnum);
  }
}

// §21: drops duplicates, window of 512.
TEST_F(RtpArrivalTest, DropsDuplicatesAndWhatIsOlderThanTheWindow) {
  for (const uint16_t seqnum : {10, 11, 11, 10, 12}) push(seqnum, 0);
  EXPECT_EQ(harness_.pull_seqnums(), (std::vector<int>{10, 11, 12}));
  EXPECT_EQ(stat("num-duplicates"), 2u);
  push(12 + 700, 0);
  push(12 + 700 - 511, 0);
  push(12 + 700 - 512, 0);
  EXPECT_EQ(harness_.pull_seqnums(), (std::vector<int>{712, 201}));
  EXPECT_EQ(stat("num-late"), 1u);
}

// §21: unknown payload types would be an element error of rtpptdemux; a stream that was not announced has
// none.
TEST_F(RtpArrivalTest, DropsOtherPayloadTypes) {
  harness_.push({.seqnum = 2, .payload_type = 13});
  harness_.push({.seqnum = 3, .payload_type = 96});
  harness_.set("payload", -1);
  harness_.push({.seqnum = 4, .payload_type = 96});
  EXPECT_EQ(harness_.pull_seqnums(), (std::vector<int>{3}));
  EXPECT_EQ(stat("num-dropped"), 2u);
  const Harness fresh("rtparrival");
  EXPECT_EQ(fresh.value<gint>("payload"), -1) << "nothing by default";
}

// §21: asks for holes upstream, in rtpjitterbuffer's words.
TEST_F(RtpArrivalTest, AsksForHolesAsAJitterbufferDoes) {
  push(65534, 100);
  push(1, 120);
  EXPECT_EQ(harness_.waiting(), 2u) << "the packets first";
  const auto events = harness_.upstream("GstRTPRetransmissionRequest");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(GST_EVENT_TYPE(events[0].get()), GST_EVENT_CUSTOM_UPSTREAM);
  const GstStructure* fields = gst_event_get_structure(events[0].get());
  guint seqnum = 0, delay = 99, retry = 99, frequency = 0, period = 0, deadline = 0, rtt = 0;
  guint64 running_time = 0, spacing = 0;
  EXPECT_TRUE(gst_structure_get(fields, "seqnum", G_TYPE_UINT, &seqnum, "running-time", G_TYPE_UINT64,
                                &running_time, "delay", G_TYPE_UINT, &delay, "retry", G_TYPE_UINT, &retry,
                                "frequency", G_TYPE_UINT, &frequency, "period", G_TYPE_UINT, &period,
                                "deadline", G_TYPE_UINT, &deadline, "packet-spacing", G_TYPE_UINT64, &spacing,
                                "avg-rtt", G_TYPE_UINT, &rtt, nullptr));
  EXPECT_EQ(seqnum, 65535u);
  EXPECT_EQ(running_time, 120 * kMs);
  EXPECT_EQ(delay, 0u);
  EXPECT_EQ(retry, 0u);
  EXPECT_EQ(frequency, 150u);
  EXPECT_EQ(period, 1000u);
  EXPECT_EQ(deadline, 1000u);
  EXPECT_EQ(rtt, 100u);
  EXPECT_FALSE(gst_structure_has_field(fields, "ssrc")) << "rtpssrcdemux adds it";
}

// §21: timed by RTT, looked at when packets arrive.
TEST_F(RtpArrivalTest, AsksAgainAfterTheRoundTrip) {
  push(1, 0);
  push(3, 0);
  EXPECT_EQ(asked(), (std::vector<guint>{2}));
  push(2, 40);
  EXPECT_EQ(stat("rtx-success-count"), 1u);
  EXPECT_EQ(stat("rtx-rtt"), 40u * kMs);
  push(5, 50);
  EXPECT_EQ(asked(), (std::vector<guint>{4}));
  push(6, 109);
  EXPECT_TRUE(asked().empty());
  push(7, 110);
  EXPECT_EQ(asked(), (std::vector<guint>{4})) << "1.5 × 40 ms after the first time";
}

// What a quiet screen lost does not wait for its next picture.
TEST_F(RtpArrivalTest, AsksAgainWhenNothingArrives) {
  const uint64_t now = gst_clock_get_time(GST_ELEMENT_CLOCK(harness_.element())) / kMs;
  push(1, now);
  push(4, now);
  EXPECT_EQ(asked(), (std::vector<guint>{2, 3}));
  ASSERT_TRUE(gst_harness_crank_single_clock_wait(harness_.get()));
  EXPECT_EQ(asked(), (std::vector<guint>{2, 3}));
  push(2, now + 151);
  size_t requests = 2;
  while (gst_test_clock_peek_id_count(GST_TEST_CLOCK(GST_ELEMENT_CLOCK(harness_.element()))) > 0) {
    ASSERT_TRUE(gst_harness_crank_single_clock_wait(harness_.get()));
    requests += asked().size();
  }
  EXPECT_GE(requests, 5u);
  EXPECT_LE(requests, 8u) << "of 3 alone";
  EXPECT_EQ(stat("num-lost"), 1u);
}

// A keyframe of a screen: hundreds of packets overtake the one that is sent again.
TEST_F(RtpArrivalTest, RecoversWhatHundredsHaveOvertaken) {
  push(1, 0);
  for (uint16_t n = 3; n < 400; ++n) push(n, 5);
  EXPECT_EQ(asked(), (std::vector<guint>{2}));
  harness_.pull_seqnums();
  push(2, 50);
  EXPECT_EQ(harness_.pull_seqnums(), (std::vector<int>{2}));
  EXPECT_EQ(stat("rtx-success-count"), 1u);
}

// §21: bounded in number and age.
TEST_F(RtpArrivalTest, GivesUp) {
  push(1, 0);
  push(3, 0);
  size_t requests = 0;
  for (unsigned n = 0; n < 100; ++n) {
    push(static_cast<uint16_t>(4 + n), 20 + 20 * n);
    requests += asked().size();
  }
  EXPECT_GE(requests, 3u);
  EXPECT_LE(requests, 8u);
  EXPECT_EQ(stat("num-lost"), 1u);
  EXPECT_EQ(stat("rtx-count"), requests);
  push(500, 5000);
  EXPECT_TRUE(asked().empty()) << "396 at once: a keyframe is cheaper";
}

TEST_F(RtpArrivalTest, DoesNotAskWithoutRepair) {
  harness_.set("repair", FALSE, "do-retransmission", TRUE);
  push(1, 0);
  push(3, 10);
  EXPECT_TRUE(asked().empty());
  EXPECT_EQ(harness_.waiting(), 2u);
}

// §21: PTS is smoothed RTP time; a retransmitted packet gets that of its timestamp, not of its arrival.
TEST_F(RtpArrivalTest, TimesAreThoseOfTheRtpTimestamps) {
  harness_.set("clock-rate", 90000);
  push(1, 1000, 0);
  push(2, 1045, 3000);  // 12 ms late
  push(4, 1100, 9000);
  push(3, 1400, 6000);  // retransmitted
  push(5, 1401, 12000);
  const GstClockTime expected[] = {1000'000'000, 1033'333'333, 1100'000'000, 1066'666'666, 1133'333'333};
  for (const GstClockTime pts : expected)
    EXPECT_NEAR(static_cast<double>(harness_.pull()->pts), static_cast<double>(pts), 1e6);
}

TEST_F(RtpArrivalTest, KeepsTheTimeOfArrivalAsDts) {
  harness_.set("clock-rate", 90000);
  push(1, 1000, 0);
  push(2, 1045, 3000);
  harness_.pull();
  EXPECT_EQ(harness_.pull()->dts, 1045 * kMs);
}

TEST_F(RtpArrivalTest, LearnsTheClockRateFromTheSession) {
  g_signal_connect(
      harness_.element(), "request-pt-map", G_CALLBACK(+[](GstElement*, guint payload, gpointer) -> GstCaps* {
        return payload == 96 ? gst_caps_from_string("application/x-rtp,clock-rate=48000") : nullptr;
      }),
      nullptr);
  push(1, 1000, 0);
  push(2, 1045, 960);
  harness_.pull();
  EXPECT_EQ(harness_.pull()->pts, 1020 * kMs);
}

TEST_F(RtpArrivalTest, LearnsTheClockRateFromCaps) {
  gst_harness_set_src_caps_str(harness_.get(), "application/x-rtp,clock-rate=8000");
  push(1, 1000, 0);
  push(2, 1045, 160);
  harness_.pull();
  EXPECT_EQ(harness_.pull()->pts, 1020 * kMs);
}

TEST_F(RtpArrivalTest, WithoutAClockRateTimesStay) {
  push(1, 1000, 0);
  push(2, 1045, 3000);
  harness_.pull();
  EXPECT_EQ(harness_.pull()->pts, 1045 * kMs);
}

// §21: what rtpbin and webrtcbin set and read without looking.
TEST_F(RtpArrivalTest, HasWhatRtpbinAndWebrtcbinUse) {
  harness_.set("latency", 40u, "do-retransmission", TRUE);
  EXPECT_EQ(harness_.value<guint>("latency"), 40u);
  EXPECT_EQ(harness_.value<gboolean>("do-retransmission"), TRUE);
  for (const char* name : {"num-lost", "num-duplicates", "num-late", "rtx-success-count"})
    EXPECT_EQ(stat(name), 0u);
  const auto rtcp = GRef<GstPad>::take(gst_element_request_pad_simple(harness_.element(), "sink_rtcp"));
  ASSERT_TRUE(rtcp);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_send_event(rtcp.get(), gst_event_new_stream_start("rtcp"));
  gst_pad_send_event(rtcp.get(), gst_event_new_segment(&segment));
  EXPECT_EQ(gst_pad_chain(rtcp.get(), gst_buffer_new()), GST_FLOW_OK);
  gst_element_release_request_pad(harness_.element(), rtcp.get());
}

// §21: never fails the flow.
TEST(RtpArrivalFlow, IsAlwaysOk) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("rtparrival", nullptr));
  const auto src = GRef<GstPad>::take(gst_element_get_static_pad(element.get(), "src"));
  Harness harness(element.get(), "sink");
  harness.set("payload", 96);
  harness.push({.seqnum = 1});  // Nobody is linked.
  for (const GstFlowReturn flow : {GST_FLOW_ERROR, GST_FLOW_EOS, GST_FLOW_NOT_NEGOTIATED}) {
    const FailingSink sink(src.get(), flow);
    harness.push({.seqnum = static_cast<uint16_t>(10 - flow)});
  }
  for (const Buffer& garbage : {Buffer{}, Buffer{0x80}, Buffer(12, 0xff)})
    EXPECT_EQ(gst_harness_push(harness.get(), make_buffer(garbage)), GST_FLOW_OK);
}

/// A real rtpbin whose jitter buffers are rtparrivals (signal request-jitterbuffer), a source and a sink.
class RtpArrivalInRtpbin : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(rtpbin_, nullptr);
    g_signal_connect(rtpbin_, "request-jitterbuffer", G_CALLBACK(make_arrival), nullptr);
    g_signal_connect(rtpbin_, "request-pt-map", G_CALLBACK(make_caps), nullptr);
    g_object_set(sink_, "async", FALSE, "sync", FALSE, "signal-handoffs", TRUE, nullptr);
    gst_bin_add_many(GST_BIN(pipeline_.get()), rtpbin_, sink_, nullptr);
    g_signal_connect(rtpbin_, "pad-added", G_CALLBACK(link_source_pad), sink_);
    g_signal_connect(sink_, "handoff", G_CALLBACK(note_seqnum), &seqnums_);
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    const auto sink = GRef<GstPad>::take(gst_element_request_pad_simple(rtpbin_, "recv_rtp_sink_0"));
    gst_pad_set_active(source_.get(), TRUE);
    ASSERT_EQ(gst_pad_link(source_.get(), sink.get()), GST_PAD_LINK_OK);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    const auto caps = GRef<GstCaps>::take(gst_caps_from_string(kVideoCaps));
    gst_pad_push_event(source_.get(), gst_event_new_stream_start("s"));
    gst_pad_push_event(source_.get(), gst_event_new_caps(caps.get()));
    gst_pad_push_event(source_.get(), gst_event_new_segment(&segment));
  }
  void TearDown() override { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

  static GstElement* make_arrival(GstElement*, guint, gpointer) {
    GstElement* arrival = gst_element_factory_make("rtparrival", nullptr);
    g_object_set(arrival, "payload", 96, nullptr);
    return arrival;
  }
  static GstCaps* make_caps(GstElement*, guint, guint, gpointer) { return gst_caps_from_string(kVideoCaps); }
  static void link_source_pad(GstElement*, GstPad* pad, GstElement* sink) {
    if (GST_PAD_IS_SINK(pad)) return;
    const auto peer = GRef<GstPad>::take(gst_element_get_static_pad(sink, "sink"));
    gst_pad_link(pad, peer.get());
  }
  static void note_seqnum(GstElement*, GstBuffer* buffer, GstPad*, std::vector<int>* seqnums) {
    seqnums->push_back(Got(buffer).packet.seqnum);
  }
  /// How many GstRTPRetransmissionRequest rtpsession took for a NACK.
  guint requests() {
    GRef<GstElement> session;
    g_signal_emit_by_name(rtpbin_, "get-session", 0, static_cast<GstElement**>(out(session)));
    GPtr<GstStructure> stats;
    g_object_get(session.get(), "stats", static_cast<GstStructure**>(out(stats)), nullptr);
    guint count = 0;
    EXPECT_TRUE(gst_structure_get_uint(stats.get(), "recv-rtx-req-count", &count));
    return count;
  }

  GRef<GstElement> pipeline_ = GRef<GstElement>::sink(gst_pipeline_new(nullptr));
  // Owned by the pipeline.
  GstElement* rtpbin_ = gst_element_factory_make("rtpbin", nullptr);
  GstElement* sink_ = gst_element_factory_make("fakesink", nullptr);
  GRef<GstPad> source_ = GRef<GstPad>::sink(gst_pad_new("src", GST_PAD_SRC));
  std::vector<int> seqnums_;
};

TEST_F(RtpArrivalInRtpbin, ForwardsAndAsks) {
  // rtpsession believes a new SSRC after two packets in sequence, and passes what it held back.
  for (const uint16_t seqnum : {100, 101, 102, 105, 104, 104, 103}) {
    GstBuffer* buffer = make_buffer(Rtp{.seqnum = seqnum, .ssrc = 1000}.bytes(), seqnum * kMs, seqnum * kMs);
    EXPECT_EQ(gst_pad_push(source_.get(), buffer), GST_FLOW_OK);
  }
  EXPECT_EQ(seqnums_, (std::vector<int>{100, 101, 102, 105, 104, 103}));
  EXPECT_EQ(requests(), 2u) << "103 and 104";
}

}  // namespace
}  // namespace seodang::rtp::test
