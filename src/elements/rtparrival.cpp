/**
 * SECTION:element-rtparrival
 * @title: rtparrival
 * @see_also: rtpbin, rtpjitterbuffer, rtptrack
 *
 * Stands where rtpbin would put an rtpjitterbuffer (signal "request-jitterbuffer"), in a server that forwards
 * and does not play. The viewer has a jitter buffer of its own; a second one here would only delay, drop what
 * is late, and cost two threads per stream. So packets leave at once and in the order in which they came.
 *
 * What a jitter buffer does besides is done here, too. Repeated packets are dropped (window of 512), as are
 * those of other payload types than #rtparrival:payload: rtpptdemux makes an error of a type nobody
 * announced, so a stream for which no type was named does not pass at all. Missing packets are asked for with
 * the same upstream event GstRTPRetransmissionRequest, which rtpsession turns into a NACK: at once, then
 * again after one and a half round trips, at most eight times and for a second, a gap of more than 64 not at
 * all. There is no thread: what is due is looked at when a packet arrives, and by the clock's thread if none
 * does, so that what a quiet screen lost does not wait for its next picture.
 *
 * The PTS becomes the smoothed time of the RTP timestamp (see rtp_clock.hpp); the DTS stays the time of
 * arrival. rtpsession makes a viewer's sender reports from the last packet's RTP time and PTS, so a
 * retransmitted packet must not carry its late arrival there. Without a known clock rate
 * (#rtparrival:clock-rate, the caps, or the signal "request-pt-map") the PTS stays as it is.
 *
 * rtpbin sets #rtparrival:latency and webrtcbin sets #rtparrival:do-retransmission and reads
 * #rtparrival:stats, all without looking whether they exist. The first two are kept and mean nothing:
 * webrtcbin takes the value of the last m-line for each, so #rtparrival:repair decides. The flow never fails.
 *
 * Media arrive on one streaming thread; requests go upstream on it and on the clock's; properties are read
 * and set from any.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=30 ! vp8enc deadline=1 ! rtpvp8pay \
 *     ! rtparrival clock-rate=90000 payload=96 ! rtpvp8depay ! fakesink
 * ]|
 * Passes a stream through.
 */

#include "elements/rtparrival.hpp"

#include "elements/arrival.hpp"
#include "elements/element.hpp"
#include "elements/reminder.hpp"

GST_DEBUG_CATEGORY_STATIC(rtparrival_debug);
#define GST_CAT_DEFAULT rtparrival_debug

namespace {

using namespace seodang;
using namespace seodang::rtp;

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));
GstStaticPadTemplate rtcp_template = GST_STATIC_PAD_TEMPLATE("sink_rtcp", GST_PAD_SINK, GST_PAD_REQUEST,
                                                             GST_STATIC_CAPS("application/x-rtcp"));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));

struct SeodangRtpArrival {
  GstElement element;
  GstPad* sink;
  GstPad* src;
  Arrival* arrival;
  Reminder* reminder;
};
struct SeodangRtpArrivalClass {
  GstElementClass parent_class;
};

guint request_pt_map_signal = 0;

SeodangRtpArrival* self_of(gpointer object) { return static_cast<SeodangRtpArrival*>(object); }
Arrival& arrival_of(gpointer object) { return *self_of(object)->arrival; }

void learn_rate(Arrival& arrival, const GstCaps* caps) {
  gint rate = 0;
  if (caps && gst_structure_get_int(gst_caps_get_structure(caps, 0), "clock-rate", &rate) && rate > 0)
    arrival.set_rate(static_cast<uint32_t>(rate));
}

/// The rate by property, else what the session knows of the payload type. Asked until somebody knows it.
void find_rate(gpointer object, uint8_t payload_type) {
  Arrival& arrival = arrival_of(object);
  if (arrival.has_rate()) return;
  arrival.set_rate(arrival.clock_rate);
  if (arrival.has_rate()) return;
  GstCaps* caps = nullptr;
  g_signal_emit(object, request_pt_map_signal, 0, guint{payload_type}, &caps);
  learn_rate(arrival, caps);
  gst_clear_caps(&caps);
}

/// What was decided about holes: on the streaming thread, or the clock's when nothing arrives.
void ask(SeodangRtpArrival* self, const Verdict& verdict) {
  for (const auto& request : verdict.requests) gst_pad_push_event(self->sink, gst_event_ref(request.get()));
  if (verdict.look_at) self->reminder->set(*verdict.look_at);
}

void look_again(GstElement* element, int64_t now) { ask(self_of(element), arrival_of(element).look(now)); }

