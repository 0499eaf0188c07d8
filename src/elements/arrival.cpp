#include "elements/arrival.hpp"

#include <algorithm>

#include "elements/element.hpp"

namespace seodang::rtp {

namespace {
constexpr int64_t kMillisecond = 1'000'000;
}

Verdict Arrival::take(const Arrived& packet) {
  const std::lock_guard lock(mutex_);
  const auto before = seen_.highest();
  const int64_t number = reader_.read(packet.seqnum);
  if (!seen_.insert(number)) {
    const bool late = number <= *before - SeenWindow::kSize;
    ++(late ? counters_.late : counters_.duplicates);
    return {};
  }
  Verdict verdict{.pass = true};
  ++counters_.pushed;
  if (clock_) verdict.pts = clock_->time_of(packet.timestamp, packet.at);
  if (packet.at) {
    if (last_at_) spacing_ += (std::max<int64_t>(0, *packet.at - *last_at_) - spacing_) / 8;
    last_at_ = packet.at;
    if (const auto filled = holes_.close(number, *packet.at)) counters_.recovered += filled->asked > 0;
    if (before) counters_.lost += holes_.open(*before + 1, number, *packet.at);
    look_for_holes(*packet.at, verdict);
  }
  return verdict;
}

Verdict Arrival::look(int64_t now) {
  const std::lock_guard lock(mutex_);
  Verdict verdict;
  if (seen_.highest()) look_for_holes(now, verdict);
  return verdict;
}

void Arrival::look_for_holes(int64_t now, Verdict& verdict) {
  std::function<void(const Hole&)> ask;
  if (repair) ask = [&](const Hole& hole) { verdict.requests.push_back(request_for(hole, now)); };
  counters_.lost += holes_.look(now, *seen_.highest() - SeenWindow::kSize + 1, ask);
  counters_.requests += verdict.requests.size();
  if (repair) verdict.look_at = holes_.next_look();
}

/// The event with the fields that rtpjitterbuffer gives it.
GRef<GstEvent> Arrival::request_for(const Hole& hole, int64_t now) const {
  const auto milliseconds = [](int64_t ns) { return static_cast<guint>(ns / kMillisecond); };
  return GRef<GstEvent>::take(gst_event_new_custom(
      GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new(
          kRetransmissionRequest, "seqnum", G_TYPE_UINT, static_cast<guint>(hole.number & 0xffff),
          "running-time", G_TYPE_UINT64, static_cast<guint64>(hole.since), "delay", G_TYPE_UINT,
          milliseconds(now - hole.since), "retry", G_TYPE_UINT, hole.asked, "frequency", G_TYPE_UINT,
          milliseconds(holes_.retry_after()), "period", G_TYPE_UINT, milliseconds(HoleList::kMaxAge),
          "deadline", G_TYPE_UINT, milliseconds(HoleList::kMaxAge), "packet-spacing", G_TYPE_UINT64,
          static_cast<guint64>(spacing_), "avg-rtt", G_TYPE_UINT, milliseconds(holes_.round_trip()),
          nullptr)));
}

void Arrival::set_rate(uint32_t rate) {
  const std::lock_guard lock(mutex_);
  if (rate && !clock_) clock_.emplace(rate);
}

bool Arrival::has_rate() {
  const std::lock_guard lock(mutex_);
  return clock_.has_value();
}

void Arrival::reset() {
  const std::lock_guard lock(mutex_);
  reader_ = {};
  seen_ = {};
  holes_.clear();
  clock_.reset();
  last_at_.reset();
}

ArrivalCounters Arrival::counters() {
  const std::lock_guard lock(mutex_);
  return counters_;
}

int64_t Arrival::round_trip() {
  const std::lock_guard lock(mutex_);
  return holes_.round_trip();
}

void Arrival::count_dropped() {
  const std::lock_guard lock(mutex_);
  ++counters_.dropped;
}

}  // namespace seodang::rtp
