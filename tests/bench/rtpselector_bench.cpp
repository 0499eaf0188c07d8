// What a packet costs on its way to viewers: ns per packet through one rtpselector, and through a tee into N
// of them (time per packet that comes in, and per packet that goes out as "out"). Run by hand: see
// tests/bench/RESULTS.md.
#include <benchmark/benchmark.h>
#include <gst/gst.h>

#include <vector>

#include "base/gst.hpp"
#include "unit/rtp/bytes.hpp"

namespace {

using seodang::GRef;
using seodang::rtp::test::Buffer;
using seodang::rtp::test::Rtp;
using seodang::rtp::test::Vp8;

constexpr size_t kPayload = 1100;

/// source pad → rtptrack → tee → N × (rtpselector → fakesink)
class Fan {
 public:
  Fan(int slots, bool shown) {
    GstElement* track = add("rtptrack");
    GstElement* tee = add("tee");
    g_object_set(tee, "allow-not-linked", TRUE, nullptr);
    gst_element_link(track, tee);
    for (int n = 0; n < slots; ++n) add_slot(tee, shown);
    const auto sink = GRef<GstPad>::take(gst_element_get_static_pad(track, "sink"));
    gst_pad_set_active(source_.get(), TRUE);
    gst_pad_link(source_.get(), sink.get());
    gst_element_set_state(bin_.get(), GST_STATE_PLAYING);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    const auto caps = GRef<GstCaps>::take(gst_caps_from_string("application/x-rtp,encoding-name=VP8"));
    gst_pad_push_event(source_.get(), gst_event_new_stream_start("bench"));
    gst_pad_push_event(source_.get(), gst_event_new_caps(caps.get()));
    gst_pad_push_event(source_.get(), gst_event_new_segment(&segment));
  }
  ~Fan() {
    gst_element_set_state(bin_.get(), GST_STATE_NULL);
    gst_pad_set_active(source_.get(), FALSE);
  }

  void push() {
    Rtp rtp{.seqnum = seqnum_, .timestamp = seqnum_ * 3000u, .marker = true};
    rtp.payload = Vp8{.picture = seqnum_, .keyframe = seqnum_ == 0}.payload(kPayload);
    ++seqnum_;
    const Buffer bytes = rtp.bytes();
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes.size(), nullptr);
    gst_buffer_fill(buffer, 0, bytes.data(), bytes.size());
    GST_BUFFER_PTS(buffer) = seqnum_ * 33 * GST_MSECOND;
    gst_pad_push(source_.get(), buffer);
  }

  guint64 sent() const {
    guint64 sum = 0;
    for (GstElement* slot : slots_) {
      guint64 packets = 0;
      g_object_get(slot, "packets", &packets, nullptr);
      sum += packets;
    }
    return sum;
  }

 private:
  GstElement* add(const char* factory) {
    GstElement* element = gst_element_factory_make(factory, nullptr);
    g_assert(element);
    gst_bin_add(GST_BIN(bin_.get()), element);
    return element;
  }

  void add_slot(GstElement* tee, bool shown) {
    GstElement* slot = add("rtpselector");
    GstElement* sink = add("fakesink");
    g_object_set(sink, "async", FALSE, "sync", FALSE, nullptr);
    const auto caps = GRef<GstCaps>::take(gst_caps_from_string(
        "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)1"));
    g_object_set(slot, "caps", caps.get(), "open", TRUE, nullptr);
    const auto from = GRef<GstPad>::take(gst_element_request_pad_simple(tee, "src_%u"));
    const auto to = GRef<GstPad>::take(gst_element_request_pad_simple(slot, "sink_%u"));
    gst_pad_link_full(from.get(), to.get(), GST_PAD_LINK_CHECK_NOTHING);
    gst_element_link(slot, sink);
    if (shown) g_object_set(slot, "active-pad", to.get(), nullptr);
    slots_.push_back(slot);
  }

  GRef<GstElement> bin_ = GRef<GstElement>::sink(gst_pipeline_new(nullptr));
  GRef<GstPad> source_ = GRef<GstPad>::sink(gst_pad_new("src", GST_PAD_SRC));
  std::vector<GstElement*> slots_;
  uint16_t seqnum_ = 0;
};

/// range(0): slots; range(1): do they show the source?
void packets_through_slots(benchmark::State& state) {
  Fan fan(static_cast<int>(state.range(0)), state.range(1) != 0);
  for (auto _ : state) fan.push();
  state.counters["out"] = benchmark::Counter(static_cast<double>(fan.sent()),
                                             benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(packets_through_slots)
    ->ArgNames({"slots", "shown"})
    ->Args({0, 0})
    ->Args({1, 0})
    ->Args({1, 1})
    ->Args({9, 1})
    ->Args({30, 0})
    ->Args({30, 1});

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
