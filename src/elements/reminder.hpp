#pragma once

// A call to an element when a running time has come, on the thread of its clock: GStreamer has one for each
// clock, so the whole process shares it. It must be brief.

#include <gst/gst.h>

#include <cstdint>
#include <mutex>

namespace seodang::rtp {

class Reminder {
 public:
  /// `now`: the running time, ns.
  using Call = void (*)(GstElement* element, int64_t now);

  /// Part of `element`, which it keeps alive while a call is to come.
  Reminder(GstElement& element, Call call) : element_(element), call_(call) {}
  ~Reminder() { stop(); }
  Reminder(const Reminder&) = delete;
  Reminder& operator=(const Reminder&) = delete;

  /// Calls once at this running time, unless a call is still to come: the callee says anew what it waits for.
  /// Nothing happens without a clock. Any thread.
  void set(int64_t running_time);
  /// No call begins after this; one may still be under way.
  void stop();

 private:
  static gboolean on_time(GstClock*, GstClockTime, GstClockID id, gpointer element);

  GstElement& element_;
  Call call_;
  std::mutex mutex_;
  GstClockID pending_ = nullptr;  ///< owned
};

}  // namespace seodang::rtp
