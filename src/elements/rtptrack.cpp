/**
 * SECTION:element-rtptrack
 * @title: rtptrack
 * @see_also: rtparrival, rtpselector, tee
 *
 * The head of a Track: it stands between a pad of the webrtcbin that receives from a browser and the tee from
 * which all viewers are fed.
 *
 * To the viewers it answers for what is asked once by each of them but need be done once for all. It keeps
 * the last packets, and gives one to whoever asks with the custom query "seodang-rtp-packet" (field `seqnum`,
 * uint; the answer is the field `buffer`, GstBuffer): so no viewer's webrtcbin needs a retransmission history
 * of its own. Requests for keyframes (GstForceKeyUnit, upstream) are gathered: one per
 * #rtptrack:keyframe-interval goes to the browser; one that comes too early goes with the first packet after
 * the interval, unless a keyframe has come meanwhile.
 *
 * To the publisher it is a firewall: it always returns GST_FLOW_OK, whatever a viewer, a recorder or a
 * capture does behind it, since one other result would stop every stream of this browser. Downwards EOS,
 * FLUSH, GAP and GstRTPPacketLost are dropped, since one of them would end a viewer's whole connection;
 * upwards only keyframe requests pass. LATENCY is answered here (live, 0), so that no viewer waits for a
 * jitter buffer.
 *
 * It also listens: #rtptrack:level is the loudness that the browser says in the packets (RFC 6464), smoothed.
 * For a recorder it tells when the last keyframe began, and which PTS belongs to which RTP time
 * (#rtptrack:newest), so that a sender report can be laid beside what is written.
 *
 * All media arrive on one streaming thread; queries and events come from viewers' threads, properties from
 * any.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=30 ! vp8enc deadline=1 ! rtpvp8pay ! tee name=in \
 *     in. ! queue ! fakesink \
 *     in. ! queue ! rtptrack name=track history=256 ! tee allow-not-linked=true
 * ]|
 * A track without viewers. The first branch is there to see the end of the stream, which a track does not let
 * pass.
 */

#include "elements/rtptrack.hpp"

#include <gst/video/video.h>

#include "elements/audio_level.hpp"
#include "elements/element.hpp"
#include "elements/history.hpp"
#include "elements/keyframe_pacer.hpp"
#include "elements/vp8.hpp"

GST_DEBUG_CATEGORY_STATIC(rtptrack_debug);
#define GST_CAT_DEFAULT rtptrack_debug

namespace {

using namespace seodang;
using namespace seodang::rtp;

constexpr guint kDefaultHistory = 512;
constexpr guint kMaxHistory = 8192;
constexpr guint kDefaultKeyframeInterval = 500;

struct Counters {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  uint64_t keyframes = 0;
  uint64_t keyframe_requests = 0;
  int64_t last_arrival = 0;
  int64_t last_keyframe = 0;
};

/// A packet's two times.
struct Newest {
  uint32_t rtp_time = 0;
  GstClockTime pts = GST_CLOCK_TIME_NONE;
};

/// The element's state and what it does with it. Every function takes the lock itself and calls nobody under
/// it.
class Track {
 public:
  /// Notes a packet; true when a remembered keyframe request is to be sent upstream now.
  bool note(GstBuffer* buffer);
  /// A viewer wants a keyframe; true when the request is to be sent upstream now.
  bool ask_keyframe();
  GRef<GstBuffer> find(uint16_t seqnum);
  void set_caps(const GstCaps* caps);

  void set_history(guint packets);
  guint history();
  uint8_t level();
  Counters counters();
  /// Of the packet with the latest RTP time; without a PTS: none has come.
  Newest newest();

  ElementClock clock;
  std::atomic<guint> keyframe_interval = kDefaultKeyframeInterval;  // ms
  std::atomic<guint> audio_level_id = 0;

 private:
  int64_t interval() const { return int64_t{keyframe_interval} * 1'000'000; }

