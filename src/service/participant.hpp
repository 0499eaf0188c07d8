#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/token_bucket.hpp"
#include "protocol/types.hpp"
#include "service/resume_secrets.hpp"
#include "service/settings.hpp"
#include "store/participants.hpp"

namespace seodang::service {

class Session;

/// Someone in a Classroom, over any number of sockets. What they are; Classroom and ClassroomMedia move it.
struct Participant {
  RoomParticipant who;  ///< as the room's process knows them; its id is the participant's
  std::string data;     ///< of an application's ticket
  std::string image;    ///< the file of their profile image; empty: none
  int64_t joined_at = 0;
  ResumeSecrets secrets;

  // Presence.
  Session* session = nullptr;      ///< null: lost, or left
  bool entered = false;            ///< the first room.join has been stored
  bool left = false;               ///< the others do not see them; kept for a resume
  bool announced = false;          ///< participant.joined has been sent
  std::set<std::string> known_to;  ///< before that: who found them in the result of room.join
  Timer announce_timer, leave_timer, forget_timer;
  TokenBucket chat, orders;

  // Media.
  enum class Peer : uint8_t { none, asked, alive };
  Peer publisher = Peer::none;   ///< asked: the room's process makes it; alive: it has answered the offer
  unsigned publish_round = 0;    ///< an answer to an older offer is void
  std::vector<Json> parked;      ///< candidates that came before the offer they belong to
  Peer subscriber = Peer::none;  ///< asked: the process makes its offer; alive: the client's answer is in
  bool offered = false;          ///< media.subscribe has been sent, the answer is awaited
  unsigned subscribe_round = 0;
  unsigned subscribe_failures = 0;  ///< in a row
  int64_t subscribe_at = 0;         ///< the last attempt's beginning
  Timer subscribe_timer;
  unsigned candidates[2] = {0, 0};  ///< by PeerKind
  bool talking = false;             ///< in a 1:1 talk
  bool recorded = false;            ///< they have agreed, and something is being recorded
  bool silenced = false;            ///< lost from one: nobody sees or hears them until they are back
  bool shares_screen = false;       ///< holds the room's screen
  bool declared = false;            ///< media.state has come: `who.on` is their word
  std::multiset<Source> arrived;    ///< sources whose tracks are at the server
  Json view;                        ///< media.view's params, null: none
  Json slots, wanted;               ///< the last of each, null: none
  Connection uplink = Connection::ok, downlink = Connection::ok;  ///< the media's

  Participant(RoomParticipant participant, const Settings::Limits& limits)
      : who(std::move(participant)),
        chat(limits.chat_per_second, limits.chat_burst),
        orders(limits.orders_per_second, limits.orders_burst) {}

  const std::string& id() const { return who.id; }
  bool publishes_anything() const {
    return who.publishes.audio || who.publishes.video || who.publishes.screen;
  }
  /// What others see them send.
  Media shown() const;
  /// As the room is to take them.
  RoomParticipant in_room() const;
  /// The same as JSON, with `record`: whether what they send is written.
  Json for_room() const;
  /// The worse of both directions; without a socket: lost.
  Connection connection() const { return session ? std::max(uplink, downlink) : Connection::lost; }
  bool media_arrived() const { return !arrived.empty(); }
};

/// `{id, name, role, avatar?, audio, video, screen, talk, connection, uplink, downlink}`
Json to_json(const Participant& participant);

/// What a role may publish in a kind of room.
Media rights_of(Role role);

store::ParticipantRow row_of(const Participant& participant, const std::string& room);

}  // namespace seodang::service
