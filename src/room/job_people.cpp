#include "room/job_people.hpp"

#include <algorithm>
#include <array>

namespace seodang::room {

namespace {

/// A pause that is no switching off.
constexpr int64_t least_off_us = 500'000;

GRef<GstBuffer> buffer_of(JoinTrack& track, const TrackPacket& packet) {
  const std::string bytes = track.bytes(packet);
  return GRef<GstBuffer>::take(gst_buffer_new_memdup(bytes.data(), bytes.size()));
}

}  // namespace

PlayedPicture::PlayedPicture(JoinTrack track)
    : track_(std::move(track)),
      decoder_("vp8dec", "video/x-vp8", "video/x-raw,format=I420",
               [this](GRef<GstBuffer> buffer, GstCaps* caps) {
                 if (gst_video_info_from_caps(&info_, caps)) buffer_ = std::move(buffer);
               }) {
  for (const Span& span : track_.media()) {
    if (!on_.empty() && span.from_us - on_.back().to_us < least_off_us) {
      on_.back().to_us = span.to_us;
    } else {
      on_.push_back(span);
    }
  }
}

bool PlayedPicture::present(int64_t utc_us) const {
  return std::any_of(on_.begin(), on_.end(),
                     [=](const Span& on) { return on.from_us <= utc_us && utc_us < on.to_us; });
}

void PlayedPicture::advance(int64_t utc_us) {
  while (next_ || (next_ = track_.next())) {
    if (next_->utc_us > utc_us) return;
    decoder_.push(buffer_of(track_, *next_));
    next_.reset();
  }
}

PlayedSound::PlayedSound(JoinTrack track)
    : track_(std::move(track)),
      decoder_("opusdec", "audio/x-opus,rate=48000,channels=2,channel-mapping-family=0",
               "audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved",
               [this](const GRef<GstBuffer>& buffer, GstCaps*) { decoded(buffer.get()); }) {}

void PlayedSound::decoded(GstBuffer* buffer) {
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
  const auto* from = reinterpret_cast<const int16_t*>(map.data);
  samples_.insert(samples_.end(), from, from + map.size / sizeof(int16_t));
  gst_buffer_unmap(buffer, &map);
}

/// Each packet's samples lie at its time: what is missing before is silence, what is too early follows.
void PlayedSound::decode_until(int64_t utc_us) {
  constexpr int64_t jitter_us = 15'000;
  while (next_ || (next_ = track_.next())) {
    if (next_->utc_us >= utc_us) return;
    const auto frames = static_cast<int64_t>(samples_.size()) / channels;
    const int64_t missing_us = next_->utc_us - (begin_us_ + frames * 1'000'000 / rate);
    if (missing_us > jitter_us) {
      const int64_t missing = missing_us * rate / 1'000'000 * channels;
      samples_.resize(samples_.size() + static_cast<size_t>(missing / channels * channels));
    }
    decoder_.push(buffer_of(track_, *next_));
    next_.reset();
  }
}

double PlayedSound::add(int64_t utc_us, std::vector<float>& mix) {
  constexpr float full = 32768;
  if (samples_.empty()) begin_us_ = utc_us;
  decode_until(utc_us + block * 1'000'000LL / rate);
  const size_t count = std::min<size_t>(samples_.size(), block * channels);
  double energy = 0;
  for (size_t i = 0; i < count; i++) {
    const float sample = static_cast<float>(samples_[i]) / full;
    mix[i] += sample;
    energy += sample * sample;
  }
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(count));
  begin_us_ += static_cast<int64_t>(count) / channels * 1'000'000 / rate;
  return energy / (block * channels);
}

std::vector<Person> open_people(const Json& people, Span interval) {
  std::vector<Person> opened;
  for (const Json& item : people.items()) {
    std::array<std::vector<SegmentFile>, 4> tracks{
        open_segments(item["camera"]), open_segments(item["screen"]), open_segments(item["microphone"]),
        open_segments(item["screenAudio"])};
    std::vector<SegmentFile>* const all[] = {&tracks[0], &tracks[1], &tracks[2], &tracks[3]};
    align_files(all);
    Person person{item["name"].string_or(""), nullptr, nullptr, {}, 0};
    for (size_t i = 0; i < tracks.size(); i++) {
      JoinTrack track(i < 2 ? Medium::video : Medium::audio, std::move(tracks[i]), interval);
      if (track.media().empty()) continue;
      if (i == 0) person.camera = std::make_unique<PlayedPicture>(std::move(track));
      if (i == 1) person.screen = std::make_unique<PlayedPicture>(std::move(track));
      if (i >= 2) person.sounds.push_back(std::make_unique<PlayedSound>(std::move(track)));
      if (i == 2) person.microphones = 1;
    }
    opened.push_back(std::move(person));
  }
  return opened;
}

}  // namespace seodang::room
