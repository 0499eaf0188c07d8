/**
 * SECTION:element-rtpselector
 * @title: rtpselector
 * @see_also: rtptrack, rtpfunnel, input-selector
 *
 * Feeds one outgoing slot, an m-line of the webrtcbin that sends to a viewer, from one of several tracks. The
 * slot never changes: its SSRC, payload type and counters go on while who is shown in it changes. So a change
 * of pictures needs no negotiation.
 *
 * Setting #rtpselector:active-pad is the switch. A video source that is replaced plays on until the first
 * packet of the new one's keyframe; the new source is asked for one at once and then every
 * #rtpselector:keyframe-interval. Sound switches at the next packet. NULL cuts the source at once: it was
 * taken away, not replaced. When a source begins to pass, the element posts an element message
 * "seodang-slot-switched" with the field `pad` (string, the pad's name). Nothing passes while
 * #rtpselector:open is FALSE, so a viewer that is not connected blocks nobody.
 *
 * All that a viewer's decoder counts is made continuous: sequence numbers (holes stay holes, padding-only
 * packets are taken out, nothing is ever sent twice or from before the switch), timestamps (by the PTS), and
 * VP8 picture ids, TL0PICIDX and KEYIDX. Header extensions of the source are taken off, since their ids mean
 * nothing here; abs-send-time is put on when #rtpselector:abs-send-time-id says so. The header is new memory,
 * the payload is shared.
 *
 * Upwards the element answers for the slot. It drops EOS, FLUSH, GAP, CAPS, SEGMENT and every other event of
 * a source, and says stream-start, CAPS and SEGMENT once, when it starts (SEGMENT is one and the same
 * GstEvent in all selectors, which rtpfunnel does not repeat), always returns GST_FLOW_OK, and answers CAPS,
 * LATENCY and ALLOCATION itself.
 *
 * From the viewer it takes keyframe requests, which go to the source, and GstRTPRetransmissionRequest: the
 * packet is looked up in the source's history by the query "seodang-rtp-packet" (see rtptrack), rewritten as
 * it was the first time, and sent in the stream of #rtpselector:rtx-ssrc (RFC 4588); the same one at most
 * every 20 ms, and all of them at most half of what was sent.
 *
 * Threads: see selector.hpp. Link src before READY to PAUSED, or set open after it was linked, so that the
 * first events travel on the control thread.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=30 ! vp8enc deadline=1 ! rtpvp8pay ! tee name=in \
 *     in. ! queue ! fakesink \
 *     in. ! queue ! rtptrack \
 *     ! rtpselector name=slot open=true active=sink_0 \
 *     caps="application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)1234" \
 *     ! tee allow-not-linked=true
 * ]|
 * A slot that shows its first source. The first branch is there to see the end of the stream, which a slot
 * drops.
 */

#include "elements/rtpselector.hpp"

#include <gst/video/video.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "elements/selector.hpp"

GST_DEBUG_CATEGORY_STATIC(rtpselector_debug);
#define GST_CAT_DEFAULT rtpselector_debug

