#pragma once

#include <optional>
#include <string>

#include "base/gst.hpp"
#include "protocol/types.hpp"
#include "room/layers.hpp"
#include "room/peer.hpp"
#include "room/rate_meter.hpp"

namespace seodang::room {

class Descriptions;

/// One incoming RTP stream from webrtcbin's pad to the tee that Slots, recorders and capturers branch from:
/// the graph of pipelines/track.*.launch. Main thread.
class Track : public BusRouter::Owner {
 public:
  class Listener {
   public:
    /// An element of the description cannot go on. May destroy the track.
    virtual void on_track_failed(const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };

  /// Takes the parked pad over and lets it flow. `graph` outlives the track.
  Track(std::string participant, PublishTrack spec, int audio_level_id, GstElement* description,
        const RoomGraph& graph, Listener& listener);
  ~Track();
  Track(const Track&) = delete;
  Track& operator=(const Track&) = delete;

  /// Links webrtcbin's source pad, in the place of an earlier one. Error: media_failed.
  Result<> connect(GstPad* from);

  const std::string& participant() const { return participant_; }
  const PublishTrack& spec() const { return spec_; }

  /// A new branch; given back by release_branch(). Any number, 4 µs each.
  GRef<GstPad> request_branch();
  void release_branch(GstPad* pad);

  /// Takes a reading of the counters, a few times a second.
  void read(int64_t now_us);
  const LayerState& layer() const { return layer_; }  ///< as of the last reading
  int64_t bitrate() const { return rate_.rate(); }    ///< bits/s that arrive
  int level() const;                                  ///< RFC 6464: 0 loud … 127 silence or nothing arrives
  Json stats() const;
  /// At most one per 500 ms goes to the browser, for all who ask.
  void request_keyframe();
  int64_t last_keyframe_us() const;  ///< on the monotonic clock; 0: never
  /// The PTS at which this track's media of an RTP time lie, ns; nothing before its first packet.
  std::optional<int64_t> pts_of(uint32_t rtp_time) const;

 private:
  void on_element_error(const std::string& text) override { listener_.on_track_failed(text); }

  // Passed in.
  std::string participant_;
  PublishTrack spec_;
  const RoomGraph& graph_;
  Listener& listener_;
  // Owned.
  GRef<GstElement> bin_, head_, tee_;
  LayerState layer_;
  int64_t live_since_us_;
  RateMeter rate_;
};

}  // namespace seodang::room
