#include "room/room.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "room/layers.hpp"

namespace seodang::room {

namespace {

Source source_of(SlotKind kind) {
  constexpr Source sources[] = {Source::camera, Source::screen, Source::microphone, Source::screen_audio};
  return sources[static_cast<size_t>(kind)];
}

constexpr SlotKind all_kinds[] = {SlotKind::video, SlotKind::screen, SlotKind::audio, SlotKind::screen_audio};

}  // namespace

Room::Room(Config config, Descriptions descriptions, Listener& listener)
    : config_(std::move(config)),
      descriptions_(std::move(descriptions)),
      listener_(listener),
      pipeline_(GRef<GstPipeline>::sink(GST_PIPELINE(gst_pipeline_new("room")))),
      bus_(std::make_unique<BusRouter>(pipeline_.get(), *this)),
      graph_{pipeline_.get(), bus_.get(), config_.ice},
      speakers_(static_cast<size_t>(config_.slots.audio) + 1) {
  auto clock = GRef<GstClock>::take(gst_system_clock_obtain());
  gst_pipeline_use_clock(pipeline_.get(), clock.get());
  gst_element_set_state(GST_ELEMENT(pipeline_.get()), GST_STATE_PLAYING);
  ticking_ = Timer::every(tick_ms, [this] { tick(); });
}

Room::~Room() {
  unbind();
  while (!participants_.empty()) {
    const std::string id = participants_.begin()->first;  // a copy: the key goes with its entry
    remove(id);
  }
  graveyard_.clear();
  gst_element_set_state(GST_ELEMENT(pipeline_.get()), GST_STATE_NULL);
}

Result<> Room::add(const RoomParticipant& info) {
  if (auto present = participants_.find(info.id); present != participants_.end()) {
    update(*present->second, info);
    return {};
  }
  if (participants_.size() >= max_participants) return {Code::limit, "the room is full"};
  participants_.emplace(info.id, std::make_unique<Participant>(info, *this));
  return {};
}

void Room::remove(const std::string& id) {
  auto leaving = participants_.extract(id);  // out of the map before it tells that its tracks end
  leaving = {};
  assigned_.erase(id);
  replan_soon();
}

Result<Participant*> Room::find(const std::string& id) {
  auto found = participants_.find(id);
  if (found == participants_.end()) return {Code::not_found, "no such participant"};
  return found->second.get();
}

void Room::update(Participant& participant, const RoomParticipant& info) {
  participant.info = info;
  replan_soon();
}

void Room::set_view(Participant& participant, View view) {
  participant.view = std::move(view);
  participant.has_view = true;
  replan_soon();
}

void Room::publish(Participant& participant, const std::string& sdp, std::vector<PublishTrack> tracks,
                   Completion<std::string> done) {
  for (const PublishTrack& track : tracks) {
    if (!participant.info.publishes.of(track.source))
      return done(
          Error{Code::forbidden, "this participant may not publish " + std::string(name_of(track.source))});
  }
  Result<SessionDescription> offer = Publisher::check(sdp, tracks);
  if (!offer) return done(offer.error());
  participant.publish(std::move(*offer), std::move(tracks), graph_, descriptions_).negotiate(std::move(done));
  report_wanted();
}

void Room::subscribe(Participant& participant, Completion<Subscriber::Offer> done) {
  assigned_.erase(participant.info.id);
  Subscriber& subscriber = participant.subscribe(config_.slots, graph_);
  subscriber.negotiate([done = std::move(done), owner = weak(this, [this] { replan_soon(); })](
                           Result<Subscriber::Offer> offer) mutable {
    done(std::move(offer));
    owner();  // the slots' mids are known now
  });
}

void Room::on_candidate(Participant& from, IceCandidate candidate) {
  listener_.on_candidate(from.info.id, candidate);
}

void Room::on_peer_state(Participant& of, PeerKind peer, std::string_view state, const std::string& why) {
  listener_.on_peer_state(of.info.id, peer, state, why);
}

void Room::on_track_added(Participant& of, Track& track) {
  listener_.on_track(of.info.id, track.spec(), true);
  replan_soon();
}

void Room::on_tracks_ending(Participant& of) {
  for (const auto& [mid, track] : of.publisher()->tracks()) {
    for (const auto& [id, viewer] : participants_) {
      if (!viewer->subscriber()) continue;
      for (auto& slot : viewer->subscriber()->slots()) slot->forget(*track);
    }
    listener_.on_track(of.info.id, track->spec(), false);
  }
  replan_soon();
}

void Room::bury(std::shared_ptr<void> peer) {
  graveyard_.push_back(std::move(peer));
  if (graveyard_.size() == 1) digging_ = Timer::every(0, [this] { dig(); });
}

void Room::dig() {
  graveyard_.pop_front();
  if (graveyard_.empty()) digging_.stop();
}

void Room::tick() {
  std::map<std::string, int> levels;
  std::vector<bool> live;
  int64_t now_us = g_get_monotonic_time();
  for (const auto& [id, participant] : participants_) {
    if (!participant->publisher()) continue;
    for (const auto& [mid, track] : participant->publisher()->tracks()) {
      if (track->spec().source == Source::microphone) {
        // Whoever is muted neither speaks nor holds a seat.
        if (may_flow(*track)) levels[id] = track->level();
      } else if (!is_audio(track->spec().source)) {
        live.push_back(track->live(now_us));
      }
    }
  }
  std::vector<std::string> ranking = speakers_.ranking();
  speakers_.update(now_us / 1000, levels);
  if (speakers_.speaking() != told_speaking_) listener_.on_speaking(told_speaking_ = speakers_.speaking());
  if (speakers_.ranking() != ranking || live != live_layers_) replan_soon();
  live_layers_ = std::move(live);
}

void Room::replan_soon() {
  if (std::exchange(replan_due_, true)) return;
  replanning_ = Timer::once(0, [this] {
    replan_due_ = false;
    replan();
  });
}

PolicyInput Room::policy_input() const {
  PolicyInput input{config_.kind, {}, speakers_.ranking(), {}};
  for (const auto& [id, participant] : participants_) {
    PolicyPerson person{participant->info.role, {}};
    if (participant->publisher()) {
      for (const auto& [mid, track] : participant->publisher()->tracks()) {
        if (may_flow(*track)) person.sends.insert(track->spec().source);
      }
    }
    input.people.emplace(id, std::move(person));
    if (participant->has_view) input.views.emplace(id, participant->view);
  }
  return input;
}

void Room::replan() {
  PolicyInput input = policy_input();
  for (const auto& [id, viewer] : participants_) {
    if (viewer->subscriber()) apply(*viewer, plan_for(id, input, config_.slots));
  }
  report_wanted();
}

void Room::apply(Participant& viewer, Wishes wishes) {
  for (SlotKind kind : all_kinds) apply_kind(viewer, kind, of(wishes, kind));
  report_slots(viewer);
}

void Room::apply_kind(Participant& viewer, SlotKind kind, const std::vector<std::string>& wishes) {
  std::vector<std::string>& assigned = assigned_[viewer.info.id][static_cast<size_t>(kind)];
  assigned.resize(static_cast<size_t>(config_.slots.of(kind)));
  assigned = assign_slots(assigned, wishes);
  for (auto& slot : viewer.subscriber()->slots()) {
    if (slot->kind() != kind) continue;
    const std::string& wanted = assigned[static_cast<size_t>(slot->index())];
    Track* track =
        wanted.empty() ? nullptr : track_for(wanted, source_of(kind), height_for(viewer, wanted, kind));
    // A source that is merely replaced plays on until the new keyframe; one that was revoked is cut at once
    // (§0 rule 13).
    if (!track || (slot->live() && !may_flow(*slot->live()))) slot->clear();
    if (track) slot->show(*track);
  }
}

bool Room::may_flow(const Track& track) const {
  auto from = participants_.find(track.participant());
  return from != participants_.end() && from->second->info.publishes.of(track.spec().source) &&
         from->second->info.on.of(track.spec().source);
}

int Room::height_for(const Participant& viewer, const std::string& participant, SlotKind kind) const {
  if (kind == SlotKind::screen) return viewer.view.screen_height > 0 ? viewer.view.screen_height : 1080;
  auto tile = std::find_if(viewer.view.tiles.begin(), viewer.view.tiles.end(),
                           [&](auto& t) { return t.participant == participant; });
  return tile == viewer.view.tiles.end() ? 0 : tile->height;
}

Track* Room::track_for(const std::string& participant, Source source, int height) const {
  auto found = participants_.find(participant);
  if (found == participants_.end() || !found->second->publisher()) return nullptr;
  std::vector<LayerState> layers;
  int64_t now_us = g_get_monotonic_time();
  for (const auto& [mid, track] : found->second->publisher()->tracks()) {
    if (track->spec().source == source) layers.push_back({track->spec().layer, track->live(now_us)});
  }
  std::optional<int> layer = layer_to_show(layers, height);
  for (const auto& [mid, track] : found->second->publisher()->tracks()) {
    if (track->spec().source == source && track->spec().layer == layer) return track.get();
  }
  return nullptr;
}

void Room::report_slots(Participant& viewer) {
  std::vector<SlotState> states;
  for (auto& slot : viewer.subscriber()->slots()) {
    const std::string& mid = viewer.subscriber()->mid_of(*slot);
    if (mid.empty()) return;  // no offer yet: nobody could understand it
    const std::vector<std::string>& assigned = assigned_[viewer.info.id][static_cast<size_t>(slot->kind())];
    std::string wanted = static_cast<size_t>(slot->index()) < assigned.size()
                             ? assigned[static_cast<size_t>(slot->index())]
                             : "";
    bool live = !wanted.empty() && slot->live() && slot->live()->participant() == wanted;
    states.push_back({mid, wanted, source_of(slot->kind()), live});
  }
  if (states == viewer.told_slots) return;
  viewer.told_slots = states;
  listener_.on_slots(viewer.info.id, states);
}

/// The smallest layer always; a larger one while some viewer's tile is worth it.
void Room::report_wanted() {
  std::map<std::string, int> highest;  // by publisher: the highest tile anywhere
  for (const auto& [viewer_id, kinds] : assigned_) {
    auto viewer = participants_.find(viewer_id);
    if (viewer == participants_.end() || !viewer->second->subscriber()) continue;
    for (const std::string& shown : kinds[static_cast<size_t>(SlotKind::video)]) {
      if (!shown.empty())
        highest[shown] = std::max(highest[shown], height_for(*viewer->second, shown, SlotKind::video));
    }
  }
  for (const auto& [id, participant] : participants_) {
    if (!participant->publisher()) continue;
    std::vector<LayerState> cameras;
    for (const PublishTrack& track : participant->publisher()->announced()) {
      if (track.source == Source::camera) cameras.push_back({track.layer, true});
    }
    std::vector<WantedTrack> wanted;
    for (const PublishTrack& track : participant->publisher()->announced()) {
      bool large = track.source == Source::camera && track.layer != preferred_layer(cameras, 0);
      wanted.push_back({track.mid, !large || track.layer == preferred_layer(cameras, highest[id])});
    }
    if (wanted == participant->told_wanted) continue;
    participant->told_wanted = wanted;
    listener_.on_wanted(id, wanted);
  }
}

}  // namespace seodang::room
