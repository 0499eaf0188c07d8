#include "room/publisher.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "room/own_description.hpp"

namespace seodang::room {

namespace {

std::shared_ptr<const IncomingStreams> streams_of(const SessionDescription& offer) {
  auto streams = std::make_shared<IncomingStreams>();
  for (const MediaDescription& media : offer.media) {
    if (media.ssrc)
      streams->emplace(media.ssrc, IncomingStream{media.payload, media.audio ? 48000 : 90000, !media.audio});
  }
  return streams;
}

}  // namespace

Result<SessionDescription> Publisher::check(const std::string& sdp, const std::vector<PublishTrack>& tracks) {
  Result<SessionDescription> offer = read_description(sdp, DescriptionType::offer);
  if (!offer) return offer;
  for (const PublishTrack& track : tracks) {
    const MediaDescription* media = offer->with_mid(track.mid);
    if (!media) return {Code::invalid_params, "a track names an m-line that the offer does not have"};
    if (media->audio != is_audio(track.source))
      return {Code::invalid_params, "a track's source and its m-line are of different kinds"};
    if (!media->sends)
      return {Code::bad_sdp, "the session description was refused: m-line " + track.mid + " does not send"};
    if (std::count_if(tracks.begin(), tracks.end(), [&](auto& other) {
          return other.mid == track.mid || (other.source == track.source && other.layer == track.layer);
        }) > 1) {
      return {Code::invalid_params, "two tracks of one m-line, or of one source and layer"};
    }
  }
  for (MediaDescription& media : offer->media) {
    bool named =
        std::any_of(tracks.begin(), tracks.end(), [&](auto& track) { return track.mid == media.mid; });
    if (media.sends && !named)
      return {Code::invalid_params, "m-line " + media.mid + " sends, but no track names its source"};
    media.receives = false;  // a publisher's peer sends nothing
  }
  return offer;
}

Publisher::Publisher(const std::string& participant, SessionDescription offer,
                     std::vector<PublishTrack> tracks, const RoomGraph& graph,
                     const Descriptions& descriptions, Listener& listener)
    : participant_(participant),
      offer_(std::move(offer)),
      announced_(std::move(tracks)),
      graph_(graph),
      descriptions_(descriptions),
      listener_(listener),
      connection_(random_hex(8)),
      peer_("publisher_" + participant, graph, streams_of(offer_), *this) {}

Publisher::~Publisher() { retire(); }

void Publisher::retire() {
  peer_.retire();
  finish(Error{Code::wrong_state, "the connection was replaced or dropped"});
}

void Publisher::negotiate(Completion<std::string> done) {
  done_ = std::move(done);
  peer_.start();
  auto created = [this](const Result<std::string>& answer) {
    answer ? finish(*answer) : on_peer_failed(answer.error().text);
  };
  auto set = [this, created](const Result<>& result) {
    if (!result) return on_peer_failed(result.error().text);
    peer_.create_answer([this](std::string_view sdp) { return dress_own_answer(sdp, offer_); }, created);
  };
  peer_.set_remote(GST_WEBRTC_SDP_TYPE_OFFER, write_description(offer_), offer_.media.front().mid, set);
}

std::optional<SenderReport> Publisher::sender_report(const Track& track) const {
  const MediaDescription* media = offer_.with_mid(track.spec().mid);
  if (!media || !media->ssrc) return std::nullopt;
  return room::sender_report(peer_.webrtcbin(), media->ssrc);
}

void Publisher::finish(Result<std::string> answer) {
  if (auto done = std::exchange(done_, nullptr)) done(std::move(answer));
}

void Publisher::on_peer_failed(const std::string& why) {
  finish(Error{Code::media_failed, why});
  listener_.on_publisher_failed(why);  // may destroy us
}

void Publisher::on_peer_pad(GRef<GstPad> pad, gulong parking) {
  // check() and the stand-in let only announced streams come this far. A pad left parked would hold up the
  // whole publisher, so what cannot be linked ends it.
  int line = m_line_of(pad.get());
  if (line < 0 || line >= static_cast<int>(offer_.media.size()))
    return on_peer_failed("a stream without an m-line");
  Result<Track*> track = track_of(offer_.media[static_cast<size_t>(line)]);
  if (!track) return on_peer_failed(track.error().text);
  if (Result<> connected = (*track)->connect(pad.get()); !connected)
    return on_peer_failed(connected.error().text);
  Peer::unpark(pad.get(), parking);
  listener_.on_track_added(**track);
}

Result<Track*> Publisher::track_of(const MediaDescription& media) {
  std::unique_ptr<Track>& track = tracks_[media.mid];
  if (track) return track.get();  // the stream had timed out and is back
  auto spec =
      std::find_if(announced_.begin(), announced_.end(), [&](auto& other) { return other.mid == media.mid; });
  Result<GRef<GstElement>> graph = descriptions_.build(media.audio ? "track.audio" : "track.video");
  if (spec == announced_.end() || !graph) {
    tracks_.erase(media.mid);
    return graph ? Error{Code::media_failed, "a stream that was not announced"} : graph.error();
  }
  track = std::make_unique<Track>(participant_, *spec, media.audio_level_id, graph->get(), graph_, *this);
  return track.get();
}

}  // namespace seodang::room
