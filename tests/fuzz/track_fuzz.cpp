// A browser's packets through rtparrival and rtptrack, as in a publisher, with everything that neighbours may
// say meanwhile. What passes is what came, once; nothing is held back; nothing the viewers do reaches the
// publisher but requests, and those not too often.
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "elements/rtparrival.hpp"
#include "elements/rtptrack.hpp"
#include "fuzz/rtp_rig.hpp"

namespace seodang::fuzz {
namespace {

/// Which sequence numbers must pass, must not, or may (a sender that starts anew), by RFC 3550 and a window
/// of 512.
class Window {
 public:
  enum class Fate { pass, drop, either };

  Fate fate(uint16_t seqnum) const {
    if (!highest_) return Fate::pass;
    const int behind = distance(seqnum);
    if (behind >= 512) return Fate::either;
    return behind >= 0 && seen_.contains(seqnum) ? Fate::drop : Fate::pass;
  }
  void insert(uint16_t seqnum) {
    if (!highest_ || distance(seqnum) < 0) {
      highest_ = seqnum;
      std::erase_if(seen_, [&](uint16_t old) { return distance(old) >= 512 || distance(old) < 0; });
    } else if (distance(seqnum) >= 512) {
      highest_ = seqnum;
      seen_.clear();
    }
    seen_.insert(seqnum);
  }
  /// Whether asking for it makes sense.
  bool missing(uint16_t seqnum) const {
    return highest_ && distance(seqnum) > 0 && distance(seqnum) < 512 && !seen_.contains(seqnum);
  }

 private:
  /// How far it lies behind the highest; -32768…32767 of RFC 1982, with the ambiguous one behind.
  int distance(uint16_t seqnum) const {
    const int ahead = static_cast<int16_t>(seqnum - *highest_);
    return -ahead;
  }

  std::optional<uint16_t> highest_;
  std::set<uint16_t> seen_;
};

class TrackScene {
 public:
  explicit TrackScene(Script& script);
  ~TrackScene();
  void run();

 private:
  void packet();
  void keyframe_request();
  void viewer_event() { viewer_.send(upstream_event(script_.byte())); }
  void viewer_query();
  void publisher_query();
  void find();
  void event_for_arrival();
  void event_for_track();
  void rtcp();
  void set_property();
  void read_properties();
  void restart();

  void start();
  void forget();
  GstFlowReturn came_out(GstBuffer* buffer);
  void asked(GstEvent* event);
  void check_time(const rtp::Packet& packet, GstClockTime pts);

  Script& script_;
  Element arrival_{"rtparrival"};
  Element track_{"rtptrack"};
  std::unique_ptr<Neighbour> reports_;
  Neighbour publisher_{arrival_.pad("sink")};
  Neighbour viewer_{track_.pad("src")};

  Stream stream_;
  GstClockTime arrives_ = GST_SECOND;
  GstFlowReturn viewer_says_ = GST_FLOW_OK;
  bool timed_ = false;
  guint caps_ = 0;
  guint interval_ = 500;  // ms
  std::optional<GstClockTime> last_keyframe_request_;

