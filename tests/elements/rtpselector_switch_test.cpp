// rtpselector: who is shown and what the viewer's counters see of it (webrtcbin.md §0 rules 4, 5, 13; §16).
#include <set>
#include <thread>

#include "elements/selector_harness.hpp"

namespace seodang::rtp::test {
namespace {

using RtpSelectorSwitch = SelectorTest;

class RtpSelectorAudio : public SelectorTest {
 protected:
  RtpSelectorAudio() : SelectorTest(kAudioCaps) {}
  static void push(Harness& source, uint16_t seqnum, GstClockTime pts = 0) {
    source.push({.seqnum = seqnum, .timestamp = 960u * seqnum, .payload_type = 109}, pts);
  }
};

// §16: nothing is shown that was not selected, and a switch is only at the first packet of a keyframe.
TEST_F(RtpSelectorSwitch, BeginsWithAKeyframe) {
  a_.push_video(98, true);
  EXPECT_TRUE(pull_all().empty()) << "not selected";
  select(a_);
  a_.push_video(99);
  EXPECT_TRUE(pull_all().empty()) << "in the middle of something";
  a_.push_video(100, true);
  a_.push_video(101);
  EXPECT_EQ(pull_all().size(), 2u);
  EXPECT_EQ(messages(), (std::vector<std::string>{"sink_0"}));
  EXPECT_EQ(a_.value<guint64>("switches"), 1u);
  EXPECT_EQ(a_.value<guint64>("packets"), 2u);
}

// What never came is no loss of the viewer's line, and may come yet.
TEST_F(RtpSelectorSwitch, CountsTheHolesOfItsSources) {
  start_with_a();
  const auto before = a_.value<guint64>("holes");
  a_.push_video(120);
  EXPECT_EQ(a_.value<guint64>("holes") - before, 19u);
  a_.push_video(110);
  EXPECT_EQ(a_.value<guint64>("holes") - before, 18u);
}

// Rule 13: what is replaced plays on until the keyframe of what replaces it.
TEST_F(RtpSelectorSwitch, AReplacedSourcePlaysOn) {
  start_with_a();
  select(b_);
  a_.push_video(101);
  b_.push_video(500);
  EXPECT_EQ(pull_all().size(), 1u) << "still a";
  EXPECT_TRUE(messages().empty());
  b_.push_video(501, true);
  a_.push_video(102);
  b_.push_video(502);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 2u) << "only b";
  EXPECT_EQ(messages(), (std::vector<std::string>{"sink_1"})) << "told once it took place";
}

// Rule 13: what is revoked is cut at once.
TEST_F(RtpSelectorSwitch, ARevokedSourceIsCutAtOnce) {
  start_with_a();
  select_none();
  a_.push_video(101);
  a_.push_video(102, true);
  EXPECT_TRUE(pull_all().empty());
  select(b_);
  a_.push_video(103, true);
  EXPECT_TRUE(pull_all().empty())
      << "revoked, then another selected: the revoked one does not come back meanwhile";
  b_.push_video(1, true);
  EXPECT_EQ(pull_all().size(), 1u);
}

TEST_F(RtpSelectorSwitch, APendingSwitchCanBeTakenBack) {
  start_with_a();
  select(b_);
  select(a_);
  b_.push_video(500, true);
  a_.push_video(101);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_FALSE(got[0]->vp8.starts_keyframe);
  EXPECT_TRUE(messages().empty());
}

// §16: PLI through the new pad, at once and every 500 ms, until the keyframe comes.
TEST_F(RtpSelectorSwitch, AsksTheNewSourceForItsKeyframe) {
  start_with_a();
  select(b_);
  EXPECT_EQ(b_.keyframe_requests(), 1u) << "at once, without a packet";
  b_.push_video(500);
  a_.advance(499);
  b_.push_video(501);
  EXPECT_EQ(b_.keyframe_requests(), 0u);
  a_.advance(1);
  a_.push_video(101);
  EXPECT_EQ(b_.keyframe_requests(), 1u) << "any packet drives it";
  a_.advance(500);
  b_.push_video(502);
  EXPECT_EQ(b_.keyframe_requests(), 1u);
  b_.push_video(503, true);
  a_.advance(500);
  b_.push_video(504);
  EXPECT_EQ(b_.keyframe_requests(), 0u) << "it came";
  EXPECT_EQ(a_.keyframe_requests(), 0u);
}

// Rule 4: nothing passes before the peer is open; opening asks for a keyframe, and the picture starts with
// it.
TEST_F(RtpSelectorSwitch, DropsAllUntilOpen) {
  a_.set("open", FALSE);
  select(a_);
  a_.push_video(100, true);
  EXPECT_TRUE(pull_all().empty());
  EXPECT_EQ(a_.keyframe_requests(), 0u);
  a_.set("open", TRUE);
  EXPECT_EQ(a_.keyframe_requests(), 1u);
  a_.push_video(101);
  EXPECT_TRUE(pull_all().empty()) << "not in the middle";
  a_.push_video(102, true);
  const auto first = pull_all();
  ASSERT_EQ(first.size(), 1u);
  a_.set("open", FALSE);
  a_.push_video(103);
  a_.set("open", TRUE);
  a_.push_video(104);
  a_.push_video(105, true);
  const auto next = pull_all();
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0]->packet.seqnum, static_cast<uint16_t>(first[0]->packet.seqnum + 1))
      << "no hole for what was not sent";
}

