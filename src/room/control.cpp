#include "room/control.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace seodang::room {

namespace {

constexpr int64_t max_socket_buffer = 64 << 20;

/// A line may hold a whole room's state; its nesting stays shallow.
constexpr Json::Limits wire_limits{LinePipe::max_line, 16};

Result<IceConfig> ice_from(const Json& json) {
  IceConfig ice;
  ice.stun = json["stun"].string_or("");
  for (const Json& address : json["addresses"].items()) ice.addresses.push_back(address.string_or(""));
  ice.port_min = static_cast<int>(std::clamp<int64_t>(json["portMin"].integer_or(0), -1, 65536));
  ice.port_max = static_cast<int>(std::clamp<int64_t>(json["portMax"].integer_or(0), -1, 65536));
  ice.socket_buffer =
      static_cast<int>(std::clamp<int64_t>(json["socketBuffer"].integer_or(0), 0, max_socket_buffer));
  ice.rules.allow_private = json["allowPrivate"].boolean_or(true);
  ice.rules.allow_loopback = json["allowLoopback"].boolean_or(false);
  if (ice.port_min < 0 || ice.port_max > 65535 || ice.port_min > ice.port_max)
    return {Code::invalid_params, "`ice.portMin` and `ice.portMax` must be a range of ports"};
  return ice;
}

/// Where segments go, "": nowhere.
Result<std::string> recordings_from(const Json& config) {
  std::string directory = config["recordings"].string_or("");
  if (!directory.empty() && !directory.starts_with('/'))
    return {Code::invalid_params, "`config.recordings` must be an absolute path"};
  return directory;
}

/// Answers `{}` or the error.
void answer_nothing(const Reply& reply, const Result<>& result) {
  result ? reply(Json::object()) : reply(result.error());
}

}  // namespace

std::span<const RpcMethod<Control>> Control::methods() {
  static constexpr RpcMethod<Control> table[] = {
      {"open", &Control::open},
      {"close", &Control::close},
      {"participant.add", &Control::add_participant},
      {"participant.update", &Control::update_participant},
      {"participant.remove", &Control::remove_participant},
      {"publish", &Control::publish},
      {"subscribe", &Control::subscribe},
      {"subscribe.answer", &Control::answer},
      {"candidate", &Control::candidate},
      {"view", &Control::view},
      {"talk", &Control::talk},
      {"screen", &Control::screen},
      {"record.start", &Control::start_recording},
      {"record.stop", &Control::stop_recording},
      {"state", &Control::state},
      {"stats", &Control::stats},
      {"graph", &Control::graph},
  };
  return table;
}

Control::Control(int in, int out, std::string pipelines, Listener& listener)
    : pipelines_(std::move(pipelines)),
      listener_(listener),
      pipe_(in, out, *this),
      rpc_(*this, wire_limits) {}

void Control::announce() { notify("ready", Json::object()); }

void Control::on_request(const std::string& name, const Json& params, Reply reply) {
  const RpcMethod<Control>* method = find_method(methods(), name);
  if (!method) return reply(Error{Code::method_not_found, "unknown method " + name});
  unanswered_++;
  (this->*method->handler)(params, [this, reply = std::move(reply)](const Result<Json>& result) {
    reply(result);
    unanswered_--;
    if (input_ended_ && unanswered_ == 0) finish(true);
  });
}

void Control::on_garbage(const Error& error) { log_warning("control", "%s", error.text.c_str()); }

void Control::on_pipe_closed(const std::string& why) {
  log_info("control", "%s", why.c_str());
  input_ended_ = true;
  if (unanswered_ == 0) return finish(true);
  last_answers_ = Timer::once(last_answers_ms, [this] { finish(true); });
}

void Control::finish(bool ok) {
  if (std::exchange(finishing_, true)) return;
  if (!room_) return listener_.on_finished(ok);
  room_->recorder().finish(weak(this, [this, ok] { listener_.on_finished(ok); }));
}

Result<Participant*> Control::participant_of(const Json& params, const char* member) {
  if (!room_) return {Code::wrong_state, "no room is open: send `open` first"};
  Result<std::string> id = text_member(params, member, 64);
  if (!id) return id.error();
  return room_->find(*id);
}

void Control::open(const Json& params, Reply reply) { reply(open_room(params)); }

