#include "room/planner.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

size_t index(SlotKind kind) { return static_cast<size_t>(kind); }

constexpr int full_screen_height = 1080;

/// Of the tile in which `viewer` sees a source, device pixels; 0: not said.
int height_of(const View* view, const std::string& participant, SlotKind kind) {
  if (kind == SlotKind::screen)
    return view && view->screen_height > 0 ? view->screen_height : full_screen_height;
  if (!view) return 0;
  auto tile = std::find_if(view->tiles.begin(), view->tiles.end(),
                           [&](auto& t) { return t.participant == participant; });
  return tile == view->tiles.end() ? 0 : tile->height;
}

Layers layers_of(const PolicyInput& input, const std::string& participant, SlotKind kind) {
  auto person = input.people.find(participant);
  if (person == input.people.end()) return {};
  auto sent = person->second.sends.find(source_of(kind));
  return sent == person->second.sends.end() ? Layers() : sent->second;
}

}  // namespace

Source source_of(SlotKind kind) {
  constexpr Source sources[] = {Source::camera, Source::screen, Source::microphone, Source::screen_audio};
  return sources[index(kind)];
}

const Planner::Targets& Planner::plan(const std::string& viewer, const PolicyInput& input) {
  Viewer& planned = viewers_[viewer];
  auto view = input.views.find(viewer);
  assign(planned, viewer, input);
  choose_layers(planned, view == input.views.end() ? nullptr : &view->second, input);
  return planned.targets;
}

void Planner::assign(Viewer& viewer, const std::string& id, const PolicyInput& input) {
  viewer.wishes = plan_for(id, input, slots_);
  std::string pair = pair_of(id, input, viewer.wishes);
  for (SlotKind kind : all_slot_kinds) {
    std::vector<std::string>& assigned = of(viewer.assigned, kind);
    assigned.resize(static_cast<size_t>(slots_.of(kind)));
    assigned = assign_slots(assigned, of(viewer.wishes, kind), pair);
    // Video comes first: sound follows the picture into the pair.
    if (kind == SlotKind::video && !assigned.empty()) pair = assigned.front();
    std::vector<Target>& targets = viewer.targets[index(kind)];
    targets.clear();
    for (const std::string& participant : assigned) targets.push_back({participant, {}});
    if (!is_audio(kind)) continue;
    for (Target& target : targets) {
      Layers tracks = layers_of(input, target.participant, kind);
      target.layer = layer_to_show(tracks, preferred_layer(tracks, 0));
    }
  }
}

void Planner::choose_layers(Viewer& viewer, const View* view, const PolicyInput& input) {
  std::vector<LayerRequest> requests;
  std::vector<Target*> pictures;
  for (SlotKind kind : {SlotKind::screen, SlotKind::video}) {
    for (const std::string& wish : of(viewer.wishes, kind)) {
      std::vector<Target>& targets = viewer.targets[index(kind)];
      auto target = std::ranges::find(targets, wish, &Target::participant);
      if (target == targets.end()) continue;
      requests.push_back({layers_of(input, wish, kind), height_of(view, wish, kind)});
      pictures.push_back(&*target);
    }
  }
  const LayerFit& fit = viewer.fit = fit_layers(requests, viewer.line.budget());
  for (size_t i = 0; i < pictures.size(); i++)
    pictures[i]->layer = layer_to_show(requests[i].layers, fit.layers[i]);

  viewer.watched.clear();
  size_t screens = pictures.size() - of(viewer.wishes, SlotKind::video).size();
  for (size_t i = screens; i < pictures.size(); i++) {
    if (fit.layers[i]) viewer.watched[pictures[i]->participant] = *fit.layers[i];
  }
}

bool Planner::update(const std::string& viewer, int64_t now_ms, int64_t sent) {
  auto known = viewers_.find(viewer);
  if (known == viewers_.end()) return false;
  Downlink& line = known->second.line;
  int64_t before = line.budget();
  const LayerFit& fit = known->second.fit;
  line.update(now_ms, {sent, fit.cost, fit.least, fit.next});
  return line.budget() < before || (fit.next > 0 && line.budget() >= fit.next);
}

void Planner::on_loss(const std::string& viewer, int64_t now_ms, double fraction) {
  if (auto known = viewers_.find(viewer); known != viewers_.end())
    known->second.line.on_loss(now_ms, fraction);
}

void Planner::on_estimate(const std::string& viewer, int64_t now_ms, int64_t bitrate) {
  if (auto known = viewers_.find(viewer); known != viewers_.end())
    known->second.line.on_estimate(now_ms, bitrate);
}

bool Planner::narrow(const std::string& viewer) const {
  auto known = viewers_.find(viewer);
  return known != viewers_.end() && known->second.line.narrow();
}

std::optional<int> Planner::watched_layer(const std::string& participant) const {
  std::optional<int> highest;
  for (const auto& [id, viewer] : viewers_) {
    auto watched = viewer.watched.find(participant);
    if (watched != viewer.watched.end()) highest = std::max(highest.value_or(0), watched->second);
  }
  return highest;
}

}  // namespace seodang::room
