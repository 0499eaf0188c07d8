#include "support/bot.hpp"

#include <gtest/gtest.h>

namespace seodang {
SEODANG_GPTR(GstWebRTCSessionDescription, gst_webrtc_session_description_free);
}

namespace seodang::test {

namespace {

GPtr<GstWebRTCSessionDescription> described(GstWebRTCSDPType type, const std::string& sdp) {
  GstSDPMessage* message = nullptr;
  gst_sdp_message_new_from_text(sdp.c_str(), &message);
  return GPtr<GstWebRTCSessionDescription>(gst_webrtc_session_description_new(type, message));
}

/// Emits a webrtcbin action and waits for its promise, which another thread answers.
GRef<GstPromise> act(GstElement* webrtcbin, const char* action, GstWebRTCSessionDescription* description) {
  auto promise = GRef<GstPromise>::take(gst_promise_new());
  g_signal_emit_by_name(webrtcbin, action, description, promise.get());
  EXPECT_EQ(gst_promise_wait(promise.get()), GST_PROMISE_RESULT_REPLIED) << action;
  const GstStructure* reply = gst_promise_get_reply(promise.get());
  GPtr<GError> error;
  if (reply) gst_structure_get(reply, "error", G_TYPE_ERROR, static_cast<GError**>(out(error)), nullptr);
  EXPECT_FALSE(error) << action << ": " << error->message;
  return promise;
}

}  // namespace

Bot::Bot(RoomDriver& room, std::string participant, PeerKind kind)
    : room_(room),
      participant_(std::move(participant)),
      kind_(kind),
      pipeline_(GRef<GstPipeline>::sink(GST_PIPELINE(gst_pipeline_new(nullptr)))),
      webrtcbin_(GRef<GstElement>::sink(gst_element_factory_make("webrtcbin", nullptr))) {
  wire_.attach(webrtcbin_.get());
  g_object_set(webrtcbin_.get(), "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, "latency",
               patience_ms_, nullptr);
  configure_webrtcbin();
  g_signal_connect(webrtcbin_.get(), "on-ice-candidate", G_CALLBACK(on_candidate), this);
  gst_bin_add(bin(), webrtcbin_.get());
  auto bus = GRef<GstBus>::take(gst_pipeline_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), on_message, this, nullptr);
  room_.on_candidates(participant_, std::string(name_of(kind_)),
                      weak(this, [this](const std::string& candidate) { add_candidate(candidate); }));
}

Bot::~Bot() {
  unbind();
  room_.on_candidates(participant_, std::string(name_of(kind_)), nullptr);
  stop();
}

/// A bot that cannot play its part is a mistake in the test; "not-linked" and the like say why.
GstBusSyncReply Bot::on_message(GstBus*, GstMessage* message, gpointer self) {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    static_cast<Bot*>(self)->errors_++;
    GPtr<GError> error;
    GPtr<char> debug;
    gst_message_parse_error(message, out(error), out(debug));
    fprintf(stderr, "bot: %s: %s (%s)\n", GST_MESSAGE_SRC_NAME(message), error->message, debug.get());
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

void Bot::close() {
  auto is_encoder = [](gconstpointer value, gconstpointer) {
    const auto* item = static_cast<const GValue*>(value);
    GstElementFactory* factory = gst_element_get_factory(GST_ELEMENT(g_value_get_object(item)));
    return factory && g_strcmp0(GST_OBJECT_NAME(factory), "dtlsenc") == 0 ? 0 : 1;
  };
  GstIterator* elements = gst_bin_iterate_recurse(GST_BIN(webrtcbin_.get()));
  GValue found = G_VALUE_INIT;
  ASSERT_TRUE(gst_iterator_find_custom(elements, is_encoder, &found, nullptr));
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(GST_ELEMENT(g_value_get_object(&found)), "sink"));
  ASSERT_TRUE(sink);
  gst_pad_send_event(sink.get(), gst_event_new_eos());
  g_value_unset(&found);
  gst_iterator_free(elements);
}

void Bot::stop() { gst_element_set_state(GST_ELEMENT(pipeline_.get()), GST_STATE_NULL); }

void Bot::configure_webrtcbin() {
  GRef<GObject> ice, agent;
  g_object_get(webrtcbin_.get(), "ice-agent", static_cast<GObject**>(out(ice)), nullptr);
  g_object_get(ice.get(), "agent", static_cast<GObject**>(out(agent)), nullptr);
  g_object_set(agent.get(), "upnp", FALSE, "ice-tcp", FALSE, nullptr);
  gboolean added = FALSE;
  g_signal_emit_by_name(ice.get(), "add-local-ip-address", "127.0.0.1", &added);
  auto rtpbin = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(webrtcbin_.get()), "rtpbin"));
  g_object_set(rtpbin.get(), "rtcp-sync-send-time", FALSE, nullptr);
  g_signal_connect(webrtcbin_.get(), "deep-element-added", G_CALLBACK(on_element), this);
}

