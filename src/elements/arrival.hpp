#pragma once

// What rtparrival decides: which packets pass, what time they get, what is asked for again and when. It sends
// nothing itself; whoever calls it does, and never under its lock.

#include <gst/gst.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "base/gst.hpp"
#include "elements/holes.hpp"
#include "elements/rtp_clock.hpp"
#include "elements/sequence.hpp"

namespace seodang::rtp {

struct ArrivalCounters {
  uint64_t pushed = 0;
  uint64_t lost = 0;
  uint64_t late = 0;
  uint64_t duplicates = 0;
  uint64_t requests = 0;
  uint64_t recovered = 0;
  uint64_t dropped = 0;
};

/// A packet's numbers, and when it came.
struct Arrived {
  uint16_t seqnum = 0;
  uint32_t timestamp = 0;
  std::optional<int64_t> at;
};

/// What is to be done with a packet.
struct Verdict {
  bool pass = false;
  std::optional<int64_t> pts;
  /// GstRTPRetransmissionRequest, to be sent upstream.
  std::vector<GRef<GstEvent>> requests;
  /// When to call Arrival::look(), should nothing arrive till then; of the same clock as the times of
  /// arrival.
  std::optional<int64_t> look_at;
};

/// What rtparrival knows and decides. Every function takes the lock itself and calls nobody under it; any
/// thread.
class Arrival {
 public:
  Verdict take(const Arrived& packet);
  /// Nothing arrives, but what was asked for may be due again.
  Verdict look(int64_t now);
  /// RTP ticks per second; 0: not known. The first known rate stays until reset.
  void set_rate(uint32_t rate);
  bool has_rate();
  void reset();
  ArrivalCounters counters();
  int64_t round_trip();
  void count_dropped();

  // Passed in, as properties.
  std::atomic<gint> payload = -1;
  std::atomic<guint> clock_rate = 0;
  std::atomic<bool> repair = true;
  std::atomic<guint> latency = 200;             // ms
  std::atomic<bool> do_retransmission = false;  // not obeyed

 private:
  void look_for_holes(int64_t now, Verdict& verdict);
  GRef<GstEvent> request_for(const Hole& hole, int64_t now) const;

  std::mutex mutex_;
  SequenceReader reader_;
  SeenWindow seen_;
  HoleList holes_;
  std::optional<RtpClock> clock_;
  std::optional<int64_t> last_at_;
  int64_t spacing_ = 0;
  ArrivalCounters counters_;
};

}  // namespace seodang::rtp