  std::mutex mutex_;
  History<GRef<GstBuffer>> history_{kDefaultHistory};
  guint history_size_ = kDefaultHistory;
  KeyframePacer pacer_;
  AudioLevel level_;
  Counters counters_;
  Newest newest_;
  bool vp8_ = false;
};

bool Track::note(GstBuffer* buffer) {
  const MappedBuffer mapped(buffer);
  const auto packet = parse(mapped.bytes());
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  ++counters_.packets;
  counters_.bytes += mapped.bytes().size();
  counters_.last_arrival = now;
  if (!packet) return false;

  history_.store(packet->seqnum, GRef<GstBuffer>::share(buffer));
  const bool later = static_cast<int32_t>(packet->timestamp - newest_.rtp_time) > 0;
  if (GST_BUFFER_PTS_IS_VALID(buffer) && (later || !GST_CLOCK_TIME_IS_VALID(newest_.pts)))
    newest_ = {packet->timestamp, GST_BUFFER_PTS(buffer)};
  const Bytes level = extension(*packet, static_cast<uint8_t>(audio_level_id));
  if (!level.empty()) level_.feed(level[0] & 0x7f, now);
  if (vp8_ && starts_keyframe(*packet)) {
    ++counters_.keyframes;
    counters_.last_keyframe = now;
    pacer_.came();
  }
  const bool due = pacer_.due(now, interval());
  counters_.keyframe_requests += due;
  return due;
}

bool Track::ask_keyframe() {
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  const bool now_due = pacer_.ask(now, interval());
  counters_.keyframe_requests += now_due;
  return now_due;
}

GRef<GstBuffer> Track::find(uint16_t seqnum) {
  const std::lock_guard lock(mutex_);
  return history_.find(seqnum);
}

void Track::set_caps(const GstCaps* caps) {
  const char* encoding = gst_structure_get_string(gst_caps_get_structure(caps, 0), "encoding-name");
  const std::lock_guard lock(mutex_);
  vp8_ = encoding && g_ascii_strcasecmp(encoding, "VP8") == 0;
}

void Track::set_history(guint packets) {
  History<GRef<GstBuffer>> old{packets};
  const std::lock_guard lock(mutex_);
  std::swap(history_, old);
  history_size_ = packets;
}

guint Track::history() {
  const std::lock_guard lock(mutex_);
  return history_size_;
}

uint8_t Track::level() {
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  return level_.read(now);
}

Counters Track::counters() {
  const std::lock_guard lock(mutex_);
  return counters_;
}

Newest Track::newest() {
  const std::lock_guard lock(mutex_);
  return newest_;
}

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));

struct SeodangRtpTrack {
  GstElement element;
  GstPad* sink;
  GstPad* src;
  Track* track;
};
struct SeodangRtpTrackClass {
  GstElementClass parent_class;
};

SeodangRtpTrack* self_of(gpointer object) { return static_cast<SeodangRtpTrack*>(object); }
Track& track_of(gpointer object) { return *self_of(object)->track; }

GstFlowReturn chain(GstPad* pad, GstObject* parent, GstBuffer* buffer) {
  if (track_of(parent).note(buffer)) request_keyframe(pad);
  gst_pad_push(self_of(parent)->src, buffer);
  return GST_FLOW_OK;
}

gboolean sink_event(GstPad* pad, GstObject* parent, GstEvent* event) {
  if (ends_stream(event)) return drop_at(pad, event);
  if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    track_of(parent).set_caps(caps);
  }
  // What becomes of it behind the tee is nobody's business before it.
  gst_pad_push_event(self_of(parent)->src, event);
  return TRUE;
}

gboolean src_event(GstPad*, GstObject* parent, GstEvent* event) {
  if (gst_video_event_is_force_key_unit(event) && track_of(parent).ask_keyframe())
    request_keyframe(self_of(parent)->sink);
  gst_event_unref(event);
  return TRUE;
}

