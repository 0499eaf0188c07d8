#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "room/line.hpp"
#include "room/publisher.hpp"
#include "room/subscriber.hpp"

namespace seodang::room {

/// A Person in this Room and their two peers. Calls carry the participant on to the room. Main thread.
class Participant : public Publisher::Listener, public Subscriber::Listener {
 public:
  class Listener {
   public:
    virtual void on_candidate(Participant& from, IceCandidate candidate) = 0;
    /// `state`: connecting, connected, failed, closed.
    virtual void on_peer_state(Participant& of, PeerKind peer, std::string_view state,
                               const std::string& why) = 0;
    virtual void on_track_added(Participant& of, Track& track) = 0;
    /// The tracks of this participant are about to die: nothing may hold on to them.
    virtual void on_tracks_ending(Participant& of) = 0;
    virtual void on_switched(Participant& of) = 0;
    /// What the browser tells of the packets that we send it.
    virtual void on_feedback(Participant& from, const RtcpFeedback& feedback) = 0;
    /// A peer that is of no use any more: to be destroyed by and by (1–3 ms each).
    virtual void bury(std::shared_ptr<void> peer) = 0;

   protected:
    ~Listener() = default;
  };

  Participant(RoomParticipant info, Listener& listener) : info(std::move(info)), listener_(listener) {}
  ~Participant();

  RoomParticipant info;
  View view;
  bool has_view = false;
  std::vector<SlotState> told_slots;  ///< what was last reported
  std::vector<WantedTrack> told_wanted;
  Connection told_uplink = Connection::ok, told_downlink = Connection::ok;

  /// New peers replace and bury the old ones.
  Publisher& publish(SessionDescription offer, std::vector<PublishTrack> tracks, const RoomGraph& graph,
                     const Descriptions& descriptions);
  Subscriber& subscribe(const SlotCounts& counts, const RoomGraph& graph);
  void drop(PeerKind peer);

  /// Of the line towards us (publish) and from us (subscribe). A new peer may have another way.
  Line& line(PeerKind peer) { return lines_[static_cast<size_t>(peer)]; }
  /// Judges both; `narrow`: less is sent to them than they wish.
  void judge_lines(int64_t now_ms, bool narrow);

  Publisher* publisher() const { return publisher_.get(); }
  Subscriber* subscriber() const { return subscriber_.get(); }

 private:
  void on_publisher_candidate(const std::string& candidate, const std::string& mid) override;
  void on_publisher_connected() override {
    listener_.on_peer_state(*this, PeerKind::publish, "connected", {});
  }
  void on_publisher_failed(const std::string& why) override;
  void on_track_added(Track& track) override { listener_.on_track_added(*this, track); }
  void on_subscriber_candidate(const std::string& candidate, const std::string& mid) override;
  void on_subscriber_connected() override {
    listener_.on_peer_state(*this, PeerKind::subscribe, "connected", {});
  }
  void on_subscriber_failed(const std::string& why) override;
  void on_subscriber_feedback(const RtcpFeedback& feedback) override {
    listener_.on_feedback(*this, feedback);
  }
  void on_subscriber_switched() override { listener_.on_switched(*this); }

  // Passed in.
  Listener& listener_;
  // Owned.
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Subscriber> subscriber_;
  std::array<Line, EnumNames<PeerKind>::names.size()> lines_;
};

}  // namespace seodang::room
