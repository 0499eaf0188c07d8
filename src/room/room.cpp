#include "room/room.hpp"

#include <malloc.h>

#include <algorithm>

#include "base/log.hpp"

namespace seodang::room {

Room::Room(Config config, Descriptions descriptions, Listener& listener)
    : config_(std::move(config)),
      descriptions_(std::move(descriptions)),
      listener_(listener),
      descriptors_per_peer_(descriptors_per_peer(config_.ice)),
      capacity_(capacity_within(descriptors(), config_.ice)),
      pipeline_(GRef<GstPipeline>::sink(GST_PIPELINE(gst_pipeline_new("room")))),
      bus_(std::make_unique<BusRouter>(pipeline_.get(), *this)),
      graph_{pipeline_.get(), bus_.get(), config_.ice},
      recorder_(config_.recordings, graph_, descriptions_, *this),
      planner_(config_.slots),
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
  size_t peers = info.peers();
  for (const auto& [id, participant] : participants_) peers += participant->info.peers();
  if (!capacity_.holds(participants_.size() + 1, peers))
    return {Code::limit, "the room is full: try again when someone has left"};
  restore(info);
  return {};
}

void Room::restore(const RoomParticipant& info) {
  participants_.emplace(info.id, std::make_unique<Participant>(info, *this));
}

Result<> Room::may_open_peer() {
  const Descriptors use = descriptors();
  const bool short_before =
      std::exchange(short_of_descriptors_, use.exceed(Descriptors::last_share, descriptors_per_peer_));
  if (!short_of_descriptors_) return {};
  if (!short_before)
    log_warning("room",
                "a connection was refused: %zu of %zu file descriptors are open (LimitNOFILE, ulimit -n)",
                use.open, use.limit);
  return {Code::limit, "the server has no room for another connection: try again when someone has left"};
}

void Room::remove(const std::string& id) {
  auto leaving = participants_.extract(id);  // out of the map before it tells that its tracks end
  leaving = {};
  planner_.forget(id);
  recorder_.forgive(id);
  replan_soon();
}

Result<Participant*> Room::find(const std::string& id) {
  auto found = participants_.find(id);
  if (found == participants_.end()) return {Code::not_found, "no such participant"};
  return found->second.get();
}

void Room::update(Participant& participant, const RoomParticipant& info) {
  participant.info = info;
  if (!info.record) recorder_.forgive(info.id);
  if (participant.publisher() && info.publishes == Media{}) {
    participant.drop(PeerKind::publish);
    listener_.on_peer_state(info.id, PeerKind::publish, "closed", "the right to publish was taken away");
  }
  replan();
}

// A slot that is cleared waits for the packet that is on its way through it (Slot::clear), so that nothing
// follows.
Result<> Room::start_talk(const Talk& talk) {
  for (const auto& [id, other] : talks_) {
    if (id != talk.id && (other.has(talk.a) || other.has(talk.b)))
      return {Code::busy, "one of the two is in another talk"};
  }
  talks_[talk.id] = talk;
  rank_voices(g_get_monotonic_time() / 1000);
  replan();
  return {};
}

void Room::end_talk(const std::string& id) {
  if (talks_.erase(id) > 0) replan();
}

void Room::show_screen(const std::string& participant) {
  screen_ = participant;
  replan();
}

bool Room::in_talk(const std::string& participant) const {
  return std::any_of(talks_.begin(), talks_.end(),
                     [&](const auto& entry) { return entry.second.has(participant); });
}

void Room::set_view(Participant& participant, View view) {
  participant.view = std::move(view);
  participant.has_view = true;
  replan_soon();
}

void Room::publish(Participant& participant, const std::string& sdp, std::vector<PublishTrack> tracks,
                   Completion<std::string> done) {
  if (Result<> may = may_open_peer(); !may) return done(may.error());
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
  if (Result<> may = may_open_peer(); !may) return done(may.error());
  planner_.forget(participant.info.id);
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
  recorder_.drop(of.info.id);
  replan_soon();
}