GstFlowReturn chain(GstPad*, GstObject* parent, GstBuffer* raw) {
  auto buffer = GRef<GstBuffer>::take(raw);
  Arrival& arrival = arrival_of(parent);
  Arrived arrived;
  {
    const MappedBuffer mapped(buffer.get());
    const auto packet = parse(mapped.bytes());
    const int accepted = arrival.payload;
    if (!packet || packet->payload_type != accepted) {
      arrival.count_dropped();
      return GST_FLOW_OK;
    }
    find_rate(parent, packet->payload_type);
    const auto dts = time_of(GST_BUFFER_DTS(buffer.get()));
    arrived = {packet->seqnum, packet->timestamp, dts ? dts : time_of(GST_BUFFER_PTS(buffer.get()))};
  }
  const Verdict verdict = arrival.take(arrived);
  if (verdict.pass) {
    raw = gst_buffer_make_writable(buffer.release());
    if (verdict.pts) GST_BUFFER_PTS(raw) = static_cast<GstClockTime>(*verdict.pts);
    gst_pad_push(self_of(parent)->src, raw);
  }
  ask(self_of(parent), verdict);
  return GST_FLOW_OK;
}

/// Sender reports: nothing here needs them, but an unlinked pad would make their flow fail.
GstFlowReturn rtcp_chain(GstPad*, GstObject*, GstBuffer* buffer) {
  gst_buffer_unref(buffer);
  return GST_FLOW_OK;
}

gboolean rtcp_event(GstPad*, GstObject*, GstEvent* event) {
  gst_event_unref(event);
  return TRUE;
}

gboolean sink_event(GstPad* pad, GstObject* parent, GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    if (!arrival_of(parent).clock_rate) learn_rate(arrival_of(parent), caps);
  } else if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP) {
    arrival_of(parent).reset();
  }
  return gst_pad_event_default(pad, parent, event);
}

GstStructure* stats_of(Arrival& arrival) {
  const ArrivalCounters counters = arrival.counters();
  return gst_structure_new("application/x-rtp-jitterbuffer-stats",                  //
                           "num-pushed", G_TYPE_UINT64, counters.pushed,            //
                           "num-lost", G_TYPE_UINT64, counters.lost,                //
                           "num-late", G_TYPE_UINT64, counters.late,                //
                           "num-duplicates", G_TYPE_UINT64, counters.duplicates,    //
                           "num-dropped", G_TYPE_UINT64, counters.dropped,          //
                           "rtx-count", G_TYPE_UINT64, counters.requests,           //
                           "rtx-success-count", G_TYPE_UINT64, counters.recovered,  //
                           "rtx-rtt", G_TYPE_UINT64, static_cast<guint64>(arrival.round_trip()), nullptr);
}

}  // namespace

enum {
  PROP_PAYLOAD = 1,
  PROP_CLOCK_RATE,
  PROP_REPAIR,
  PROP_LATENCY,
  PROP_DO_RETRANSMISSION,
  PROP_STATS,
};