/// GStreamer's defaults are those of a player of files: a browser asks for what is missing at once, for
/// nothing else, and again after a round trip.
void Bot::on_element(GstBin*, GstBin*, GstElement* element, gpointer self) {
  GstElementFactory* factory = gst_element_get_factory(element);
  std::string_view name = factory ? GST_OBJECT_NAME(factory) : "";
  if (name == "rtpsession") {
    GRef<GObject> session;
    g_object_get(element, "internal-session", static_cast<GObject**>(out(session)), nullptr);
    g_object_set(session.get(), "bandwidth", 1e8, "rtcp-min-interval", static_cast<guint64>(GST_SECOND),
                 "probation", 0u, nullptr);
  } else if (name == "srtpdec" || name == "srtpenc") {
    g_object_set(element, "replay-window-size", 1024u, nullptr);
  } else if (name == "rtpjitterbuffer") {
    g_object_set(element, "rtx-next-seqnum", FALSE, "rtx-delay", 0, "rtx-delay-reorder", 0,
                 "rtx-retry-timeout", 50, "rtx-min-retry-timeout", 50, "rtx-retry-period",
                 static_cast<gint>(static_cast<Bot*>(self)->patience_ms_), nullptr);
  }
}

void Bot::set_patience(unsigned milliseconds) {
  patience_ms_ = milliseconds;
  g_object_set(webrtcbin_.get(), "latency", milliseconds, nullptr);
}

bool Bot::connected() const {
  GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
  g_object_get(webrtcbin_.get(), "connection-state", &state, nullptr);
  return state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
}

void Bot::start() { gst_element_set_state(GST_ELEMENT(pipeline_.get()), GST_STATE_PLAYING); }

std::string Bot::create(const char* action, const char* field) {
  auto promise = act(webrtcbin_.get(), action, nullptr);
  GPtr<GstWebRTCSessionDescription> description;
  gst_structure_get(gst_promise_get_reply(promise.get()), field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
                    static_cast<GstWebRTCSessionDescription**>(out(description)), nullptr);
  if (!description) return "";
  act(webrtcbin_.get(), "set-local-description", description.get());
  return GPtr<char>(gst_sdp_message_as_text(description->sdp)).get();
}

std::string Bot::certified(std::string sdp) const {
  constexpr std::string_view key = "a=fingerprint:sha-256 ";
  for (size_t at = 0; lying_ && (at = sdp.find(key, at)) != std::string::npos; at++) {
    char& digit = sdp[at + key.size()];
    digit = digit == '0' ? '1' : '0';
  }
  return sdp;
}

void Bot::set_remote(GstWebRTCSDPType type, const std::string& sdp) {
  act(webrtcbin_.get(), "set-remote-description", described(type, sdp).get());
  remote_set_ = true;
  for (const std::string& candidate : received_) {
    g_signal_emit_by_name(webrtcbin_.get(), "add-ice-candidate", 0u, candidate.c_str());
  }
  received_.clear();
}

void Bot::peer_exists() {
  peer_exists_ = true;
  for (const std::string& candidate : gathered_) send_candidate(candidate);
  gathered_.clear();
}

void Bot::on_candidate(GstElement*, guint, char* candidate, gpointer data) {
  auto* self = static_cast<Bot*>(data);
  post(weak(self, [self, text = std::string(candidate)] {
    self->peer_exists_ ? self->send_candidate(text) : self->gathered_.push_back(text);
  }));
}

void Bot::send_candidate(const std::string& gathered) {
  std::string candidate = relay_ ? relayed_candidate(gathered, *relay_, UdpRelay::near) : gathered;
  if (candidate.empty()) return;
  Json params = Json::object({{"peer", name_of(kind_)}, {"candidate", candidate}, {"sdpMid", "0"}});
  room_.send("candidate", about(params), [](const Result<Json>&) {});
}

void Bot::add_candidate(const std::string& told) {
  std::string candidate = relay_ ? relayed_candidate(told, *relay_, UdpRelay::far) : told;
  if (candidate.empty()) return;
  if (!remote_set_) return received_.push_back(candidate);
  g_signal_emit_by_name(webrtcbin_.get(), "add-ice-candidate", 0u, candidate.c_str());
}

}  // namespace seodang::test
