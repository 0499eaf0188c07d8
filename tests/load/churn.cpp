#include "load/churn.hpp"

#include <cstdio>
#include <utility>

#include "support/wait.hpp"

namespace seodang::load {

namespace {

constexpr int video_bits = 60'000;
constexpr double look_seconds = 0.1;
constexpr int enough_looks = 10, most_looks = 150;

Sends sends_of(int place) { return {video_bits, level_of(place, 3), place}; }

bool same(const Cost& a, const Cost& b) {
  return a.threads == b.threads && a.descriptors == b.descriptors && a.udp_ports == b.udp_ports;
}
bool same(const ChurnSample& a, const ChurnSample& b) {
  return same(a.room, b.room) && same(a.service, b.service);
}

double growth(const std::vector<ChurnSample>& samples, int first_sample, Cost ChurnSample::*process) {
  std::vector<std::pair<double, double>> points;
  for (const ChurnSample& sample : samples) {
    if (sample.cycle >= first_sample)
      points.emplace_back(sample.cycle, 1024.0 * static_cast<double>((sample.*process).resident_kib));
  }
  return slope(points);
}

Json cost(const Cost& cost) {
  return Json::object({{"residentKib", static_cast<int64_t>(cost.resident_kib)},
                       {"threads", static_cast<int64_t>(cost.threads)},
                       {"descriptors", static_cast<int64_t>(cost.descriptors)},
                       {"udpPorts", static_cast<int64_t>(cost.udp_ports)}});
}

}  // namespace

double slope(const std::vector<std::pair<double, double>>& points) {
  const auto n = static_cast<double>(points.size());
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [px, py] : points) {
    x += px;
    y += py;
    xx += px * px;
    xy += px * py;
  }
  const double spread = n * xx - x * x;
  return spread > 0 ? (n * xy - x * y) / spread : 0;
}

double ChurnReport::room_bytes_per_cycle(int first_sample) const {
  return growth(samples, first_sample, &ChurnSample::room);
}

double ChurnReport::service_bytes_per_cycle(int first_sample) const {
  return growth(samples, first_sample, &ChurnSample::service);
}

bool ChurnReport::back() const { return same(samples.front(), samples.back()); }

Json ChurnReport::json(int first_sample) const {
  Json list = Json::array();
  for (const ChurnSample& sample : samples) {
    list.push(Json::object(
        {{"cycle", sample.cycle}, {"room", cost(sample.room)}, {"service", cost(sample.service)}}));
  }
  return Json::object({{"samples", list},
                       {"roomBytesPerCycle", room_bytes_per_cycle(first_sample)},
                       {"serviceBytesPerCycle", service_bytes_per_cycle(first_sample)},
                       {"back", back()},
                       {"exitStatus", exit_status}});
}

Result<ChurnReport> Churn::run() {
  if (Result<> begun = begin(); !begun) return begun.error();
  sample(0);
  for (int cycle = 1; cycle <= plan_.cycles; cycle++) {
    if (Result<> done = visit(); !done) return done.error();
    if (cycle % plan_.sample_every == 0) sample(cycle);
  }
  if (Result<> ended = school_.end_room(); !ended) return ended.error();
  report_.exit_status = school_.close();
  return report_;
}

Result<> Churn::begin() {
  if (Result<> open = school_.open(false, sends_of(0)); !open) return open;
  for (int place = 1; place < plan_.staying; place++) school_.enter(sends_of(place));
  if (Result<> in = school_.wait_for_all(&Person::ready, "join"); !in) return in;
  test::run_for(plan_.settle_seconds);
  // Two visits more: what is made once, with the first that leaves, is no growth.
  for (int i = 0; i < 2; i++) {
    if (Result<> done = visit(); !done) return done;
  }
  return {};
}

/// In, media both ways, out.
Result<> Churn::visit() {
  Person& guest = school_.enter(sends_of(plan_.staying));
  const auto in = [&](const Person& person) {
    return person.ready() && (&person != &guest || guest.gets_media());
  };
  if (Result<> came = school_.wait_for_all(in, "join and see somebody"); !came) return came;
  return school_.leave(static_cast<size_t>(plan_.staying));
}

ChurnSample Churn::look(int cycle) const {
  return {cycle, cost_of(school_.room()), cost_of(school_.server().pid())};
}

/// What is being torn down takes a moment: until nothing has changed for a second, and is what it was at
/// first.
void Churn::sample(int cycle) {
  test::run_for(plan_.trim_seconds);
  ChurnSample now = look(cycle);
  for (int same_looks = 0, looks = 0; looks < most_looks && same_looks < enough_looks; looks++) {
    test::run_for(look_seconds);
    const ChurnSample before = std::exchange(now, look(cycle));
    const ChurnSample& first = report_.samples.empty() ? now : report_.samples.front();
    same_looks = same(before, now) && same(first, now) ? same_looks + 1 : 0;
  }
  report_.samples.push_back(now);
  std::fprintf(stderr,
               "%5d cycles: room %6zu KiB, %zu threads, %zu descriptors, %zu ports; service %zu KiB\n", cycle,
               now.room.resident_kib, now.room.threads, now.room.descriptors, now.room.udp_ports,
               now.service.resident_kib);
}

}  // namespace seodang::load
