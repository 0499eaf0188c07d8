#include "load/sender.hpp"

#include <algorithm>
#include <cstring>

#include "base/id.hpp"
#include "load/sdp.hpp"

namespace seodang::load {

namespace {

constexpr int64_t audio_every_ns = 20'000'000;
constexpr int64_t frame_every_ns = 1'000'000'000 / frames_per_second;
constexpr int64_t keyframe_pause_ns = 300'000'000;  // browsers answer no faster
constexpr size_t opus_bytes = 80;                   // 32 kbit/s
constexpr uint32_t opus_samples = 960, frame_ticks = 90'000 / frames_per_second;
constexpr uint8_t opus_toc = 0x78;  // CELT, full band, 20 ms, mono, one frame
constexpr uint8_t voice = 0x80;     // RFC 6464: the V bit
constexpr uint8_t silence = 127;

uint32_t random_ssrc() { return static_cast<uint32_t>(g_random_int_range(1, G_MAXINT32)); }

}  // namespace

Sender::Sender(Sockets& sockets, const Certificate& certificate, Sends sends)
    : sends_(sends),
      transport_(sockets, certificate, true, *this),
      clip_(sends.video_bits, sends.place * 17),
      cname_(random_hex(8)) {
  audio_.state.ssrc = random_ssrc();
  video_.state.ssrc = random_ssrc();
  reader_.keyframe_request = [this](uint32_t) {
    keyframe_requests_++;
    keyframe_wanted_ = true;
  };
  reader_.nack = [this](uint32_t, int packets) { nacked_ += static_cast<uint64_t>(packets); };
}

Json Sender::offer() {
  std::vector<OfferedLine> lines{{"0", true, audio_.state.ssrc}};
  Json tracks = Json::array({Json::object({{"mid", "0"}, {"source", "microphone"}})});
  if (sends_.video_bits > 0) {
    lines.push_back({"1", false, video_.state.ssrc});
    tracks.push(Json::object({{"mid", "1"}, {"source", "camera"}, {"layer", 0}}));
  }
  const std::string sdp = write_offer(lines, transport_.description_lines("actpass"), cname_);
  return Json::object({{"sdp", sdp}, {"tracks", tracks}});
}

void Sender::accept(const std::string& answer) {
  const RemoteDescription remote = read_sdp(answer);
  if (!remote.media.empty()) level_id_ = remote.media.front().level_id;
  transport_.set_remote(remote.end);
}

void Sender::on_ready() {
  const int64_t now = now_ns();
  audio_.next_ns = now + sends_.place * 7'300'000LL % audio_every_ns;
  video_.next_ns = now + sends_.place * 11'700'000LL % frame_every_ns;
  next_report_ns_ = now + sends_.place * 37'000'000LL % report_every_ns;
}

void Sender::on_rtcp(std::span<const uint8_t> data) { reader_.read(data); }

void Sender::on_due(int64_t now_ns) {
  for (; audio_.next_ns <= now_ns; audio_.next_ns += audio_every_ns) send_audio();
  for (; sends_.video_bits > 0 && video_.next_ns <= now_ns; video_.next_ns += frame_every_ns) send_frame();
  if (next_report_ns_ > now_ns) return;
  next_report_ns_ += report_every_ns;
  for (Stream* stream : {&audio_, &video_}) {
    if (stream->state.packets) send_report(*stream, now_ns);
  }
}

void Sender::send_audio() {
  const Header header{audio_.state.ssrc,
                      audio_.state.timestamp,
                      audio_.sequence,
                      opus_payload,
                      false,
                      level_id_,
                      static_cast<uint8_t>(sends_.level < silence ? voice | sends_.level : silence)};
  const size_t start = write_header(packet_.data(), header);
  memset(packet_.data() + start, 0x55, opus_bytes);
  packet_[start] = opus_toc;
  send(audio_, start + opus_bytes);
  audio_.state.timestamp += opus_samples;
}

void Sender::send_frame() {
  const int64_t now = now_ns();
  if (keyframe_wanted_ && now - last_keyframe_ns_ > keyframe_pause_ns) {
    keyframe_wanted_ = false;
    clip_.request_keyframe();
  }
  const Clip::Frame frame = clip_.next();
  if (frame.key) {
    last_keyframe_ns_ = now;
    keyframes_.push_back({now, video_bytes_});
  }
  video_bytes_ += frame.bytes;
  for (size_t done = 0; done < frame.bytes;) {
    // The last packet is never shorter than its mark.
    const size_t left = frame.bytes - done;
    const size_t bytes = left > largest_payload + mark_bytes ? largest_payload : left;
    const bool last = bytes == left;
    const Header header{video_.state.ssrc, video_.state.timestamp, video_.sequence, vp8_payload, last, 0, 0};
    size_t at = write_header(packet_.data(), header);
    at += write_vp8_descriptor(packet_.data() + at, done == 0, picture_);
    memset(packet_.data() + at, 0x55, bytes);
    if (done == 0) write_vp8_header(packet_.data() + at, frame.key);
    send(video_, at + bytes);
    done += bytes;
  }
  picture_++;
  video_.state.timestamp += frame_ticks;
}

double Sender::video_bits(int64_t from_ns, int64_t until_ns) const {
  const auto within = [&](const Keyframe& key) { return key.at_ns >= from_ns && key.at_ns <= until_ns; };
  const auto first = std::find_if(keyframes_.begin(), keyframes_.end(), within);
  const auto last = std::find_if(keyframes_.rbegin(), keyframes_.rend(), within);
  if (first == keyframes_.end() || last->at_ns <= first->at_ns) return 0;
  const auto bits = static_cast<double>(last->bytes_before - first->bytes_before) * 8;
  return bits * 1e9 / static_cast<double>(last->at_ns - first->at_ns);
}

void Sender::send(Stream& stream, size_t size) {
  stream.sequence++;
  stream.state.packets++;
  stream.state.bytes += static_cast<uint32_t>(size - 12);
  write_mark(packet_.data() + size - mark_bytes, now_ns());
  transport_.send_rtp(packet_.data(), size);
}

void Sender::send_report(Stream& stream, int64_t now_ns) {
  const size_t size = write_sender_report(packet_.data(), stream.state, now_ns, cname_);
  transport_.send_rtcp(packet_.data(), size);
}

}  // namespace seodang::load
