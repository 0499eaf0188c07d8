#pragma once

#include <optional>
#include <string>

#include "base/gst.hpp"
#include "room/peer.hpp"
#include "room/track.hpp"

namespace seodang::room {

/// The RTP caps of a stream of ours: VP8, or Opus.
GRef<GstCaps> rtp_caps(bool audio, uint32_t ssrc);

/// An rtpselector and its links: one continuous stream made of one Track after another, for a viewer's Slot
/// or for a file. It is linked to a Track's tee only while it carries that track, or waits for its keyframe.
/// Main thread.
class TrackSwitch {
 public:
  /// The selector is added to the pipeline, not yet started; what it says on the bus is `owner`'s.
  TrackSwitch(const std::string& name, GstCaps* caps, const RoomGraph& graph, BusRouter::Owner& owner);
  /// What follows the selector must be at NULL or gone from the flow.
  ~TrackSwitch();
  TrackSwitch(const TrackSwitch&) = delete;
  TrackSwitch& operator=(const TrackSwitch&) = delete;

  GstElement* selector() const { return selector_.get(); }
  GRef<GstPad> src() const { return GRef<GstPad>::take(gst_element_get_static_pad(selector_.get(), "src")); }

  /// Packets may pass.
  void open() { g_object_set(selector_.get(), "open", TRUE, nullptr); }
  /// For good: when this returns nothing passes any more, and what the selector says is nobody's.
  void close();

  /// Switches; video plays what it carried on until the new track's keyframe has come.
  void show(Track& track);
  /// Cuts at once: waits for the packet that is on its way through, so that nothing follows.
  void clear();
  /// The track is about to die.
  void forget(const Track& track);
  /// A message of the selector; true: another track is live now.
  bool take(const GstStructure* message);

  Track* live() const { return live_ ? live_->track : nullptr; }
  Track* wanted() const { return pending_ ? pending_->track : live(); }

 private:
  struct Link {
    Track* track;
    GRef<GstPad> tee, selector;
  };
  void unlink(std::optional<Link>& link);

  // Passed in.
  const RoomGraph& graph_;
  // Owned.
  GRef<GstElement> selector_;
  std::optional<Link> live_, pending_;
};

}  // namespace seodang::room
