// GstHarness for RTP: packets in, packets out, times by a test clock.
#pragma once

#include <gst/check/gstharness.h>
#include <gst/gst.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/gst.hpp"
#include "elements/packet.hpp"
#include "elements/vp8.hpp"
#include "unit/rtp/bytes.hpp"

namespace seodang::rtp::test {

constexpr GstClockTime kMs = GST_MSECOND;

inline const char* kVideoCaps =
    "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)1000";
inline const char* kAudioCaps =
    "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,ssrc=(uint)2000";

inline GstBuffer* make_buffer(const Buffer& bytes, GstClockTime pts = 0,
                              GstClockTime dts = GST_CLOCK_TIME_NONE) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes.size(), nullptr);
  gst_buffer_fill(buffer, 0, bytes.data(), bytes.size());
  GST_BUFFER_PTS(buffer) = pts;
  GST_BUFFER_DTS(buffer) = dts;
  return buffer;
}

/// A packet that came out; `packet` lies in `bytes`.
struct Got {
  explicit Got(GstBuffer* buffer) : pts(GST_BUFFER_PTS(buffer)), dts(GST_BUFFER_DTS(buffer)) {
    bytes.resize(gst_buffer_get_size(buffer));
    gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
    const auto parsed = parse(bytes);
    EXPECT_TRUE(parsed);
    if (parsed) packet = *parsed;
    if (const auto descriptor = parse_vp8(packet.payload)) vp8 = *descriptor;
  }
  Got(const Got&) = delete;

  GstClockTime pts;
  GstClockTime dts;
  Buffer bytes;
  Packet packet;
  Vp8Descriptor vp8;
};

class Harness {
 public:
  /// An element of its own.
  explicit Harness(const char* element, const char* sink = "sink", const char* src = "src")
      : harness_(gst_harness_new_with_padnames(element, sink, src)) {
    set_up();
  }
  /// One more sink pad of an element.
  Harness(GstElement* element, const char* sink)
      : harness_(gst_harness_new_with_element(element, sink, nullptr)) {
    set_up();
  }
  ~Harness() { gst_harness_teardown(harness_); }
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;

  GstHarness* get() const { return harness_; }
  GstElement* element() const { return harness_->element; }
  /// The element's pad that packets are pushed into.
  GRef<GstPad> sink() const { return GRef<GstPad>::take(gst_pad_get_peer(harness_->srcpad)); }
  GRef<GstPad> src() const { return GRef<GstPad>::take(gst_pad_get_peer(harness_->sinkpad)); }

  template <typename... Args>
  void set(Args... args) {
    g_object_set(element(), args..., nullptr);
  }
  template <typename T>
  T value(const char* name) const {
    T value{};
    g_object_get(element(), name, &value, nullptr);
    return value;
  }

  void push(const Rtp& rtp, GstClockTime pts = 0, GstClockTime dts = GST_CLOCK_TIME_NONE) {
    EXPECT_EQ(gst_harness_push(harness_, make_buffer(rtp.bytes(), pts, dts)), GST_FLOW_OK);
  }
  /// A VP8 packet of the source `ssrc`, picture id and sequence number alike.
  void push_video(uint16_t seqnum, bool keyframe = false, GstClockTime pts = 0, uint32_t ssrc = 0x1111) {
    push({.seqnum = seqnum,
          .timestamp = 3000u * seqnum,
          .ssrc = ssrc,
          .marker = true,
          .payload = Vp8{.picture = seqnum, .keyframe = keyframe}.payload()},
         pts);
  }

  size_t waiting() const { return gst_harness_buffers_in_queue(harness_); }
  std::unique_ptr<Got> pull() {
    GstBuffer* buffer = gst_harness_try_pull(harness_);
    if (!buffer) return nullptr;
    auto got = std::make_unique<Got>(buffer);
    gst_buffer_unref(buffer);
    return got;
  }
  /// Sequence numbers of all that has come out.
  std::vector<int> pull_seqnums() {
    std::vector<int> seqnums;
    while (const auto got = pull()) seqnums.push_back(got->packet.seqnum);
    return seqnums;
  }

  /// The upstream events of that name since the last call.
  std::vector<GRef<GstEvent>> upstream(const char* name) {
    std::vector<GRef<GstEvent>> events;
    while (GstEvent* raw = gst_harness_try_pull_upstream_event(harness_)) {
      auto event = GRef<GstEvent>::take(raw);
      if (gst_event_has_name(raw, name)) events.push_back(event);
    }
    return events;
  }
  size_t keyframe_requests() { return upstream("GstForceKeyUnit").size(); }
  /// How many events came upstream, RECONFIGURE and LATENCY (the harness's own) not counted.
  size_t upstream_events() {
    size_t events = 0;
    while (GstEvent* raw = gst_harness_try_pull_upstream_event(harness_)) {
      const GstEventType type = GST_EVENT_TYPE(raw);
      events += type != GST_EVENT_RECONFIGURE && type != GST_EVENT_LATENCY;
      gst_event_unref(raw);
    }
    return events;
  }
  std::vector<GRef<GstEvent>> downstream() {
    std::vector<GRef<GstEvent>> events;
    while (GstEvent* raw = gst_harness_try_pull_event(harness_)) events.push_back(GRef<GstEvent>::take(raw));
    return events;
  }

  void advance(unsigned ms) { gst_harness_set_time(harness_, now_ += ms * kMs); }

 private:
  void set_up() {
    EXPECT_NE(harness_, nullptr);
    gst_harness_use_testclock(harness_);
    gst_harness_set_time(harness_, now_);
    if (harness_->srcpad) gst_harness_set_src_caps_str(harness_, "application/x-rtp");
  }

  GstHarness* harness_;
  GstClockTime now_ = 10 * GST_SECOND;
};

inline GRef<GstEvent> custom_event(GstEventType type, GstStructure* structure) {
  return GRef<GstEvent>::take(gst_event_new_custom(type, structure));
}

/// The events that must not pass a firewall, fresh ones.
inline std::vector<GstEvent*> ending_events() {
  return {gst_event_new_gap(0, kMs), gst_event_new_flush_start(), gst_event_new_flush_stop(TRUE),
          gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                               gst_structure_new("GstRTPPacketLost", "seqnum", G_TYPE_UINT, 1, nullptr)),
          gst_event_new_eos()};
}

/// A sink pad that answers every packet with `flow`, linked to `src`.
class FailingSink {
 public:
  FailingSink(GstPad* src, GstFlowReturn flow) : pad_(GRef<GstPad>::sink(gst_pad_new("sink", GST_PAD_SINK))) {
    auto fail = [](GstPad* pad, GstObject*, GstBuffer* buffer) {
      gst_buffer_unref(buffer);
      return static_cast<GstFlowReturn>(GPOINTER_TO_INT(pad->chaindata));
    };
    gst_pad_set_chain_function_full(pad_.get(), fail, GINT_TO_POINTER(flow), nullptr);
    gst_pad_set_active(pad_.get(), TRUE);
    EXPECT_EQ(gst_pad_link(src, pad_.get()), GST_PAD_LINK_OK);
  }
  ~FailingSink() { gst_pad_set_active(pad_.get(), FALSE); }

 private:
  GRef<GstPad> pad_;
};

}  // namespace seodang::rtp::test