namespace {

using namespace seodang;
using namespace seodang::rtp;

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink_%u", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS("application/x-rtp"));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));

/// What belongs to the control thread, besides the Selector.
struct Control {
  std::mutex mutex;
  GRef<GstCaps> caps;
  GRef<GstEvent> caps_event;
  GRef<GstEvent> stream_start;
  guint next_pad = 0;
  /// The property "active": a name whose pad may not exist yet.
  std::string active;
};

struct SeodangRtpSelector {
  GstElement element;
  GstPad* src;
  Selector* selector;
  Control* control;
};
struct SeodangRtpSelectorClass {
  GstElementClass parent_class;
};

SeodangRtpSelector* self_of(gpointer object) { return static_cast<SeodangRtpSelector*>(object); }
Selector& selector_of(gpointer object) { return *self_of(object)->selector; }

/// One event for the whole process: pads recognise it by its address and do not pass it on again (rule 7).
GstEvent* shared_segment() {
  static GstEvent* const event = [] {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    GstEvent* made = gst_event_new_segment(&segment);
    GST_MINI_OBJECT_FLAG_SET(made, GST_MINI_OBJECT_FLAG_MAY_BE_LEAKED);
    return made;
  }();
  return event;
}

/// What precedes the packets. Sent again it does nothing, unless the pad has been linked or the caps changed
/// since.
void push_start(SeodangRtpSelector* self) {
  Control& control = *self->control;
  GRef<GstEvent> caps;
  GRef<GstEvent> stream_start;
  {
    const std::lock_guard lock(control.mutex);
    if (!control.stream_start) {
      GPtr<char> id(g_strdup_printf("seodang-slot-%08x", g_random_int()));
      control.stream_start = GRef<GstEvent>::take(gst_event_new_stream_start(id.get()));
    }
    stream_start = control.stream_start;
    caps = control.caps_event;
  }
  gst_pad_push_event(self->src, stream_start.release());
  if (!caps) return;  // SEGMENT comes after CAPS, which come when they are known.
  gst_pad_push_event(self->src, caps.release());
  gst_pad_push_event(self->src, gst_event_ref(shared_segment()));
}

bool is_started(SeodangRtpSelector* self) { return GST_STATE(self) >= GST_STATE_PAUSED; }

/// Puts the new head before the old payload, which is shared and not copied.
GstBuffer* assemble(GstBuffer* source, const Outgoing& out) {
  GstMemory* head = gst_allocator_alloc(nullptr, out.head_size, nullptr);
  GstMapInfo info;
  if (gst_memory_map(head, &info, GST_MAP_WRITE)) {
    std::copy_n(out.head.data(), out.head_size, info.data);
    gst_memory_unmap(head, &info);
  }

  const auto what = static_cast<GstBufferCopyFlags>(GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_MEMORY);
  GstBuffer* buffer = gst_buffer_copy_region(source, what, out.payload_offset, out.payload_size);
  gst_buffer_prepend_memory(buffer, head);
  GST_BUFFER_PTS(buffer) = GST_BUFFER_PTS(source);
  return buffer;
}

void post_switched(GstElement* element, GstPad* pad) {
  GPtr<char> name(gst_pad_get_name(pad));
  gst_element_post_message(
      element,
      gst_message_new_element(GST_OBJECT(element), gst_structure_new("seodang-slot-switched", "pad",
                                                                     G_TYPE_STRING, name.get(), nullptr)));
}

GstFlowReturn chain(GstPad* pad, GstObject* parent, GstBuffer* raw) {
  auto buffer = GRef<GstBuffer>::take(raw);
  Selector& selector = selector_of(parent);
  if (!selector.concerns(pad)) return GST_FLOW_OK;

  Decision decision;
  {
    const MappedBuffer mapped(raw);
    const auto packet = parse(mapped.bytes());
    if (!packet) return GST_FLOW_OK;
    decision = selector.decide(pad, *packet, time_of(GST_BUFFER_PTS(raw)));
  }
  if (decision.ask) request_keyframe(decision.ask.get());
  if (decision.out) gst_pad_push(self_of(parent)->src, assemble(raw, *decision.out));
  if (decision.switched) post_switched(GST_ELEMENT(parent), pad);
  return GST_FLOW_OK;
}

/// The slot's stream is our own: nothing that a source says about its own concerns the viewer.
gboolean sink_event(GstPad* pad, GstObject*, GstEvent* event) { return drop_at(pad, event); }

gboolean sink_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  switch (GST_QUERY_TYPE(query)) {
    case GST_QUERY_CAPS: {
      GstCaps* filter = nullptr;
      gst_query_parse_caps(query, &filter);
      const auto any = GRef<GstCaps>::take(gst_pad_get_pad_template_caps(pad));
      const auto result = filter ? GRef<GstCaps>::take(gst_caps_intersect(filter, any.get())) : any;
      gst_query_set_caps_result(query, result.get());
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS: gst_query_set_accept_caps_result(query, TRUE); return TRUE;
    case GST_QUERY_ALLOCATION: return FALSE;
    default:
      // Whatever is asked, it is not answered by the viewer's webrtcbin.
      return FALSE;
  }
}

gboolean src_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  switch (GST_QUERY_TYPE(query)) {
    case GST_QUERY_LATENCY: answer_latency(query); return TRUE;
    case GST_QUERY_CAPS: {
      Control& control = *self_of(parent)->control;
      GstCaps* filter = nullptr;
      gst_query_parse_caps(query, &filter);
      const std::lock_guard lock(control.mutex);
      auto result = control.caps ? control.caps : GRef<GstCaps>::take(gst_pad_get_pad_template_caps(pad));
      if (filter) result = GRef<GstCaps>::take(gst_caps_intersect(filter, result.get()));
      gst_query_set_caps_result(query, result.get());
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS: gst_query_set_accept_caps_result(query, TRUE); return TRUE;
    default: return FALSE;
  }
}

/// Asks the source's track for a packet of its past.
GRef<GstBuffer> query_packet(GstPad* sink, uint16_t seqnum) {
  const auto query = GRef<GstQuery>::take(gst_query_new_custom(
      GST_QUERY_CUSTOM, gst_structure_new(kPacketQuery, "seqnum", G_TYPE_UINT, guint{seqnum}, nullptr)));
  if (!gst_pad_peer_query(sink, query.get())) return {};
  GstBuffer* buffer = nullptr;
  gst_structure_get(gst_query_get_structure(query.get()), "buffer", GST_TYPE_BUFFER, &buffer, nullptr);
  return GRef<GstBuffer>::take(buffer);
}

void send_again(SeodangRtpSelector* self, const GstStructure* request) {
  guint seqnum = 0;
  guint ssrc = 0;
  if (!gst_structure_get_uint(request, "seqnum", &seqnum) || !gst_structure_get_uint(request, "ssrc", &ssrc))
    return;
  const auto wanted = self->selector->find_repeat(static_cast<uint16_t>(seqnum), ssrc);
  if (!wanted) return;
  const auto buffer = query_packet(wanted->pad.get(), wanted->origin.source_seqnum);
  if (!buffer) return;

  std::optional<Outgoing> out;
  {
    const MappedBuffer mapped(buffer.get());
    if (const auto packet = parse(mapped.bytes())) out = self->selector->repeat(wanted->origin, *packet);
  }
  if (out) gst_pad_push(self->src, assemble(buffer.get(), *out));
}

/// RECONFIGURE, RTPTWCCPackets (which reach every slot), QOS and all others end here.
gboolean src_event(GstPad*, GstObject* parent, GstEvent* event) {
  SeodangRtpSelector* self = self_of(parent);
  if (gst_event_has_name(event, kRetransmissionRequest)) {
    send_again(self, gst_event_get_structure(event));
  } else if (gst_video_event_is_force_key_unit(event)) {
    if (const auto pad = self->selector->keyframe_source()) request_keyframe(pad.get());
  }
  gst_event_unref(event);
  return TRUE;
}

/// What was wanted by name before is wanted no more.
void select_pad(SeodangRtpSelector* self, GstPad* pad) {
  {
    const std::lock_guard lock(self->control->mutex);
    self->control->active.clear();
  }
  if (const auto ask = self->selector->select(pad)) request_keyframe(ask.get());
}

void set_open(SeodangRtpSelector* self, bool open) {
  if (open && is_started(self)) push_start(self);
  if (const auto ask = self->selector->open(open)) request_keyframe(ask.get());
}

void set_caps(SeodangRtpSelector* self, const GstCaps* caps) {
  {
    const std::lock_guard lock(self->control->mutex);
    self->control->caps = GRef<GstCaps>::take(caps ? gst_caps_copy(caps) : nullptr);
    self->control->caps_event = {};
    if (caps && gst_caps_is_fixed(caps))
      self->control->caps_event = GRef<GstEvent>::take(gst_event_new_caps(self->control->caps.get()));
  }
  if (caps && gst_caps_is_fixed(caps)) self->selector->set_caps(caps);
  if (is_started(self)) push_start(self);
}

void set_active(SeodangRtpSelector* self, const char* name) {
  const auto pad = GRef<GstPad>::take(name ? gst_element_get_static_pad(&self->element, name) : nullptr);
  select_pad(self, pad.get());
  if (pad || !name) return;
  const std::lock_guard lock(self->control->mutex);
  self->control->active = name;
}

}  // namespace

