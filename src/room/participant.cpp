#include "room/participant.hpp"

namespace seodang::room {

Participant::~Participant() {
  drop(PeerKind::publish);
  drop(PeerKind::subscribe);
}

Publisher& Participant::publish(SessionDescription offer, std::vector<PublishTrack> tracks,
                                const RoomGraph& graph, const Descriptions& descriptions) {
  drop(PeerKind::publish);
  publisher_ =
      std::make_unique<Publisher>(info.id, std::move(offer), std::move(tracks), graph, descriptions, *this);
  listener_.on_peer_state(*this, PeerKind::publish, "connecting", {});
  return *publisher_;
}

Subscriber& Participant::subscribe(const SlotCounts& counts, const RoomGraph& graph) {
  drop(PeerKind::subscribe);
  subscriber_ = std::make_unique<Subscriber>(info.id, counts, graph, *this);
  listener_.on_peer_state(*this, PeerKind::subscribe, "connecting", {});
  return *subscriber_;
}

void Participant::drop(PeerKind peer) {
  if (peer == PeerKind::publish && publisher_) {
    listener_.on_tracks_ending(*this);
    told_wanted.clear();
    line(PeerKind::publish) = {};
    publisher_->retire();
    listener_.bury(std::shared_ptr<Publisher>(std::move(publisher_)));
  }
  if (peer == PeerKind::subscribe && subscriber_) {
    subscriber_->retire();
    told_slots.clear();
    line(PeerKind::subscribe) = {};
    listener_.bury(std::shared_ptr<Subscriber>(std::move(subscriber_)));
  }
}

void Participant::judge_lines(int64_t now_ms, bool narrow) {
  Line &up = line(PeerKind::publish), &down = line(PeerKind::subscribe);
  if (publisher_) {
    Arrivals arrivals = publisher_->arrivals();
    up.count(now_ms, arrivals.came, arrivals.missed);
  }
  bool sending = subscriber_ && subscriber_->connected() && subscriber_->bitrate() > 0;
  up.judge(now_ms, false, false);  // who sends nothing need not be heard of
  down.judge(now_ms, sending, narrow);
}

void Participant::on_publisher_candidate(const std::string& candidate, const std::string& mid) {
  listener_.on_candidate(*this, {PeerKind::publish, candidate, mid});
}

void Participant::on_subscriber_candidate(const std::string& candidate, const std::string& mid) {
  listener_.on_candidate(*this, {PeerKind::subscribe, candidate, mid});
}

void Participant::on_publisher_failed(const std::string& why) {
  drop(PeerKind::publish);
  listener_.on_peer_state(*this, PeerKind::publish, "failed", why);
}

void Participant::on_subscriber_failed(const std::string& why) {
  drop(PeerKind::subscribe);
  listener_.on_peer_state(*this, PeerKind::subscribe, "failed", why);
}

}  // namespace seodang::room
