#include "load/receiver.hpp"

#include <algorithm>

#include "base/id.hpp"

namespace seodang::load {

namespace {

constexpr unsigned sample_every = 4;  // of a stream's usable packets
constexpr int64_t live_ns = 500'000'000;

uint8_t fraction(uint64_t lost, uint64_t received) {
  return lost ? static_cast<uint8_t>(std::min<uint64_t>(255, lost * 256 / (lost + received))) : 0;
}

}  // namespace

Receiver::Receiver(Sockets& sockets, const Certificate& certificate, Delays& delays)
    : delays_(delays),
      transport_(sockets, certificate, false, *this),
      cname_(random_hex(8)),
      own_ssrc_(static_cast<uint32_t>(g_random_int_range(1, G_MAXINT32))) {
  reader_.sender_report = [this](uint32_t ssrc, uint64_t ntp) {
    Stream* stream = stream_of(ssrc);
    if (!stream) return;
    stream->last_report = static_cast<uint32_t>(ntp >> 16);
    stream->last_report_ns = now_ns();
  };
}

Json Receiver::answer(const Json& params) {
  const std::string offer = params["sdp"].string_or("");
  const RemoteDescription remote = read_sdp(offer);
  for (const Json& slot : params["slots"].items()) {
    const std::string mid = slot["mid"].string_or(""), kind = slot["kind"].string_or("");
    for (const MediaLine& line : remote.media) {
      if (line.mid != mid) continue;
      Stream& stream = streams_.emplace_back();
      stream.ssrc = line.ssrc;
      stream.audio = kind == "audio" || kind == "screen-audio";
    }
  }
  transport_.set_remote(remote.end);
  return Json::object({{"sdp", write_answer(offer, transport_.description_lines("active"))}});
}

void Receiver::start() {
  for (Stream& stream : streams_) stream.measured.restart();
  unknown_ = unauthentic_ = 0;
  measuring_ = true;
}

Receiver::Totals Receiver::totals() const {
  Totals sum{.unknown = unknown_, .unauthentic = unauthentic_};
  for (const Stream& stream : streams_) {
    const StreamCount& count = stream.measured;
    sum += {count.received(), count.lost(), count.duplicates(), count.reordered(), 0, 0};
  }
  return sum;
}

Receiver::Totals& Receiver::Totals::operator+=(const Totals& other) {
  received += other.received;
  lost += other.lost;
  duplicates += other.duplicates;
  reordered += other.reordered;
  unknown += other.unknown;
  unauthentic += other.unauthentic;
  return *this;
}

int Receiver::live_streams(int64_t now_ns) const {
  return static_cast<int>(std::ranges::count_if(streams_, [&](const Stream& stream) {
    return stream.last_ns > 0 && now_ns - stream.last_ns < live_ns;
  }));
}

Receiver::Stream* Receiver::stream_of(uint32_t ssrc) {
  auto found = std::ranges::find(streams_, ssrc, &Stream::ssrc);
  return found == streams_.end() ? nullptr : &*found;
}

void Receiver::on_rtp(std::span<uint8_t> data, int64_t arrived_ns) {
  packets_++;
  Stream* stream = stream_of(read_32(data.data() + 8));
  if (!stream) {
    unknown_++;
    return;
  }
  if (!first_ns_[stream->audio]) first_ns_[stream->audio] = arrived_ns;
  const uint16_t sequence = read_16(data.data() + 2);
  stream->last_ns = arrived_ns;
  stream->whole.take(sequence);
  if (!measuring_) return;
  stream->measured.take(sequence);
  // What a viewer can use: a voice's packet, the last one of a picture. (A keyframe's many count as one
  // picture.)
  const bool usable = stream->audio || (data[1] & 0x80);
  if (!usable) return;
  if (stream->until_sample-- > 0) return;
  stream->until_sample = sample_every - 1;
  sample(data, arrived_ns);
}

void Receiver::sample(std::span<uint8_t> data, int64_t arrived_ns) {
  const auto packet = transport_.unprotect(data);
  if (!packet) {
    unauthentic_++;
  } else if (const auto sent_ns = read_mark(*packet)) {
    delays_.add((arrived_ns - *sent_ns) / 1000);
  }
}

void Receiver::on_due(int64_t now_ns) {
  if (now_ns < next_report_ns_) return;
  // The first after a time of its own, so that a hundred viewers do not report at once.
  if (next_report_ns_) send_report(now_ns);
  next_report_ns_ =
      next_report_ns_ ? next_report_ns_ + report_every_ns : now_ns + own_ssrc_ % report_every_ns;
}

void Receiver::send_report(int64_t now_ns) {
  std::vector<ReceptionState> blocks;
  for (Stream& stream : streams_) {
    if (stream.whole.received() == 0) continue;
    const uint64_t received = stream.whole.received(), lost = stream.whole.lost();
    const uint64_t newly_lost = lost > stream.reported_lost ? lost - stream.reported_lost : 0;
    ReceptionState& block = blocks.emplace_back();
    block.ssrc = stream.ssrc;
    block.highest = static_cast<uint32_t>(stream.whole.highest());
    block.lost = static_cast<uint32_t>(lost);
    block.fraction = fraction(newly_lost, received - stream.reported_received);
    block.last_report = stream.last_report;
    if (stream.last_report)
      block.delay = static_cast<uint32_t>((now_ns - stream.last_report_ns) * 65536 / 1'000'000'000);
    stream.reported_received = received;
    stream.reported_lost = lost;
  }
  if (blocks.empty()) return;
  transport_.send_rtcp(report_.data(), write_receiver_report(report_.data(), own_ssrc_, blocks, cname_));
}

}  // namespace seodang::load