enum {
  PROP_CAPS = 1,
  PROP_OPEN,
  PROP_ACTIVE_PAD,
  PROP_ACTIVE,
  PROP_KEYFRAME_INTERVAL,
  PROP_RTX_SSRC,
  PROP_RTX_PAYLOAD,
  PROP_ABS_SEND_TIME_ID,
  PROP_PACKETS,
  PROP_BYTES,
  PROP_SWITCHES,
  PROP_REPEATS,
  PROP_HOLES,
};

G_DEFINE_TYPE(SeodangRtpSelector, seodang_rtp_selector, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE(rtpselector, "rtpselector", GST_RANK_NONE, seodang_rtp_selector_get_type())

static void seodang_rtp_selector_set_property(GObject* object, guint id, const GValue* value,
                                              GParamSpec* spec) {
  SeodangRtpSelector* self = self_of(object);
  Selector& selector = *self->selector;
  switch (id) {
    case PROP_CAPS: set_caps(self, gst_value_get_caps(value)); break;
    case PROP_OPEN: set_open(self, g_value_get_boolean(value)); break;
    case PROP_ACTIVE_PAD: select_pad(self, static_cast<GstPad*>(g_value_get_object(value))); break;
    case PROP_ACTIVE: set_active(self, g_value_get_string(value)); break;
    case PROP_KEYFRAME_INTERVAL: selector.keyframe_interval = g_value_get_uint(value); break;
    case PROP_RTX_SSRC: selector.set_rtx(g_value_get_uint(value), {}); break;
    case PROP_RTX_PAYLOAD: selector.set_rtx({}, g_value_get_uint(value)); break;
    case PROP_ABS_SEND_TIME_ID: selector.set_abs_send_time_id(g_value_get_uint(value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_selector_get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  SeodangRtpSelector* self = self_of(object);
  Selector& selector = *self->selector;
  switch (id) {
    case PROP_CAPS: {
      const std::lock_guard lock(self->control->mutex);
      gst_value_set_caps(value, self->control->caps.get());
      break;
    }
    case PROP_OPEN: g_value_set_boolean(value, selector.is_open()); break;
    case PROP_ACTIVE_PAD: g_value_set_object(value, selector.selected().get()); break;
    case PROP_ACTIVE: {
      const auto pad = selector.selected();
      g_value_take_string(value, pad ? gst_pad_get_name(pad.get()) : nullptr);
      break;
    }
    case PROP_KEYFRAME_INTERVAL: g_value_set_uint(value, selector.keyframe_interval); break;
    case PROP_RTX_SSRC: g_value_set_uint(value, selector.format().rtx_ssrc); break;
    case PROP_RTX_PAYLOAD: g_value_set_uint(value, selector.format().rtx_payload_type); break;
    case PROP_ABS_SEND_TIME_ID: g_value_set_uint(value, selector.format().abs_send_time_id); break;
    case PROP_PACKETS: g_value_set_uint64(value, selector.counters().packets); break;
    case PROP_BYTES: g_value_set_uint64(value, selector.counters().bytes); break;
    case PROP_SWITCHES: g_value_set_uint64(value, selector.counters().switches); break;
    case PROP_REPEATS: g_value_set_uint64(value, selector.counters().repeats); break;
    case PROP_HOLES: g_value_set_uint64(value, selector.counters().holes); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_selector_dispose(GObject* object) {
  // The pads that it holds hold nothing, but a reference kept beyond the element's life would be a leak of
  // theirs.
  selector_of(object).select(nullptr);
  G_OBJECT_CLASS(seodang_rtp_selector_parent_class)->dispose(object);
}

static void seodang_rtp_selector_finalize(GObject* object) {
  delete self_of(object)->selector;
  delete self_of(object)->control;
  G_OBJECT_CLASS(seodang_rtp_selector_parent_class)->finalize(object);
}

static gboolean seodang_rtp_selector_set_clock(GstElement* element, GstClock* clock) {
  selector_of(element).clock.set(clock);
  return GST_ELEMENT_CLASS(seodang_rtp_selector_parent_class)->set_clock(element, clock);
}

static GstStateChangeReturn seodang_rtp_selector_change_state(GstElement* element, GstStateChange change) {
  const auto result = GST_ELEMENT_CLASS(seodang_rtp_selector_parent_class)->change_state(element, change);
  if (change == GST_STATE_CHANGE_READY_TO_PAUSED && result != GST_STATE_CHANGE_FAILURE)
    push_start(self_of(element));
  return result;
}

static GstPad* seodang_rtp_selector_request_pad(GstElement* element, GstPadTemplate* templ, const gchar* name,
                                                const GstCaps*) {
  Control& control = *self_of(element)->control;
  GPtr<char> made;
  bool active = false;
  {
    const std::lock_guard lock(control.mutex);
    guint number = 0;
    if (name && sscanf(name, "sink_%u", &number) == 1) {
      control.next_pad = std::max(control.next_pad, number + 1);
      made.reset(g_strdup(name));
    } else {
      made.reset(g_strdup_printf("sink_%u", control.next_pad++));
    }
    active = control.active == made.get();
  }
  GstPad* pad = gst_pad_new_from_template(templ, made.get());
  gst_pad_set_chain_function(pad, chain);
  gst_pad_set_event_function(pad, sink_event);
  gst_pad_set_query_function(pad, sink_query);
  gst_pad_set_active(pad, TRUE);
  if (!gst_element_add_pad(element, pad)) return nullptr;
  if (active) select_pad(self_of(element), pad);
  return pad;
}

static void seodang_rtp_selector_release_pad(GstElement* element, GstPad* pad) {
  selector_of(element).forget(pad);
  gst_pad_set_active(pad, FALSE);
  gst_element_remove_pad(element, pad);
}

static void install_properties(GObjectClass* object_class) {
  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  const auto read = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  const auto install = [&](guint id, GParamSpec* spec) {
    g_object_class_install_property(object_class, id, spec);
  };
  const auto number = [&](guint id, const char* name, const char* nick, const char* blurb, guint most,
                          guint preset) {
    install(id, g_param_spec_uint(name, nick, blurb, 0, most, preset, flags));
  };
  const auto counter = [&](guint id, const char* name, const char* nick, const char* blurb) {
    install(id, g_param_spec_uint64(name, nick, blurb, 0, G_MAXUINT64, 0, read));
  };
  install(PROP_CAPS,
          g_param_spec_boxed("caps", "Caps",
                             "The slot's RTP caps, with media, encoding-name, clock-rate, payload and ssrc",
                             GST_TYPE_CAPS, flags));
  install(PROP_OPEN,
          g_param_spec_boolean("open", "Open", "The viewer is connected; while FALSE nothing passes", FALSE,
                               flags));
  install(
      PROP_ACTIVE_PAD,
      g_param_spec_object("active-pad", "Active pad",
                          "The sink pad to show from its next keyframe (sound: packet) on; NULL cuts at once",
                          GST_TYPE_PAD, flags));
  install(PROP_ACTIVE,
          g_param_spec_string("active", "Active",
                              "active-pad by name; the pad may be requested later (for gst-launch)", nullptr,
                              flags));
  number(PROP_KEYFRAME_INTERVAL, "keyframe-interval", "Keyframe interval",
         "Time between two requests for the keyframe of the source that is to take over, in ms", 60000, 500);
  number(PROP_RTX_SSRC, "rtx-ssrc", "RTX SSRC", "SSRC of the retransmission stream (0 = never send again)",
         G_MAXUINT, 0);
  number(PROP_RTX_PAYLOAD, "rtx-payload", "RTX payload type",
         "Payload type of the retransmission stream (0 = never send again)", 127, 0);
  number(PROP_ABS_SEND_TIME_ID, "abs-send-time-id", "abs-send-time id",
         "Header extension id under which abs-send-time is written, 1 to 14 (0 = not)", 14, 0);
  counter(PROP_PACKETS, "packets", "Packets", "Packets sent, repetitions not counted");
  counter(PROP_BYTES, "bytes", "Bytes", "Bytes sent, RTP headers included, repetitions not counted");
  counter(PROP_SWITCHES, "switches", "Switches", "How often a source began to pass");
  counter(PROP_REPEATS, "repeats", "Repeats", "Packets sent again (RFC 4588)");
  counter(PROP_HOLES, "holes", "Holes", "Sequence numbers without a packet: what the source did not bring");
}

static void seodang_rtp_selector_class_init(SeodangRtpSelectorClass* klass) {
  GST_DEBUG_CATEGORY_INIT(rtpselector_debug, "rtpselector", 0, "one outgoing slot");
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  object_class->set_property = seodang_rtp_selector_set_property;
  object_class->get_property = seodang_rtp_selector_get_property;
  object_class->dispose = seodang_rtp_selector_dispose;
  object_class->finalize = seodang_rtp_selector_finalize;
  element_class->set_clock = seodang_rtp_selector_set_clock;
  element_class->change_state = seodang_rtp_selector_change_state;
  element_class->request_new_pad = seodang_rtp_selector_request_pad;
  element_class->release_pad = seodang_rtp_selector_release_pad;
  install_properties(object_class);
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);
  gst_element_class_set_static_metadata(
      element_class, "RTP slot selector", "Network/RTP",
      "Feeds one outgoing RTP stream from one of several sources, with all counters continuous", "seodang");
}

static void seodang_rtp_selector_init(SeodangRtpSelector* self) {
  self->selector = new Selector;
  self->control = new Control;
  self->src = gst_pad_new_from_static_template(&src_template, "src");
  gst_pad_set_event_function(self->src, src_event);
  gst_pad_set_query_function(self->src, src_query);
  gst_element_add_pad(&self->element, self->src);
}
