#pragma once

#include <functional>
#include <string>

#include "protocol/rpc.hpp"
#include "service/people.hpp"
#include "service/room_link.hpp"
#include "store/rooms.hpp"

namespace seodang::service {

/// The media side of one Classroom: media.* of its clients on one hand, the room's process on the other. Main
/// thread.
///
/// Peers are never renegotiated: one that is gone is told by media.reset and built anew. A media.subscribe
/// goes out as soon as the process is open and whenever the participant has no live subscriber, at most once
/// per subscribe_pause_ms, more slowly while it keeps failing.
class ClassroomMedia : public Bindable, private RoomLink::Listener {
 public:
  class Listener {
   public:
    /// Their first track has arrived, or they have said that they send none.
    virtual void on_media_arrived(Participant& participant) = 0;
    /// What others see them send is another.
    virtual void on_media_changed(Participant& participant) = 0;
    /// Their messages keep killing the process.
    virtual void on_media_blames(Participant& participant) = 0;
    /// A stretch of what someone sends is being written, or has been.
    virtual void on_segment(const Json& params) = 0;
    /// The room's process is gone, with what it was at; another takes over.
    virtual void on_media_lost() = 0;
    /// Where segments are written; empty: nowhere.
    virtual std::string recordings_directory() = 0;

   protected:
    ~Listener() = default;
  };

  ClassroomMedia(const Settings& settings, Supervisor& supervisor, const store::RoomRow& room,
                 const People& people, Listener& listener);
  ~ClassroomMedia() { unbind(); }

  /// A participant is in (again) / is someone else now (name, role, rights) / has left. Who may publish
  /// nothing any more has no publisher.
  void add(const Participant& participant);
  void update(const Participant& participant);
  void remove(Participant& participant);
  /// Their socket has joined: what they lack is sent. / is gone: what was under way is void.
  void connected(Participant& participant);
  void disconnected(Participant& participant);
  /// They may publish other things now. Who may publish nothing has no publisher any more.
  void rights_changed(Participant& participant);
  /// Switches off what they have on of these; they may switch it on again. What it was.
  Media mute(Participant& participant, bool audio, bool video);
  /// Their page has no peers any more (it was reloaded).
  void forget_peers(Participant& participant);

  void publish(Participant& participant, const Json& params, const Reply& reply);
  void candidate(Participant& participant, const Json& params, const Reply& reply);
  void view(Participant& participant, const Json& params, const Reply& reply);
  void state(Participant& participant, const Json& params, const Reply& reply);

  /// Cuts two off from everyone else; done when that holds in the room's graph. From then on until end_talk()
  /// every process begins with it.
  void start_talk(const Talk& talk, Completion<> done);
  void end_talk(const Talk& talk);
  /// Nobody sees or hears them until they are back.
  void silence(Participant& participant);
  /// Whose screen is shown; empty: nobody's.
  void show_screen(const std::string& participant);

  /// Whether the room's process can take one more who may publish this.
  bool has_place_for(const Media& publishes) const;
  /// Whether someone who is in may begin to publish.
  bool has_place_for_publisher() const;

  /// A recording begins / has ended: the time at which it does in the media; ours, if the process does not
  /// answer.
  void start_recording(const std::string& recording, std::function<void(int64_t)> done);
  void stop_recording(const std::string& recording, std::function<void(int64_t)> done);
  /// The room is over: its process ends, and none follows.
  void close() { link_.close(); }

  GPid pid() const { return link_.pid(); }

 private:
  // RoomLink::Listener
  Json wanted_state() override;
  void on_link_open() override;
  void on_link_lost() override;
  void on_link_event(const std::string& method, const Json& params) override;
  void on_link_blames(const std::string& id) override;

  struct Event {
    std::string_view name;
    void (ClassroomMedia::*handler)(Participant& participant, const Json& params);
  };
  static std::span<const Event> events();
  void peer_state(Participant& participant, const Json& params);
  void track_added(Participant& participant, const Json& params);
  void track_removed(Participant& participant, const Json& params);
  void slots(Participant& participant, const Json& params);
  void wanted(Participant& participant, const Json& params);
  void connection(Participant& participant, const Json& params);
  void room_candidate(Participant& participant, const Json& params);

  /// The tracks that `media.publish` announces.
  Result<std::vector<PublishTrack>> check_publish(const Participant& participant, const Json& params) const;
  void published(Participant& participant, const Result<Json>& answer, const Reply& reply, bool silent);
  void subscribe(Participant& participant);
  void offered(Participant& participant, const Result<Json>& offer);
  void answered(Participant& participant, const Result<Json>& answer);
  void accepted(Participant& participant, const Result<Json>& result);
  void drop_subscriber(Participant& participant);
  void drop_publisher(Participant& participant);
  void switched(Participant& participant, const Media& before);
  size_t peers() const;
  void subscribe_failed(Participant& participant, const std::string& reason);
  void reset(Participant& participant, PeerKind peer, const std::string& reason);
  void mark_recording(const char* method, const std::string& recording, std::function<void(int64_t)> done);
  void send_view(const Participant& participant, const std::string& from);
  template <typename F>
  Completion<Json> in_round(const Participant& participant, unsigned Participant::*round, F function);

  // Passed in.
  const Settings& settings_;
  const store::RoomRow& room_;
  const People& people_;
  Listener& listener_;
  // Owned.
  RoomLink link_;
  std::map<std::string, Talk> talks_;  ///< that are cut off; by id
  std::string screen_;                 ///< whose is shown
};

}  // namespace seodang::service
