#include "room/policy.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

/// Collects participants for one kind of slot: permitted, once each, never the viewer.
class Picker {
 public:
  Picker(const std::string& viewer, const PolicyInput& input, Source source, int room)
      : viewer_(viewer), input_(input), source_(source), room_(static_cast<size_t>(room)) {}

  void consider(const std::string& candidate) {
    if (picked_.size() >= room_ || candidate == viewer_) return;
    auto person = input_.people.find(candidate);
    if (person == input_.people.end() || !person->second.sends.count(source_) || !may_be_seen(person->second))
      return;
    if (std::find(picked_.begin(), picked_.end(), candidate) == picked_.end()) picked_.push_back(candidate);
  }
  void consider_everyone() {
    for (const auto& [id, person] : input_.people) consider(id);
  }
  std::vector<std::string> take() { return std::move(picked_); }

 private:
  /// In a seminar a listener is neither seen nor heard.
  bool may_be_seen(const PolicyPerson& person) const {
    return input_.kind == RoomKind::meeting || person.role != Role::listener;
  }

  const std::string& viewer_;
  const PolicyInput& input_;
  Source source_;
  size_t room_;
  std::vector<std::string> picked_;
};

}  // namespace

Wishes plan_for(const std::string& viewer, const PolicyInput& input, const SlotCounts& slots) {
  auto said = input.views.find(viewer);
  const View* view = said == input.views.end() ? nullptr : &said->second;
  Receive receive = view ? view->receive : Receive::all;
  Wishes wishes;
  for (Source source : {Source::microphone, Source::camera, Source::screen, Source::screen_audio}) {
    if (receive == Receive::none || (receive == Receive::audio && !is_audio(source))) continue;
    SlotKind kind = slot_kind_of(source);
    Picker picker(viewer, input, source, slots.of(kind));
    if (source == Source::camera && view) {
      for (const View::Tile& tile : view->tiles) picker.consider(tile.participant);
    } else {
      for (const std::string& voice : input.voices) picker.consider(voice);
      picker.consider_everyone();
    }
    of(wishes, kind) = picker.take();
  }
  return wishes;
}

std::vector<std::string> assign_slots(const std::vector<std::string>& previous,
                                      const std::vector<std::string>& wishes) {
  std::vector<std::string> slots(previous.size());
  std::set<std::string> placed;
  for (size_t i = 0; i < previous.size(); i++) {
    if (previous[i].empty() || std::find(wishes.begin(), wishes.end(), previous[i]) == wishes.end()) continue;
    slots[i] = previous[i];
    placed.insert(previous[i]);
  }
  size_t next = 0;
  for (const std::string& wish : wishes) {
    if (placed.count(wish)) continue;
    while (next < slots.size() && !slots[next].empty()) next++;
    if (next == slots.size()) break;
    slots[next] = wish;
  }
  return slots;
}

}  // namespace seodang::room
