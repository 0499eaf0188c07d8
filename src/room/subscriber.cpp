#include "room/subscriber.hpp"

#include <algorithm>

#include "room/own_description.hpp"

namespace seodang::room {

Subscriber::Subscriber(const std::string& participant, const SlotCounts& counts, const RoomGraph& graph,
                       Listener& listener)
    : listener_(listener),
      peer_owner_(std::make_unique<Peer>("subscriber_" + participant, graph,
                                         std::make_shared<IncomingStreams>(), *this)),
      peer_(*peer_owner_) {
  for (SlotKind kind : {SlotKind::video, SlotKind::audio, SlotKind::screen, SlotKind::screen_audio}) {
    for (int index = 0; index < counts.of(kind); index++) {
      slots_.push_back(std::make_unique<Slot>(kind, index, participant, graph, *this));
      slots_.back()->attach(peer_.webrtcbin());
    }
  }
}

// The order that never hung under traffic (webrtcbin.md §18): selectors closed and cut, webrtcbin to NULL,
// selectors gone.
Subscriber::~Subscriber() {
  if (!retired_) retire();
  peer_owner_.reset();
}

void Subscriber::retire() {
  retired_ = true;
  for (auto& slot : slots_) slot->detach();
  peer_.retire();
  finish(Error{Code::wrong_state, "the connection was replaced or dropped"});
}

void Subscriber::negotiate(Completion<Offer> done) {
  done_ = std::move(done);
  peer_.start();
  for (auto& slot : slots_) slot->start();
  peer_.create_offer([this](const Result<std::string>& sdp) {
    if (!sdp) return on_peer_failed(sdp.error().text);
    if (Result<> taken = take_offer(*sdp); !taken) return on_peer_failed(taken.error().text);
    Offer offer;
    std::vector<std::string> streams;
    for (size_t i = 0; i < slots_.size(); i++) {
      offer.slots.push_back({mids_[i], slots_[i]->kind(), slots_[i]->index()});
      streams.push_back(slots_[i]->stream());
    }
    offer.sdp = dress_own_offer(*sdp, streams);
    finish(std::move(offer));
  });
}

Result<> Subscriber::take_offer(const std::string& sdp) {
  std::vector<OfferedSlot> offered = read_own_offer(sdp);
  if (offered.size() != slots_.size())
    return {Code::media_failed,
            "the media engine's offer has another number of m-lines than there are slots"};
  for (size_t i = 0; i < offered.size(); i++) {
    mids_.push_back(offered[i].mid);
    if (offered[i].rtx_ssrc) slots_[i]->set_retransmission(offered[i].rtx_ssrc, offered[i].rtx_payload);
  }
  return {};
}

void Subscriber::finish(Result<Offer> offer) {
  if (auto done = std::exchange(done_, nullptr)) done(std::move(offer));
}

Result<SessionDescription> Subscriber::check_answer(const std::string& sdp) const {
  Result<SessionDescription> answer = read_description(sdp, DescriptionType::answer);
  if (!answer) return answer;
  if (answer->media.size() != mids_.size())
    return {Code::bad_sdp,
            "the session description was refused: the answer has another number of m-lines than the offer"};
  for (size_t i = 0; i < mids_.size(); i++) {
    MediaDescription& media = answer->media[i];
    if (media.mid != mids_[i] || media.audio != is_audio(slots_[i]->kind()))
      return {Code::bad_sdp, "the session description was refused: m-lines in another order"};
    if (!media.receives)
      return {Code::bad_sdp,
              "the session description was refused: m-line " + media.mid + " must be recvonly"};
    media.sends = false;
  }
  return answer;
}

void Subscriber::answer(const std::string& sdp, Completion<> done) {
  if (mids_.empty() || answered_)
    return done(Error{Code::wrong_state,
                      mids_.empty() ? "there is no offer to answer yet" : "the offer has been answered"});
  Result<SessionDescription> answer = check_answer(sdp);
  if (!answer) return done(answer.error());
  answered_ = true;
  peer_.set_remote(GST_WEBRTC_SDP_TYPE_ANSWER, write_description(*answer), mids_.front(), std::move(done));
}

const std::string& Subscriber::mid_of(const Slot& slot) const {
  static const std::string none;
  for (size_t i = 0; i < mids_.size(); i++) {
    if (slots_[i].get() == &slot) return mids_[i];
  }
  return none;
}

const Slot* Subscriber::slot_with(uint32_t ssrc) const {
  auto slot = std::ranges::find(slots_, ssrc, &Slot::ssrc);
  return slot == slots_.end() ? nullptr : slot->get();
}

int64_t Subscriber::bitrate() const {
  int64_t sum = 0;
  for (const auto& slot : slots_) {
    if (slot->live() && !is_audio(slot->kind())) sum += slot->live()->bitrate();
  }
  return sum;
}

void Subscriber::on_peer_candidate(const std::string& candidate, const std::string&) {
  listener_.on_subscriber_candidate(candidate, mids_.empty() ? "0" : mids_.front());
}

void Subscriber::on_peer_connected() {
  for (auto& slot : slots_) slot->open();
  listener_.on_subscriber_connected();
}

void Subscriber::on_peer_failed(const std::string& why) {
  finish(Error{Code::media_failed, why});
  listener_.on_subscriber_failed(why);  // may destroy us
}

}  // namespace seodang::room
