#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "room/capacity.hpp"
#include "room/participant.hpp"
#include "room/planner.hpp"
#include "room/recorder.hpp"
#include "room/speakers.hpp"

namespace seodang::room {

/// One live room: a GStreamer graph that grows and shrinks as people come and go. It holds the participants,
/// asks the policy who sees whom, and applies the difference to the slots. Main thread. It knows nothing of
/// wires (control.hpp).
class Room : public Bindable,
             public Participant::Listener,
             public BusRouter::Owner,
             public Recorder::Listener {
 public:
  class Listener {
   public:
    virtual void on_candidate(const std::string& participant, const IceCandidate& candidate) = 0;
    virtual void on_peer_state(const std::string& participant, PeerKind peer, std::string_view state,
                               const std::string& why) = 0;
    virtual void on_track(const std::string& participant, const PublishTrack& track, bool added) = 0;
    virtual void on_slots(const std::string& participant, const std::vector<SlotState>& slots) = 0;
    /// How good a participant's line is, towards us and from us.
    virtual void on_connection(const std::string& participant, Connection uplink, Connection downlink) = 0;
    virtual void on_speaking(const std::vector<std::string>& participants) = 0;
    virtual void on_wanted(const std::string& participant, const std::vector<WantedTrack>& tracks) = 0;
    /// A stretch of somebody's media is being written, or not any more.
    virtual void on_segment(const SegmentReport& report) = 0;
    /// The graph itself failed: this process is of no use any more.
    virtual void on_room_failed(const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };
  struct Config {
    std::string id;
    RoomKind kind = RoomKind::meeting;
    SlotCounts slots;
    IceConfig ice;
    std::string dumps;       ///< where graph() writes
    std::string recordings;  ///< where segments are written; empty: none are
  };
  Room(Config config, Descriptions descriptions, Listener& listener);
  ~Room();

  /// Idempotent: who is in already is updated. Error: limit.
  Result<> add(const RoomParticipant& participant);
  /// The same for those of before a restart: whoever was in is in.
  void restore(const RoomParticipant& participant);
  const Capacity& capacity() const { return capacity_; }
  void remove(const std::string& id);
  /// A participant by id. Error: not_found.
  Result<Participant*> find(const std::string& id);
  /// Rights or mutes changed: what was taken away is cut when this returns. Who may publish nothing any more
  /// loses their publisher.
  void update(Participant& participant, const RoomParticipant& info);
  /// From its return on nothing of the two gets to anybody else, nor anything else to them. Whether they are
  /// in the room does not matter. Idempotent. Error: busy, if one of them is in another talk.
  Result<> start_talk(const Talk& talk);
  /// Idempotent.
  void end_talk(const std::string& id);
  /// Whose screen is shown, empty: nobody's. Another's is cut when this returns.
  void show_screen(const std::string& participant);
  void set_view(Participant& participant, View view);

  /// New peers. Errors: limit, forbidden, those of Publisher::check and of the negotiation.
  void publish(Participant& participant, const std::string& sdp, std::vector<PublishTrack> tracks,
               Completion<std::string> done);
  void subscribe(Participant& participant, Completion<Subscriber::Offer> done);

  /// What everyone sends who is to be recorded.
  Recorder& recorder() { return recorder_; }

  Json state() const;
  Json stats() const;
  /// The path of a DOT file of the graph as it is now. Error: storage_full.
  Result<std::string> graph() const;

 private:
  static constexpr unsigned tick_ms = 200;
  static constexpr unsigned judge_every = 5;  ///< ticks
  /// After the last of those who left is buried: long enough not to trim between two of a crowd.
  static constexpr unsigned trim_after_ms = 3'000;

  // Of the participants.
  void on_candidate(Participant& from, IceCandidate candidate) override;
  void on_peer_state(Participant& of, PeerKind peer, std::string_view state, const std::string& why) override;
  void on_track_added(Participant& of, Track& track) override;
  void on_tracks_ending(Participant& of) override;
  void on_switched(Participant& of) override { report_slots(of); }
  void on_feedback(Participant& from, const RtcpFeedback& feedback) override;
  void bury(std::shared_ptr<void> peer) override;
  // Of the bus.
  void on_element_error(const std::string& text) override { listener_.on_room_failed(text); }
  // Of the recorder.
  void on_segment(const SegmentReport& report) override { listener_.on_segment(report); }
  std::optional<SenderReport> sender_report(const Track& track) const override;

  void tick();
  void read_tracks(int64_t now_us);
  void read_lines(int64_t now_ms);
  void judge_lines(int64_t now_ms);
  void rank_voices(int64_t now_ms);
  /// The plan is made anew once in this turn of the loop, however often this is called.
  void replan_soon();
  void replan();
  PolicyInput policy_input() const;
  void apply(Participant& viewer, const Planner::Targets& targets, const PolicyInput& input);
  void report_slots(Participant& viewer);
  void report_wanted();
  /// Lets the recorder write what it may; what it may not any more is cut when this returns.
  void record(const PolicyInput& input);
  /// Error: limit, when a further peer would come too near to the end of the descriptors.
  Result<> may_open_peer();
  bool in_talk(const std::string& participant) const;
  /// By right, and not muted.
  bool may_flow(const Track& track) const;
  Track* track_of(const std::string& participant, Source source, std::optional<int> layer) const;
  void dig();

  // Passed in.
  Config config_;
  Descriptions descriptions_;
  Listener& listener_;
  // Owned.
  const size_t descriptors_per_peer_;
  const Capacity capacity_;
  GRef<GstPipeline> pipeline_;
  std::unique_ptr<BusRouter> bus_;
  RoomGraph graph_;
  Recorder recorder_;
  Planner planner_;
  Speakers speakers_;
  std::vector<std::string> told_speaking_;
  std::vector<bool> live_layers_;  ///< as of the last tick
  std::map<std::string, std::unique_ptr<Participant>> participants_;
  std::map<std::string, Talk> talks_;            ///< by id
  std::string screen_;                           ///< whose is shown; empty: nobody's
  std::deque<std::shared_ptr<void>> graveyard_;  ///< one is destroyed per turn of the loop (law 4)
  Timer digging_, trimming_, ticking_, replanning_;
  bool replan_due_ = false, short_of_descriptors_ = false;
  unsigned ticks_ = 0;
};

}  // namespace seodang::room
