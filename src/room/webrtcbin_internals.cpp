#include "room/webrtcbin_internals.hpp"

#include <gst/rtp/gstrtpdefs.h>

#include <cstring>

#include "base/id.hpp"
#include "base/log.hpp"

namespace seodang::room {

namespace {

constexpr const char* begin_mark = "-----BEGIN CERTIFICATE-----";
constexpr unsigned spare_streams =
    4;  ///< beside the announced SSRCs: their retransmissions come as streams of their own

/// The factory an element came from; "" for those made without one.
std::string_view factory_of(GstElement* element) {
  GstElementFactory* factory = gst_element_get_factory(element);
  return factory ? GST_OBJECT_NAME(factory) : "";
}

/// §0 rule 12: what a viewer misses is answered from the Track's history, through the slot's selector.
/// rtprtxsend would swallow the request and look in a history of its own, so the event is led past it to the
/// funnel, which routes by SSRC.
GstPadProbeReturn lead_past_rtx(GstPad* pad, GstPadProbeInfo* info, gpointer) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (!gst_event_has_name(event, "GstRTPRetransmissionRequest")) return GST_PAD_PROBE_OK;
  auto rtx = GRef<GstElement>::take(gst_pad_get_parent_element(pad));
  auto sink = rtx ? GRef<GstPad>::take(gst_element_get_static_pad(rtx.get(), "sink")) : nullptr;
  if (sink) gst_pad_push_event(sink.get(), gst_event_ref(event));
  return GST_PAD_PROBE_DROP;
}

void on_rtx_sender(GstElement* element) {
  g_object_set(element, "max-size-packets", 1u, nullptr);  // the history is the Track's
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(element, "src"));
  gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, lead_past_rtx, nullptr, nullptr);
}

void set_rtcp_interval(GstElement* session_element, guint64 interval) {
  GRef<GObject> session;
  g_object_get(session_element, "internal-session", static_cast<GObject**>(out(session)), nullptr);
  // The interval between RTCP packets is computed from the bandwidth: at the default, PLI and NACK would wait
  // for seconds.
  // No probation: the first packet of a stream would wait for a second one in sequence (RFC 3550 A.1), and so
  // the first retransmission for the second. SRTP knows who sends; the SDP says which streams there are.
  if (session)
    g_object_set(session.get(), "bandwidth", 1e8, "rtcp-min-interval", interval, "probation", 0u, nullptr);
}

/// What is set on an inner element the moment it appears, by factory.
struct Setting {
  std::string_view factory;
  void (*apply)(GstElement*);
};
constexpr Setting settings[] = {
    {"clocksync", [](GstElement* e) { g_object_set(e, "sync", FALSE, nullptr); }},           // §0 rule 3
    {"rtpulpfecdec", [](GstElement* e) { g_object_set(e, "passthrough", TRUE, nullptr); }},  // §0 rule 11
    {"rtpstorage", [](GstElement* e) { g_object_set(e, "size-time", guint64{0}, nullptr); }},
    // As wide as rtp::SeenWindow: what a publisher's line lost and sent again is forwarded late, and must not
    // be taken for a replay (128 packets are less than one keyframe of a screen). Browsers' own windows are
    // 1024.
    {"srtpenc", [](GstElement* e) { g_object_set(e, "replay-window-size", 512u, nullptr); }},
    {"srtpdec", [](GstElement* e) { g_object_set(e, "replay-window-size", 512u, nullptr); }},
    {"rtprtxsend", on_rtx_sender},
    {"rtpsession", [](GstElement* e) { set_rtcp_interval(e, GST_SECOND); }},
};

void on_deep_element_added(GstBin*, GstBin*, GstElement* element, gpointer) {
  for (const Setting& setting : settings) {
    if (factory_of(element) == setting.factory) setting.apply(element);
  }
}

/// To a viewer RTCP carries nothing but sender reports, whose mapping of RTP time stays true for a slot's
/// life; each costs as much as ten packets. The first comes within two seconds.
void on_deep_sender_element_added(GstBin*, GstBin*, GstElement* element, gpointer) {
  if (factory_of(element) == "rtpsession") set_rtcp_interval(element, 3 * GST_SECOND);
}

using SharedStreams = std::shared_ptr<const IncomingStreams>;

GstElement* on_request_jitterbuffer(GstElement*, guint, gpointer) {
  return gst_element_factory_make("rtparrival", nullptr);
}

/// rtpbin names the stream only now, still before its first packet. One that was not announced keeps the
/// element's defaults, which let nothing through.
void on_new_jitterbuffer(GstElement*, GstElement* arrival, guint, guint ssrc, gpointer data) {
  const IncomingStreams& streams = **static_cast<SharedStreams*>(data);
  auto known = streams.find(ssrc);
  if (known == streams.end()) return;
  g_object_set(arrival, "payload", known->second.payload, "clock-rate", known->second.clock_rate, "repair",
               static_cast<gboolean>(known->second.repair), nullptr);
}

