// rtpselector: what a viewer asks for again (webrtcbin.md §0 rule 12): answered from the track's history,
// once for all viewers, out of order or not, in the stream of RFC 4588, and never more than is due.
#include <algorithm>

#include "elements/selector_harness.hpp"

namespace seodang::rtp::test {
namespace {

class RtpSelectorRepeat : public SelectorTest {
 protected:
  RtpSelectorRepeat() {
    a_.set("rtx-ssrc", 1001u, "rtx-payload", 97u);
    const auto link = [](GstElement* track, const Harness& to) {
      const auto from = GRef<GstPad>::take(gst_element_get_static_pad(track, "src"));
      const auto harness_pad = GRef<GstPad>::share(to.get()->srcpad);
      const auto sink = to.sink();
      gst_pad_unlink(harness_pad.get(), sink.get());
      EXPECT_EQ(gst_pad_link(from.get(), sink.get()), GST_PAD_LINK_OK);
    };
    sink_a_ = a_.sink();
    sink_b_ = b_.sink();
    link(track_a_.element(), a_);
    link(track_b_.element(), b_);
  }

  void show_a() { a_.set("active-pad", sink_a_.get()); }
  void show_b() { a_.set("active-pad", sink_b_.get()); }
  void ask(guint seqnum, guint ssrc = 1000) {
    gst_harness_push_upstream_event(
        a_.get(),
        gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                             gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT,
                                               seqnum & 0xffff, "ssrc", G_TYPE_UINT, ssrc, nullptr)));
  }
  static guint osn(const Got& got) {
    return static_cast<guint>(got.packet.payload[0] << 8 | got.packet.payload[1]);
  }

  /// rtptrack with a sink of its own for packets.
  struct TrackInput {
    GRef<GstElement> track = GRef<GstElement>::sink(gst_element_factory_make("rtptrack", nullptr));
    Harness input{track.get(), "sink"};
    TrackInput() { gst_harness_set_src_caps_str(input.get(), kVideoCaps); }
    GstElement* element() { return track.get(); }
    void push(uint16_t seqnum, bool keyframe = false) { input.push_video(seqnum, keyframe, seqnum * kMs); }
  };
  TrackInput track_a_;
  TrackInput track_b_;
  GRef<GstPad> sink_a_;
  GRef<GstPad> sink_b_;
};

TEST_F(RtpSelectorRepeat, SendsItAgainAsTheFirstTime) {
  show_a();
  track_a_.push(200, true);
  track_a_.push(201);
  const auto sent = pull_all();
  ASSERT_EQ(sent.size(), 2u);
  ask(sent[1]->packet.seqnum);
  const auto again = pull_all();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0]->packet.ssrc, 1001u);
  EXPECT_EQ(again[0]->packet.payload_type, 97);
  EXPECT_EQ(again[0]->packet.timestamp, sent[1]->packet.timestamp);
  EXPECT_EQ(again[0]->packet.marker, sent[1]->packet.marker);
  EXPECT_EQ(again[0]->pts, sent[1]->pts) << "SRs are made from it";
  EXPECT_EQ(osn(*again[0]), sent[1]->packet.seqnum);
  const auto first = sent[1]->packet.payload;
  const auto second = again[0]->packet.payload.subspan(2);
  EXPECT_TRUE(std::equal(first.begin(), first.end(), second.begin(), second.end()));
  EXPECT_EQ(a_.value<guint64>("repeats"), 1u);
  EXPECT_EQ(track_a_.input.upstream("GstRTPRetransmissionRequest").size(), 0u) << "the event ends here";
}

// rtprtxsend fails near out-of-order packets, which are what recovered ones are.
TEST_F(RtpSelectorRepeat, FindsWhatCameOutOfOrder) {
  show_a();
  for (const uint16_t seqnum : {200, 203, 201, 204, 202}) track_a_.push(seqnum, seqnum == 200);
  const auto sent = pull_all();
  for (const auto& packet : sent) ask(packet->packet.seqnum);
  const auto again = pull_all();
  ASSERT_EQ(again.size(), sent.size());
  for (size_t n = 0; n < sent.size(); ++n) EXPECT_EQ(osn(*again[n]), sent[n]->packet.seqnum);
}

