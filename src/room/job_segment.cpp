#include "room/job_segment.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace seodang::room {

namespace {

constexpr size_t window_bytes = 64 * 1024, longest_header = 12;
constexpr uint64_t most_scale_ns = 1'000'000'000, most_ticks = 1'000'000'000;

constexpr uint32_t segment_id = 0x18538067, info_id = 0x1549a966, scale_id = 0x2ad7b1,
                   cluster_id = 0x1f43b675, time_id = 0xe7, simple_block_id = 0xa3, group_id = 0xa0,
                   block_id = 0xa1;

}  // namespace

/// True: those bytes are in the window.
bool SegmentReader::fill(uint64_t at, size_t count) {
  if (at + count > source_.size || at + count < at) return false;
  if (at >= window_at_ && at + count <= window_at_ + window_.size()) return true;
  window_.resize(std::max(window_bytes, count));
  const uint64_t left = source_.size - at;
  window_.resize(
      source_.read(at, window_.data(), static_cast<size_t>(std::min<uint64_t>(left, window_.size()))));
  window_at_ = at;
  return count <= window_.size();
}

uint8_t SegmentReader::byte(uint64_t at) {
  return fill(at, 1) ? static_cast<uint8_t>(window_[static_cast<size_t>(at - window_at_)]) : 0;
}

std::optional<SegmentReader::Element> SegmentReader::element(uint64_t at) {
  if (at >= source_.size) return std::nullopt;
  fill(at, static_cast<size_t>(std::min<uint64_t>(longest_header, source_.size - at)));
  const auto id_length = static_cast<size_t>(std::countl_zero(byte(at))) + 1;
  if (id_length > 4) return std::nullopt;
  Element found;
  for (size_t i = 0; i < id_length; i++) found.id = found.id << 8 | byte(at + i);
  const uint64_t size_at = at + id_length;
  const auto size_length = static_cast<size_t>(std::countl_zero(byte(size_at))) + 1;
  if (size_length > 8 || size_at + size_length > source_.size) return std::nullopt;
  const uint64_t largest = (uint64_t{1} << 7 * size_length) - 1;
  uint64_t size = 0;
  for (size_t i = 0; i < size_length; i++) size = size << 8 | byte(size_at + i);
  size &= largest;
  found.body = size_at + size_length;
  found.sized = size != largest;
  found.end = found.body + size;
  return found;
}

uint64_t SegmentReader::number(const Element& element) {
  uint64_t value = 0;
  for (uint64_t at = element.body; at < element.end && at < element.body + 8; at++)
    value = value << 8 | byte(at);
  return value;
}

/// A cluster begins with its time.
int64_t SegmentReader::cluster_time(uint64_t body) {
  const auto time = element(body);
  const uint64_t ticks = time && time->id == time_id && time->sized ? number(*time) : 0;
  return static_cast<int64_t>(std::min(ticks, most_ticks) * scale_ns_ / 1000);
}

std::optional<SegmentBlock> SegmentReader::block(const Element& element) {
  constexpr uint8_t lacing = 0x06;
  const auto track_length = static_cast<uint64_t>(std::countl_zero(byte(element.body))) + 1;
  const uint64_t head = element.body + track_length;
  if (track_length > 8 || head + 3 > element.end || byte(head + 2) & lacing) return std::nullopt;
  const auto relative = static_cast<int16_t>(byte(head) << 8 | byte(head + 1));
  const int64_t time = cluster_us_ + relative * static_cast<int64_t>(scale_ns_) / 1000;
  return SegmentBlock{time, head + 3, static_cast<size_t>(element.end - head - 3)};
}

std::optional<SegmentBlock> SegmentReader::next() {
  while (const auto found = element(position_)) {
    const uint32_t id = found->id;
    if (id == segment_id || id == info_id || id == cluster_id || id == group_id) {
      if (id == cluster_id) cluster_us_ = cluster_time(found->body);
      position_ = found->body;
      continue;
    }
    if (!found->sized || found->end > source_.size) break;
    position_ = found->end;
    if (id == scale_id) scale_ns_ = std::clamp<uint64_t>(number(*found), 1000, most_scale_ns);
    if (id != simple_block_id && id != block_id) continue;
    if (const auto packet = block(*found)) return packet;
  }
  position_ = source_.size;
  return std::nullopt;
}

void SegmentReader::seek(int64_t time_us) {
  uint64_t at = 0, best = 0;
  while (const auto found = element(at)) {
    if (found->id == scale_id) scale_ns_ = std::clamp<uint64_t>(number(*found), 1000, most_scale_ns);
    if (found->id == cluster_id) {
      if (cluster_time(found->body) > time_us) break;
      best = at;
    }
    const bool enter = found->id == segment_id || found->id == info_id;
    if (!enter && !found->sized) break;
    at = enter ? found->body : found->end;
  }
  position_ = best;
}

std::string SegmentReader::bytes(const SegmentBlock& block, size_t count) {
  count = std::min(count, block.size);
  if (!fill(block.offset, count)) return {};
  return window_.substr(static_cast<size_t>(block.offset - window_at_), count);
}

bool SegmentReader::copy(const SegmentBlock& block, char* to) {
  if (block.size > window_bytes) return source_.read(block.offset, to, block.size) == block.size;
  if (!fill(block.offset, block.size)) return false;
  std::memcpy(to, window_.data() + (block.offset - window_at_), block.size);
  return true;
}

}  // namespace seodang::room
