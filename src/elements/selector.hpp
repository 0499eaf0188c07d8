#pragma once

// What rtpselector decides: which source's packets pass, when a switch takes place, what is asked for and
// sent again. It knows pads only as names for sources; whoever calls it does the pushing, and never under its
// lock.
//
// Threads: packets come on as many threads as there are sources (two while one replaces another), repetitions
// are asked for on the viewer's, the wanted source and the properties are set on the control thread. One
// mutex, held for the rewriting of one head. Packets of sources that are not shown are turned away before it.

#include <gst/gst.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

#include "base/gst.hpp"
#include "elements/element.hpp"
#include "elements/keyframe_pacer.hpp"
#include "elements/repeat_budget.hpp"
#include "elements/slot_rewriter.hpp"

namespace seodang::rtp {

struct SelectorCounters {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  uint64_t switches = 0;
  uint64_t repeats = 0;
  uint64_t holes = 0;  ///< sequence numbers without a packet (yet): what the source's line has lost
};

/// What is to be done with a packet: send `out`, ask `ask` for a keyframe, tell that a switch has taken
/// place.
struct Decision {
  std::optional<Outgoing> out;
  GRef<GstPad> ask;
  bool switched = false;
};

/// A packet to be sent again: ask for it through `pad`, then call Selector::repeat.
struct RepeatRequest {
  GRef<GstPad> pad;
  SlotRewriter::Origin origin;
};

class Selector {
 public:
  Selector();

  // Control thread.

  /// Wants `pad` to be shown (null: nothing, at once). Returns the pad to ask for a keyframe, if any.
  GRef<GstPad> select(GstPad* pad);
  /// The pad wanted: the one that is to take over, else the one shown.
  GRef<GstPad> selected();
  /// Opens or closes the slot. Returns the pad to ask for a keyframe, if any.
  GRef<GstPad> open(bool open);
  bool is_open();
  /// The pad is going away.
  void forget(GstPad* pad);
  void set_caps(const GstCaps* caps);
  void set_rtx(std::optional<guint> ssrc, std::optional<guint> payload_type);
  void set_abs_send_time_id(guint id);
  SlotFormat format();
  SelectorCounters counters();

  // Sources' threads.

  /// False for the packets of sources that are neither shown nor about to be. Without a lock.
  bool concerns(const GstPad* pad) const { return pad == shown_hint_ || pad == next_hint_; }
  Decision decide(GstPad* pad, const Packet& packet, std::optional<int64_t> pts);

  // The viewer's thread.

  /// The pad that a viewer's keyframe request is meant for: the one shown, else the one about to be.
  GRef<GstPad> keyframe_source();
  std::optional<RepeatRequest> find_repeat(uint16_t seqnum, uint32_t ssrc);
  std::optional<Outgoing> repeat(const SlotRewriter::Origin& origin, const Packet& packet);

  ElementClock clock;
  std::atomic<guint> keyframe_interval = 500;  // ms

 private:
  struct Source {
    unsigned run = 0;
    GRef<GstPad> pad;
  };

  bool may_take_over(const Packet& packet) const;
  void take_over();
  bool keyframe_due(int64_t now) { return pacer_.ask(now, int64_t{keyframe_interval} * 1'000'000); }
  GRef<GstPad> ask_next();
  void show(GRef<GstPad> shown, GRef<GstPad> next);

  mutable std::mutex mutex_;
  // Owned, by reference; the hints are what concerns() compares with.
  GRef<GstPad> shown_;
  GRef<GstPad> next_;
  std::atomic<const GstPad*> shown_hint_ = nullptr;
  std::atomic<const GstPad*> next_hint_ = nullptr;
  /// Where the packets of the last runs came from, for repetitions.
  std::deque<Source> sources_;

  bool open_ = false;
  bool has_caps_ = false;
  bool video_ = false;
  SlotFormat format_;
  SlotRewriter rewriter_;
  KeyframePacer pacer_;
  RepeatBudget budget_;
  SelectorCounters counters_;
};

}  // namespace seodang::rtp
