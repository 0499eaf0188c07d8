#include "room/track.hpp"

#include <gst/video/video.h>

#include <algorithm>

namespace seodang::room {

namespace {
constexpr int64_t settle_us = 4 * G_USEC_PER_SEC;
constexpr int64_t vp8_rate = 90'000, opus_rate = 48'000;
constexpr int64_t decay = 50;  ///< readings until it has fallen to about a third
}  // namespace

Track::Track(std::string participant, PublishTrack spec, int audio_level_id, GstElement* description,
             const RoomGraph& graph, Listener& listener)
    : participant_(std::move(participant)),
      spec_(std::move(spec)),
      graph_(graph),
      listener_(listener),
      bin_(GRef<GstElement>::share(description)),
      head_(GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(description), "head"))),
      tee_(GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(description), "tee"))),
      layer_{spec_.layer, true, 0},  // it is made with its first packet
      live_since_us_(g_get_monotonic_time()) {
  std::string name = graph_.name("track_" + participant_ + "_" + std::string(name_of(spec_.source)));
  gst_object_set_name(GST_OBJECT(bin_.get()), name.c_str());
  g_object_set(head_.get(), "audio-level-id", audio_level_id, nullptr);
  g_object_set(tee_.get(), "allow-not-linked", TRUE, nullptr);
  gst_bin_add(GST_BIN(graph_.pipeline), bin_.get());
  graph_.bus->own(bin_.get(), *this);
  gst_element_sync_state_with_parent(bin_.get());
}

Track::~Track() {
  graph_.bus->release(bin_.get());
  gst_element_set_locked_state(bin_.get(), TRUE);
  gst_element_set_state(bin_.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(graph_.pipeline), bin_.get());
  graph_.bus->disown(bin_.get());
}

Result<> Track::connect(GstPad* from) {
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(bin_.get(), "sink"));
  if (auto before = GRef<GstPad>::take(gst_pad_get_peer(sink.get())))
    gst_pad_unlink(before.get(), sink.get());
  if (gst_pad_link(from, sink.get()) != GST_PAD_LINK_OK)
    return {Code::media_failed, "a track cannot be linked"};
  return {};
}

GRef<GstPad> Track::request_branch() {
  return GRef<GstPad>::take(gst_element_request_pad_simple(tee_.get(), "src_%u"));
}

void Track::release_branch(GstPad* pad) { gst_element_release_request_pad(tee_.get(), pad); }

int Track::level() const {
  int level = 127;
  g_object_get(head_.get(), "level", &level, nullptr);
  return level;
}

void Track::read(int64_t now_us) {
  guint64 last_ns = 0, bytes = 0;
  g_object_get(head_.get(), "last-arrival", &last_ns, "bytes", &bytes, nullptr);
  rate_.read(now_us, bytes);
  layer_.live = last_ns > 0 && now_us - static_cast<int64_t>(last_ns / GST_USECOND) < G_USEC_PER_SEC;
  if (!layer_.live) live_since_us_ = now_us;
  // An encoder needs some seconds to come to what it will need; a quiet moment does not mean that it stays
  // so.
  bool settled = now_us - live_since_us_ >= settle_us;
  int64_t falling = layer_.bitrate - layer_.bitrate / decay;
  layer_.bitrate = settled ? std::max(rate_.rate(), falling) : 0;
}

void Track::request_keyframe() {
  auto behind = GRef<GstPad>::take(gst_element_get_static_pad(head_.get(), "src"));
  gst_pad_send_event(behind.get(),
                     gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, FALSE, 0));
}

int64_t Track::last_keyframe_us() const {
  guint64 last_ns = 0;
  g_object_get(head_.get(), "last-keyframe", &last_ns, nullptr);
  return static_cast<int64_t>(last_ns / GST_USECOND);
}

std::optional<int64_t> Track::pts_of(uint32_t rtp_time) const {
  GPtr<GstStructure> newest;
  g_object_get(head_.get(), "newest", static_cast<GstStructure**>(out(newest)), nullptr);
  if (!newest) return std::nullopt;
  guint known = 0;
  guint64 pts = 0;
  gst_structure_get(newest.get(), "rtp-time", G_TYPE_UINT, &known, "pts", G_TYPE_UINT64, &pts, nullptr);
  const int64_t ticks = static_cast<int32_t>(rtp_time - known);
  const int64_t second = GST_SECOND;
  return static_cast<int64_t>(pts) + ticks * second / (is_audio(spec_.source) ? opus_rate : vp8_rate);
}

Json Track::stats() const {
  guint64 packets = 0, bytes = 0, keyframes = 0, requests = 0;
  g_object_get(head_.get(), "packets", &packets, "bytes", &bytes, "keyframes", &keyframes,
               "keyframe-requests", &requests, nullptr);
  return Json::object({{"participant", participant_},
                       {"mid", spec_.mid},
                       {"source", name_of(spec_.source)},
                       {"layer", spec_.layer},
                       {"packets", packets},
                       {"bytes", bytes},
                       {"bitrate", bitrate()},
                       {"keyframes", keyframes},
                       {"keyframeRequests", requests}});
}

}  // namespace seodang::room