void Room::bury(std::shared_ptr<void> peer) {
  graveyard_.push_back(std::move(peer));
  if (graveyard_.size() == 1) digging_ = Timer::every(0, [this] { dig(); });
}

void Room::dig() {
  graveyard_.pop_front();
  if (!graveyard_.empty()) return;
  digging_.stop();
  // What a peer had lies in the arenas of many threads, and glibc gives back only what is at their ends.
  trimming_ = Timer::once(trim_after_ms, [] { malloc_trim(0); });
}

void Room::on_feedback(Participant& from, const RtcpFeedback& feedback) {
  int64_t now_ms = g_get_monotonic_time() / 1000;
  Line& line = from.line(PeerKind::subscribe);
  line.hear(now_ms);
  for (const ReportBlock& report : feedback.reports) {
    if (const Slot* slot = from.subscriber()->slot_with(report.ssrc))
      line.hear(now_ms, report, slot->holes());
  }
  if (!feedback.reports.empty()) planner_.on_loss(from.info.id, now_ms, line.loss(now_ms));
  if (feedback.estimate) planner_.on_estimate(from.info.id, now_ms, *feedback.estimate);
}

void Room::tick() {
  int64_t now_us = g_get_monotonic_time();
  read_tracks(now_us);
  rank_voices(now_us / 1000);
  read_lines(now_us / 1000);
  recorder_.tick(now_us);
  if (recorder_.able()) record(policy_input());
  if (++ticks_ % judge_every == 0) judge_lines(now_us / 1000);
}

void Room::read_tracks(int64_t now_us) {
  std::vector<bool> live;
  for (const auto& [id, participant] : participants_) {
    if (!participant->publisher()) continue;
    for (const auto& [mid, track] : participant->publisher()->tracks()) {
      track->read(now_us);
      if (!is_audio(track->spec().source)) live.push_back(track->layer().live);
    }
  }
  if (live != live_layers_) replan_soon();
  live_layers_ = std::move(live);
}

void Room::rank_voices(int64_t now_ms) {
  std::map<std::string, int> levels;
  for (const auto& [id, participant] : participants_) {
    Track* microphone = track_of(id, Source::microphone, 0);
    // Whoever is muted, or talks to one alone, neither speaks nor holds a seat.
    if (microphone && may_flow(*microphone) && !in_talk(id)) levels[id] = microphone->level();
  }
  std::vector<std::string> ranking = speakers_.ranking();
  speakers_.update(now_ms, levels);
  if (speakers_.speaking() != told_speaking_) listener_.on_speaking(told_speaking_ = speakers_.speaking());
  if (speakers_.ranking() != ranking) replan_soon();
}

void Room::read_lines(int64_t now_ms) {
  for (const auto& [id, participant] : participants_) {
    Subscriber* subscriber = participant->subscriber();
    if (!subscriber || !subscriber->connected()) continue;
    if (planner_.update(id, now_ms, subscriber->bitrate())) replan_soon();
  }
}

void Room::judge_lines(int64_t now_ms) {
  for (const auto& [id, participant] : participants_) {
    participant->judge_lines(now_ms, planner_.narrow(id));
    Connection uplink = participant->line(PeerKind::publish).quality();
    Connection downlink = participant->line(PeerKind::subscribe).quality();
    if (uplink == participant->told_uplink && downlink == participant->told_downlink) continue;
    listener_.on_connection(id, participant->told_uplink = uplink, participant->told_downlink = downlink);
  }
}

void Room::replan_soon() {
  if (std::exchange(replan_due_, true)) return;
  replanning_ = Timer::once(0, [this] {
    replan_due_ = false;
    replan();
  });
}

