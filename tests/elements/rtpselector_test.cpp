// rtpselector between publisher and viewer: flow, events and queries (webrtcbin.md §0 rules 1, 2, 5, 7; §6,
// §16).
#include "elements/selector_harness.hpp"
#include "elements/sequence.hpp"

namespace seodang::rtp::test {
namespace {

using RtpSelectorTest = SelectorTest;

GstEvent* segment_of(GstPad* pad) { return gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0); }

// Rule 1: one result other than OK kills the whole publisher.
TEST(RtpSelectorFlow, IsAlwaysOk) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("rtpselector", nullptr));
  const auto src = GRef<GstPad>::take(gst_element_get_static_pad(element.get(), "src"));
  Harness source(element.get(), "sink_0");
  const auto caps = GRef<GstCaps>::take(gst_caps_from_string(kVideoCaps));
  source.set("caps", caps.get(), "open", TRUE, "active-pad", source.sink().get());
  source.push_video(1, true);  // Nobody is linked.
  uint16_t seqnum = 2;
  for (const auto flow : {GST_FLOW_ERROR, GST_FLOW_EOS, GST_FLOW_FLUSHING, GST_FLOW_NOT_LINKED}) {
    const FailingSink sink(src.get(), flow);
    for (int n = 0; n < 3; ++n) source.push_video(seqnum++);
  }
  EXPECT_EQ(source.value<guint64>("packets"), seqnum - 1u) << "all were sent";
  for (const Buffer& garbage : {Buffer{}, Buffer{0x80}, Buffer(12, 0xff), Buffer(13, 0x90)})
    EXPECT_EQ(gst_harness_push(source.get(), make_buffer(garbage)), GST_FLOW_OK);
}

// Rules 1 and 2: nothing that a source says reaches the viewer, and packets pass as before.
TEST_F(RtpSelectorTest, DropsEverySourcesEvents) {
  start_with_a();
  a_.downstream();
  const auto sink = a_.sink();
  uint16_t seqnum = 101;
  auto events = ending_events();
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  events.insert(events.begin(),
                {gst_event_new_stream_start("another"),
                 gst_event_new_caps(GRef<GstCaps>::take(gst_caps_from_string(kAudioCaps)).get()),
                 gst_event_new_segment(&segment), gst_event_new_tag(gst_tag_list_new_empty())});
  for (GstEvent* event : events) {
    const std::string name = GST_EVENT_TYPE_NAME(event);
    const bool flushed = GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP;
    gst_pad_send_event(sink.get(), event);
    // What FLUSH_STOP takes from the pad, a source sends again.
    if (flushed) gst_pad_send_event(sink.get(), gst_event_new_segment(&segment));
    EXPECT_TRUE(a_.downstream().empty()) << name;
    const auto packet = Rtp{.seqnum = seqnum++, .payload = Vp8{}.payload()}.bytes();
    EXPECT_EQ(gst_pad_chain(sink.get(), make_buffer(packet)), GST_FLOW_OK) << name;
    EXPECT_EQ(pull_all().size(), 1u) << name;
  }
}

// Rule 7: stream-start, CAPS and SEGMENT once, by the control thread, before any packet.
TEST(RtpSelectorStart, SaysWhatPrecedesThePacketsOnce) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("rtpselector", nullptr));
  const auto caps = GRef<GstCaps>::take(gst_caps_from_string(kVideoCaps));
  g_object_set(element.get(), "caps", caps.get(), nullptr);
  GstHarness* viewer = gst_harness_new_with_element(element.get(), nullptr, "src");
  gst_element_set_state(element.get(), GST_STATE_PLAYING);
  std::vector<GstEventType> types;
  const auto collect = [&] {
    types.clear();
    while (GstEvent* event = gst_harness_try_pull_event(viewer)) {
      types.push_back(GST_EVENT_TYPE(event));
      gst_event_unref(event);
    }
  };
  collect();
  EXPECT_EQ(types, (std::vector<GstEventType>{GST_EVENT_STREAM_START, GST_EVENT_CAPS, GST_EVENT_SEGMENT}));
  {
    Harness source(element.get(), "sink_0");
    source.set("open", TRUE, "active-pad", source.sink().get());
    source.push_video(1, true);
    source.push_video(2);
    collect();
    EXPECT_TRUE(types.empty()) << "not again, neither by opening nor by a packet";
    EXPECT_EQ(gst_harness_buffers_in_queue(viewer), 2u);
  }
  gst_harness_teardown(viewer);
}

