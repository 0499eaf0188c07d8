#include "protocol/types.hpp"

#include <algorithm>
#include <limits>

namespace seodang {

Result<std::string> text_member(const Json& json, const char* name, size_t max_bytes) {
  auto text = json[name].string();
  if (!text || text->empty()) return {Code::invalid_params, std::string("`") + name + "` is missing"};
  if (text->size() > max_bytes) {
    return {Code::too_large,
            std::string("`") + name + "` is longer than " + std::to_string(max_bytes) + " bytes"};
  }
  return *text;
}

int SlotCounts::of(SlotKind kind) const {
  const int counts[] = {video, screen, audio, screen_audio};
  return counts[static_cast<size_t>(kind)];
}

SlotCounts default_slots(RoomKind kind) {
  return kind == RoomKind::meeting ? SlotCounts{6, 1, 3, 1} : SlotCounts{2, 1, 2, 1};
}

Json to_json(const SlotCounts& slots) {
  return Json::object({{"video", slots.video},
                       {"screen", slots.screen},
                       {"audio", slots.audio},
                       {"screenAudio", slots.screen_audio}});
}

Result<SlotCounts> slot_counts_from(const Json& json) {
  SlotCounts slots;
  const std::pair<const char*, int*> members[] = {{"video", &slots.video},
                                                  {"screen", &slots.screen},
                                                  {"audio", &slots.audio},
                                                  {"screenAudio", &slots.screen_audio}};
  for (auto [name, value] : members) {
    *value =
        static_cast<int>(std::clamp<int64_t>(json[name].integer_or(*value), -1, SlotCounts::max_each + 1));
    if (*value < 0 || *value > SlotCounts::max_each) {
      return {Code::invalid_params,
              std::string("`slots.") + name + "` must be 0 to " + std::to_string(SlotCounts::max_each)};
    }
  }
  return slots;
}

bool Media::of(Source source) const {
  const bool values[] = {audio, video, screen, screen};
  return values[static_cast<size_t>(source)];
}

Json to_json(const Media& media) {
  return Json::object({{"audio", media.audio}, {"video", media.video}, {"screen", media.screen}});
}

Media media_from(const Json& json, Media fallback) {
  return {json["audio"].boolean_or(fallback.audio), json["video"].boolean_or(fallback.video),
          json["screen"].boolean_or(fallback.screen)};
}

Result<std::vector<PublishTrack>> publish_tracks_from(const Json& json) {
  if (!json.is_array()) return {Code::invalid_params, "`tracks` must be a list"};
  std::vector<PublishTrack> tracks;
  for (const Json& item : json.items()) {
    Result<std::string> mid = text_member(item, "mid", 16);
    if (!mid) return mid.error();
    Result<Source> source = enum_member<Source>(item, "source");
    if (!source) return source.error();
    int64_t layer = item["layer"].integer_or(0);
    if (layer < 0 || layer > PublishTrack::max_layer)
      return {Code::invalid_params, "`layer` must be 0, 1 or 2"};
    tracks.push_back({*mid, *source, static_cast<int>(layer)});
  }
  return tracks;
}

Json to_json(const std::vector<PublishTrack>& tracks) {
  Json list = Json::array();
  for (const PublishTrack& track : tracks) {
    list.push(Json::object({{"mid", track.mid}, {"source", name_of(track.source)}, {"layer", track.layer}}));
  }
  return list;
}

Json to_json(const std::vector<SlotSpec>& slots) {
  Json list = Json::array();
  for (const SlotSpec& slot : slots) {
    list.push(Json::object({{"mid", slot.mid}, {"kind", name_of(slot.kind)}, {"index", slot.index}}));
  }
  return list;
}

Json to_json(const std::vector<SlotState>& slots) {
  Json list = Json::array();
  for (const SlotState& slot : slots) {
    bool empty = slot.participant.empty();
    list.push(Json::object({{"mid", slot.mid},
                            {"participant", empty ? Json() : Json(slot.participant)},
                            {"source", empty ? Json() : Json(name_of(slot.source))},
                            {"state", slot.live ? "live" : "waiting"}}));
  }
  return list;
}

Result<View> view_from(const Json& json) {
  View view;
  for (const Json& item : json["tiles"].items()) {
    auto participant = item["participant"].string();
    if (!participant) return {Code::invalid_params, "a tile needs a `participant`"};
    if (view.tiles.size() == View::max_tiles) break;
    view.tiles.push_back(
        {*participant, static_cast<int>(std::clamp<int64_t>(item["height"].integer_or(0), 0, 8192))});
  }
  view.screen_height = static_cast<int>(std::clamp<int64_t>(json["screen"].integer_or(0), 0, 8192));
  if (json.has("receive")) {
    Result<Receive> receive = enum_member<Receive>(json, "receive");
    if (!receive) return receive.error();
    view.receive = *receive;
  }
  return view;
}

Json to_json(const View& view) {
  Json tiles = Json::array();
  for (const View::Tile& tile : view.tiles) {
    tiles.push(Json::object({{"participant", tile.participant}, {"height", tile.height}}));
  }
  return Json::object({{"tiles", tiles}, {"screen", view.screen_height}, {"receive", name_of(view.receive)}});
}

Json to_json(const std::vector<WantedTrack>& tracks) {
  Json list = Json::array();
  for (const WantedTrack& track : tracks)
    list.push(Json::object({{"mid", track.mid}, {"active", track.active}}));
  return list;
}

Json to_json(const RoomParticipant& participant) {
  return Json::object({{"id", participant.id},
                       {"person", participant.person},
                       {"name", participant.name},
                       {"role", name_of(participant.role)},
                       {"publishes", to_json(participant.publishes)},
                       {"on", to_json(participant.on)},
                       {"record", participant.record}});
}

Result<RoomParticipant> room_participant_from(const Json& json) {
  Result<std::string> id = text_member(json, "id", 64);
  if (!id) return id.error();
  if (id->find('/') != std::string::npos) return {Code::invalid_params, "`id` must not hold a slash"};
  Result<Role> role = enum_member<Role>(json, "role");
  if (!role) return role.error();
  return RoomParticipant{*id,
                         json["person"].string_or(""),
                         json["name"].string_or(""),
                         *role,
                         media_from(json["publishes"], {true, true, true}),
                         media_from(json["on"], {true, true, true}),
                         json["record"].boolean_or(false)};
}

Json to_json(const Talk& talk) { return Json::object({{"talk", talk.id}, {"a", talk.a}, {"b", talk.b}}); }

Result<Talk> talk_from(const Json& json) {
  Talk talk;
  for (auto [name, member] : {std::pair{"talk", &talk.id}, {"a", &talk.a}, {"b", &talk.b}}) {
    Result<std::string> text = text_member(json, name, 64);
    if (!text) return text.error();
    *member = *text;
  }
  if (talk.a == talk.b) return {Code::invalid_params, "`a` and `b` must be two people"};
  return talk;
}

Json to_json(const Capacity& capacity) {
  return Json::object({{"participants", static_cast<int64_t>(capacity.participants)},
                       {"peers", static_cast<int64_t>(capacity.peers)}});
}

Capacity capacity_from(const Json& json) {
  constexpr int64_t no_bound = std::numeric_limits<int64_t>::max();
  return {static_cast<size_t>(std::max<int64_t>(json["participants"].integer_or(no_bound), 0)),
          static_cast<size_t>(std::max<int64_t>(json["peers"].integer_or(no_bound), 0))};
}

Json to_json(const IceCandidate& candidate) {
  return Json::object(
      {{"peer", name_of(candidate.peer)}, {"candidate", candidate.candidate}, {"sdpMid", candidate.sdp_mid}});
}

Result<IceCandidate> ice_candidate_from(const Json& json) {
  Result<PeerKind> peer = enum_member<PeerKind>(json, "peer");
  if (!peer) return peer.error();
  auto candidate = json["candidate"].string();
  if (!candidate) return {Code::invalid_params, "`candidate` must be a string"};
  if (candidate->size() > 512) return {Code::too_large, "`candidate` is longer than 512 bytes"};
  return IceCandidate{*peer, *candidate, json["sdpMid"].string_or("")};
}

}  // namespace seodang
