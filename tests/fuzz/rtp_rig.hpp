// What the targets of elements share: packets made by a script, and pads that stand for the neighbours.
#pragma once

#include <gst/check/gsttestclock.h>
#include <gst/gst.h>

#include <functional>
#include <initializer_list>
#include <vector>

#include "base/gst.hpp"
#include "elements/packet.hpp"
#include "fuzz/property.hpp"
#include "fuzz/script.hpp"
#include "unit/rtp/bytes.hpp"

namespace seodang::fuzz {

using rtp::Bytes;
using rtp::test::Buffer;

/// A browser's stream: counters that go on unless the script says otherwise.
struct Stream {
  uint16_t seqnum = 0;
  uint32_t timestamp = 0;
  uint16_t picture = 0;
  uint8_t payload_type = 96;
  static constexpr size_t large = 4000;  ///< bytes; some packets, so that budgets of bytes are reached

  /// The next packet: nearly always a sound one, since random bytes are none.
  Buffer packet(Script& script);

 private:
  void step(Script& script, uint8_t how);
};

inline void Stream::step(Script& script, uint8_t how) {
  switch (how & 3) {
    case 0: ++seqnum; break;
    case 1: seqnum = static_cast<uint16_t>(seqnum + script.step()); break;
    case 2: seqnum = script.word(); break;
    default: break;  // The same again.
  }
}

inline Buffer Stream::packet(Script& script) {
  const uint8_t shape = script.byte();
  const uint8_t more = script.byte();
  if (shape == 0xff) {
    const Bytes raw = script.bytes(more);
    return {raw.begin(), raw.end()};
  }
  step(script, more);
  if (shape & 0x01) timestamp += 3000u * (1 + (more >> 6));
  if (shape & 0x02) ++picture;
  const size_t size = more >> 2 & 0x0f;
  rtp::test::Rtp packet{
      .seqnum = seqnum, .timestamp = timestamp, .payload_type = payload_type, .marker = (shape & 1) != 0};
  packet.payload = rtp::test::Vp8{.picture = static_cast<uint16_t>(picture & 0x7fff),
                                  .tl0 = static_cast<uint8_t>(picture),
                                  .key = static_cast<uint8_t>(picture >> 2),
                                  .start = (shape & 0x04) != 0,
                                  .keyframe = (shape & 0x08) != 0}
                       .payload(size == 0x0f ? large : size);
  if (shape & 0x10) {
    const Bytes own = script.bytes(8);
    packet.payload.assign(own.begin(), own.end());
  }
  if (shape & 0x20) packet.extensions = {0x10, script.byte(), 0, 0};
  if (shape & 0x40) packet.padding = static_cast<uint8_t>(1 + (more >> 4));
  if (shape & 0x80) packet.payload.clear();
  return packet.bytes();
}

inline GRef<GstBuffer> buffer_of(const Buffer& bytes) {
  return GRef<GstBuffer>::take(bytes.empty() ? gst_buffer_new()
                                             : gst_buffer_new_memdup(bytes.data(), bytes.size()));
}

/// Whether the buffer holds exactly these bytes.
inline bool holds(GstBuffer* buffer, const Buffer& bytes) {
  return gst_buffer_get_size(buffer) == bytes.size() &&
         gst_buffer_memcmp(buffer, 0, bytes.data(), bytes.size()) == 0;
}

inline Buffer bytes_of(GstBuffer* buffer) {
  Buffer bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

/// A neighbour's pad, linked to an element's; functions that the target sets hear what comes.
class Neighbour {
 public:
  /// The events are not given away; a buffer is.
  std::function<GstFlowReturn(GstBuffer*)> on_buffer;
  std::function<void(GstEvent*)> on_event;
  std::function<gboolean(GstQuery*)> on_query;

  explicit Neighbour(GRef<GstPad> peer)
      : peer_(std::move(peer)),
        pad_(GRef<GstPad>::sink(gst_pad_new(nullptr, is_sink(peer_.get()) ? GST_PAD_SRC : GST_PAD_SINK))) {
    if (!is_sink(peer_.get())) gst_pad_set_chain_function_full(pad_.get(), chain, this, nullptr);
    gst_pad_set_event_function_full(pad_.get(), event, this, nullptr);
    gst_pad_set_query_function_full(pad_.get(), query, this, nullptr);
    gst_pad_set_active(pad_.get(), TRUE);
    const bool sends = is_sink(peer_.get());
    gst_pad_link_full(sends ? pad_.get() : peer_.get(), sends ? peer_.get() : pad_.get(),
                      GST_PAD_LINK_CHECK_NOTHING);
  }
  ~Neighbour() {
    const bool sends = is_sink(peer_.get());
    gst_pad_unlink(sends ? pad_.get() : peer_.get(), sends ? peer_.get() : pad_.get());
    gst_pad_set_active(pad_.get(), FALSE);
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

  /// The element's pad.
  GstPad* peer() const { return peer_.get(); }
  /// What comes before packets; fresh events, since pads do not take the same ones again.
  void start(GstCaps* caps) {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(pad_.get(), gst_event_new_stream_start("fuzz"));
    gst_pad_push_event(pad_.get(), gst_event_new_caps(caps));
    gst_pad_push_event(pad_.get(), gst_event_new_segment(&segment));
  }
  GstFlowReturn push(GRef<GstBuffer> buffer) { return gst_pad_push(pad_.get(), buffer.release()); }
  gboolean send(GstEvent* event) { return gst_pad_push_event(pad_.get(), event); }
  bool ask(GstQuery* query) { return gst_pad_peer_query(pad_.get(), query); }

 private:
  static bool is_sink(GstPad* pad) { return GST_PAD_DIRECTION(pad) == GST_PAD_SINK; }
  static GstFlowReturn chain(GstPad* pad, GstObject*, GstBuffer* raw) {
    const auto buffer = GRef<GstBuffer>::take(raw);
    return static_cast<Neighbour*>(pad->chaindata)->on_buffer(raw);
  }
  static gboolean event(GstPad* pad, GstObject*, GstEvent* raw) {
    const auto event = GRef<GstEvent>::take(raw);
    const auto* self = static_cast<Neighbour*>(pad->eventdata);
    if (self->on_event) self->on_event(raw);
    return TRUE;
  }
  static gboolean query(GstPad* pad, GstObject*, GstQuery* query) {
    const auto* self = static_cast<Neighbour*>(pad->querydata);
    return self->on_query ? self->on_query(query) : FALSE;
  }

  GRef<GstPad> peer_;
  GRef<GstPad> pad_;
};

/// An element of ours, without a plugin around it, with a clock that moves only when told to.
class Element {
 public:
  explicit Element(const char* factory)
      : element_(GRef<GstElement>::sink(gst_element_factory_make(factory, nullptr))) {
    require(static_cast<bool>(element_), "the element can be made");
    gst_element_set_clock(element_.get(), clock());
  }
  ~Element() { gst_element_set_state(element_.get(), GST_STATE_NULL); }
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;

  void activate() { gst_element_set_state(element_.get(), GST_STATE_PAUSED); }
  GstElement* get() const { return element_.get(); }
  GRef<GstPad> pad(const char* name) const {
    return GRef<GstPad>::take(gst_element_get_static_pad(get(), name));
  }
  template <typename T>
  T value(const char* name) const {
    T value{};
    g_object_get(get(), name, &value, nullptr);
    return value;
  }

  static GstClock* clock() {
    static GstClock* const made = gst_test_clock_new_with_start_time(3600 * GST_SECOND);
    return made;
  }
  static GstClockTime now() { return gst_clock_get_time(clock()); }
  static void wait(GstClockTime ns) { gst_test_clock_set_time(GST_TEST_CLOCK(clock()), now() + ns); }

 private:
  GRef<GstElement> element_;
};

/// An event or query of either direction that strangers or neighbours may send, and that the elements keep to
/// themselves.
inline GstEvent* upstream_event(uint8_t kind) {
  const auto custom = [](const char* name) {
    return gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty(name));
  };
  switch (kind % 7) {
    case 0: return gst_event_new_reconfigure();
    case 1: return gst_event_new_latency(200 * GST_MSECOND);
    case 2: return gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.5, 1000, 0);
    case 3: return custom("RTPTWCCPackets");
    case 4: return custom("GstRTPRetransmissionRequest");  // Without its fields.
    case 5:
      return gst_event_new_seek(1, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 0,
                                GST_SEEK_TYPE_NONE, 0);
    default: return gst_event_new_custom(GST_EVENT_CUSTOM_BOTH_OOB, gst_structure_new_empty("whatever"));
  }
}

inline GRef<GstQuery> query_of(uint8_t kind, bool downstream) {
  const auto caps =
      GRef<GstCaps>::take(gst_caps_new_empty_simple(kind & 0x10 ? "application/x-rtp" : "video/x-raw"));
  const auto make = [&]() -> GstQuery* {
    switch (kind % 6) {
      case 0: return gst_query_new_caps(kind & 0x20 ? caps.get() : nullptr);
      case 1: return gst_query_new_accept_caps(caps.get());
      case 2: return downstream ? gst_query_new_allocation(caps.get(), TRUE) : gst_query_new_scheduling();
      case 3: return gst_query_new_position(GST_FORMAT_TIME);
      case 4: return gst_query_new_duration(GST_FORMAT_TIME);
      default: return gst_query_new_custom(GST_QUERY_CUSTOM, gst_structure_new_empty("seodang-rtp-packet"));
    }
  };
  return GRef<GstQuery>::take(make());
}

inline bool is_keyframe_request(GstEvent* event) { return gst_event_has_name(event, "GstForceKeyUnit"); }

}  // namespace seodang::fuzz