// Rule 7: the same SEGMENT GstEvent in all slots, so that rtpfunnel repeats none.
TEST(RtpSelectorStart, SharesOneSegmentEvent) {
  const auto caps = GRef<GstCaps>::take(gst_caps_from_string(kVideoCaps));
  Harness one("rtpselector", "sink_0");
  one.set("caps", caps.get());
  Harness two("rtpselector", "sink_0");
  two.set("caps", caps.get());
  const auto first = GRef<GstEvent>::take(segment_of(one.src().get()));
  const auto second = GRef<GstEvent>::take(segment_of(two.src().get()));
  ASSERT_TRUE(first);
  EXPECT_EQ(first.get(), second.get());
  EXPECT_EQ(GRef<GstEvent>::take(segment_of(one.get()->sinkpad)).get(), first.get())
      << "and it arrives as such";
}

// Rule 7, with the rtpfunnel of webrtcbin itself: slots alternate, one SEGMENT goes out.
TEST(RtpSelectorStart, AFunnelRepeatsNoSegment) {
  GstHarness* viewer = gst_harness_new_with_padnames("rtpfunnel", nullptr, "src");
  ASSERT_NE(viewer, nullptr);
  auto bin = GRef<GstElement>::sink(gst_bin_new(nullptr));
  std::vector<GstElement*> slots;
  std::vector<GRef<GstPad>> ends;
  for (guint n = 0; n < 2; ++n) {
    GstElement* slot = gst_element_factory_make("rtpselector", nullptr);
    const auto caps = GRef<GstCaps>::take(gst_caps_from_string(n ? kAudioCaps : kVideoCaps));
    g_object_set(slot, "caps", caps.get(), "open", TRUE, nullptr);
    gst_bin_add(GST_BIN(bin.get()), slot);
    const auto src = GRef<GstPad>::take(gst_element_get_static_pad(slot, "src"));
    ends.push_back(GRef<GstPad>::take(gst_element_request_pad_simple(viewer->element, "sink_%u")));
    EXPECT_EQ(gst_pad_link_full(src.get(), ends.back().get(), GST_PAD_LINK_CHECK_NOTHING), GST_PAD_LINK_OK);
    gst_element_set_state(slot, GST_STATE_PLAYING);
    slots.push_back(slot);
  }
  {
    Harness video(slots[0], "sink_0");
    Harness audio(slots[1], "sink_0");
    video.set("active-pad", video.sink().get());
    audio.set("active-pad", audio.sink().get());
    for (uint16_t n = 0; n < 10; ++n) {
      video.push_video(n, n == 0);
      audio.push({.seqnum = n});
    }
  }
  EXPECT_EQ(gst_harness_buffers_received(viewer), 20u);
  int segments = 0;
  while (GstEvent* event = gst_harness_try_pull_event(viewer)) {
    segments += GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT;
    gst_event_unref(event);
  }
  EXPECT_EQ(segments, 1);
  gst_element_set_state(bin.get(), GST_STATE_NULL);
  for (const auto& pad : ends) gst_element_release_request_pad(viewer->element, pad.get());
  gst_harness_teardown(viewer);
}

// §6: the viewer's keyframe request goes to who is shown, else to who is about to be.
TEST_F(RtpSelectorTest, KeyframeRequestsGoToTheSource) {
  const auto request = [this] {
    gst_harness_push_upstream_event(
        a_.get(), gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                       gst_structure_new("GstForceKeyUnit", "ssrc", G_TYPE_UINT, 1000u,
                                                         "all-headers", G_TYPE_BOOLEAN, FALSE, nullptr)));
  };
  request();  // Nobody is there to be asked.
  select(a_);
  EXPECT_EQ(a_.keyframe_requests(), 1u);
  request();
  EXPECT_EQ(a_.keyframe_requests(), 1u) << "about to be shown";
  a_.push_video(1, true);
  select(b_);
  b_.keyframe_requests();
  request();
  EXPECT_EQ(a_.keyframe_requests(), 1u) << "shown";
  EXPECT_EQ(b_.keyframe_requests(), 0u);
}

// §16: RTPTWCCPackets reach all slots, RECONFIGURE would renegotiate: both end here, as does everything else.
TEST_F(RtpSelectorTest, SwallowsTheViewersEvents) {
  start_with_a();
  GstEvent* const events[] = {
      gst_event_new_reconfigure(), gst_event_new_latency(kMs),
      gst_event_new_qos(GST_QOS_TYPE_OVERFLOW, 1.0, 0, 0),
      gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty("RTPTWCCPackets")),
      gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                           gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, 1u, "ssrc",
                                             G_TYPE_UINT, 1000u, nullptr))};
  while (GstEvent* event = gst_harness_try_pull_upstream_event(a_.get())) gst_event_unref(event);
  for (GstEvent* event : events) EXPECT_TRUE(gst_harness_push_upstream_event(a_.get(), event));
  EXPECT_EQ(gst_harness_upstream_events_in_queue(a_.get()), 0u);
}

