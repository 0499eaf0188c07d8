#include "room/job_track.hpp"

#include <algorithm>
#include <numeric>

#include "base/log.hpp"
#include "room/job_opus.hpp"

namespace seodang::room {

namespace {

constexpr size_t most_packet_bytes = 16U << 20;
constexpr size_t most_sidecar_bytes = 64U << 20;
/// So much before its end, or before the interval's, may a whole segment's last packet be.
constexpr int64_t most_missing_us = 2'000'000;
constexpr int64_t picture_us = 33'333;

std::string read_whole(const std::string& path) {
  const File file(path, O_RDONLY);
  std::string text(std::min(file.size(), most_sidecar_bytes), '\0');
  const ssize_t got = text.empty() ? 0 : pread(file.fd(), text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

std::optional<SegmentFile> open_segment(const std::string& path) {
  auto file = std::make_shared<File>(path, O_RDONLY | O_NONBLOCK);
  if (file->fd() < 0 || file->size() == 0) {
    log_warning("job", "a segment is left out: %s: %s", path.c_str(),
                file->fd() < 0 ? std::strerror(errno) : "nothing in it");
    return std::nullopt;
  }
  Result<SidecarText> sidecar = read_sidecar(read_whole(sidecar_path(path)));
  if (!sidecar) sidecar = sidecar_of_name(path);
  if (!sidecar) {
    log_warning("job", "a segment is left out: %s: %s", path.c_str(), sidecar.error().text.c_str());
    return std::nullopt;
  }
  return SegmentFile{std::move(file), std::move(*sidecar), {}};
}

}  // namespace

std::vector<Cut> cut_segments(std::span<const int64_t> begins_us, Span interval) {
  std::vector<size_t> order(begins_us.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return begins_us[a] < begins_us[b]; });
  std::vector<Cut> cuts;
  for (size_t i = 0; i < order.size(); i++) {
    const bool followed = i + 1 < order.size() && begins_us[order[i + 1]] < interval.to_us;
    const Span span{std::max(begins_us[order[i]], interval.from_us),
                    followed ? begins_us[order[i + 1]] : interval.to_us};
    if (span.from_us < span.to_us) cuts.push_back({order[i], span, !followed});
  }
  return cuts;
}

std::vector<Span> gaps_of(std::vector<Span> media, Span whole, int64_t least_us) {
  std::sort(media.begin(), media.end(), [](auto& a, auto& b) { return a.from_us < b.from_us; });
  media.push_back({whole.to_us, whole.to_us});
  std::vector<Span> gaps;
  int64_t covered = whole.from_us;
  for (const Span& span : media) {
    if (span.from_us - covered >= least_us) gaps.push_back({covered, span.from_us});
    covered = std::max(covered, span.to_us);
  }
  return gaps;
}

ByteSource SegmentFile::source() const {
  return {file->size(), [file = file](uint64_t offset, char* to, size_t count) {
            const ssize_t got = pread(file->fd(), to, count, static_cast<off_t>(offset));
            return static_cast<size_t>(std::max<ssize_t>(got, 0));
          }};
}

std::vector<SegmentFile> open_segments(const Json& paths) {
  std::vector<SegmentFile> segments;
  for (const Json& item : paths.items()) {
    if (auto segment = open_segment(item["path"].string_or(""))) segments.push_back(std::move(*segment));
  }
  return segments;
}

void align_files(std::span<std::vector<SegmentFile>* const> tracks) {
  std::vector<SidecarText> sidecars;
  for (const auto* track : tracks)
    for (const SegmentFile& segment : *track) sidecars.push_back(segment.sidecar);
  const std::vector<SegmentClock> clocks = align(sidecars);
  auto clock = clocks.begin();
  for (auto* track : tracks)
    for (SegmentFile& segment : *track) segment.clock = *clock++;
}

PictureSize vp8_size(std::string_view packet) {
  if (packet.size() < 10 || packet[0] & 1 || packet.substr(3, 3) != "\x9d\x01\x2a") return {};
  const auto number = [packet](size_t at) {
    return (static_cast<unsigned>(static_cast<uint8_t>(packet[at + 1])) << 8 |
            static_cast<uint8_t>(packet[at])) &
           0x3fff;
  };
  return {number(6), number(8)};
}

std::optional<TrackPacket> Stretch::next() {
  while (const auto block = reader_.next()) {
    TrackPacket packet{clock_.utc(block->time_us), 0, false, *block};
    if (packet.utc_us >= span_.to_us) break;
    if (packet.utc_us >= span_.from_us && take(packet)) return packet;
  }
  return std::nullopt;
}

/// Whether it can be played; sets what its bytes say of it.
bool Stretch::take(TrackPacket& packet) {
  if (packet.block.size == 0 || packet.block.size > most_packet_bytes) return false;
  if (medium_ == Medium::audio) {
    packet.keyframe = true;
    packet.duration_us = opus_duration_us(reader_.bytes(packet.block, 2));
    return packet.duration_us > 0;
  }
  packet.keyframe = !(reader_.bytes(packet.block, 1)[0] & 1);
  begun_ = begun_ || packet.keyframe;
  return begun_;
}

JoinTrack::JoinTrack(Medium medium, std::vector<SegmentFile> segments, Span interval)
    : medium_(medium), segments_(std::move(segments)), interval_(interval) {
  std::vector<int64_t> begins;
  for (const SegmentFile& segment : segments_) begins.push_back(segment.clock.origin_us);
  cuts_ = cut_segments(begins, interval_);
  for (const Cut& cut : cuts_) survey(cut);
}

void JoinTrack::survey(const Cut& cut) {
  const SegmentFile& segment = segments_[cut.segment];
  Stretch stretch(medium_, segment, cut.span);
  std::optional<Span> media;
  while (const auto packet = stretch.next()) {
    const int64_t end = packet->utc_us + (medium_ == Medium::video ? picture_us : packet->duration_us);
    media = {media ? media->from_us : packet->utc_us, end};
    bytes_ += packet->block.size;
    if (!packet->keyframe || medium_ == Medium::audio) continue;
    const PictureSize size = vp8_size(stretch.reader().bytes(packet->block, 10));
    if (size.width * size.height > size_.width * size_.height) size_ = size;
  }
  const int64_t end = media ? media->to_us : cut.span.from_us;
  if (media) media_.push_back(*media);
  if (!media && segment.clock.origin_us < interval_.from_us) return;  // it ended before
  const std::optional<int64_t> ends = segment.sidecar.end_us;
  const int64_t expected =
      std::min(cut.span.to_us, ends ? segment.clock.utc(*ends) : cut.span.to_us) - most_missing_us;
  if (end < expected || (!ends && !cut.last)) recovered_ = true;
}

std::optional<TrackPacket> JoinTrack::next() {
  for (; at_ < cuts_.size(); at_++, stretch_.reset()) {
    if (!stretch_) stretch_.emplace(medium_, segments_[cuts_[at_].segment], cuts_[at_].span);
    auto packet = stretch_->next();
    if (!packet) continue;
    last_us_ = packet->utc_us = std::max(packet->utc_us, last_us_);
    return packet;
  }
  return std::nullopt;
}

}  // namespace seodang::room