TEST_F(RtpSelectorRepeat, RtxStreamHasItsOwnSequence) {
  show_a();
  for (uint16_t seqnum = 200; seqnum < 205; ++seqnum) track_a_.push(seqnum, seqnum == 200);
  const auto sent = pull_all();
  ask(sent[3]->packet.seqnum);
  ask(sent[1]->packet.seqnum);
  const auto again = pull_all();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[1]->packet.seqnum, static_cast<uint16_t>(again[0]->packet.seqnum + 1));
}

// A packet of before the switch is asked of the source it came from.
TEST_F(RtpSelectorRepeat, RemembersTheSourceBeforeTheSwitch) {
  show_a();
  track_a_.push(200, true);
  track_a_.push(201);
  const auto before = pull_all();
  show_b();
  track_b_.push(9000, true);
  const auto after = pull_all();
  ask(before[1]->packet.seqnum);
  ask(after[0]->packet.seqnum);
  const auto again = pull_all();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0]->packet.timestamp, before[1]->packet.timestamp);
  EXPECT_EQ(again[1]->packet.timestamp, after[0]->packet.timestamp);
}

// A hole of the source that has been filled at the track since is sent as the packet that it is.
TEST_F(RtpSelectorRepeat, FillsAHoleThatTheSwitchSkipped) {
  show_a();
  track_a_.push(201);  // The keyframe's second packet overtakes the first.
  track_a_.push(200, true);
  track_a_.push(202);
  const auto sent = pull_all();
  ASSERT_EQ(sent.size(), 2u);
  ask(sent[0]->packet.seqnum + 1u);
  const auto again = pull_all();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(osn(*again[0]), static_cast<uint16_t>(sent[0]->packet.seqnum + 1));
}

// Rule 13: a revoked source is not shown by way of repetitions either.
TEST_F(RtpSelectorRepeat, NothingOfARevokedSource) {
  show_a();
  track_a_.push(200, true);
  const auto sent = pull_all();
  select_none();
  ask(sent[0]->packet.seqnum);
  EXPECT_TRUE(pull_all().empty());
}

TEST_F(RtpSelectorRepeat, NothingWithoutRtxOrForOthers) {
  show_a();
  track_a_.push(200, true);
  const auto sent = pull_all();
  const guint seqnum = sent[0]->packet.seqnum;
  ask(seqnum, 4711);
  ask(seqnum + 1);
  ask(seqnum - 1);
  a_.set("rtx-payload", 0u);
  ask(seqnum);
  a_.set("rtx-payload", 97u, "open", FALSE);
  ask(seqnum);
  EXPECT_TRUE(pull_all().empty());
}

// A flood of requests: the same packet at most every 20 ms, all together at most 64 kB and half of what was
// sent.
TEST_F(RtpSelectorRepeat, FloodsAreNotAmplified) {
  show_a();
  track_a_.push(200, true);
  const auto sent = pull_all();
  const guint seqnum = sent[0]->packet.seqnum;
  for (int n = 0; n < 100; ++n) ask(seqnum);
  EXPECT_EQ(pull_all().size(), 1u);
  a_.advance(20);
  for (int n = 0; n < 100; ++n) ask(seqnum);
  EXPECT_EQ(pull_all().size(), 1u);
  size_t bytes = 0;
  for (int n = 0; n < 5000; ++n) {
    a_.advance(20);
    ask(seqnum);
    for (const auto& packet : pull_all()) bytes += packet->bytes.size();
  }
  EXPECT_LE(bytes, 64u * 1024 + 1024);
}

}  // namespace
}  // namespace seodang::rtp::test
