// rtporder: order, holes given up by the packets' own time, and events in their place among the packets.
#include "elements/rtp_harness.hpp"

namespace seodang::rtp::test {
namespace {

class RtpOrderTest : public testing::Test {
 protected:
  void SetUp() override {
    gst_harness_set_src_caps_str(harness_.get(), kVideoCaps);
    harness_.downstream();
  }
  void push(uint16_t seqnum, unsigned ms) { harness_.push_video(seqnum, false, ms * kMs); }
  struct Out {
    int seqnum;
    GstClockTime pts;
    bool discont;
    bool operator==(const Out&) const = default;
  };
  std::vector<Out> pull() {
    std::vector<Out> all;
    while (GstBuffer* buffer = gst_harness_try_pull(harness_.get())) {
      const Got got(buffer);
      all.push_back(
          {got.packet.seqnum, got.pts, bool(GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT))});
      gst_buffer_unref(buffer);
    }
    return all;
  }
  void mark(const char* name) {
    gst_harness_push_event(harness_.get(),
                           gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty(name)));
  }
  bool passed(const char* name) {
    for (const auto& event : harness_.downstream())
      if (gst_event_has_name(event.get(), name)) return true;
    return false;
  }

  Harness harness_{"rtporder"};
};

TEST_F(RtpOrderTest, OrdersAndKeepsTheTimes) {
  for (const uint16_t seqnum : {1, 2, 5, 4, 4, 3, 2, 6}) push(seqnum, 20u * seqnum);
  EXPECT_EQ(pull(), (std::vector<Out>{{1, 20 * kMs, false},
                                      {2, 40 * kMs, false},
                                      {3, 60 * kMs, false},
                                      {4, 80 * kMs, false},
                                      {5, 100 * kMs, false},
                                      {6, 120 * kMs, false}}));
  EXPECT_EQ(harness_.value<guint64>("dropped"), 2u);
  EXPECT_EQ(harness_.value<guint64>("packets"), 6u);
  EXPECT_EQ(harness_.value<guint64>("last-pts"), 120 * kMs);
}

TEST_F(RtpOrderTest, GivesAHoleUpAndSaysSo) {
  harness_.set("window", 500u);
  push(1, 0);
  push(3, 100);
  push(4, 600);
  EXPECT_EQ(pull(), (std::vector<Out>{{1, 0, false}}));
  EXPECT_EQ(harness_.value<guint64>("waiting"), 2u);
  push(5, 601);
  EXPECT_EQ(pull(), (std::vector<Out>{{3, 100 * kMs, true}, {4, 600 * kMs, false}, {5, 601 * kMs, false}}));
  EXPECT_EQ(harness_.value<guint64>("lost"), 1u);
}

TEST_F(RtpOrderTest, TheEndComesBehindWhatWaited) {
  push(1, 0);
  push(3, 20);
  push(5, 40);
  gst_harness_push_event(harness_.get(), gst_event_new_eos());
  EXPECT_EQ(pull(), (std::vector<Out>{{1, 0, false}, {3, 20 * kMs, true}, {5, 40 * kMs, true}}));
  bool ended = false;
  for (const auto& event : harness_.downstream()) ended |= GST_EVENT_TYPE(event.get()) == GST_EVENT_EOS;
  EXPECT_TRUE(ended);
}

// By this the recorder knows that what had arrived is in the file.
TEST_F(RtpOrderTest, ACustomEventFollowsWhenAllBeforeItHasLeft) {
  push(1, 0);
  mark("first");
  EXPECT_TRUE(passed("first"));
  push(3, 40);
  mark("second");
  EXPECT_FALSE(passed("second"));
  push(5, 80);
  push(2, 20);
  EXPECT_EQ(pull().size(), 3u);
  EXPECT_TRUE(passed("second")) << "4 is still missing, but came to miss after it";
}

TEST_F(RtpOrderTest, TheEndCarriesTheWaitingEventsBeforeIt) {
  push(1, 0);
  push(3, 40);
  mark("late");
  gst_harness_push_event(harness_.get(), gst_event_new_eos());
  EXPECT_TRUE(passed("late"));
}

// A thread behind a queue is woken once for all of them.
TEST_F(RtpOrderTest, ABatchLeavesTogether) {
  harness_.set("batch", 100u);
  for (const unsigned n : {1, 2, 3, 4, 5}) push(static_cast<uint16_t>(n), 20 * n);
  EXPECT_EQ(harness_.waiting(), 0u) << "80 ms";
  push(7, 140);
  push(6, 120);
  EXPECT_EQ(pull().size(), 6u) << "100 ms";
  EXPECT_EQ(harness_.value<guint64>("packets"), 7u);
  mark("now");
  EXPECT_EQ(pull(), (std::vector<Out>{{7, 140 * kMs, false}})) << "before an event goes what came before it";
  EXPECT_TRUE(passed("now"));
  push(8, 160);
  push(10, 200);
  gst_harness_push_event(harness_.get(), gst_event_new_eos());
  EXPECT_EQ(pull().size(), 2u);
}

TEST_F(RtpOrderTest, ABatchHasAnEndWhateverItsTimes) {
  harness_.set("batch", 1000u);
  for (uint16_t n = 1; n <= 64; ++n) push(n, 20);
  EXPECT_EQ(harness_.waiting(), 64u);
}

TEST_F(RtpOrderTest, WhatIsNoRtpIsDropped) {
  GstBuffer* garbage = gst_buffer_new_allocate(nullptr, 4, nullptr);
  gst_buffer_memset(garbage, 0, 0, 4);
  EXPECT_EQ(gst_harness_push(harness_.get(), garbage), GST_FLOW_OK);
  EXPECT_EQ(harness_.waiting(), 0u);
}

TEST_F(RtpOrderTest, BeginsAnewAfterAFlush) {
  push(9, 100);
  push(11, 120);
  gst_harness_push_event(harness_.get(), gst_event_new_flush_start());
  gst_harness_push_event(harness_.get(), gst_event_new_flush_stop(TRUE));
  pull();
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(harness_.get(), gst_event_new_segment(&segment));
  push(3, 10);
  EXPECT_EQ(pull(), (std::vector<Out>{{3, 10 * kMs, false}}));
}

TEST(RtpOrderFlow, IsThatOfTheElementBehind) {
  auto element = GRef<GstElement>::sink(gst_element_factory_make("rtporder", nullptr));
  const auto src = GRef<GstPad>::take(gst_element_get_static_pad(element.get(), "src"));
  Harness harness(element.get(), "sink");
  for (const auto flow : {GST_FLOW_ERROR, GST_FLOW_EOS, GST_FLOW_FLUSHING}) {
    const FailingSink sink(src.get(), flow);
    const Rtp rtp{.seqnum = 1, .payload = {1}};
    EXPECT_EQ(gst_harness_push(harness.get(), make_buffer(rtp.bytes())), flow);
    gst_harness_push_event(harness.get(), gst_event_new_flush_start());
    gst_harness_push_event(harness.get(), gst_event_new_flush_stop(TRUE));
  }
}

}  // namespace
}  // namespace seodang::rtp::test
