#include "elements/reminder.hpp"

#include <utility>

#include "base/gst.hpp"

namespace seodang::rtp {

void Reminder::set(int64_t running_time) {
  const auto clock = GRef<GstClock>::take(gst_element_get_clock(&element_));
  if (!clock) return;
  const std::lock_guard lock(mutex_);
  if (pending_) return;
  const auto at = static_cast<GstClockTime>(running_time) + gst_element_get_base_time(&element_);
  pending_ = gst_clock_new_single_shot_id(clock.get(), at);
  // The element goes when the clock's entry does, which may be on its thread: never before on_time() is over.
  gst_object_ref(&element_);
  const auto release = +[](gpointer self) { gst_object_unref(&static_cast<Reminder*>(self)->element_); };
  gst_clock_id_wait_async(pending_, on_time, this, release);
}

void Reminder::stop() {
  GstClockID id = nullptr;
  {
    const std::lock_guard lock(mutex_);
    id = std::exchange(pending_, nullptr);
  }
  if (!id) return;
  gst_clock_id_unschedule(id);
  gst_clock_id_unref(id);
}

gboolean Reminder::on_time(GstClock* clock, GstClockTime, GstClockID id, gpointer data) {
  auto* self = static_cast<Reminder*>(data);
  {
    const std::lock_guard lock(self->mutex_);
    if (self->pending_ != id) return TRUE;  // stopped
    self->pending_ = nullptr;
  }
  const GstClockTime now = gst_clock_get_time(clock) - gst_element_get_base_time(&self->element_);
  self->call_(&self->element_, static_cast<int64_t>(now));
  gst_clock_id_unref(id);
  return TRUE;
}

}  // namespace seodang::rtp