void on_new_transceiver(GstElement*, GstWebRTCRTPTransceiver* transceiver, gpointer) {
  // webrtcbin's lock is held: properties only. Without it the answer has no retransmission format.
  g_object_set(transceiver, "do-nack", TRUE, nullptr);
}

void configure_ice(GstElement* webrtcbin, const IceConfig& config) {
  GRef<GObject> ice, agent;
  g_object_get(webrtcbin, "ice-agent", static_cast<GObject**>(out(ice)), nullptr);
  g_object_get(ice.get(), "agent", static_cast<GObject**>(out(agent)), nullptr);
  // §0 rule 10: UPnP is on by default in libnice, and its cost grows with the square of the peers.
  g_object_set(agent.get(), "upnp", FALSE, "ice-tcp", FALSE, nullptr);
  if (config.port_max > 0)
    g_object_set(ice.get(), "min-rtp-port", config.port_min, "max-rtp-port", config.port_max, nullptr);
  for (const std::string& address : config.addresses) {
    gboolean added = FALSE;
    g_signal_emit_by_name(ice.get(), "add-local-ip-address", address.c_str(), &added);
    if (!added) log_warning("room", "the address %s cannot be used for media", address.c_str());
  }
  if (!config.stun.empty()) g_object_set(webrtcbin, "stun-server", config.stun.c_str(), nullptr);
}

void configure_rtpbin(GstElement* webrtcbin, SharedStreams streams) {
  auto rtpbin = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(webrtcbin), "rtpbin"));
  // Sender reports from the packets' own time: with the clock waits gone, send time is not known.
  g_object_set(rtpbin.get(), "rtcp-sync-send-time", FALSE, "max-streams",
               static_cast<guint>(streams->size()) + spare_streams, nullptr);
  // A name of its own, as RFC 7022 wants it; the default tells every browser this machine's.
  GPtr<GstStructure> sdes(gst_structure_new("application/x-rtp-source-sdes", "cname", G_TYPE_STRING,
                                            random_hex(8).c_str(), nullptr));
  g_object_set(rtpbin.get(), "sdes", sdes.get(), nullptr);
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<SharedStreams*>(data); };
  g_signal_connect(rtpbin.get(), "request-jitterbuffer", G_CALLBACK(on_request_jitterbuffer), nullptr);
  g_signal_connect_data(rtpbin.get(), "new-jitterbuffer", G_CALLBACK(on_new_jitterbuffer),
                        new SharedStreams(std::move(streams)), destroy, GConnectFlags{});
}

}  // namespace

GRef<GstElement> make_webrtcbin(const std::string& name, const IceConfig& ice, SharedStreams streams) {
  auto webrtcbin = GRef<GstElement>::sink(gst_element_factory_make("webrtcbin", name.c_str()));
  if (!webrtcbin) return nullptr;
  g_object_set(webrtcbin.get(), "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, nullptr);
  g_signal_connect(webrtcbin.get(), "deep-element-added", G_CALLBACK(on_deep_element_added), nullptr);
  if (streams->empty()) {
    g_signal_connect(webrtcbin.get(), "deep-element-added", G_CALLBACK(on_deep_sender_element_added),
                     nullptr);
  }
  g_signal_connect(webrtcbin.get(), "on-new-transceiver", G_CALLBACK(on_new_transceiver), nullptr);
  configure_rtpbin(webrtcbin.get(), std::move(streams));
  configure_ice(webrtcbin.get(), ice);
  return webrtcbin;
}

GRef<GstPad> request_slot_pad(GstElement* webrtcbin, GstCaps* caps, bool nack, const std::string& stream_id) {
  GstPadTemplate* sink_template = gst_element_get_pad_template(webrtcbin, "sink_%u");
  auto pad = GRef<GstPad>::take(gst_element_request_pad(webrtcbin, sink_template, nullptr, caps));
  if (!pad) return nullptr;
  g_object_set(pad.get(), "msid", stream_id.c_str(), nullptr);
  GRef<GstWebRTCRTPTransceiver> transceiver;
  g_object_get(pad.get(), "transceiver", static_cast<GstWebRTCRTPTransceiver**>(out(transceiver)), nullptr);
  g_object_set(transceiver.get(), "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY,
               "codec-preferences", caps, "do-nack", static_cast<gboolean>(nack), nullptr);
  return pad;
}

int m_line_of(GstPad* pad) {
  GRef<GstWebRTCRTPTransceiver> transceiver;
  g_object_get(pad, "transceiver", static_cast<GstWebRTCRTPTransceiver**>(out(transceiver)), nullptr);
  if (!transceiver) return -1;
  guint line = 0;
  g_object_get(transceiver.get(), "mlineindex", &line, nullptr);
  return static_cast<int>(line);
}

GRef<GObject> dtls_transport(GstElement* webrtcbin) {
  GRef<GstWebRTCRTPTransceiver> transceiver;
  g_signal_emit_by_name(webrtcbin, "get-transceiver", 0,
                        static_cast<GstWebRTCRTPTransceiver**>(out(transceiver)));
  for (const char* end : {"sender", "receiver"}) {
    GRef<GObject> half, transport;
    if (transceiver) g_object_get(transceiver.get(), end, static_cast<GObject**>(out(half)), nullptr);
    if (half) g_object_get(half.get(), "transport", static_cast<GObject**>(out(transport)), nullptr);
    if (transport) return transport;
  }
  return nullptr;
}

GRef<GObject> rtp_session(GstElement* webrtcbin) {
  auto rtpbin = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(webrtcbin), "rtpbin"));
  GRef<GObject> session;
  g_signal_emit_by_name(rtpbin.get(), "get-internal-session", 0u, static_cast<GObject**>(out(session)));
  return session;
}