// Rule 5, §16: seqnums continue (last + 1), holes stay, late ones fit in, nothing twice, nothing from before
// the switch.
TEST_F(RtpSelectorSwitch, SequenceNumbersGoOn) {
  start_with_a();
  a_.push_video(101);
  a_.push_video(103);
  a_.push_video(102);
  a_.push_video(102);
  const auto before = pull_all();
  ASSERT_EQ(before.size(), 3u) << "the repeated one is dropped";
  const uint16_t base = before[0]->packet.seqnum;
  EXPECT_EQ(before[1]->packet.seqnum, static_cast<uint16_t>(base + 2));
  EXPECT_EQ(before[2]->packet.seqnum, static_cast<uint16_t>(base + 1));
  select(b_);
  b_.push_video(7000, true);
  b_.push_video(6999);
  b_.push_video(7002);
  a_.push_video(104);
  const auto after = pull_all();
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0]->packet.seqnum, static_cast<uint16_t>(base + 3));
  EXPECT_EQ(after[1]->packet.seqnum, static_cast<uint16_t>(base + 5)) << "7001 is missing and stays so";
}

// §16: padding-only packets dropped and their number closed up.
TEST_F(RtpSelectorSwitch, PaddingIsTakenOut) {
  start_with_a();
  a_.push_video(101);
  a_.push({.seqnum = 102, .payload = {}, .padding = 200});
  a_.push_video(103);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[1]->packet.seqnum, static_cast<uint16_t>(got[0]->packet.seqnum + 1));
}

// §16: timestamp by the PTS difference, PTS kept; picture id (15 bits) and TL0PICIDX go on; marker kept.
TEST_F(RtpSelectorSwitch, PictureCountersGoOn) {
  select(a_);
  a_.push({.seqnum = 1,
           .timestamp = 1000,
           .payload = Vp8{.picture = 0x7fff, .tl0 = 77, .keyframe = true}.payload()},
          1000 * kMs);
  select(b_);
  b_.push({.seqnum = 9,
           .timestamp = 99,
           .marker = true,
           .payload = Vp8{.picture = 3, .tl0 = 200, .keyframe = true}.payload()},
          1250 * kMs);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[1]->packet.timestamp, got[0]->packet.timestamp + 22500);
  EXPECT_EQ(got[1]->vp8.picture_id_bits, 15u);
  EXPECT_EQ(got[1]->vp8.picture_id, (*got[0]->vp8.picture_id + 1) & 0x7fff);
  EXPECT_EQ(got[1]->vp8.tl0_picture_index, static_cast<uint8_t>(*got[0]->vp8.tl0_picture_index + 1));
  EXPECT_FALSE(got[0]->packet.marker);
  EXPECT_TRUE(got[1]->packet.marker);
  EXPECT_EQ(got[1]->pts, 1250 * kMs);
}

