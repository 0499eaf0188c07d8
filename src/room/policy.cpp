#include "room/policy.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

/// Empty: not in a 1:1 talk.
const std::string& partner_of(const PolicyInput& input, const std::string& id) {
  static const std::string nobody;
  auto talking = input.partners.find(id);
  return talking == input.partners.end() ? nobody : talking->second;
}

/// Collects participants for one kind of slot: permitted, once each.
class Picker {
 public:
  Picker(const std::string& viewer, const PolicyInput& input, Source source, int room)
      : viewer_(viewer), input_(input), source_(source), room_(static_cast<size_t>(room)) {}

  void consider(const std::string& candidate) {
    if (picked_.size() >= room_ || !may_reach(input_, candidate, viewer_, source_)) return;
    if (std::find(picked_.begin(), picked_.end(), candidate) == picked_.end()) picked_.push_back(candidate);
  }
  void consider_everyone() {
    for (const auto& [id, person] : input_.people) consider(id);
  }
  std::vector<std::string> take() { return std::move(picked_); }

 private:
  const std::string& viewer_;
  const PolicyInput& input_;
  Source source_;
  size_t room_;
  std::vector<std::string> picked_;
};

/// By itself, whoever looks: sent by right and not muted, not a listener's of a seminar, a screen only if it
/// is the one that is shown.
bool is_shown(const PolicyInput& input, const std::string& from, Source source) {
  auto sender = input.people.find(from);
  if (sender == input.people.end() || !sender->second.sends.count(source)) return false;
  if (input.kind == RoomKind::seminar && sender->second.role == Role::listener) return false;
  return !is_screen(source) || from == input.screen;
}

}  // namespace

bool may_reach(const PolicyInput& input, const std::string& from, const std::string& to, Source source) {
  if (from == to || !is_shown(input, from, source)) return false;
  const std::string &of_sender = partner_of(input, from), &of_viewer = partner_of(input, to);
  bool neither_talks = of_sender.empty() && of_viewer.empty();
  return neither_talks || (of_sender == to && of_viewer == from);
}

std::vector<Written> plan_recording(const PolicyInput& input) {
  std::vector<Written> plan;
  for (const auto& [id, person] : input.people) {
    if (!person.record || !partner_of(input, id).empty()) continue;
    for (const auto& [source, layers] : person.sends) {
      if (!is_shown(input, id, source)) continue;
      const bool arrives = std::ranges::any_of(layers, &LayerState::live);
      const auto largest = std::ranges::max_element(layers, {}, &LayerState::layer);
      plan.push_back({id, source, {}});
      if (arrives) plan.back().layer = layer_to_show(layers, largest->layer);
    }
  }
  return plan;
}

Wishes plan_for(const std::string& viewer, const PolicyInput& input, const SlotCounts& slots) {
  auto said = input.views.find(viewer);
  const View* view = said == input.views.end() ? nullptr : &said->second;
  Receive receive = view ? view->receive : Receive::all;
  const std::string& partner = partner_of(input, viewer);
  Wishes wishes;
  for (Source source : {Source::microphone, Source::camera, Source::screen, Source::screen_audio}) {
    if (receive == Receive::none || (receive == Receive::audio && !is_audio(source))) continue;
    SlotKind kind = slot_kind_of(source);
    Picker picker(viewer, input, source, slots.of(kind));
    if (!partner.empty()) {
      picker.consider(partner);
    } else if (source == Source::camera && view) {
      for (const View::Tile& tile : view->tiles) picker.consider(tile.participant);
    } else {
      for (const std::string& voice : input.voices) picker.consider(voice);
      picker.consider_everyone();
    }
    of(wishes, kind) = picker.take();
  }
  return wishes;
}

namespace {

/// The first of a seminar's hosts who is in view.
std::string lecturer(const PolicyInput& input, const std::vector<std::string>& seen) {
  auto host = std::find_if(seen.begin(), seen.end(),
                           [&](auto& id) { return input.people.at(id).role == Role::host; });
  return host == seen.end() ? std::string() : *host;
}

/// Whose tile is higher than all others.
std::string highest_tile(const View& view) {
  std::string highest;
  int most = -1;
  for (const View::Tile& tile : view.tiles) {
    if (tile.height < most) continue;
    highest = tile.height > most ? tile.participant : std::string();
    most = tile.height;
  }
  return highest;
}

}  // namespace

std::string pair_of(const std::string& viewer, const PolicyInput& input, const Wishes& wishes) {
  if (const std::string& partner = partner_of(input, viewer); !partner.empty()) return partner;
  auto view = input.views.find(viewer);
  if (view != input.views.end()) return highest_tile(view->second);
  return input.kind == RoomKind::seminar ? lecturer(input, of(wishes, SlotKind::video)) : std::string();
}

std::vector<std::string> assign_slots(const std::vector<std::string>& previous,
                                      const std::vector<std::string>& wishes, const std::string& pair) {
  auto wished = [&](const std::string& id) {
    return !id.empty() && std::find(wishes.begin(), wishes.end(), id) != wishes.end();
  };
  std::vector<std::string> slots(previous.size());
  if (slots.empty()) return slots;
  std::transform(previous.begin(), previous.end(), slots.begin(),
                 [&](auto& id) { return wished(id) ? id : std::string(); });
  for (const std::string& wish : wishes) {
    if (std::find(slots.begin(), slots.end(), wish) != slots.end()) continue;
    auto free = std::find(slots.begin() + 1, slots.end(), std::string());
    if (free == slots.end()) free = slots.begin();
    if (free->empty()) *free = wish;
  }
  auto paired = wished(pair) ? std::find(slots.begin(), slots.end(), pair) : slots.end();
  if (paired != slots.end()) std::iter_swap(slots.begin(), paired);
  return slots;
}

}  // namespace seodang::room
