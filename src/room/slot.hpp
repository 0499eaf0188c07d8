#pragma once

#include <string>

#include "room/peer.hpp"
#include "room/track_switch.hpp"

namespace seodang::room {

/// One outgoing m-line of a Subscriber, fixed for life, fed by an rtpselector. What it shows changes by its
/// TrackSwitch and nowhere else. Main thread.
///
/// Between the selector and webrtcbin's pad is a free seam for an accelerator (webrtcbin.md §19).
class Slot : public BusRouter::Owner {
 public:
  class Listener {
   public:
    /// Another track is live now.
    virtual void on_slot_switched() = 0;
    virtual void on_slot_failed(const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };

  Slot(SlotKind kind, int index, const std::string& owner, const RoomGraph& graph, Listener& listener);
  /// The peer's webrtcbin must be at NULL or gone from the flow: call detach() before that.
  ~Slot();

  /// Requests the m-line and links it. Before webrtcbin is started.
  void attach(GstElement* webrtcbin);
  /// Says stream-start, CAPS and SEGMENT to webrtcbin. After it was started, or it takes none, and before the
  /// first offer: to CAPS that come when the m-line has its mid, webrtcbin adds an event of the slot's own
  /// (gst_webrtc_bin_pad_update_tos_event), which rtpfunnel then sends down to the socket at every change of
  /// slots, that is, with almost every packet.
  void start();
  /// First step of a teardown: nothing flows into webrtcbin any more, nobody is called.
  void detach();

  std::string assigned;  ///< the participant it is planned for; empty: nobody

  SlotKind kind() const { return kind_; }
  int index() const { return index_; }
  /// The MediaStream at the browser: pairs that are lip-synced share one (video 0 with audio 0, the screen
  /// with its sound; webrtcbin.md §22), every other slot has one of its own.
  std::string stream() const;
  void set_retransmission(uint32_t ssrc, int payload);
  /// Packets may pass: the peer is connected.
  void open();

  void show(Track& track) { switch_.show(track); }
  /// Cuts at once: the source was revoked, or nobody is wanted here.
  void clear() { switch_.clear(); }
  /// The track is about to die.
  void forget(const Track& track) { switch_.forget(track); }

  const Track* live() const { return switch_.live(); }
  const Track* wanted() const { return switch_.wanted(); }
  uint32_t ssrc() const { return ssrc_; }
  /// Sequence numbers for which its sources had no packet.
  int64_t holes() const;
  Json stats() const;

 private:
  void on_element_error(const std::string& text) override { listener_.on_slot_failed(text); }
  void on_element_message(const GstStructure* message) override;

  // Passed in.
  SlotKind kind_;
  int index_;
  Listener& listener_;
  // Owned.
  uint32_t ssrc_;
  TrackSwitch switch_;
  GRef<GstElement> webrtcbin_;
  GRef<GstPad> sink_;  ///< webrtcbin's, requested by us
};

}  // namespace seodang::room