// §1, §16: LATENCY is answered here: live, 0, no limit; else clocksync waits 200 ms in the publisher's
// thread.
TEST_F(RtpSelectorTest, AnswersLatency) {
  gst_harness_set_upstream_latency(a_.get(), 200 * kMs);
  const auto query = GRef<GstQuery>::take(gst_query_new_latency());
  ASSERT_TRUE(gst_pad_peer_query(a_.get()->sinkpad, query.get()));
  gboolean live = FALSE;
  GstClockTime least = 1, most = 1;
  gst_query_parse_latency(query.get(), &live, &least, &most);
  EXPECT_TRUE(live);
  EXPECT_EQ(least, 0u);
  EXPECT_EQ(most, GST_CLOCK_TIME_NONE);
}

// §16: CAPS, ACCEPT_CAPS and ALLOCATION are not passed on in either direction.
TEST_F(RtpSelectorTest, AnswersCapsAndAllocation) {
  const auto wanted = GRef<GstCaps>::take(gst_caps_from_string(kVideoCaps));
  const auto downstream = GRef<GstCaps>::take(gst_pad_peer_query_caps(a_.get()->sinkpad, nullptr));
  EXPECT_TRUE(gst_caps_is_equal(downstream.get(), wanted.get()));
  const auto upstream = GRef<GstCaps>::take(gst_pad_peer_query_caps(a_.get()->srcpad, nullptr));
  const auto any = GRef<GstCaps>::take(gst_caps_from_string("application/x-rtp"));
  EXPECT_TRUE(gst_caps_is_equal(upstream.get(), any.get()));
  EXPECT_TRUE(gst_pad_peer_query_accept_caps(a_.get()->srcpad, any.get()));
  const auto allocation = GRef<GstQuery>::take(gst_query_new_allocation(any.get(), TRUE));
  EXPECT_FALSE(gst_pad_peer_query(a_.get()->srcpad, allocation.get()));
}

// §15.6: the header is one memory of ours, the payload is shared.
TEST_F(RtpSelectorTest, SharesThePayload) {
  select(a_);
  GstBuffer* source = make_buffer(Rtp{.seqnum = 1, .payload = Vp8{.keyframe = true}.payload(1000)}.bytes());
  GstMemory* memory = gst_buffer_peek_memory(source, 0);
  gst_harness_push(a_.get(), gst_buffer_ref(source));
  GstBuffer* sent = gst_harness_try_pull(a_.get());
  ASSERT_NE(sent, nullptr);
  ASSERT_EQ(gst_buffer_n_memory(sent), 2u);
  EXPECT_EQ(gst_memory_get_sizes(gst_buffer_peek_memory(sent, 0), nullptr, nullptr), 12u + 6u);
  EXPECT_EQ(gst_buffer_peek_memory(sent, 1)->parent, memory);
  gst_buffer_unref(sent);
  gst_buffer_unref(source);
}

// Rule 5: what would poison srtpenc; all that a source may do goes through a real one.
TEST_F(RtpSelectorTest, SrtpEncryptsAllOfIt) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("srtpenc", nullptr));
  ASSERT_TRUE(element);
  const auto key = GRef<GstBuffer>::take(make_buffer(Buffer(30, 7)));
  g_object_set(element.get(), "key", key.get(), "replay-window-size", static_cast<guint>(SeenWindow::kSize),
               nullptr);
  GstHarness* srtp = gst_harness_new_with_element(element.get(), "rtp_sink_0", "rtp_src_0");
  gst_harness_set_src_caps_str(srtp, kVideoCaps);
  uint16_t seqnum = 65500;
  for (int round = 0; round < 40; ++round) {
    Harness& source = round % 2 ? b_ : a_;
    select(source);
    source.push_video(seqnum, true);
    source.push_video(static_cast<uint16_t>(seqnum + 5));
    source.push_video(static_cast<uint16_t>(seqnum + 5));
    source.push_video(static_cast<uint16_t>(seqnum + 2));
    source.push({.seqnum = static_cast<uint16_t>(seqnum + 6), .payload = {}, .padding = 8});
    source.push_video(static_cast<uint16_t>(seqnum + 7));
    source.push_video(static_cast<uint16_t>(seqnum + 6));
    source.push_video(static_cast<uint16_t>(seqnum + 516));
    source.push_video(static_cast<uint16_t>(seqnum + 8));
    source.push_video(static_cast<uint16_t>(seqnum + 40000));
    source.push_video(static_cast<uint16_t>(seqnum + 30000));
    seqnum = static_cast<uint16_t>(seqnum + 7919);
  }
  size_t sent = 0;
  while (GstBuffer* buffer = gst_harness_try_pull(a_.get())) {
    EXPECT_EQ(gst_harness_push(srtp, buffer), GST_FLOW_OK) << "packet " << sent;
    ++sent;
  }
  EXPECT_GT(sent, 240u);
  EXPECT_EQ(gst_harness_buffers_received(srtp), sent);
  gst_harness_teardown(srtp);
}

}  // namespace
}  // namespace seodang::rtp::test
