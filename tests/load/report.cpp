#include "load/course.hpp"

namespace seodang::load {

namespace {

Json cost(const Cost& cost) {
  return Json::object({{"threads", static_cast<int64_t>(cost.threads)},
                       {"descriptors", static_cast<int64_t>(cost.descriptors)},
                       {"udpPorts", static_cast<int64_t>(cost.udp_ports)},
                       {"residentKib", static_cast<int64_t>(cost.resident_kib)}});
}

Json tide(const Tide& tide) {
  return Json::object({{"before", cost(tide.before)},
                       {"withAll", cost(tide.with_all)},
                       {"after", cost(tide.after)},
                       {"back", tide.back()}});
}

}  // namespace

double Report::us_per_packet() const {
  return totals.received ? server_cpu_seconds * 1e6 / static_cast<double>(totals.received) : 0;
}

double Report::loss() const {
  const auto lost = static_cast<double>(totals.lost), received = static_cast<double>(totals.received);
  return lost > 0 ? lost / (lost + received) : 0;
}

Json Report::json() const {
  const auto streams = Json::object({{"expected", streams_expected}, {"live", streams_live}});
  const auto delay = Json::object({{"p50", p50_ms}, {"p95", p95_ms}, {"p99", p99_ms}, {"samples", delays}});
  const auto upload = Json::object({{"alone", upload_alone}, {"watched", upload_watched}});
  const auto join = Json::object({{"cpuMs", join_cpu_ms},
                                  {"allInSeconds", all_in_seconds},
                                  {"readyP50", ready_p50_ms},
                                  {"readyMax", ready_max_ms},
                                  {"videoP50", video_p50_ms},
                                  {"videoMax", video_max_ms},
                                  {"audioMax", audio_max_ms}});
  const auto bots = Json::object({{"cpuPercent", bots_cpu_seconds / seconds * 100},
                                  {"longestPauseMs", longest_pause_ms},
                                  {"dropped", dropped_by_bots}});
  return Json::object({{"seconds", seconds},
                       {"sent", sent},
                       {"received", totals.received},
                       {"usPerPacket", us_per_packet()},
                       {"cpuPercent", server_cpu_seconds / seconds * 100},
                       {"delayMs", delay},
                       {"lost", totals.lost},
                       {"loss", loss()},
                       {"duplicates", totals.duplicates},
                       {"reordered", totals.reordered},
                       {"unknown", totals.unknown},
                       {"unauthentic", totals.unauthentic},
                       {"keyframeRequests", keyframe_requests},
                       {"nacked", nacked},
                       {"streams", streams},
                       {"join", join},
                       {"upload", upload},
                       {"bots", bots},
                       {"room", tide(room)},
                       {"service", tide(service)},
                       {"processesAfter", static_cast<int64_t>(processes_after)},
                       {"exitStatus", exit_status}});
}

}  // namespace seodang::load