Result<Json> Control::open_room(const Json& params) {
  if (room_) return {Code::wrong_state, "a room is open already: this process holds one"};
  Result<std::string> id = text_member(params, "room", 64);
  if (!id) return id.error();
  if (id->find('/') != std::string::npos) return {Code::invalid_params, "`room` must not hold a slash"};
  Result<RoomKind> kind = enum_member<RoomKind>(params, "kind");
  if (!kind) return kind.error();
  Json config = params["config"];
  Result<IceConfig> ice = ice_from(config["ice"]);
  if (!ice) return ice.error();
  Result<SlotCounts> slots =
      config["slots"].is_object() ? slot_counts_from(config["slots"]) : default_slots(*kind);
  if (!slots) return slots.error();
  Result<Descriptions> descriptions =
      Descriptions::load(config["directories"]["pipelines"].string_or(pipelines_));
  if (!descriptions) return descriptions.error();
  Result<std::string> recordings = recordings_from(config);
  if (!recordings) return recordings.error();
  std::vector<RoomParticipant> participants;
  for (const Json& item : params["participants"].items()) {
    Result<RoomParticipant> participant = room_participant_from(item);
    if (!participant) return participant.error();
    participants.push_back(*participant);
  }
  std::vector<Talk> talks;
  for (const Json& item : params["talks"].items()) {
    Result<Talk> talk = talk_from(item);
    if (!talk) return talk.error();
    talks.push_back(*talk);
  }
  room_ = std::make_unique<Room>(
      Room::Config{*id, *kind, *slots, *ice, config["directories"]["dumps"].string_or(""), *recordings},
      std::move(*descriptions), *this);
  for (const Talk& talk : talks) {
    if (Result<> started = room_->start_talk(talk); !started) {
      room_.reset();  // half of what was wanted must not be open
      return started.error();
    }
  }
  room_->show_screen(params["screen"].string_or(""));
  for (const RoomParticipant& participant : participants) room_->restore(participant);
  return to_json(room_->capacity());
}

void Control::close(const Json&, Reply reply) {
  reply(Json::object());
  finish(true);
}

void Control::add_participant(const Json& params, Reply reply) {
  if (!room_) return reply(Error{Code::wrong_state, "no room is open: send `open` first"});
  Result<RoomParticipant> participant = room_participant_from(params);
  if (!participant) return reply(participant.error());
  answer_nothing(reply, room_->add(*participant));
}

void Control::update_participant(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params, "id");
  if (!participant) return reply(participant.error());
  RoomParticipant info = (*participant)->info;
  if (auto role = named<Role>(params["role"].string_or(""))) info.role = *role;
  info.name = params["name"].string_or(info.name);
  info.publishes = media_from(params["publishes"], info.publishes);
  info.on = media_from(params["on"], info.on);
  info.record = params["record"].boolean_or(info.record);
  room_->update(**participant, info);
  reply(Json::object());
}

void Control::remove_participant(const Json& params, Reply reply) {
  if (!room_) return reply(Error{Code::wrong_state, "no room is open: send `open` first"});
  room_->remove(params["id"].string_or(""));  // idempotent
  reply(Json::object());
}

void Control::publish(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params);
  if (!participant) return reply(participant.error());
  Result<std::string> sdp = text_member(params, "sdp", DescriptionLimits::bytes);
  if (!sdp) return reply(sdp.error());
  Result<std::vector<PublishTrack>> tracks = publish_tracks_from(params["tracks"]);
  if (!tracks) return reply(tracks.error());
  room_->publish(**participant, *sdp, *tracks, [reply = std::move(reply)](const Result<std::string>& answer) {
    answer ? reply(Json::object({{"sdp", *answer}})) : reply(answer.error());
  });
}

void Control::subscribe(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params);
  if (!participant) return reply(participant.error());
  room_->subscribe(**participant, [reply = std::move(reply)](const Result<Subscriber::Offer>& offer) {
    offer ? reply(Json::object({{"sdp", offer->sdp}, {"slots", to_json(offer->slots)}}))
          : reply(offer.error());
  });
}

void Control::answer(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params);
  if (!participant) return reply(participant.error());
  Result<std::string> sdp = text_member(params, "sdp", DescriptionLimits::bytes);
  if (!sdp) return reply(sdp.error());
  Subscriber* subscriber = (*participant)->subscriber();
  if (!subscriber)
    return reply(Error{Code::wrong_state, "there is no offer to answer: send `subscribe` first"});
  subscriber->answer(*sdp,
                     [reply = std::move(reply)](const Result<>& result) { answer_nothing(reply, result); });
}

void Control::candidate(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params);
  if (!participant) return reply(participant.error());
  Result<IceCandidate> candidate = ice_candidate_from(params);
  if (!candidate) return reply(candidate.error());
  Publisher* publisher = (*participant)->publisher();
  Subscriber* subscriber = (*participant)->subscriber();
  bool publishing = candidate->peer == PeerKind::publish;
  // One that arrives before its peer exists is the service's to keep, or belongs to a peer that is gone.
  if (publishing ? !publisher : !subscriber)
    return reply(Error{Code::wrong_state, "that peer does not exist"});
  answer_nothing(reply, publishing ? publisher->add_candidate(candidate->candidate)
                                   : subscriber->add_candidate(candidate->candidate));
}