  const Buffer* under_way_ = nullptr;
  Window window_;
  std::map<uint16_t, Buffer> history_;
  std::optional<std::pair<uint32_t, GstClockTime>> newest_;
  uint64_t came_ = 0, passed_ = 0;
};

GstCaps* caps_of(guint kind) {
  static GstCaps* const caps[] = {
      gst_caps_from_string("application/x-rtp,encoding-name=VP8,clock-rate=90000"),
      gst_caps_from_string("application/x-rtp,encoding-name=OPUS,clock-rate=48000"),
      gst_caps_from_string("application/x-rtp,clock-rate=0"),
      gst_caps_from_string("application/x-rtp"),
  };
  return caps[kind % std::size(caps)];
}

GstCaps* report_caps() {
  static GstCaps* const caps = gst_caps_from_string("application/x-rtcp");
  return caps;
}

GstCaps* answer_pt_map(GstElement*, guint payload_type, gpointer) {
  return payload_type % 2 ? nullptr : gst_caps_ref(caps_of(payload_type / 2));
}

TrackScene::TrackScene(Script& script) : script_(script) {
  const uint8_t how = script_.byte();
  timed_ = how & 1;
  g_object_set(arrival_.get(), "payload", 96, "clock-rate", timed_ ? 90000 : 0, "repair", (how & 2) == 0,
               nullptr);
  g_object_set(track_.get(), "audio-level-id", 1, nullptr);
  if (how & 4) g_signal_connect(arrival_.get(), "request-pt-map", G_CALLBACK(answer_pt_map), nullptr);
  gst_pad_link_full(arrival_.pad("src").get(), track_.pad("sink").get(), GST_PAD_LINK_CHECK_NOTHING);
  publisher_.on_event = [this](GstEvent* event) { asked(event); };
  viewer_.on_buffer = [this](GstBuffer* buffer) { return came_out(buffer); };
  viewer_.on_event = [](GstEvent* event) {
    for (const auto type : {GST_EVENT_EOS, GST_EVENT_FLUSH_START, GST_EVENT_FLUSH_STOP, GST_EVENT_GAP})
      require(GST_EVENT_TYPE(event) != type, "nothing that ends a stream reaches a viewer");
    require(!gst_event_has_name(event, "GstRTPPacketLost"), "nobody tells a viewer of a lost packet");
  };
  track_.activate();
  arrival_.activate();
  caps_ = how >> 4;
  start();
}

TrackScene::~TrackScene() { read_properties(); }

void TrackScene::run() {
  static constexpr void (TrackScene::*steps[])() = {
      &TrackScene::packet,
      &TrackScene::packet,
      &TrackScene::packet,
      &TrackScene::packet,
      &TrackScene::keyframe_request,
      &TrackScene::viewer_event,
      &TrackScene::viewer_query,
      &TrackScene::publisher_query,
      &TrackScene::find,
      &TrackScene::event_for_arrival,
      &TrackScene::event_for_track,
      &TrackScene::rtcp,
      &TrackScene::set_property,
      &TrackScene::read_properties,
      &TrackScene::restart,
  };
  while (!script_.ended()) (this->*steps[script_.byte() % std::size(steps)])();
}

void TrackScene::start() {
  publisher_.start(caps_of(caps_));
  if (reports_) reports_->start(report_caps());
}

void TrackScene::packet() {
  const Buffer bytes = stream_.packet(script_);
  const uint8_t when = script_.byte();
  arrives_ += (when & 0x3f) * (when & 0x40 ? 50 : 1) * GST_MSECOND;
  auto buffer = buffer_of(bytes);
  if (!(when & 0x80)) GST_BUFFER_DTS(buffer.get()) = arrives_;
  GST_BUFFER_PTS(buffer.get()) = arrives_;

  const auto packet = rtp::parse(bytes);
  const bool ours = packet && packet->payload_type == arrival_.value<gint>("payload");
  const auto fate = ours ? window_.fate(packet->seqnum) : Window::Fate::drop;
  const uint64_t before = passed_;
  under_way_ = &bytes;
  const GstFlowReturn flow = publisher_.push(std::move(buffer));
  under_way_ = nullptr;
  ++came_;
  require(flow == GST_FLOW_OK, "the flow never fails, whatever the viewer says");
  require(passed_ == before || gst_pad_get_last_flow_return(arrival_.pad("src").get()) == GST_FLOW_OK,
          "rtptrack's own flow never fails either");
  require(passed_ <= before + 1, "a packet passes once");
  require(fate != Window::Fate::pass || passed_ == before + 1, "a sound packet that is new passes at once");
  require(fate != Window::Fate::drop || passed_ == before, "no repeated, foreign or broken packet passes");
}

GstFlowReturn TrackScene::came_out(GstBuffer* buffer) {
  require(under_way_ && holds(buffer, *under_way_), "what passes is the packet that came");
  const auto packet = rtp::parse(*under_way_);
  window_.insert(packet->seqnum);
  history_[packet->seqnum] = *under_way_;
  if (timed_) check_time(*packet, GST_BUFFER_PTS(buffer));
  ++passed_;
  return viewer_says_;
}

/// A later timestamp never gives an earlier time.
void TrackScene::check_time(const rtp::Packet& packet, GstClockTime pts) {
  require(GST_CLOCK_TIME_IS_VALID(pts), "a packet of a known rate has a time");
  if (newest_ && static_cast<int32_t>(packet.timestamp - newest_->first) <= 0) {
    require(pts <= newest_->second, "an earlier timestamp has no later time");
    return;
  }
  require(!newest_ || pts >= newest_->second, "a later timestamp has no earlier time");
  newest_ = {packet.timestamp, pts};
}

void TrackScene::asked(GstEvent* event) {
  if (is_keyframe_request(event)) {
    const GstClockTime now = Element::now();
    require(!last_keyframe_request_ || now - *last_keyframe_request_ >= interval_ * GST_MSECOND,
            "keyframes are asked for at most once per interval");
    last_keyframe_request_ = now;
    return;
  }
  require(gst_event_has_name(event, "GstRTPRetransmissionRequest"), "only requests go to the publisher");
  guint seqnum = 0;
  guint retry = 0;
  const GstStructure* fields = gst_event_get_structure(event);
  require(gst_structure_get(fields, "seqnum", G_TYPE_UINT, &seqnum, "retry", G_TYPE_UINT, &retry, nullptr),
          "a request says for what");
  require(under_way_ && seqnum <= G_MAXUINT16 && window_.missing(static_cast<uint16_t>(seqnum)),
          "what is asked for is missing");
  require(retry < 8, "nothing is asked for without end");
}

void TrackScene::keyframe_request() {
  Element::wait(script_.byte() * 10 * GST_MSECOND);
  viewer_.send(gst_event_new_custom(
      GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new("GstForceKeyUnit", "running-time", GST_TYPE_CLOCK_TIME, GST_CLOCK_TIME_NONE,
                        "all-headers", G_TYPE_BOOLEAN, FALSE, "count", G_TYPE_UINT, 0, nullptr)));
}

void TrackScene::viewer_query() {
  viewer_says_ = static_cast<GstFlowReturn>(-(script_.byte() % 7));
  viewer_.ask(query_of(script_.byte(), false).get());
  const auto latency = GRef<GstQuery>::take(gst_query_new_latency());
  gboolean live = FALSE;
  GstClockTime least = 1;
  require(viewer_.ask(latency.get()), "the latency is known");
  gst_query_parse_latency(latency.get(), &live, &least, nullptr);
  require(live && least == 0, "a viewer waits for nothing");
}

void TrackScene::publisher_query() { publisher_.ask(query_of(script_.byte(), true).get()); }

void TrackScene::find() {
  const uint16_t seqnum = static_cast<uint16_t>(stream_.seqnum + script_.step());
  const auto query = GRef<GstQuery>::take(gst_query_new_custom(
      GST_QUERY_CUSTOM,
      gst_structure_new("seodang-rtp-packet", "seqnum", G_TYPE_UINT, guint{seqnum}, nullptr)));
  if (!viewer_.ask(query.get())) return;
  GstBuffer* raw = nullptr;
  gst_structure_get(gst_query_get_structure(query.get()), "buffer", GST_TYPE_BUFFER, &raw, nullptr);
  const auto found = GRef<GstBuffer>::take(raw);
  require(found && history_.contains(seqnum) && holds(raw, history_[seqnum]), "what is found is what passed");
}

/// rtparrival lets events through, so a flush ends each that would stop the stream.
void TrackScene::event_for_arrival() {
  const uint8_t kind = script_.byte();
  switch (kind % 4) {
    case 0: publisher_.send(gst_event_new_caps(caps_of(kind >> 2))); return;
    case 1: publisher_.send(gst_event_new_gap(arrives_, GST_MSECOND)); return;
    case 2: publisher_.send(gst_event_new_eos()); break;
    default: break;
  }
  publisher_.send(gst_event_new_flush_start());
  publisher_.send(gst_event_new_flush_stop(TRUE));
  forget();
  start();
}

/// rtptrack is a firewall: whatever comes, the next packet passes.
void TrackScene::event_for_track() {
  const auto lost = gst_structure_new("GstRTPPacketLost", "seqnum", G_TYPE_UINT, 1u, nullptr);
  const auto sink = track_.pad("sink");
  GPtr<GstStructure> unused(lost);
  switch (script_.byte() % 6) {
    case 0: gst_pad_send_event(sink.get(), gst_event_new_eos()); break;
    case 1: gst_pad_send_event(sink.get(), gst_event_new_flush_start()); break;
    case 2:
      gst_pad_send_event(sink.get(), gst_event_new_flush_stop(TRUE));
      start();  // The pad has forgotten its segment.
      break;
    case 3: gst_pad_send_event(sink.get(), gst_event_new_gap(0, 1)); break;
    case 4: gst_pad_send_event(sink.get(), gst_event_new_caps(caps_of(script_.byte()))); break;
    default:
      gst_pad_send_event(sink.get(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, unused.release()));
  }
}

void TrackScene::rtcp() {
  if (!reports_) {
    reports_ = std::make_unique<Neighbour>(
        GRef<GstPad>::take(gst_element_request_pad_simple(arrival_.get(), "sink_rtcp")));
    reports_->start(report_caps());
    return;
  }
  const Bytes report = script_.bytes(script_.byte());
  require(reports_->push(buffer_of({report.begin(), report.end()})) == GST_FLOW_OK, "reports are taken");
  if (report.size() % 4) return;
  const auto pad = GRef<GstPad>::share(reports_->peer());
  reports_.reset();
  gst_element_release_request_pad(arrival_.get(), pad.get());
}

void TrackScene::set_property() {
  const uint8_t value = script_.byte();
  switch (script_.byte() % 8) {
    case 0: g_object_set(arrival_.get(), "payload", value % 129 - 1, nullptr); break;
    case 1: stream_.payload_type = value & 0x7f; break;
    case 2:
      g_object_set(arrival_.get(), "repair", value & 1, "latency", value, "do-retransmission",
                   (value & 2) != 0, nullptr);
      break;
    case 3: g_object_set(track_.get(), "history", value & 1 ? value : 0, nullptr); break;
    case 4: g_object_set(track_.get(), "keyframe-interval", interval_ = value * 10u, nullptr); break;
    case 5: g_object_set(track_.get(), "audio-level-id", value, nullptr); break;
    case 6: viewer_says_ = static_cast<GstFlowReturn>(-(value % 7)); break;
    default: Element::wait(value * 100 * GST_MSECOND);
  }
}

guint64 count_of(const GstStructure* stats, const char* name) {
  guint64 value = 0;
  require(gst_structure_get_uint64(stats, name, &value), "a figure is told");
  return value;
}

void TrackScene::read_properties() {
  const GPtr<GstStructure> stats(arrival_.value<GstStructure*>("stats"));
  const auto of = [&](const char* name) { return count_of(stats.get(), name); };
  require(of("num-pushed") == passed_, "what passed is counted");
  require(of("num-pushed") + of("num-late") + of("num-duplicates") + of("num-dropped") == came_,
          "what came is counted");
  require(of("rtx-success-count") <= of("rtx-count"), "nothing is recovered that was not asked for");
  require(track_.value<guint64>("packets") == passed_, "the track counts what passed");
  require(track_.value<guint>("level") <= 127, "a level has 7 bits");
  require(track_.value<guint64>("keyframes") <= passed_ && track_.value<guint64>("bytes") >= 12 * passed_,
          "keyframes and bytes are of packets");
  require((track_.value<guint64>("keyframe-requests") > 0) == last_keyframe_request_.has_value(),
          "requests are counted");
  require(track_.value<guint64>("last-arrival") <= Element::now(), "nothing came later than now");
  for (const char* name : {"history", "keyframe-interval", "audio-level-id"}) track_.value<guint>(name);
  for (const char* name : {"latency", "clock-rate"}) arrival_.value<guint>(name);
  for (const char* name : {"repair", "do-retransmission"}) arrival_.value<gboolean>(name);
}

void TrackScene::restart() {
  gst_element_set_state(arrival_.get(), GST_STATE_READY);
  arrival_.activate();
  forget();
  start();
}

/// rtparrival begins anew.
void TrackScene::forget() {
  window_ = {};
  newest_.reset();
}

}  // namespace
}  // namespace seodang::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool ready = [] {
    gst_init(nullptr, nullptr);
    return GST_ELEMENT_REGISTER(rtparrival, nullptr) && GST_ELEMENT_REGISTER(rtptrack, nullptr);
  }();
  seodang::fuzz::require(ready, "the elements are registered");
  seodang::fuzz::Script script(data, size);
  seodang::fuzz::TrackScene(script).run();
  return 0;
}
