#pragma once

// Who sees and hears whom: the one place that decides it. People, rights and wishes in, slot → source out.
// Pure; any thread. Live view, recording and capture all obey its result.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "room/layers.hpp"

namespace seodang::room {

/// A participant, as far as the policy cares.
struct PolicyPerson {
  Role role = Role::speaker;
  std::map<Source, Layers> sends;  ///< sources that arrive, are permitted and not muted, and their tracks
  bool record = false;             ///< it is wished that what they send is written
};

struct PolicyInput {
  RoomKind kind = RoomKind::meeting;
  std::map<std::string, PolicyPerson> people;
  std::vector<std::string> voices;              ///< most worth hearing first (Speakers::ranking)
  std::map<std::string, View> views;            ///< by viewer; absent: nothing said yet
  std::string screen;                           ///< whose screen is shown; empty: nobody's
  std::map<std::string, std::string> partners;  ///< of those in a 1:1 talk; each is the other's
};

/// Whether anything of `from`'s `source` may get to `to`: sent by right and not muted, not a listener's of a
/// seminar, a screen only if it is the one that is shown; of two in a 1:1 talk only to each other, and to
/// them nothing else.
bool may_reach(const PolicyInput& input, const std::string& from, const std::string& to, Source source);

/// What is written now, and in which layer.
struct Written {
  std::string participant;
  Source source = Source::microphone;
  std::optional<int> layer;  ///< nothing: not a packet has come within the last second
};
/// Of everyone of whom it is wished: what anybody might see or hear who is in no 1:1 talk, in the largest
/// layer that arrives. Nothing of those who talk alone.
std::vector<Written> plan_recording(const PolicyInput& input);

/// The participants one viewer gets, per kind of slot, most important first; at most as many as there are
/// slots.
using Wishes = std::array<std::vector<std::string>, EnumNames<SlotKind>::names.size()>;
inline std::vector<std::string>& of(Wishes& wishes, SlotKind kind) {
  return wishes[static_cast<size_t>(kind)];
}
inline const std::vector<std::string>& of(const Wishes& wishes, SlotKind kind) {
  return wishes[static_cast<size_t>(kind)];
}

/// The plan for one viewer: what `media.view` shows (without one: by who speaks), the loudest voices, the
/// screen; in a 1:1 talk the partner, whatever is in view; never oneself, and only what may reach them.
Wishes plan_for(const std::string& viewer, const PolicyInput& input, const SlotCounts& slots);

/// Who is to be seen and heard in step: browsers synchronise only slots that share a MediaStream, video 0
/// with audio 0 (webrtcbin.md §22). The partner of a 1:1 talk; whose tile is higher than all others, or the
/// only one; without a view, in a seminar, the lecturer. Empty: nobody in particular.
std::string pair_of(const std::string& viewer, const PolicyInput& input, const Wishes& wishes);

/// Puts wishes into numbered slots: who is in one already stays there, so that pictures do not jump between
/// m-lines. `pair` gets slot 0 if it is among the wishes; others get it only when there is no other left.
/// `previous` and the result: participant per slot, empty = nobody.
std::vector<std::string> assign_slots(const std::vector<std::string>& previous,
                                      const std::vector<std::string>& wishes, const std::string& pair);

}  // namespace seodang::room
