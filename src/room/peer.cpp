#include "room/peer.hpp"

#include "base/log.hpp"
#include "room/posted.hpp"

namespace seodang::room {

namespace {

/// What a pad-added callback carries to main: a weak owner, kept alive by the closure.
struct PadHook {
  std::function<void(GRef<GstPad>, gulong)> call;
};

/// `sdp` is our own or webrtcbin's writing.
GPtr<GstWebRTCSessionDescription> make_description(GstWebRTCSDPType type, const std::string& sdp) {
  GstSDPMessage* message = nullptr;
  gst_sdp_message_new(&message);
  gst_sdp_message_parse_buffer(reinterpret_cast<const guint8*>(sdp.data()), static_cast<guint>(sdp.size()),
                               message);
  return GPtr<GstWebRTCSessionDescription>(gst_webrtc_session_description_new(type, message));
}

GstPadProbeReturn hold(GstPad*, GstPadProbeInfo*, gpointer) { return GST_PAD_PROBE_OK; }

}  // namespace

Peer::Peer(const std::string& name, const RoomGraph& graph, std::shared_ptr<const IncomingStreams> streams,
           Listener& listener)
    : listener_(listener),
      graph_(graph),
      webrtcbin_(make_webrtcbin(graph.name(name), graph.ice, std::move(streams))) {
  gst_bin_add(GST_BIN(graph_.pipeline), webrtcbin_.get());
  graph_.bus->own(webrtcbin_.get(), *this);
  auto* hook = new PadHook{weak(this, [this](GRef<GstPad> pad, gulong parking) {
    if (check_certificate()) listener_.on_peer_pad(std::move(pad), parking);
  })};
  signals_.emplace_back(
      webrtcbin_.get(), "pad-added", G_CALLBACK(on_pad_added), hook,
      +[](gpointer data, GClosure*) { delete static_cast<PadHook*>(data); });
  signals_.push_back(posted_signal<guint, char*>(webrtcbin_.get(), "on-ice-candidate",
                                                 weak(this, [this](guint, const std::string& candidate) {
                                                   gathering_.stop();
                                                   listener_.on_peer_candidate(candidate, first_mid_);
                                                 })));
  signals_.push_back(posted_signal<GParamSpec*>(webrtcbin_.get(), "notify::connection-state",
                                                weak(this, [this](auto) { on_connection_state(); })));
}

void Peer::retire() {
  unbind();
  gathering_.stop();
  connecting_.stop();
  signals_.clear();
  graph_.bus->release(webrtcbin_.get());
}

Peer::~Peer() {
  retire();
  silence_transports(webrtcbin_.get());
  gst_element_set_locked_state(webrtcbin_.get(), TRUE);
  gst_element_set_state(webrtcbin_.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(graph_.pipeline), webrtcbin_.get());
  graph_.bus->disown(webrtcbin_.get());
}

void Peer::start() { gst_element_sync_state_with_parent(webrtcbin_.get()); }

// On the thread that carries the first packet (law 2): park the pad, tell main, go on.
void Peer::on_pad_added(GstElement*, GstPad* pad, gpointer data) {
  if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
  gulong parking = gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, hold, nullptr, nullptr);
  post([call = static_cast<PadHook*>(data)->call, pad = GRef<GstPad>::share(pad), parking]() mutable {
    call(pad, parking);
  });
}

void Peer::on_connection_state() {
  GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
  g_object_get(webrtcbin_.get(), "connection-state", &state, nullptr);
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && !connected_) {
    if (!check_certificate()) return;
    connected_ = true;
    connecting_.stop();
    watch_rtcp();
    watch_dtls();  // not before: a publisher has no transport until its answer is made
    listener_.on_peer_connected();
  } else if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED) {
    fail("the connection failed");
  }
}

bool Peer::check_certificate() {
  if (verified_) return true;
  verified_ = !fingerprint_.empty() && remote_fingerprint(webrtcbin_.get()) == fingerprint_;
  if (!verified_) fail("the certificate is not the one in the description");
  return verified_;
}

/// A browser's close() arrives as a DTLS alert; webrtcbin goes on to call itself connected.
void Peer::watch_dtls() {
  GRef<GObject> dtls = dtls_transport(webrtcbin_.get());
  if (!dtls) return;
  signals_.push_back(posted_signal<GParamSpec*>(dtls.get(), "notify::state", weak(this, [this, dtls](auto) {
                                                  GstWebRTCDTLSTransportState state =
                                                      GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
                                                  g_object_get(dtls.get(), "state", &state, nullptr);
                                                  if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED)
                                                    fail("closed by the browser");
                                                })));
}

