#include "support/loss_scene.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

namespace seodang::test {

namespace {

constexpr int voice_hz = 500;
constexpr int64_t one_way_us = 20'000;
constexpr unsigned patience_ms = 600;  // browsers' jitter buffers grow as far, and farther
constexpr double settling_seconds = 0.7, recovery_seconds = 0.8;
constexpr int large_height = 192, small_height = 96;

double share(size_t part, size_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// Sums over a report's streams.
template <typename Part>
size_t sum(const LossReport& report, Part part) {
  size_t total = 0;
  for (const StreamReport& stream : report.streams) total += part(stream);
  return total;
}

}  // namespace

double LossReport::missing_share() const {
  return share(sum(*this, [](const StreamReport& stream) { return stream.recovery.missing.size(); }),
               sum(*this, [](const StreamReport& stream) { return stream.recovery.numbers; }));
}

double LossReport::answered_share() const {
  return share(sum(*this, [](const StreamReport& stream) { return stream.answered; }),
               sum(*this, [](const StreamReport& stream) { return stream.asked; }));
}

size_t LossReport::others_missing() const {
  size_t missing = 0;
  for (const StreamReport& stream : others) missing += stream.recovery.missing.size();
  return missing;
}

double LossReport::longest_gap_ms() const {
  double longest = 0;
  for (const StreamReport& stream : streams) longest = std::max(longest, stream.longest_gap_ms);
  return longest;
}

LossScene::LossScene(uint32_t seed)
    : uplink_(seed),
      downlink_(seed + 100),
      ann_(room, "ann", white, voice_hz, {.layers = 2, .screen = true, .lifelike = true}),
      lin_(room, "lin", white, 0, {}, false),
      sam_(room, "sam", white, 0, {}, false),
      bea_(room, "bea", white, 0, {}, false) {
  ann_.publisher->route_through(uplink_);
  bea_.subscriber.route_through(downlink_);
  for (PersonBot* viewer : {&lin_, &sam_, &bea_}) viewer->subscriber.set_patience(patience_ms);
}

bool LossScene::join() {
  for (PersonBot* person : {&ann_, &lin_, &sam_, &bea_}) person->join();
  room.ok("screen", Json::object({{"participant", "ann"}}));
  for (PersonBot* viewer : {&lin_, &bea_}) viewer->subscriber.view({"ann"}, 720);
  sam_.subscriber.view({"ann"}, 100);
  auto sees = [&](PersonBot& viewer, int height) {
    return viewer.subscriber.height(room.slot_of(viewer.id, "ann", "camera")) == height &&
           viewer.subscriber.pictures(room.slot_of(viewer.id, "ann", "screen")) > 0 &&
           viewer.subscriber.hears(voice_hz);
  };
  return wait_for(
      [&] { return sees(lin_, large_height) && sees(bea_, large_height) && sees(sam_, small_height); }, 15);
}

LossReport LossScene::run(BadLine which, double loss, double seconds) {
  const LineSpec bad{.loss = loss, .delay_us = one_way_us};
  (which == BadLine::uplink ? uplink_ : downlink_).set(bad, bad);
  run_for(settling_seconds);  // the step in delay is no loss
  const int64_t from = g_get_monotonic_time();
  const RelayCounts before = counts(which);
  for (PersonBot* viewer : {&lin_, &sam_, &bea_}) viewer->subscriber.restart_watch(voice_hz);
  run_for(seconds);
  const int64_t until = g_get_monotonic_time();

  LossReport report;
  for (const PersonBot* viewer : {&lin_, &sam_, &bea_}) {
    const bool behind = which == BadLine::uplink || viewer == &bea_;
    // The voice is not asked for again: what is missing of it is made good by the decoder.
    if (behind) report.heard_share = std::min(report.heard_share, heard_share(*viewer, seconds));
    for (const char* source : {"camera", "screen"})
      (behind ? report.streams : report.others).push_back(about(*viewer, source));
    report.decode_errors += viewer->subscriber.errors();
  }
  run_for(recovery_seconds);
  for (StreamReport& stream : report.streams) settle(stream, from, until);
  for (StreamReport& stream : report.others) settle(stream, from, until);
  weigh_line(which, before, report);
  report.keyframe_pause_ms = keyframe_pause_ms();
  (which == BadLine::uplink ? uplink_ : downlink_).set({}, {});
  return report;
}

/// What the jitter buffer still holds back at the end is not lost, and the first and the last window may be
/// cut; any other that was not even decoded was not heard.
double LossScene::heard_share(const PersonBot& viewer, double seconds) const {
  const auto windows = viewer.subscriber.windows(room.slot_of(viewer.id, "ann", "microphone"));
  return share(windows.heard,
               std::max(windows.decoded, static_cast<size_t>((seconds - patience_ms / 1000.0) * 5) - 2));
}

StreamReport LossScene::about(const PersonBot& viewer, const std::string& source) const {
  const std::string mid = room.slot_of(viewer.id, "ann", source);
  return {.name = viewer.id + " " + source,
          .viewer = &viewer,
          .mid = mid,
          .longest_gap_ms = static_cast<double>(viewer.subscriber.longest_gap_us(mid)) / 1000};
}

void LossScene::settle(StreamReport& stream, int64_t from, int64_t until) const {
  const WireTap& wire = stream.viewer->subscriber.wire();
  const SubscriberBot::SlotLine& slot = stream.viewer->subscriber.slot(stream.mid);
  const std::vector<WirePacket> packets = wire.received(slot.ssrc), repeats = wire.received(slot.rtx_ssrc);
  stream.recovery = recovery_of(packets, repeats, from, until);

  std::set<uint16_t> asked, came;
  for (const WireTap::Asked& nack : wire.asked(slot.ssrc)) {
    if (nack.at_us >= from && nack.at_us <= until) asked.insert(nack.seqnum);
  }
  for (const WirePacket& packet : packets) came.insert(packet.seqnum);
  for (const WirePacket& packet : repeats) came.insert(packet.original);
  stream.asked = asked.size();
  stream.answered =
      static_cast<size_t>(std::ranges::count_if(asked, [&](uint16_t n) { return came.contains(n); }));
}

RelayCounts LossScene::counts(BadLine which) const {
  return which == BadLine::uplink ? uplink_.counts(UdpRelay::far) : downlink_.counts(UdpRelay::near);
}

std::set<uint32_t> LossScene::media_of(BadLine which) const {
  std::set<uint32_t> media;
  for (const SubscriberBot::SlotLine& slot : bea_.subscriber.slots()) media.insert(slot.ssrc);
  if (which == BadLine::downlink) return media;
  return {ann_.publisher->ssrc(Source::microphone), ann_.publisher->ssrc(Source::camera, 0),
          ann_.publisher->ssrc(Source::camera, 1), ann_.publisher->ssrc(Source::screen)};
}

void LossScene::weigh_line(BadLine which, const RelayCounts& before, LossReport& report) const {
  const std::set<uint32_t> media = media_of(which);
  const RelayCounts after = counts(which);
  size_t sent = 0, lost = 0, again = 0;
  for (const auto& [ssrc, count] : after.rtp) {
    auto was = before.rtp.find(ssrc);
    const RelayCount old = was == before.rtp.end() ? RelayCount{} : was->second;
    (media.contains(ssrc) ? sent : again) += count.packets - old.packets;
    if (media.contains(ssrc)) lost += count.lost - old.lost;
  }
  report.lost_share = share(lost, sent);
  report.repeats_per_loss = share(again, lost);
}

int64_t LossScene::keyframe_pause_ms() const {
  int64_t shortest = INT64_MAX;
  for (uint32_t ssrc : media_of(BadLine::uplink)) {
    const std::vector<int64_t> times = ann_.publisher->wire().keyframe_request_times(ssrc);
    for (size_t i = 1; i < times.size(); i++) shortest = std::min(shortest, (times[i] - times[i - 1]) / 1000);
  }
  return shortest;
}

std::string text_of(const LossReport& report) {
  std::string text;
  char line[256];
  for (const StreamReport& stream : report.streams) {
    const Recovery& recovery = stream.recovery;
    snprintf(
        line, sizeof line,
        "  %-11s %6zu packets, %4zu late, %4zu repeated, %3zu missing (%.2f %%); repaired within %.0f ms "
        "(p50) %.0f (p95); asked %zu, answered %zu; longest gap %.0f ms\n",
        stream.name.c_str(), recovery.numbers, recovery.late, recovery.repeated, recovery.missing.size(),
        100 * recovery.missing_share(), recovery.wait_ms(0.5), recovery.wait_ms(0.95), stream.asked,
        stream.answered, stream.longest_gap_ms);
    text += line;
    for (uint16_t number : recovery.missing) {
      const auto nacks =
          stream.viewer->subscriber.wire().asked(stream.viewer->subscriber.slot(stream.mid).ssrc);
      const auto times = std::ranges::count(nacks, number, &WireTap::Asked::seqnum);
      text +=
          "    " + std::to_string(number) + " is missing, asked for " + std::to_string(times) + " times\n";
    }
  }
  return text + "  " + summary_of(report) + "\n";
}

std::string summary_of(const LossReport& report) {
  char line[320];
  const std::string apart = report.keyframe_pause_ms == INT64_MAX
                                ? "at most one"
                                : std::to_string(report.keyframe_pause_ms) + " ms apart at least";
  snprintf(
      line, sizeof line,
      "the line took %.1f %%, %.2f repeats per loss; %.2f %% missing, %.1f %% of NACKs answered, longest gap "
      "%.0f ms, voice in %.1f %% of windows, %zu decode errors, %zu missing at others, keyframe requests %s",
      100 * report.lost_share, report.repeats_per_loss, 100 * report.missing_share(),
      100 * report.answered_share(), report.longest_gap_ms(), 100 * report.heard_share, report.decode_errors,
      report.others_missing(), apart.c_str());
  return line;
}

std::vector<std::string> faults_of(const LossReport& report, LossLimits limits) {
  constexpr int64_t keyframe_pause_ms = 470;  // 500, and what the wire adds
  std::vector<std::string> faults;
  auto check = [&](bool holds, const char* fault) {
    if (!holds) faults.emplace_back(fault);
  };
  check(report.missing_share() <= limits.missing_share, "too many packets are missing");
  check(report.longest_gap_ms() <= limits.longest_gap_ms, "a picture stood still for too long");
  check(report.answered_share() >= 0.95, "more than one NACK in twenty was not answered");
  check(report.heard_share >= 0.95, "the voice has gaps");
  check(report.decode_errors == 0, "a decoder failed");
  check(report.others_missing() == 0, "a line's loss is felt by those who are not behind it");
  check(report.keyframe_pause_ms >= keyframe_pause_ms, "keyframes were asked for too often");
  return faults;
}

}  // namespace seodang::test
