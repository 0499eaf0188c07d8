#include "elements/slot_rewriter.hpp"

#include <algorithm>

namespace seodang::rtp {
namespace {

/// Places the parts of a head one after another.
struct HeadWriter {
  Outgoing& out;

  void header(const Header& header) { out.head_size += write(header, end()); }
  void osn(uint16_t seqnum) { out.head_size += write_osn(seqnum, end()); }
  void payload(const Packet& packet, const std::optional<Vp8Descriptor>& descriptor, size_t skipped) {
    if (descriptor) out.head_size += write(*descriptor, end());
    out.payload_offset = packet.payload_offset + skipped;
    out.payload_size = packet.payload.size() - skipped;
  }
  uint8_t* end() { return out.head.data() + out.head_size; }
};

Header header_of(const Packet& packet, const SlotFormat& format, int64_t now) {
  return {.marker = packet.marker,
          .payload_type = format.payload_type,
          .ssrc = format.ssrc,
          .abs_send_time_id = format.abs_send_time_id,
          .abs_send_time = abs_send_time(static_cast<uint64_t>(now))};
}

/// A pts difference in ticks; something positive whatever the times are.
uint32_t ticks_between(std::optional<int64_t> from, std::optional<int64_t> to, uint32_t rate) {
  if (!from || !to) return std::max<uint32_t>(1, rate / 50);
  const int64_t ns = *to - *from;
  const int64_t second = 1'000'000'000;
  const int64_t ticks = ns / second * rate + ns % second * rate / second;
  return static_cast<uint32_t>(std::max<int64_t>(1, ticks));
}

}  // namespace

unsigned SlotRewriter::begin() {
  runs_.emplace_back().id = next_run_++;
  if (runs_.size() > kMaxRuns) runs_.pop_front();
  return runs_.back().id;
}

std::optional<Outgoing> SlotRewriter::forward(const Packet& packet, const SlotFormat& format,
                                              std::optional<int64_t> pts, int64_t now) {
  if (runs_.empty()) return std::nullopt;
  Run& run = runs_.back();
  if (packet.payload.empty()) {
    if (run.begun) numbers_.skip(run.reader.read(packet.seqnum));
    return std::nullopt;
  }
  std::optional<Vp8Descriptor> descriptor;
  if (format.vp8 && !(descriptor = parse_vp8(packet.payload))) return std::nullopt;
  if (!run.begun) start(run, packet, format, pts);

  const auto number = numbers_.give(run.reader.read(packet.seqnum));
  if (!number) return std::nullopt;

  Header header = header_of(packet, format, now);
  header.seqnum = static_cast<uint16_t>(*number);
  header.timestamp = packet.timestamp + run.timestamp_shift;
  note_time(header.timestamp, pts);
  const size_t skipped = descriptor ? descriptor->size : 0;
  if (descriptor) shift_pictures(run, *descriptor, *number == numbers_.highest());

  Outgoing out;
  HeadWriter head{out};
  head.header(header);
  head.payload(packet, descriptor, skipped);
  return out;
}

void SlotRewriter::start(Run& run, const Packet& packet, const SlotFormat& format,
                         std::optional<int64_t> pts) {
  run.begun = true;
  numbers_.begin(run.id, run.reader.read(packet.seqnum));
  const uint32_t step = sent_ ? ticks_between(last_pts_, pts, format.clock_rate) : 0;
  run.timestamp_shift = last_timestamp_ + step - packet.timestamp;
}

void SlotRewriter::note_time(uint32_t timestamp, std::optional<int64_t> pts) {
  if (sent_ && static_cast<int32_t>(timestamp - last_timestamp_) <= 0) return;
  sent_ = true;
  last_timestamp_ = timestamp;
  last_pts_ = pts;
}

/// Moves the descriptor's counters into the slot's; the run's first of each goes on after the slot's last.
void SlotRewriter::shift_pictures(Run& run, Vp8Descriptor& descriptor, bool newest) {
  if (descriptor.picture_id) {
    if (!run.picture_shift) run.highest_picture = 0x10000 + *descriptor.picture_id;
    const int64_t picture = extend(*descriptor.picture_id, run.highest_picture, descriptor.picture_id_bits);
    if (!run.picture_shift) run.picture_shift = last_picture_ + 1 - picture;
    run.highest_picture = std::max(run.highest_picture, picture);
    last_picture_ = std::max(last_picture_, picture + *run.picture_shift);
    descriptor.picture_id = static_cast<uint16_t>((picture + *run.picture_shift) & 0x7fff);
  }
  if (descriptor.tl0_picture_index) {
    if (!run.tl0_shift) run.tl0_shift = static_cast<uint8_t>(last_tl0_ + 1 - *descriptor.tl0_picture_index);
    descriptor.tl0_picture_index = static_cast<uint8_t>(*descriptor.tl0_picture_index + *run.tl0_shift);
    if (newest) last_tl0_ = *descriptor.tl0_picture_index;
  }
  if (descriptor.has_key_index) {
    if (!run.key_shift) run.key_shift = static_cast<uint8_t>(last_key_ + 1 - descriptor.key_index());
    descriptor.set_key_index(static_cast<uint8_t>(descriptor.key_index() + *run.key_shift));
    if (newest) last_key_ = descriptor.key_index();
  }
}

std::optional<SlotRewriter::Origin> SlotRewriter::find(uint16_t seqnum) const {
  const int64_t number = extend(seqnum, numbers_.highest(), 16);
  const auto place = numbers_.find(number);
  if (!place) return std::nullopt;
  return Origin{number, place->run, static_cast<uint16_t>(place->source)};
}

std::optional<Outgoing> SlotRewriter::repeat(const Origin& origin, const Packet& packet,
                                             const SlotFormat& format, int64_t now) {
  const auto run = std::ranges::find(runs_, origin.run, &Run::id);
  if (run == runs_.end() || packet.payload.empty() || packet.seqnum != origin.source_seqnum)
    return std::nullopt;
  std::optional<Vp8Descriptor> descriptor;
  if (format.vp8 && !(descriptor = parse_vp8(packet.payload))) return std::nullopt;

  Header header = header_of(packet, format, now);
  header.payload_type = format.rtx_payload_type;
  header.ssrc = format.rtx_ssrc;
  header.seqnum = next_rtx_seqnum_++;
  header.timestamp = packet.timestamp + run->timestamp_shift;
  const size_t skipped = descriptor ? descriptor->size : 0;
  if (descriptor) descriptor = shifted(*run, *descriptor);

  Outgoing out;
  HeadWriter head{out};
  head.header(header);
  head.osn(static_cast<uint16_t>(origin.number));
  head.payload(packet, descriptor, skipped);
  return out;
}

/// The descriptor as shift_pictures() made it, for a packet of the past.
Vp8Descriptor SlotRewriter::shifted(const Run& run, Vp8Descriptor descriptor) {
  if (descriptor.picture_id && run.picture_shift) {
    const unsigned bits = descriptor.picture_id_bits;
    const int64_t middle = run.highest_picture - (int64_t{1} << (bits - 1)) + 1;
    descriptor.picture_id =
        static_cast<uint16_t>((extend(*descriptor.picture_id, middle, bits) + *run.picture_shift) & 0x7fff);
  }
  if (descriptor.tl0_picture_index && run.tl0_shift)
    descriptor.tl0_picture_index = static_cast<uint8_t>(*descriptor.tl0_picture_index + *run.tl0_shift);
  if (descriptor.has_key_index && run.key_shift)
    descriptor.set_key_index(static_cast<uint8_t>(descriptor.key_index() + *run.key_shift));
  return descriptor;
}

}  // namespace seodang::rtp