PolicyInput Room::policy_input() const {
  PolicyInput input{config_.kind, {}, speakers_.ranking(), {}, screen_, {}};
  for (const auto& [id, talk] : talks_) {
    input.partners[talk.a] = talk.b;
    input.partners[talk.b] = talk.a;
  }
  for (const auto& [id, participant] : participants_) {
    PolicyPerson person{participant->info.role, {}, participant->info.record};
    if (participant->publisher()) {
      for (const auto& [mid, track] : participant->publisher()->tracks()) {
        if (may_flow(*track)) person.sends[track->spec().source].push_back(track->layer());
      }
      // A layer that is off has no track yet; that it may be had is known from the offer.
      for (const PublishTrack& track : participant->publisher()->announced()) {
        auto source = person.sends.find(track.source);
        if (source != person.sends.end() && !track_of(id, track.source, track.layer))
          source->second.push_back({track.layer, false, 0});
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
    if (viewer->subscriber()) apply(*viewer, planner_.plan(id, input), input);
  }
  record(input);
  report_wanted();
}

void Room::record(const PolicyInput& input) {
  std::vector<Recorder::Wish> wishes;
  for (const Written& written : plan_recording(input)) {
    const Publisher* publisher = participants_.at(written.participant)->publisher();
    wishes.push_back({{written.participant, written.source, publisher->connection()},
                      track_of(written.participant, written.source, written.layer)});
  }
  recorder_.write(wishes);
}

std::optional<SenderReport> Room::sender_report(const Track& track) const {
  auto from = participants_.find(track.participant());
  if (from == participants_.end() || !from->second->publisher()) return std::nullopt;
  return from->second->publisher()->sender_report(track);
}

void Room::apply(Participant& viewer, const Planner::Targets& targets, const PolicyInput& input) {
  auto revoked = [&](const Track* track) {
    return track && !may_reach(input, track->participant(), viewer.info.id, track->spec().source);
  };
  for (auto& slot : viewer.subscriber()->slots()) {
    const Planner::Target& target =
        targets[static_cast<size_t>(slot->kind())][static_cast<size_t>(slot->index())];
    Track* track = track_of(target.participant, source_of(slot->kind()), target.layer);
    // A source that is merely replaced plays on until the new keyframe; one that was revoked is cut at once
    // (§0 rule 13).
    if (!target.layer || revoked(slot->live())) slot->clear();
    if (track) slot->show(*track);
    slot->assigned = target.participant;
  }
  report_slots(viewer);
}

bool Room::may_flow(const Track& track) const {
  auto from = participants_.find(track.participant());
  return from != participants_.end() && from->second->info.publishes.of(track.spec().source) &&
         from->second->info.on.of(track.spec().source);
}

Track* Room::track_of(const std::string& participant, Source source, std::optional<int> layer) const {
  auto found = participants_.find(participant);
  if (!layer || found == participants_.end() || !found->second->publisher()) return nullptr;
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
    bool live = !slot->assigned.empty() && slot->live() && slot->live()->participant() == slot->assigned;
    states.push_back({mid, slot->assigned, source_of(slot->kind()), live});
  }
  if (states == viewer.told_slots) return;
  viewer.told_slots = states;
  listener_.on_slots(viewer.info.id, states);
}

/// The smallest layer always; a larger one while some viewer is to get it; the largest for a recording.
void Room::report_wanted() {
  for (const auto& [id, participant] : participants_) {
    if (!participant->publisher()) continue;
    std::optional<int> smallest, recorded, watched = planner_.watched_layer(id);
    const bool records = recorder_.able() && participant->info.record;
    for (const PublishTrack& track : participant->publisher()->announced()) {
      if (track.source != Source::camera) continue;
      smallest = std::min(smallest.value_or(track.layer), track.layer);
      if (records) recorded = std::max(recorded.value_or(track.layer), track.layer);
    }
    std::vector<WantedTrack> wanted;
    for (const PublishTrack& track : participant->publisher()->announced()) {
      const bool needed = track.layer == smallest || track.layer == watched || track.layer == recorded;
      wanted.push_back({track.mid, track.source != Source::camera || needed});
    }
    if (wanted == participant->told_wanted) continue;
    participant->told_wanted = wanted;
    listener_.on_wanted(id, wanted);
  }
}

}  // namespace seodang::room