Arrivals arrivals(GstElement* webrtcbin) {
  auto rtpbin = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(webrtcbin), "rtpbin"));
  GPtr<GstIterator> elements(
      gst_bin_iterate_all_by_element_factory_name(GST_BIN(rtpbin.get()), "rtparrival"));
  Arrivals sum;
  auto add = +[](const GValue* item, gpointer data) {
    GPtr<GstStructure> stats;
    g_object_get(g_value_get_object(item), "stats", static_cast<GstStructure**>(out(stats)), nullptr);
    guint64 pushed = 0, lost = 0, recovered = 0;
    gst_structure_get(stats.get(), "num-pushed", G_TYPE_UINT64, &pushed, "num-lost", G_TYPE_UINT64, &lost,
                      "rtx-success-count", G_TYPE_UINT64, &recovered, nullptr);
    auto& sum = *static_cast<Arrivals*>(data);
    sum.came += static_cast<int64_t>(pushed);
    sum.missed += static_cast<int64_t>(lost + recovered);
  };
  while (gst_iterator_foreach(elements.get(), add, &sum) == GST_ITERATOR_RESYNC) {
    gst_iterator_resync(elements.get());
    sum = {};
  }
  return sum;
}

std::optional<SenderReport> sender_report(GstElement* webrtcbin, uint32_t ssrc) {
  GRef<GObject> session = rtp_session(webrtcbin), source;
  if (session)
    g_signal_emit_by_name(session.get(), "get-source-by-ssrc", guint{ssrc},
                          static_cast<GObject**>(out(source)));
  if (!source) return std::nullopt;
  GPtr<GstStructure> stats;
  g_object_get(source.get(), "stats", static_cast<GstStructure**>(out(stats)), nullptr);
  gboolean have = FALSE;
  guint64 ntp = 0;
  guint rtp_time = 0;
  gst_structure_get(stats.get(), "have-sr", G_TYPE_BOOLEAN, &have, "sr-ntptime", G_TYPE_UINT64, &ntp,
                    "sr-rtptime", G_TYPE_UINT, &rtp_time, nullptr);
  if (!have) return std::nullopt;
  return SenderReport{ntp, rtp_time};
}

void set_socket_buffers(GstElement* webrtcbin, int bytes) {
  GRef<GObject> dtls = dtls_transport(webrtcbin), ice;
  if (!dtls || bytes == 0) return;
  g_object_get(dtls.get(), "transport", static_cast<GObject**>(out(ice)), nullptr);
  g_object_set(ice.get(), "receive-buffer-size", bytes, "send-buffer-size", bytes, nullptr);
}

std::string remote_fingerprint(GstElement* webrtcbin) {
  GRef<GObject> dtls = dtls_transport(webrtcbin);
  GPtr<char> pem;
  if (dtls) g_object_get(dtls.get(), "remote-certificate", static_cast<char**>(out(pem)), nullptr);
  const char* begin = pem ? strstr(pem.get(), begin_mark) : nullptr;
  const char* end = begin ? strstr(begin, "-----END") : nullptr;
  if (!end) return {};
  std::string base64(begin + strlen(begin_mark), end);
  gsize size = 0;
  g_base64_decode_inplace(base64.data(), &size);
  GPtr<char> hex(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(base64.data()), size));
  std::string text;
  for (size_t i = 0; hex.get()[i]; i++) {
    if (i > 0 && i % 2 == 0) text += ':';
    text += g_ascii_toupper(hex.get()[i]);
  }
  return text;
}

void silence_transports(GstElement* webrtcbin) {
  GRef<GObject> dtls = dtls_transport(webrtcbin), ice;
  if (!dtls) return;
  g_object_get(dtls.get(), "transport", static_cast<GObject**>(out(ice)), nullptr);
  g_signal_handlers_disconnect_by_data(dtls.get(), webrtcbin);
  if (ice) g_signal_handlers_disconnect_by_data(ice.get(), webrtcbin);
}

}  // namespace seodang::room
