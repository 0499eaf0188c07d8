#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "room/descriptions.hpp"
#include "room/peer.hpp"
#include "room/session_description.hpp"
#include "room/track.hpp"

namespace seodang::room {

/// The Peer that receives from a browser: one offer with every m-line the browser may ever use, one answer,
/// and a Track for each stream once its first packet has come. Main thread.
class Publisher : public Peer::Listener, public Track::Listener {
 public:
  class Listener {
   public:
    virtual void on_publisher_candidate(const std::string& candidate, const std::string& sdp_mid) = 0;
    virtual void on_publisher_connected() = 0;
    /// Called once; the owner may destroy the publisher.
    virtual void on_publisher_failed(const std::string& why) = 0;
    virtual void on_track_added(Track& track) = 0;

   protected:
    ~Listener() = default;
  };

  /// Errors: bad_sdp, too_large, invalid_params (a track without its m-line, or of the wrong kind).
  static Result<SessionDescription> check(const std::string& sdp, const std::vector<PublishTrack>& tracks);

  /// `offer` has passed check().
  Publisher(const std::string& participant, SessionDescription offer, std::vector<PublishTrack> tracks,
            const RoomGraph& graph, const Descriptions& descriptions, Listener& listener);
  ~Publisher();

  /// The answer for the browser. Called once; also when the publisher dies first (wrong_state).
  void negotiate(Completion<std::string> done);
  /// Nobody is called any more; what is left may be destroyed at leisure.
  void retire();
  Result<> add_candidate(const std::string& candidate) { return peer_.add_candidate(candidate); }

  const std::vector<PublishTrack>& announced() const { return announced_; }
  const std::map<std::string, std::unique_ptr<Track>>& tracks() const { return tracks_; }  ///< by mid
  bool connected() const { return peer_.connected(); }
  Arrivals arrivals() const { return room::arrivals(peer_.webrtcbin()); }
  /// The same for all its tracks, and for no other publisher's.
  const std::string& connection() const { return connection_; }
  /// What the browser said last of one of its tracks.
  std::optional<SenderReport> sender_report(const Track& track) const;

 private:
  void on_peer_candidate(const std::string& candidate, const std::string& mid) override {
    listener_.on_publisher_candidate(candidate, mid);
  }
  void on_peer_connected() override { listener_.on_publisher_connected(); }
  void on_peer_failed(const std::string& why) override;
  void on_peer_pad(GRef<GstPad> pad, gulong parking) override;
  void on_track_failed(const std::string& why) override { on_peer_failed(why); }
  void finish(Result<std::string> answer);
  /// The track of an m-line, made with its first stream.
  Result<Track*> track_of(const MediaDescription& media);

  // Passed in.
  std::string participant_;
  SessionDescription offer_;
  std::vector<PublishTrack> announced_;
  const RoomGraph& graph_;
  const Descriptions& descriptions_;
  Listener& listener_;
  // Owned.
  const std::string connection_;
  Completion<std::string> done_;
  std::map<std::string, std::unique_ptr<Track>> tracks_;
  Peer peer_;  ///< dies before the tracks: nothing flows into them any more
};

}  // namespace seodang::room
