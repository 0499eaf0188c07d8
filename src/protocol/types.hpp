#pragma once

// The values that travel on the wires (browser ↔ service, service ↔ room) and their JSON. Plain structs; any
// thread. Reading checks types and ranges and says what is wrong; unknown members are ignored.

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace seodang {

enum class RoomKind { meeting, seminar };
enum class Role { host, speaker, listener };
enum class AccountRole { operators, teacher, ml_reader };
enum class Source { microphone, camera, screen, screen_audio };
enum class SlotKind { video, screen, audio, screen_audio };
enum class PeerKind { publish, subscribe };
enum class Receive { all, audio, none };
enum class Connection { ok, weak, lost };

/// An enum's names on the wire, in the order of its values.
template <typename E>
struct EnumNames;
template <>
struct EnumNames<RoomKind> {
  static constexpr std::array<std::string_view, 2> names{"meeting", "seminar"};
};
template <>
struct EnumNames<Role> {
  static constexpr std::array<std::string_view, 3> names{"host", "speaker", "listener"};
};
template <>
struct EnumNames<AccountRole> {
  static constexpr std::array<std::string_view, 3> names{"operator", "teacher", "ml-reader"};
};
template <>
struct EnumNames<Source> {
  static constexpr std::array<std::string_view, 4> names{"microphone", "camera", "screen", "screen-audio"};
};
template <>
struct EnumNames<SlotKind> {
  static constexpr std::array<std::string_view, 4> names{"video", "screen", "audio", "screen-audio"};
};
template <>
struct EnumNames<PeerKind> {
  static constexpr std::array<std::string_view, 2> names{"publish", "subscribe"};
};
template <>
struct EnumNames<Connection> {
  static constexpr std::array<std::string_view, 3> names{"ok", "weak", "lost"};
};
template <>
struct EnumNames<Receive> {
  static constexpr std::array<std::string_view, 3> names{"all", "audio", "none"};
};

template <typename E>
std::string_view name_of(E value) requires requires {
  EnumNames<E>::names;
}
{ return EnumNames<E>::names[static_cast<size_t>(value)]; }

template <typename E>
std::optional<E> named(std::string_view name) {
  for (size_t i = 0; i < EnumNames<E>::names.size(); i++) {
    if (EnumNames<E>::names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

/// The member `name` of `json` as an enum; an invalid_params error that lists what is allowed.
template <typename E>
Result<E> enum_member(const Json& json, const char* name) {
  if (auto value = named<E>(json[name].string_or(""))) return *value;
  std::string text = std::string("`") + name + "` must be one of";
  for (std::string_view allowed : EnumNames<E>::names) text += std::string(" ") + std::string(allowed);
  return {Code::invalid_params, text};
}

/// Strings at the door: a required member of 1…max bytes.
Result<std::string> text_member(const Json& json, const char* name, size_t max_bytes = 128);

/// Which slot shows which source.
inline SlotKind slot_kind_of(Source source) {
  constexpr SlotKind kinds[] = {SlotKind::audio, SlotKind::video, SlotKind::screen, SlotKind::screen_audio};
  return kinds[static_cast<size_t>(source)];
}
inline bool is_audio(Source source) { return source == Source::microphone || source == Source::screen_audio; }
inline bool is_screen(Source source) { return source == Source::screen || source == Source::screen_audio; }
inline bool is_audio(SlotKind kind) { return kind == SlotKind::audio || kind == SlotKind::screen_audio; }

/// How many slots of each kind a subscriber has; fixed when it is made.
struct SlotCounts {
  int video = 6, screen = 1, audio = 3, screen_audio = 1;
  int of(SlotKind kind) const;
  static constexpr int max_each = 16;
};
Json to_json(const SlotCounts& slots);
Result<SlotCounts> slot_counts_from(const Json& json);
/// 6, 1, 3, 1 for a meeting; 2, 1, 2, 1 for a seminar.
SlotCounts default_slots(RoomKind kind);

/// What a participant may publish, or has switched on.
struct Media {
  bool audio = false, video = false, screen = false;
  bool operator==(const Media&) const = default;
  bool of(Source source) const;
};
Json to_json(const Media& media);
Media media_from(const Json& json, Media fallback);

/// One m-line of a publisher's offer. `layer` 0 is the smallest.
struct PublishTrack {
  std::string mid;
  Source source = Source::microphone;
  int layer = 0;
  auto operator<=>(const PublishTrack&) const = default;
  static constexpr int max_layer = 2;
};
Result<std::vector<PublishTrack>> publish_tracks_from(const Json& json);
Json to_json(const std::vector<PublishTrack>& tracks);

/// One m-line of a subscriber's offer.
struct SlotSpec {
  std::string mid;
  SlotKind kind = SlotKind::video;
  int index = 0;
};
Json to_json(const std::vector<SlotSpec>& slots);

/// What a slot shows, or waits to show.
struct SlotState {
  std::string mid;
  std::string participant;  ///< empty: nobody
  Source source = Source::camera;
  bool live = false;
  bool operator==(const SlotState&) const = default;
};
Json to_json(const std::vector<SlotState>& slots);

/// What a viewer has on the screen, in order.
struct View {
  struct Tile {
    std::string participant;
    int height = 0;  ///< device pixels
    bool operator==(const Tile&) const = default;
  };
  std::vector<Tile> tiles;
  int screen_height = 0;  ///< 0: not said
  Receive receive = Receive::all;
  bool operator==(const View&) const = default;
  static constexpr size_t max_tiles = 64;
};
Result<View> view_from(const Json& json);
Json to_json(const View& view);

/// What a publisher shall encode.
struct WantedTrack {
  std::string mid;
  bool active = false;
  bool operator==(const WantedTrack&) const = default;
};
Json to_json(const std::vector<WantedTrack>& tracks);

/// A participant as a room's process knows them.
struct RoomParticipant {
  std::string id, person, name;
  Role role = Role::speaker;
  Media publishes{true, true, true};  ///< the right
  Media on{true, true, true};         ///< what they have not muted
  bool record = false;                ///< what they send is written
  /// What they take up in the room's process: a subscriber, and a publisher if they may publish anything.
  size_t peers() const { return publishes == Media{} ? 1 : 2; }
};
Json to_json(const RoomParticipant& participant);
Result<RoomParticipant> room_participant_from(const Json& json);

/// Two people who have withdrawn from their class: each sees and hears the other, and nobody else does.
struct Talk {
  std::string id, a, b;
  bool has(const std::string& participant) const { return a == participant || b == participant; }
};
Json to_json(const Talk& talk);
/// Error: invalid_params, also for one who would talk to oneself.
Result<Talk> talk_from(const Json& json);

/// What a room's process has places for. Who comes above is refused; those who are in are never touched.
struct Capacity {
  size_t participants = 0, peers = 0;
  bool holds(size_t participants_then, size_t peers_then) const {
    return participants_then <= participants && peers_then <= peers;
  }
};
Json to_json(const Capacity& capacity);
/// Absent members: no bound.
Capacity capacity_from(const Json& json);

/// A trickled candidate; an empty one is the end.
struct IceCandidate {
  PeerKind peer = PeerKind::publish;
  std::string candidate, sdp_mid;
};
Json to_json(const IceCandidate& candidate);
Result<IceCandidate> ice_candidate_from(const Json& json);

}  // namespace seodang
