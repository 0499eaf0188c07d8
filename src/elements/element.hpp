#pragma once

// What the elements of this plugin share: the time, the firewall's list, keyframe requests, buffers as bytes.

#include <gst/gst.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "base/gst.hpp"
#include "elements/packet.hpp"

namespace seodang::rtp {

/// The element's clock as GStreamer distributes it; before that, the system's monotonic clock, which is also
/// what the pipeline's clock is by default. Any thread.
class ElementClock {
 public:
  void set(GstClock* clock);
  /// ns
  int64_t now() const;

 private:
  mutable std::mutex mutex_;
  GRef<GstClock> clock_;
};

/// A buffer mapped for reading, for as long as this lives.
class MappedBuffer {
 public:
  explicit MappedBuffer(GstBuffer* buffer)
      : buffer_(buffer), mapped_(gst_buffer_map(buffer, &info_, GST_MAP_READ)) {}
  ~MappedBuffer() {
    if (mapped_) gst_buffer_unmap(buffer_, &info_);
  }
  MappedBuffer(const MappedBuffer&) = delete;
  MappedBuffer& operator=(const MappedBuffer&) = delete;

  Bytes bytes() const { return mapped_ ? Bytes{info_.data, info_.size} : Bytes{}; }

 private:
  GstBuffer* buffer_;
  GstMapInfo info_;
  bool mapped_;
};

/// The PTS in ns, if there is one.
std::optional<int64_t> time_of(GstClockTime time);

/// Events that end, interrupt or distort a stream, and so never pass from a source to viewers: EOS,
/// FLUSH_START, FLUSH_STOP, GAP, GstRTPPacketLost.
bool ends_stream(GstEvent* event);

/// Drops an event of ends_stream() at a sink pad, taking back what GStreamer had marked on the pad for it.
/// Consumes the event; the result is for the event function (FALSE for EOS, which GStreamer would otherwise
/// keep on the pad).
gboolean drop_at(GstPad* sink, GstEvent* event);

/// Sends a GstForceKeyUnit upstream out of a sink pad: webrtcbin makes it a PLI. No lock may be held.
void request_keyframe(GstPad* sink);

/// Answers a LATENCY query: live, none, unlimited. So nobody asks rtpbin, whose 200 ms webrtcbin's clocksync
/// would wait.
void answer_latency(GstQuery* query);

/// The custom query by which a packet of a Track's history is found: `seqnum` (uint) in, `buffer` (GstBuffer)
/// out.
constexpr const char* kPacketQuery = "seodang-rtp-packet";
constexpr const char* kRetransmissionRequest = "GstRTPRetransmissionRequest";

}  // namespace seodang::rtp