// The session's signal comes on the thread that received the packet: its bytes are read there (law 1).
void Peer::watch_rtcp() {
  using Call = std::function<void(RtcpFeedback)>;
  auto received = +[](GObject*, GstBuffer* buffer, gpointer data) {
    GstMapInfo info;
    if (!gst_buffer_map(buffer, &info, GST_MAP_READ)) return;
    post(
        [call = *static_cast<Call*>(data), feedback = read_rtcp({info.data, info.size})] { call(feedback); });
    gst_buffer_unmap(buffer, &info);
  };
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Call*>(data); };
  auto* call =
      new Call(weak(this, [this](const RtcpFeedback& feedback) { listener_.on_peer_feedback(feedback); }));
  signals_.emplace_back(rtp_session(webrtcbin_.get()).get(), "on-receiving-rtcp", G_CALLBACK(received), call,
                        destroy);
}

void Peer::create(const char* action, const char* field, Dress dress, Completion<std::string> done) {
  auto created = [this, field, dress = std::move(dress), done = std::move(done)](const PromiseReply& reply) {
    if (!reply) return done(reply.error());
    GPtr<GstWebRTCSessionDescription> description;
    if (*reply) {
      gst_structure_get(reply->get(), field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
                        static_cast<GstWebRTCSessionDescription**>(out(description)), nullptr);
    }
    if (!description)
      return done(Error{Code::media_failed, std::string("the media engine made no ") + field});
    std::string sdp = GPtr<char>(gst_sdp_message_as_text(description->sdp)).get();
    if (dress) sdp = dress(sdp);
    set_socket_buffers(webrtcbin_.get(), graph_.ice.socket_buffer);
    set_description("set-local-description", make_description(description->type, sdp),
                    [done, sdp](const Result<>& set) { set ? done(sdp) : done(set.error()); });
    // The addresses are our own: they are there at once, or never.
    gathering_ = Timer::once(gather_timeout_ms, [this] { fail("no UDP port is free"); });
  };
  g_signal_emit_by_name(webrtcbin_.get(), action, nullptr,
                        posted_promise(weak(this, std::move(created))).get());
}

void Peer::set_remote(GstWebRTCSDPType type, const std::string& sdp, const std::string& first_mid,
                      Completion<> done) {
  first_mid_ = first_mid;
  constexpr std::string_view key = "a=fingerprint:sha-256 ";
  if (size_t at = sdp.find(key); at != std::string::npos)
    fingerprint_ = sdp.substr(at + key.size(), 32 * 3 - 1);
  auto set = [this, done = std::move(done)](const Result<>& result) {
    if (result) {
      remote_set_ = true;
      connecting_ = Timer::once(connect_timeout_ms, [this] { fail("no connection within 15 s"); });
      hand_over_candidates();
    }
    done(result);
  };
  set_description("set-remote-description", make_description(type, sdp), weak(this, std::move(set)));
}

void Peer::set_description(const char* action, GPtr<GstWebRTCSessionDescription> description,
                           Completion<> done) {
  auto set = weak(
      this, [done = std::move(done)](const PromiseReply& reply) { reply ? done({}) : done(reply.error()); });
  g_signal_emit_by_name(webrtcbin_.get(), action, description.get(), posted_promise(set).get());
}

Result<> Peer::add_candidate(const std::string& candidate) {
  if (candidate.empty()) return {};  // the end; webrtcbin has no use for it
  Result<CandidateVerdict> verdict = check_candidate(candidate, graph_.ice.rules);
  if (!verdict) return verdict.error();
  if (*verdict == CandidateVerdict::ignore) return {};
  if (++candidates_ > max_candidates_per_peer)
    return {Code::limit, "more than 64 candidates for one connection"};
  parked_candidates_.push_back(candidate);
  if (remote_set_) hand_over_candidates();
  return {};
}

void Peer::hand_over_candidates() {
  for (const std::string& candidate : parked_candidates_)
    g_signal_emit_by_name(webrtcbin_.get(), "add-ice-candidate", 0u, candidate.c_str());
  parked_candidates_.clear();
}

void Peer::fail(const std::string& why) {
  if (failed_) return;
  failed_ = true;
  log_info("room", "%s: %s", GST_OBJECT_NAME(webrtcbin_.get()), why.c_str());
  listener_.on_peer_failed(why);  // may destroy us
}

}  // namespace seodang::room
