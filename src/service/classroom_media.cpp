#include "service/classroom_media.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "protocol/errors.hpp"
#include "service/session.hpp"

namespace seodang::service {

static constexpr unsigned slowest_subscribe = 4;  // the pause doubles so many times

ClassroomMedia::ClassroomMedia(const Settings& settings, Supervisor& supervisor, const store::RoomRow& room,
                               const People& people, Listener& listener)
    : settings_(settings),
      room_(room),
      people_(people),
      listener_(listener),
      link_(supervisor, settings.rooms, *this) {}

// The room's process.

Json ClassroomMedia::wanted_state() {
  const Settings::Media& media = settings_.media;
  Json ice = Json::object({{"addresses", media.addresses},
                           {"portMin", static_cast<int>(media.port_min)},
                           {"portMax", static_cast<int>(media.port_max)},
                           {"allowLoopback", media.allow_loopback},
                           {"allowPrivate", media.allow_private},
                           {"socketBuffer", media.socket_buffer_bytes}});
  if (!media.stun.empty()) ice.set("stun", media.stun);
  if (!media.turn.empty()) ice.set("turn", media.turn);
  Json participants = Json::array();
  for (const auto& [id, participant] : people_.all()) {
    if (participant->entered && !participant->left) participants.push(participant->for_room());
  }
  Json talks = Json::array();
  for (const auto& [id, talk] : talks_) talks.push(to_json(talk));
  Json directories =
      Json::object({{"pipelines", settings_.rooms.pipelines}, {"dumps", settings_.rooms.dumps}});
  Json config = Json::object({{"ice", ice},
                              {"slots", to_json(media.slots(room_.kind))},
                              {"directories", directories},
                              {"recordings", listener_.recordings_directory()}});
  return Json::object({{"room", room_.id},
                       {"kind", name_of(room_.kind)},
                       {"config", config},
                       {"participants", participants},
                       {"talks", talks},
                       {"screen", screen_.empty() ? Json() : Json(screen_)}});
}

size_t ClassroomMedia::peers() const {
  size_t peers = 0;
  for (const auto& [id, participant] : people_.all()) {
    if (!participant->left) peers += participant->who.peers();
  }
  return peers;
}

bool ClassroomMedia::has_place_for(const Media& publishes) const {
  size_t more = RoomParticipant{.publishes = publishes}.peers();
  return link_.capacity().holds(people_.present() + 1, peers() + more);
}

bool ClassroomMedia::has_place_for_publisher() const {
  return link_.capacity().holds(people_.present(), peers() + 1);
}

void ClassroomMedia::on_link_open() {
  for (const auto& [id, participant] : people_.all()) {
    if (!participant->entered || participant->left) continue;
    send_view(*participant, {});
    participant->subscribe_at = 0;
    subscribe(*participant);
  }
}

void ClassroomMedia::on_link_lost() {
  listener_.on_media_lost();
  for (const auto& [id, participant] : people_.all()) {
    forget_peers(*participant);
    reset(*participant, PeerKind::publish, "the room was restarted");
    reset(*participant, PeerKind::subscribe, "the room was restarted");
  }
}

void ClassroomMedia::on_link_blames(const std::string& id) {
  if (Participant* participant = people_.find(id)) listener_.on_media_blames(*participant);
}

std::span<const ClassroomMedia::Event> ClassroomMedia::events() {
  static constexpr std::array table{
      Event{"peer.state", &ClassroomMedia::peer_state},
      Event{"track.added", &ClassroomMedia::track_added},
      Event{"track.removed", &ClassroomMedia::track_removed},
      Event{"slots", &ClassroomMedia::slots},
      Event{"wanted", &ClassroomMedia::wanted},
      Event{"connection", &ClassroomMedia::connection},
      Event{"candidate", &ClassroomMedia::room_candidate},
  };
  return table;
}

void ClassroomMedia::on_link_event(const std::string& method, const Json& params) {
  if (method == "speaking")
    return people_.tell_all("media.speaking", Json::object({{"participants", params["participants"]}}));
  if (method == "segment") return listener_.on_segment(params);
  if (method == "failed") {
    return log_warning("service", "room %s: %s %s failed: %s", room_.id.c_str(),
                       params["scope"].string_or("?").c_str(), params["id"].string_or("").c_str(),
                       params["text"].string_or("").c_str());
  }
  auto row = std::find_if(events().begin(), events().end(),
                          [&](const Event& event) { return event.name == method; });
  if (row == events().end())
    return log_warning("service", "room %s: unknown event %s", room_.id.c_str(), method.c_str());
  if (Participant* participant = people_.find(params["participant"].string_or("")))
    (this->*row->handler)(*participant, params);
}

void ClassroomMedia::peer_state(Participant& participant, const Json& params) {
  auto peer = named<PeerKind>(params["peer"].string_or(""));
  if (!peer || params["state"].string() != "failed") return;
  std::string reason = params["reason"].string_or("the media connection failed");
  // While a new one is being asked for, it is the old one that has failed: its page has closed it.
  bool old = *peer == PeerKind::publish
                 ? participant.publisher == Participant::Peer::asked
                 : participant.subscriber == Participant::Peer::asked && !participant.offered;
  if (old) return;
  if (*peer == PeerKind::subscribe) return subscribe_failed(participant, reason);
  participant.publisher = Participant::Peer::none;
  participant.publish_round++;
  reset(participant, PeerKind::publish, reason);
}

void ClassroomMedia::track_added(Participant& participant, const Json& params) {
  auto source = named<Source>(params["source"].string_or(""));
  if (!source) return;
  Media before = participant.shown();
  participant.arrived.insert(*source);
  if (before != participant.shown()) listener_.on_media_changed(participant);
  listener_.on_media_arrived(participant);
}

void ClassroomMedia::track_removed(Participant& participant, const Json& params) {
  auto source = named<Source>(params["source"].string_or(""));
  auto known = source ? participant.arrived.find(*source) : participant.arrived.end();
  if (known == participant.arrived.end()) return;
  Media before = participant.shown();
  participant.arrived.erase(known);
  if (before != participant.shown()) listener_.on_media_changed(participant);
}

void ClassroomMedia::slots(Participant& participant, const Json& params) {
  participant.slots = Json::object({{"slots", params["slots"]}});
  People::tell(participant, "media.slots", participant.slots);
}

void ClassroomMedia::wanted(Participant& participant, const Json& params) {
  participant.wanted = Json::object({{"tracks", params["tracks"]}});
  People::tell(participant, "media.wanted", participant.wanted);
}

void ClassroomMedia::connection(Participant& participant, const Json& params) {
  Connection before = participant.connection();
  participant.uplink = named<Connection>(params["uplink"].string_or("")).value_or(participant.uplink);
  participant.downlink = named<Connection>(params["downlink"].string_or("")).value_or(participant.downlink);
  if (participant.connection() == before) return;
  listener_.on_media_changed(participant);
  People::tell(participant, "participant.changed", Json::object({{"participant", to_json(participant)}}));
}

void ClassroomMedia::room_candidate(Participant& participant, const Json& params) {
  People::tell(
      participant, "media.candidate",
      Json::object(
          {{"peer", params["peer"]}, {"candidate", params["candidate"]}, {"sdpMid", params["sdpMid"]}}));
}

// Participants.

void ClassroomMedia::add(const Participant& participant) {
  if (link_.open()) return;
  link_.update("participant.add", participant.for_room());
  send_view(participant, {});
}

void ClassroomMedia::update(const Participant& participant) {
  link_.update("participant.update", participant.for_room());
}

void ClassroomMedia::rights_changed(Participant& participant) {
  if (!participant.publishes_anything()) drop_publisher(participant);
  update(participant);
}

Media ClassroomMedia::mute(Participant& participant, bool audio, bool video) {
  const Media before = participant.shown();
  Media& on = participant.who.on;
  const Media& may = participant.who.publishes;
  const Media muted{audio && on.audio && may.audio, video && on.video && may.video, false};
  on.audio = on.audio && !muted.audio;
  on.video = on.video && !muted.video;
  if (muted != Media{}) switched(participant, before);
  return muted;
}

void ClassroomMedia::remove(Participant& participant) {
  forget_peers(participant);
  link_.update("participant.remove", Json::object({{"id", participant.id()}}));
}

void ClassroomMedia::connected(Participant& participant) {
  link_.open();  // after a restart of the service nobody has done so
  if (!participant.slots.is_null()) People::tell(participant, "media.slots", participant.slots);
  if (!participant.wanted.is_null()) People::tell(participant, "media.wanted", participant.wanted);
  participant.subscribe_failures = 0;
  participant.subscribe_at = 0;
  subscribe(participant);
}

void ClassroomMedia::disconnected(Participant& participant) {
  participant.subscribe_round++;
  participant.subscribe_timer.stop();
  if (participant.subscriber != Participant::Peer::alive) drop_subscriber(participant);
}

void ClassroomMedia::drop_subscriber(Participant& participant) {
  participant.subscribe_round++;
  participant.subscribe_timer.stop();
  participant.subscriber = Participant::Peer::none;
  participant.offered = false;
  participant.slots = Json();
  participant.downlink = Connection::ok;
}

void ClassroomMedia::forget_peers(Participant& participant) {
  drop_subscriber(participant);
  drop_publisher(participant);
}

void ClassroomMedia::drop_publisher(Participant& participant) {
  participant.publish_round++;
  participant.publisher = Participant::Peer::none;
  participant.parked.clear();
  participant.candidates[static_cast<size_t>(PeerKind::publish)] = 0;
  participant.arrived.clear();
  participant.wanted = Json();
  participant.uplink = Connection::ok;
}

void ClassroomMedia::reset(Participant& participant, PeerKind peer, const std::string& reason) {
  if (peer == PeerKind::publish && !participant.publishes_anything()) return;
  People::tell(participant, "media.reset", Json::object({{"peer", name_of(peer)}, {"reason", reason}}));
}

/// A completion that is void once the participant is gone or has begun anew.
template <typename F>
Completion<Json> ClassroomMedia::in_round(const Participant& participant, unsigned Participant::*round,
                                          F function) {
  return weak(this, [this, id = participant.id(), round, begun = participant.*round,
                     function](const Result<Json>& result) {
    Participant* found = people_.find(id);
    if (found && found->*round == begun) (this->*function)(*found, result);
  });
}

// Publishing.

Result<std::vector<PublishTrack>> ClassroomMedia::check_publish(const Participant& participant,
                                                                const Json& params) const {
  auto sdp = params["sdp"].string();
  if (!sdp || sdp->empty()) return {Code::invalid_params, "`sdp` must be a string"};
  if (sdp->size() > settings_.limits.sdp_bytes)
    return {Code::too_large, "`sdp` is longer than " + std::to_string(settings_.limits.sdp_bytes) + " bytes"};
  Result<std::vector<PublishTrack>> tracks = publish_tracks_from(params["tracks"]);
  if (!tracks) return tracks;
  for (const PublishTrack& track : *tracks) {
    if (!participant.who.publishes.of(track.source))
      return {Code::forbidden, "you may not publish your " + std::string(name_of(track.source))};
  }
  return tracks;
}

void ClassroomMedia::publish(Participant& participant, const Json& params, const Reply& reply) {
  Result<std::vector<PublishTrack>> tracks = check_publish(participant, params);
  if (!tracks) return reply(tracks.error());
  bool silent = tracks->empty();
  Json request =
      Json::object({{"participant", participant.id()}, {"sdp", params["sdp"]}, {"tracks", to_json(*tracks)}});
  participant.publisher = Participant::Peer::asked;
  participant.candidates[static_cast<size_t>(PeerKind::publish)] =
      static_cast<unsigned>(participant.parked.size());
  unsigned round = ++participant.publish_round;
  link_.call(
      "publish", request, participant.id(),
      weak(this, [this, id = participant.id(), round, reply, silent](const Result<Json>& answer) {
        Participant* found = people_.find(id);
        if (found && found->publish_round == round) return published(*found, answer, reply, silent);
        reply(answer ? Error{Code::wrong_state, "this offer has been overtaken by another"} : answer.error());
      }));
  for (const Json& candidate : std::exchange(participant.parked, {}))
    link_.notify("candidate", candidate, participant.id());
}

void ClassroomMedia::published(Participant& participant, const Result<Json>& answer, const Reply& reply,
                               bool silent) {
  participant.publisher = answer ? Participant::Peer::alive : Participant::Peer::none;
  if (!answer) return reply(answer.error());
  reply(Json::object({{"sdp", (*answer)["sdp"]}}));
  if (silent) listener_.on_media_arrived(participant);
}

void ClassroomMedia::candidate(Participant& participant, const Json& params, const Reply& reply) {
  Result<IceCandidate> candidate = ice_candidate_from(params);
  if (!candidate) return reply(candidate.error());
  unsigned& count = participant.candidates[static_cast<size_t>(candidate->peer)];
  if (count >= settings_.limits.candidates) {
    return reply(
        Error{Code::limit, "more than " + std::to_string(settings_.limits.candidates) + " candidates"});
  }
  count++;
  Json message = to_json(*candidate).set("participant", participant.id());
  bool early = candidate->peer == PeerKind::publish && participant.publisher == Participant::Peer::none;
  if (early) {
    participant.parked.push_back(message);
  } else {
    link_.notify("candidate", message, participant.id());
  }
  reply(Json::object());
}

void ClassroomMedia::view(Participant& participant, const Json& params, const Reply& reply) {
  Result<View> view = view_from(params);
  if (!view) return reply(view.error());
  participant.view = to_json(*view).set("participant", participant.id());
  send_view(participant, participant.id());
  reply(Json::object());
}

void ClassroomMedia::send_view(const Participant& participant, const std::string& from) {
  if (!participant.view.is_null() && link_.is_open())
    link_.call("view", participant.view, from, [](Result<Json>) {});
}

void ClassroomMedia::state(Participant& participant, const Json& params, const Reply& reply) {
  Media before = participant.shown();
  participant.who.on = media_from(params, participant.who.on);
  participant.declared = true;
  switched(participant, before);
  reply(Json::object());
}

void ClassroomMedia::switched(Participant& participant, const Media& before) {
  link_.update("participant.update",
               Json::object({{"id", participant.id()}, {"on", to_json(participant.in_room().on)}}));
  if (before != participant.shown()) listener_.on_media_changed(participant);
}

// Who sees whom.

void ClassroomMedia::start_talk(const Talk& talk, Completion<> done) {
  link_.call("talk", to_json(talk).set("active", true), {},
             weak(this, [this, talk, done](const Result<Json>& cut) {
               if (!cut) return done(cut.error());
               talks_[talk.id] = talk;
               done({});
             }));
}

void ClassroomMedia::end_talk(const Talk& talk) {
  talks_.erase(talk.id);
  link_.update("talk", to_json(talk).set("active", false));
}

void ClassroomMedia::silence(Participant& participant) {
  participant.silenced = true;
  update(participant);
}

void ClassroomMedia::show_screen(const std::string& participant) {
  screen_ = participant;
  link_.update("screen", Json::object({{"participant", screen_.empty() ? Json() : Json(screen_)}}));
}

// Recording.

void ClassroomMedia::start_recording(const std::string& recording, std::function<void(int64_t)> done) {
  mark_recording("record.start", recording, std::move(done));
}

void ClassroomMedia::stop_recording(const std::string& recording, std::function<void(int64_t)> done) {
  mark_recording("record.stop", recording, std::move(done));
}

void ClassroomMedia::mark_recording(const char* method, const std::string& recording,
                                    std::function<void(int64_t)> done) {
  if (!link_.is_open()) return done(wall_ms());
  link_.call(method, Json::object({{"recording", recording}}), {}, [done](const Result<Json>& answer) {
    done(answer ? (*answer)["at"].integer_or(wall_ms()) : wall_ms());
  });
}

// Subscribing: ask the process for an offer, the client for an answer, give that to the process.

void ClassroomMedia::subscribe(Participant& participant) {
  bool possible = link_.is_open() && participant.session && participant.session->has_joined();
  if (!possible || participant.subscriber != Participant::Peer::none) return;
  unsigned slowness = std::min(participant.subscribe_failures, slowest_subscribe);
  int64_t earliest = participant.subscribe_at +
                     (int64_t{settings_.times.subscribe_pause_ms} << (slowness > 0 ? slowness - 1 : 0));
  int64_t now = monotonic_ms();
  if (participant.subscribe_at > 0 && now < earliest) {
    participant.subscribe_timer =
        Timer::once(static_cast<unsigned>(earliest - now), weak(this, [this, id = participant.id()] {
                      if (Participant* found = people_.find(id)) subscribe(*found);
                    }));
    return;
  }
  participant.subscribe_at = now;
  participant.subscriber = Participant::Peer::asked;
  participant.subscribe_round++;
  participant.candidates[static_cast<size_t>(PeerKind::subscribe)] = 0;
  link_.call("subscribe", Json::object({{"participant", participant.id()}}), {},
             in_round(participant, &Participant::subscribe_round, &ClassroomMedia::offered));
}

void ClassroomMedia::offered(Participant& participant, const Result<Json>& offer) {
  if (!offer) return subscribe_failed(participant, offer.error().text);
  participant.offered = true;
  participant.session->call("media.subscribe",
                            Json::object({{"sdp", (*offer)["sdp"]}, {"slots", (*offer)["slots"]}}),
                            in_round(participant, &Participant::subscribe_round, &ClassroomMedia::answered),
                            settings_.times.answer_ms);
}

void ClassroomMedia::answered(Participant& participant, const Result<Json>& answer) {
  if (!answer) return subscribe_failed(participant, answer.error().text);
  auto sdp = (*answer)["sdp"].string();
  if (!sdp || sdp->size() > settings_.limits.sdp_bytes)
    return subscribe_failed(participant, "the answer has no sdp");
  link_.call("subscribe.answer", Json::object({{"participant", participant.id()}, {"sdp", *sdp}}),
             participant.id(),
             in_round(participant, &Participant::subscribe_round, &ClassroomMedia::accepted));
}

void ClassroomMedia::accepted(Participant& participant, const Result<Json>& result) {
  if (!result) return subscribe_failed(participant, result.error().text);
  participant.subscriber = Participant::Peer::alive;
  participant.offered = false;
  participant.subscribe_failures = 0;
}

void ClassroomMedia::subscribe_failed(Participant& participant, const std::string& reason) {
  drop_subscriber(participant);
  participant.subscribe_failures++;
  reset(participant, PeerKind::subscribe, reason);
  subscribe(participant);
}

}  // namespace seodang::service
