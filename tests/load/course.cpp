#include "load/course.hpp"

#include <algorithm>

#include "support/wait.hpp"

namespace seodang::load {

namespace {

constexpr double media_seconds = 20, settle_seconds = 15;

}  // namespace

Course::Course(Scenario scenario, ServerOptions server) : scenario_(scenario), school_(std::move(server)) {}

Result<Report> Course::run() {
  if (Result<> open = school_.open(scenario_.seminar, sends_of(0)); !open) return open.error();
  const int64_t alone_ns = now_ns();
  test::run_for(scenario_.alone_seconds);
  report_.upload_alone = upload_since(alone_ns);
  if (Result<> in = everybody_in(); !in) return in.error();
  test::run_for(scenario_.warm_seconds);
  measure();
  if (Result<> out = everybody_out(); !out) return out.error();
  if (Result<> ended = end_room(); !ended) return ended.error();
  report_.exit_status = school_.close();
  return report_;
}

std::optional<Sends> Course::sends_of(int place) const {
  if (place >= scenario_.publishers) return std::nullopt;
  return Sends{scenario_.video_bits, level_of(place, scenario_.speakers), place};
}

Result<> Course::everybody_in() {
  const Server& server = school_.server();
  const Snapshot before = server.snapshot();
  report_.room.before = before.of(school_.room());
  report_.service.before = before.of(server.pid());
  const int64_t began_ns = now_ns();
  for (int place = 1; place < scenario_.people(); place++) {
    school_.enter(sends_of(place));
    test::run_for(1 / scenario_.joins_per_second);
  }
  if (Result<> in = school_.wait_for_all(&Person::ready, "join"); !in) return in;
  watch_each_other();
  test::wait_for([this] { return live_streams() >= expected_streams(); }, media_seconds);
  report_.all_in_seconds = static_cast<double>(now_ns() - began_ns) / 1e9;
  note_joins(before, server.snapshot());
  return {};
}

double Course::upload_since(int64_t from_ns) const {
  Sender* sender = school_.people()[0]->sender();
  return sender ? sender->video_bits(from_ns, now_ns()) : 0;
}

void Course::note_joins(const Snapshot& before, const Snapshot& after) {
  join_packets_ = received();
  for (const pid_t pid : {school_.server().pid(), school_.room()})
    join_cpu_seconds_ += after.of(pid).cpu_seconds - before.of(pid).cpu_seconds;
  Delays ready, video, audio;
  for (const auto& person : school_.people()) {
    if (person == school_.people()[0]) continue;  // there was nobody yet
    ready.add(static_cast<int64_t>(person->ready_ms() * 1000));
    if (person->first_packet_ms(false) > 0)
      video.add(static_cast<int64_t>(person->first_packet_ms(false) * 1000));
    if (person->first_packet_ms(true) > 0)
      audio.add(static_cast<int64_t>(person->first_packet_ms(true) * 1000));
  }
  report_.ready_p50_ms = ready.percentile_ms(0.5);
  report_.ready_max_ms = ready.percentile_ms(1);
  report_.video_p50_ms = video.percentile_ms(0.5);
  report_.video_max_ms = video.percentile_ms(1);
  report_.audio_max_ms = audio.percentile_ms(1);
}

/// In a meeting each looks at the next six; in a seminar the lecturer is seen anyway.
void Course::watch_each_other() {
  if (scenario_.seminar) return;
  for (int place = 0; place < scenario_.people(); place++) {
    std::vector<std::string> tiles;
    for (int step = 1; step <= 6 && step < scenario_.publishers; step++)
      tiles.push_back(school_.people()[static_cast<size_t>((place + step) % scenario_.publishers)]->id());
    school_.people()[static_cast<size_t>(place)]->view(tiles);
  }
}

int Course::expected_streams() const {
  const int video_slots = scenario_.seminar ? 2 : 6, audio_slots = scenario_.seminar ? 2 : 3;
  int streams = 0;
  for (int place = 0; place < scenario_.people(); place++) {
    const int others = scenario_.publishers - (place < scenario_.publishers ? 1 : 0);
    streams += (scenario_.video_bits > 0 ? std::min(video_slots, others) : 0) + std::min(audio_slots, others);
  }
  return streams;
}

int Course::live_streams() const {
  int streams = 0;
  for (const auto& person : school_.people()) {
    if (person->receiver()) streams += person->receiver()->live_streams(now_ns());
  }
  return streams;
}

uint64_t Course::received() const {
  uint64_t packets = 0;
  for (const auto& person : school_.people()) {
    if (person->receiver()) packets += person->receiver()->packets();
  }
  return packets;
}

uint64_t Course::sum(uint64_t (Sender::*figure)() const) const {
  uint64_t total = 0;
  for (const auto& person : school_.people()) {
    if (person->sender()) total += (person->sender()->*figure)();
  }
  return total;
}

void Course::measure() {
  World& world = school_.world();
  world.sockets.longest_pause_ms();
  world.delays.clear();
  // Counters only grow: what they were is subtracted.
  const uint64_t sent = sum(&Sender::sent), requests = sum(&Sender::keyframe_requests);
  const uint64_t nacked = sum(&Sender::nacked), dropped = world.sockets.dropped();
  for (const auto& person : school_.people()) person->receiver()->start();
  const Snapshot before = school_.server().snapshot();
  const double own = own_cpu_seconds();
  const int64_t began_ns = now_ns();
  test::run_for(scenario_.seconds);
  report_.seconds = static_cast<double>(now_ns() - began_ns) / 1e9;
  report_.bots_cpu_seconds = own_cpu_seconds() - own;
  report_.upload_watched = upload_since(began_ns);
  note_window(before, school_.server().snapshot());
  report_.sent = sum(&Sender::sent) - sent;
  report_.keyframe_requests = sum(&Sender::keyframe_requests) - requests;
  report_.nacked = sum(&Sender::nacked) - nacked;
  report_.dropped_by_bots = world.sockets.dropped() - dropped;
  report_.longest_pause_ms = world.sockets.longest_pause_ms();
}

void Course::note_window(const Snapshot& before, const Snapshot& after) {
  const Delays& delays = school_.world().delays;
  for (const auto& person : school_.people()) {
    person->receiver()->stop();
    report_.totals += person->receiver()->totals();
  }
  report_.server_cpu_seconds = cpu_between(before, after);
  report_.room.with_all = after.of(school_.room());
  report_.service.with_all = after.of(school_.server().pid());
  report_.streams_expected = expected_streams();
  report_.streams_live = live_streams();
  report_.delays = delays.count();
  report_.p50_ms = delays.percentile_ms(0.5);
  report_.p95_ms = delays.percentile_ms(0.95);
  report_.p99_ms = delays.percentile_ms(0.99);
  const double forwarding = report_.us_per_packet() / 1e6 * static_cast<double>(join_packets_);
  report_.join_cpu_ms = std::max(0.0, join_cpu_seconds_ - forwarding) * 1000 / (scenario_.people() - 1);
}

Result<> Course::everybody_out() {
  if (Result<> out = school_.leave(1); !out) return out;
  test::wait_for(
      [this] {
        report_.room.after = cost_of(school_.room());
        report_.service.after = cost_of(school_.server().pid());
        return report_.room.back() && report_.service.back();
      },
      settle_seconds);
  return {};
}

/// Without its class the service has but one warm spare, as at the start.
Result<> Course::end_room() {
  if (Result<> ended = school_.end_room(); !ended) return ended;
  test::wait_for(
      [this] {
        report_.processes_after = school_.server().snapshot().processes.size();
        return report_.processes_after == 2;
      },
      settle_seconds);
  return {};
}

}  // namespace seodang::load