GstStructure* structure_of(const Newest& newest) {
  if (!GST_CLOCK_TIME_IS_VALID(newest.pts)) return nullptr;
  return gst_structure_new("seodang-rtp-time", "rtp-time", G_TYPE_UINT, newest.rtp_time, "pts", G_TYPE_UINT64,
                           newest.pts, nullptr);
}

gboolean answer_packet(Track& track, GstQuery* query) {
  guint seqnum = 0;
  if (!gst_structure_get_uint(gst_query_get_structure(query), "seqnum", &seqnum)) return FALSE;
  const auto packet = track.find(static_cast<uint16_t>(seqnum));
  if (!packet) return FALSE;
  gst_structure_set(gst_query_writable_structure(query), "buffer", GST_TYPE_BUFFER, packet.get(), nullptr);
  return TRUE;
}

gboolean src_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  const GstStructure* structure = gst_query_get_structure(query);
  if (structure && gst_structure_has_name(structure, kPacketQuery))
    return answer_packet(track_of(parent), query);
  if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return gst_pad_query_default(pad, parent, query);
  answer_latency(query);
  return TRUE;
}

}  // namespace

enum {
  PROP_HISTORY = 1,
  PROP_KEYFRAME_INTERVAL,
  PROP_AUDIO_LEVEL_ID,
  PROP_LEVEL,
  PROP_PACKETS,
  PROP_BYTES,
  PROP_KEYFRAMES,
  PROP_KEYFRAME_REQUESTS,
  PROP_LAST_ARRIVAL,
  PROP_LAST_KEYFRAME,
  PROP_NEWEST,
};