// §16: SSRC and PT of the slot; extension block rebuilt.
TEST_F(RtpSelectorSwitch, HeaderIsTheSlots) {
  select(a_);
  const Rtp source{.seqnum = 1,
                   .payload_type = 120,
                   .ssrc = 77,
                   .extensions = {0x30, 'm', 0, 0},
                   .payload = Vp8{.keyframe = true}.payload(),
                   .padding = 5,
                   .csrcs = 1};
  a_.push(source);
  a_.set("abs-send-time-id", 3u);
  Rtp next = source;
  next.seqnum = 2;
  a_.push(next);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0]->packet.ssrc, 1000u);
  EXPECT_EQ(got[0]->packet.payload_type, 96);
  EXPECT_EQ(got[0]->packet.extension_profile, 0) << "a stale mid must not leak (§6)";
  EXPECT_EQ(got[0]->packet.payload.size(), source.payload.size()) << "without padding";
  const Bytes time = extension(got[1]->packet, 3);
  ASSERT_EQ(time.size(), 3u);
  EXPECT_EQ(time[0] << 16 | time[1] << 8 | time[2], 10 << 18) << "the test clock stands at 10 s";
}

TEST_F(RtpSelectorAudio, SwitchesAtTheNextPacket) {
  select(a_);
  push(a_, 10, 1000 * kMs);
  select(b_);
  push(a_, 11, 1020 * kMs);
  push(b_, 900, 1040 * kMs);
  push(a_, 12, 1040 * kMs);
  const auto got = pull_all();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[0]->packet.payload_type, 111);
  EXPECT_EQ(got[2]->packet.seqnum, static_cast<uint16_t>(got[1]->packet.seqnum + 1));
  EXPECT_EQ(got[2]->packet.timestamp, got[1]->packet.timestamp + 960) << "20 ms";
  EXPECT_EQ(b_.keyframe_requests(), 0u) << "sound has none";
  EXPECT_EQ(messages(), (std::vector<std::string>{"sink_0", "sink_1"}));
}

TEST_F(RtpSelectorAudio, ARevokedSourceIsCutAtOnce) {
  select(a_);
  push(a_, 10);
  select_none();
  push(a_, 11);
  EXPECT_EQ(pull_all().size(), 1u);
}

TEST_F(RtpSelectorSwitch, APadThatGoesIsForgotten) {
  start_with_a();
  select(b_);
  const auto pad = b_.sink();
  gst_element_release_request_pad(a_.element(), pad.get());
  a_.push_video(101);
  EXPECT_EQ(pull_all().size(), 1u);
  GstPad* selected = nullptr;
  g_object_get(a_.element(), "active-pad", &selected, nullptr);
  EXPECT_EQ(selected, a_.sink().get());
  gst_clear_object(&selected);
}

TEST_F(RtpSelectorSwitch, CanBeSelectedByNameBeforeThePadExists) {
  a_.set("active", "sink_7");
  const Harness c(a_.element(), "sink_7");
  GstPad* selected = nullptr;
  g_object_get(a_.element(), "active-pad", &selected, nullptr);
  EXPECT_EQ(selected, c.sink().get());
  gst_clear_object(&selected);
}

TEST_F(RtpSelectorSwitch, ARevokedNameDoesNotComeBack) {
  a_.set("active", "sink_7");
  select_none();
  const Harness c(a_.element(), "sink_7");
  EXPECT_EQ(a_.value<GstPad*>("active-pad"), nullptr);
}

// Rule 5 under load: two sources, a switching control thread and an asking viewer at once; no number is sent
// twice.
TEST_F(RtpSelectorSwitch, ThreadsDoNotRepeatNumbers) {
  const auto source = [this](Harness& harness) {
    for (uint16_t n = 0; n < 2000; ++n) harness.push_video(n, n % 10 == 0, n * kMs);
  };
  std::thread first(source, std::ref(a_));
  std::thread second(source, std::ref(b_));
  std::thread viewer([this] {
    for (guint n = 0; n < 2000; ++n)
      gst_harness_push_upstream_event(
          a_.get(),
          gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                               gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, n,
                                                 "ssrc", G_TYPE_UINT, 1000u, nullptr)));
  });
  for (int n = 0; n < 300; ++n) {
    n % 3 == 2 ? select_none() : select(n % 3 ? a_ : b_);
    std::this_thread::yield();
  }
  first.join();
  second.join();
  viewer.join();
  std::set<int> seqnums;
  for (const int seqnum : a_.pull_seqnums()) EXPECT_TRUE(seqnums.insert(seqnum).second) << seqnum;
}

}  // namespace
}  // namespace seodang::rtp::test
