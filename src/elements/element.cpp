#include "elements/element.hpp"

#include <gst/video/video.h>

namespace seodang::rtp {

void ElementClock::set(GstClock* clock) {
  auto next = GRef<GstClock>::share(clock);
  const std::lock_guard lock(mutex_);
  std::swap(clock_, next);
}

int64_t ElementClock::now() const {
  const std::lock_guard lock(mutex_);
  if (!clock_) return g_get_monotonic_time() * 1000;
  return static_cast<int64_t>(gst_clock_get_time(clock_.get()));
}

std::optional<int64_t> time_of(GstClockTime time) {
  if (!GST_CLOCK_TIME_IS_VALID(time) || time > static_cast<GstClockTime>(G_MAXINT64)) return std::nullopt;
  return static_cast<int64_t>(time);
}

bool ends_stream(GstEvent* event) {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_EOS:
    case GST_EVENT_FLUSH_START:
    case GST_EVENT_FLUSH_STOP:
    case GST_EVENT_GAP: return true;
    default: return gst_event_has_name(event, "GstRTPPacketLost");
  }
}

gboolean drop_at(GstPad* sink, GstEvent* event) {
  const GstEventType type = GST_EVENT_TYPE(event);
  if (type == GST_EVENT_FLUSH_START) {
    // The flag was set before the event function was asked; with it, chain would return FLUSHING to the
    // publisher.
    GST_OBJECT_LOCK(sink);
    if (GST_PAD_IS_ACTIVE(sink)) GST_PAD_UNSET_FLUSHING(sink);
    GST_OBJECT_UNLOCK(sink);
  }
  gst_event_unref(event);
  return type != GST_EVENT_EOS;
}

void request_keyframe(GstPad* sink) {
  gst_pad_push_event(sink, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, FALSE, 0));
}

void answer_latency(GstQuery* query) { gst_query_set_latency(query, TRUE, 0, GST_CLOCK_TIME_NONE); }

}  // namespace seodang::rtp