G_DEFINE_TYPE(SeodangRtpTrack, seodang_rtp_track, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE(rtptrack, "rtptrack", GST_RANK_NONE, seodang_rtp_track_get_type())

static void seodang_rtp_track_set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  Track& track = track_of(object);
  switch (id) {
    case PROP_HISTORY: track.set_history(g_value_get_uint(value)); break;
    case PROP_KEYFRAME_INTERVAL: track.keyframe_interval = g_value_get_uint(value); break;
    case PROP_AUDIO_LEVEL_ID: track.audio_level_id = g_value_get_uint(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_track_get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  Track& track = track_of(object);
  switch (id) {
    case PROP_HISTORY: g_value_set_uint(value, track.history()); break;
    case PROP_KEYFRAME_INTERVAL: g_value_set_uint(value, track.keyframe_interval); break;
    case PROP_AUDIO_LEVEL_ID: g_value_set_uint(value, track.audio_level_id); break;
    case PROP_LEVEL: g_value_set_uint(value, track.level()); break;
    case PROP_PACKETS: g_value_set_uint64(value, track.counters().packets); break;
    case PROP_BYTES: g_value_set_uint64(value, track.counters().bytes); break;
    case PROP_KEYFRAMES: g_value_set_uint64(value, track.counters().keyframes); break;
    case PROP_KEYFRAME_REQUESTS: g_value_set_uint64(value, track.counters().keyframe_requests); break;
    case PROP_LAST_ARRIVAL:
      g_value_set_uint64(value, static_cast<guint64>(track.counters().last_arrival));
      break;
    case PROP_LAST_KEYFRAME:
      g_value_set_uint64(value, static_cast<guint64>(track.counters().last_keyframe));
      break;
    case PROP_NEWEST: g_value_take_boxed(value, structure_of(track.newest())); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_track_finalize(GObject* object) {
  delete self_of(object)->track;
  G_OBJECT_CLASS(seodang_rtp_track_parent_class)->finalize(object);
}

static gboolean seodang_rtp_track_set_clock(GstElement* element, GstClock* clock) {
  track_of(element).clock.set(clock);
  return GST_ELEMENT_CLASS(seodang_rtp_track_parent_class)->set_clock(element, clock);
}

static void install_properties(GObjectClass* object_class) {
  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  const auto read = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  const auto settable = [&](guint id, const char* name, const char* nick, const char* blurb, guint most,
                            guint preset) {
    g_object_class_install_property(object_class, id,
                                    g_param_spec_uint(name, nick, blurb, 0, most, preset, flags));
  };
  const auto counter = [&](guint id, const char* name, const char* nick, const char* blurb) {
    g_object_class_install_property(object_class, id,
                                    g_param_spec_uint64(name, nick, blurb, 0, G_MAXUINT64, 0, read));
  };
  settable(PROP_HISTORY, "history", "History",
           "Packets kept for retransmission, at least (rounded up to a power of two; 0 = none)", kMaxHistory,
           kDefaultHistory);
  settable(PROP_KEYFRAME_INTERVAL, "keyframe-interval", "Keyframe interval",
           "Least time between two keyframe requests sent to the publisher, in ms", 60000,
           kDefaultKeyframeInterval);
  settable(PROP_AUDIO_LEVEL_ID, "audio-level-id", "Audio level id",
           "Header extension id of the client-to-mixer audio level, RFC 6464 (0 = none)", 255, 0);
  g_object_class_install_property(
      object_class, PROP_LEVEL,
      g_param_spec_uint("level", "Level",
                        "Smoothed audio level in -dBov: 0 loudest, 127 silence or no packets for 500 ms", 0,
                        127, 127, read));
  counter(PROP_PACKETS, "packets", "Packets", "Packets that came");
  counter(PROP_BYTES, "bytes", "Bytes", "Bytes that came, RTP headers included");
  counter(PROP_KEYFRAMES, "keyframes", "Keyframes", "Keyframes that began (VP8)");
  counter(PROP_KEYFRAME_REQUESTS, "keyframe-requests", "Keyframe requests",
          "Keyframe requests sent to the publisher");
  counter(
      PROP_LAST_ARRIVAL, "last-arrival", "Last arrival",
      "When the last packet came, in ns of the element's clock (by default the monotonic clock); 0 = never");
  counter(PROP_LAST_KEYFRAME, "last-keyframe", "Last keyframe",
          "When the last keyframe began, as last-arrival (VP8); 0 = never");
  g_object_class_install_property(
      object_class, PROP_NEWEST,
      g_param_spec_boxed("newest", "Newest",
                         "rtp-time (uint) and pts (uint64, ns) of the packet with the latest RTP time; NULL "
                         "before the first that has a PTS",
                         GST_TYPE_STRUCTURE, read));
}

static void seodang_rtp_track_class_init(SeodangRtpTrackClass* klass) {
  GST_DEBUG_CATEGORY_INIT(rtptrack_debug, "rtptrack", 0, "head of a forwarded track");
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  object_class->set_property = seodang_rtp_track_set_property;
  object_class->get_property = seodang_rtp_track_get_property;
  object_class->finalize = seodang_rtp_track_finalize;
  element_class->set_clock = seodang_rtp_track_set_clock;
  install_properties(object_class);
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);
  gst_element_class_set_static_metadata(
      element_class, "RTP track head", "Network/RTP",
      "Keeps a forwarded stream's last packets, gathers its keyframe requests, shields its publisher",
      "seodang");
}

static void seodang_rtp_track_init(SeodangRtpTrack* self) {
  self->track = new Track;
  self->sink = gst_pad_new_from_static_template(&sink_template, "sink");
  gst_pad_set_chain_function(self->sink, chain);
  gst_pad_set_event_function(self->sink, sink_event);
  gst_element_add_pad(&self->element, self->sink);
  self->src = gst_pad_new_from_static_template(&src_template, "src");
  gst_pad_set_event_function(self->src, src_event);
  gst_pad_set_query_function(self->src, src_query);
  gst_element_add_pad(&self->element, self->src);
}