G_DEFINE_TYPE(SeodangRtpArrival, seodang_rtp_arrival, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE(rtparrival, "rtparrival", GST_RANK_NONE, seodang_rtp_arrival_get_type())

static void seodang_rtp_arrival_set_property(GObject* object, guint id, const GValue* value,
                                             GParamSpec* spec) {
  Arrival& arrival = arrival_of(object);
  switch (id) {
    case PROP_PAYLOAD: arrival.payload = g_value_get_int(value); break;
    case PROP_CLOCK_RATE: arrival.clock_rate = g_value_get_uint(value); break;
    case PROP_REPAIR: arrival.repair = g_value_get_boolean(value); break;
    case PROP_LATENCY: arrival.latency = g_value_get_uint(value); break;
    case PROP_DO_RETRANSMISSION: arrival.do_retransmission = g_value_get_boolean(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_arrival_get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  Arrival& arrival = arrival_of(object);
  switch (id) {
    case PROP_PAYLOAD: g_value_set_int(value, arrival.payload); break;
    case PROP_CLOCK_RATE: g_value_set_uint(value, arrival.clock_rate); break;
    case PROP_REPAIR: g_value_set_boolean(value, arrival.repair); break;
    case PROP_LATENCY: g_value_set_uint(value, arrival.latency); break;
    case PROP_DO_RETRANSMISSION: g_value_set_boolean(value, arrival.do_retransmission); break;
    case PROP_STATS: g_value_take_boxed(value, stats_of(arrival)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_arrival_finalize(GObject* object) {
  delete self_of(object)->reminder;
  delete self_of(object)->arrival;
  G_OBJECT_CLASS(seodang_rtp_arrival_parent_class)->finalize(object);
}

static GstPad* seodang_rtp_arrival_request_pad(GstElement* element, GstPadTemplate* templ, const gchar*,
                                               const GstCaps*) {
  if (auto* existing = gst_element_get_static_pad(element, "sink_rtcp")) {
    gst_object_unref(existing);
    return nullptr;
  }
  GstPad* pad = gst_pad_new_from_template(templ, "sink_rtcp");
  gst_pad_set_chain_function(pad, rtcp_chain);
  gst_pad_set_event_function(pad, rtcp_event);
  gst_pad_set_active(pad, TRUE);
  gst_element_add_pad(element, pad);
  return pad;
}

static void seodang_rtp_arrival_release_pad(GstElement* element, GstPad* pad) {
  gst_pad_set_active(pad, FALSE);
  gst_element_remove_pad(element, pad);
}

static GstStateChangeReturn seodang_rtp_arrival_change_state(GstElement* element, GstStateChange change) {
  const auto result = GST_ELEMENT_CLASS(seodang_rtp_arrival_parent_class)->change_state(element, change);
  if (change == GST_STATE_CHANGE_PAUSED_TO_READY) {
    self_of(element)->reminder->stop();
    arrival_of(element).reset();
  }
  return result;
}

static void install_properties(GObjectClass* object_class) {
  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  const auto read = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  const auto install = [&](guint id, GParamSpec* spec) {
    g_object_class_install_property(object_class, id, spec);
  };
  install(PROP_PAYLOAD,
          g_param_spec_int("payload", "Payload type",
                           "The payload type to pass, 0 to 127; others are dropped (-1 = pass nothing)", -1,
                           127, -1, flags));
  install(PROP_CLOCK_RATE,
          g_param_spec_uint("clock-rate", "Clock rate",
                            "RTP ticks per second (0 = as in the caps or by the signal request-pt-map)", 0,
                            G_MAXUINT, 0, flags));
  install(PROP_REPAIR,
          g_param_spec_boolean("repair", "Repair", "Ask the sender for missing packets", TRUE, flags));
  install(PROP_LATENCY,
          g_param_spec_uint("latency", "Latency", "Set by rtpbin, in ms; without effect: nothing waits here",
                            0, G_MAXUINT, 200, flags));
  install(PROP_DO_RETRANSMISSION,
          g_param_spec_boolean("do-retransmission", "Do retransmission",
                               "Set by webrtcbin; without effect: see repair", FALSE, flags));
  install(PROP_STATS,
          g_param_spec_boxed(
              "stats", "Statistics",
              "num-pushed, num-lost, num-late, num-duplicates, num-dropped, rtx-count, rtx-success-count "
              "(packets) and rtx-rtt (ns), all uint64",
              GST_TYPE_STRUCTURE, read));
}

static void seodang_rtp_arrival_class_init(SeodangRtpArrivalClass* klass) {
  GST_DEBUG_CATEGORY_INIT(rtparrival_debug, "rtparrival", 0, "forwarding in place of a jitter buffer");
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  object_class->set_property = seodang_rtp_arrival_set_property;
  object_class->get_property = seodang_rtp_arrival_get_property;
  object_class->finalize = seodang_rtp_arrival_finalize;
  element_class->request_new_pad = seodang_rtp_arrival_request_pad;
  element_class->release_pad = seodang_rtp_arrival_release_pad;
  element_class->change_state = seodang_rtp_arrival_change_state;
  install_properties(object_class);
  // The signal by which rtpbin tells what a payload type means; the same as rtpjitterbuffer's.
  request_pt_map_signal = g_signal_new("request-pt-map", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                       nullptr, nullptr, nullptr, GST_TYPE_CAPS, 1, G_TYPE_UINT);
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &rtcp_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);
  gst_element_class_set_static_metadata(
      element_class, "RTP arrival", "Network/RTP",
      "Passes packets on as they arrive, without repetitions, asks for missing ones, smooths their time",
      "seodang");
}

static void seodang_rtp_arrival_init(SeodangRtpArrival* self) {
  self->arrival = new Arrival;
  self->reminder = new Reminder(self->element, look_again);
  self->sink = gst_pad_new_from_static_template(&sink_template, "sink");
  gst_pad_set_chain_function(self->sink, chain);
  gst_pad_set_event_function(self->sink, sink_event);
  GST_PAD_SET_PROXY_CAPS(self->sink);
  GST_PAD_SET_PROXY_ALLOCATION(self->sink);
  gst_element_add_pad(&self->element, self->sink);
  self->src = gst_pad_new_from_static_template(&src_template, "src");
  GST_PAD_SET_PROXY_CAPS(self->src);
  gst_element_add_pad(&self->element, self->src);
}
