#include "elements/selector.hpp"

#include <utility>

namespace seodang::rtp {
namespace {

constexpr size_t kMaxSources = 8;

}  // namespace

// Random where RFC 3550 wants it; the sequence starts in the lower half, so that SRTP does not meet its wrap
// at once.
Selector::Selector() : rewriter_(static_cast<uint16_t>(g_random_int() & 0x7fff), g_random_int()) {}

GRef<GstPad> Selector::select(GstPad* pad) {
  const std::lock_guard lock(mutex_);
  if (!pad) {
    // Revoked, not replaced: cut at once, and nothing of it is sent again.
    sources_.clear();
    show({}, {});
    return {};
  }
  if (pad == next_.get()) return {};
  if (pad == shown_.get()) {
    show(shown_, {});
    return {};
  }
  show(shown_, GRef<GstPad>::share(pad));
  return ask_next();
}

GRef<GstPad> Selector::selected() {
  const std::lock_guard lock(mutex_);
  return next_ ? next_ : shown_;
}

GRef<GstPad> Selector::open(bool open) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(open_, open) == open) return {};
  // What was not sent is missing: the source starts anew, with a keyframe.
  show({}, next_ ? next_ : shown_);
  return open ? ask_next() : GRef<GstPad>{};
}

bool Selector::is_open() {
  const std::lock_guard lock(mutex_);
  return open_;
}

void Selector::forget(GstPad* pad) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sources_, [&](const Source& source) { return source.pad.get() == pad; });
  show(shown_.get() == pad ? GRef<GstPad>{} : shown_, next_.get() == pad ? GRef<GstPad>{} : next_);
}

void Selector::set_caps(const GstCaps* caps) {
  const GstStructure* structure = gst_caps_get_structure(caps, 0);
  guint ssrc = 0;
  gint payload_type = 0;
  gint rate = 0;
  gst_structure_get_uint(structure, "ssrc", &ssrc);
  gst_structure_get_int(structure, "payload", &payload_type);
  gst_structure_get_int(structure, "clock-rate", &rate);

  const std::lock_guard lock(mutex_);
  has_caps_ = true;
  video_ = g_strcmp0(gst_structure_get_string(structure, "media"), "video") == 0;
  const char* encoding = gst_structure_get_string(structure, "encoding-name");
  format_.vp8 = encoding && g_ascii_strcasecmp(encoding, "VP8") == 0;
  format_.ssrc = ssrc;
  format_.payload_type = static_cast<uint8_t>(payload_type & 0x7f);
  format_.clock_rate = rate > 0 ? static_cast<uint32_t>(rate) : 90000;
}

void Selector::set_rtx(std::optional<guint> ssrc, std::optional<guint> payload_type) {
  const std::lock_guard lock(mutex_);
  if (ssrc) format_.rtx_ssrc = *ssrc;
  if (payload_type) format_.rtx_payload_type = static_cast<uint8_t>(*payload_type & 0x7f);
}

void Selector::set_abs_send_time_id(guint id) {
  const std::lock_guard lock(mutex_);
  format_.abs_send_time_id = static_cast<uint8_t>(id);
}

SlotFormat Selector::format() {
  const std::lock_guard lock(mutex_);
  return format_;
}

SelectorCounters Selector::counters() {
  const std::lock_guard lock(mutex_);
  SelectorCounters counters = counters_;
  counters.holes = static_cast<uint64_t>(rewriter_.numbers()) - counters.packets;
  return counters;
}

Decision Selector::decide(GstPad* pad, const Packet& packet, std::optional<int64_t> pts) {
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  if (!open_ || !has_caps_) return {};
  Decision decision;
  if (pad == next_.get() && may_take_over(packet)) {
    take_over();
    decision.switched = true;
  } else if (next_ && video_ && keyframe_due(now)) {
    decision.ask = next_;
  }
  if (pad != shown_.get()) return decision;

  decision.out = rewriter_.forward(packet, format_, pts, now);
  if (decision.out) {
    ++counters_.packets;
    counters_.bytes += decision.out->size();
    budget_.earn(decision.out->size());
  }
  return decision;
}

/// Video only with a keyframe, as far as we can tell one; sound at any packet.
bool Selector::may_take_over(const Packet& packet) const {
  if (packet.payload.empty()) return false;
  return !format_.vp8 || starts_keyframe(packet);
}

void Selector::take_over() {
  sources_.push_back({.run = rewriter_.begin(), .pad = next_});
  if (sources_.size() > kMaxSources) sources_.pop_front();
  ++counters_.switches;
  show(next_, {});
}

GRef<GstPad> Selector::keyframe_source() {
  const std::lock_guard lock(mutex_);
  return shown_ ? shown_ : next_;
}

std::optional<RepeatRequest> Selector::find_repeat(uint16_t seqnum, uint32_t ssrc) {
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  if (!open_ || ssrc != format_.ssrc || !format_.rtx_ssrc || !format_.rtx_payload_type) return std::nullopt;
  const auto origin = rewriter_.find(seqnum);
  if (!origin || !budget_.allow(seqnum, now)) return std::nullopt;
  for (const Source& source : sources_)
    if (source.run == origin->run) return RepeatRequest{source.pad, *origin};
  return std::nullopt;
}

std::optional<Outgoing> Selector::repeat(const SlotRewriter::Origin& origin, const Packet& packet) {
  const int64_t now = clock.now();
  const std::lock_guard lock(mutex_);
  if (!open_) return std::nullopt;
  auto out = rewriter_.repeat(origin, packet, format_, now);
  if (out) {
    ++counters_.repeats;
    budget_.spend(out->size());
  }
  return out;
}

/// The source that is to take over starts with a keyframe: ask for it now, whatever was asked of another
/// before.
GRef<GstPad> Selector::ask_next() {
  if (!open_ || !video_ || !next_) return {};
  pacer_.reset();
  keyframe_due(clock.now());
  return next_;
}

void Selector::show(GRef<GstPad> shown, GRef<GstPad> next) {
  shown_ = std::move(shown);
  next_ = std::move(next);
  shown_hint_ = shown_.get();
  next_hint_ = next_.get();
}

}  // namespace seodang::rtp