void Control::view(const Json& params, Reply reply) {
  Result<Participant*> participant = participant_of(params);
  if (!participant) return reply(participant.error());
  Result<View> view = view_from(params);
  if (!view) return reply(view.error());
  room_->set_view(**participant, *view);
  reply(Json::object());
}

void Control::talk(const Json& params, Reply reply) {
  if (!room_) return reply(Error{Code::wrong_state, "no room is open: send `open` first"});
  Result<Talk> talk = talk_from(params);
  if (!talk) return reply(talk.error());
  auto active = params["active"].boolean();
  if (!active) return reply(Error{Code::invalid_params, "`active` must be true or false"});
  if (!*active) {
    room_->end_talk(talk->id);  // also when it ends because one of them has left
    return reply(Json::object());
  }
  for (const std::string& one : {talk->a, talk->b}) {
    if (Result<Participant*> present = room_->find(one); !present) return reply(present.error());
  }
  answer_nothing(reply, room_->start_talk(*talk));
}

void Control::screen(const Json& params, Reply reply) {
  if (!room_) return reply(Error{Code::wrong_state, "no room is open: send `open` first"});
  if (!params["participant"].is_null()) {
    if (Result<Participant*> holder = participant_of(params); !holder) return reply(holder.error());
  }
  room_->show_screen(params["participant"].string_or(""));
  reply(Json::object());
}

Result<Recorder*> Control::recorder_for(const Json& params) {
  if (!room_) return {Code::wrong_state, "no room is open: send `open` first"};
  Result<std::string> recording = text_member(params, "recording", 64);
  if (!recording) return recording.error();
  if (!room_->recorder().able())
    return {Code::wrong_state, "nothing can be recorded: `open` named no `config.recordings`"};
  return &room_->recorder();
}

// A recording is an interval over what is written anyway: nothing is kept of it here.
void Control::start_recording(const Json& params, Reply reply) {
  Result<Recorder*> recorder = recorder_for(params);
  if (!recorder) return reply(recorder.error());
  (*recorder)->request_keyframes();
  reply(Json::object({{"at", wall_ms()}}));
}

void Control::stop_recording(const Json& params, Reply reply) {
  Result<Recorder*> recorder = recorder_for(params);
  if (!recorder) return reply(recorder.error());
  (*recorder)->flush([reply = std::move(reply), at = wall_ms()] { reply(Json::object({{"at", at}})); });
}

void Control::state(const Json&, Reply reply) {
  reply(room_ ? room_->state() : Json::object({{"room", Json()}}));
}

void Control::stats(const Json&, Reply reply) { reply(room_ ? room_->stats() : Json::object()); }

void Control::graph(const Json&, Reply reply) {
  if (!room_) return reply(Error{Code::wrong_state, "no room is open: send `open` first"});
  Result<std::string> path = room_->graph();
  path ? reply(Json::object({{"path", *path}})) : reply(path.error());
}

void Control::on_candidate(const std::string& participant, const IceCandidate& candidate) {
  notify("candidate", to_json(candidate).set("participant", participant));
}

void Control::on_peer_state(const std::string& participant, PeerKind peer, std::string_view state,
                            const std::string& why) {
  Json params = Json::object({{"participant", participant}, {"peer", name_of(peer)}, {"state", state}});
  if (!why.empty()) params.set("reason", why);
  notify("peer.state", params);
}

void Control::on_track(const std::string& participant, const PublishTrack& track, bool added) {
  notify(added ? "track.added" : "track.removed", Json::object({{"participant", participant},
                                                                {"mid", track.mid},
                                                                {"source", name_of(track.source)},
                                                                {"layer", track.layer}}));
}

void Control::on_slots(const std::string& participant, const std::vector<SlotState>& slots) {
  notify("slots", Json::object({{"participant", participant}, {"slots", to_json(slots)}}),
         "slots " + participant);
}

void Control::on_connection(const std::string& participant, Connection uplink, Connection downlink) {
  notify("connection",
         Json::object(
             {{"participant", participant}, {"uplink", name_of(uplink)}, {"downlink", name_of(downlink)}}),
         "connection " + participant);
}

void Control::on_speaking(const std::vector<std::string>& participants) {
  notify("speaking", Json::object({{"participants", participants}}), "speaking");
}

void Control::on_wanted(const std::string& participant, const std::vector<WantedTrack>& tracks) {
  notify("wanted", Json::object({{"participant", participant}, {"tracks", to_json(tracks)}}),
         "wanted " + participant);
}

void Control::on_segment(const SegmentReport& report) { notify("segment", to_json(report)); }

void Control::on_room_failed(const std::string& why) {
  notify("failed", Json::object({{"scope", "room"}, {"id", ""}, {"text", why}}));
  finish(false);
}

}  // namespace seodang::room
