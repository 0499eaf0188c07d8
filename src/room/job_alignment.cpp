#include "room/job_alignment.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

namespace seodang::room {

namespace {

constexpr int64_t most_report_error_us = 1'000'000, most_arrival_error_us = 2'000'000;
/// A slope needs time and reports, and clocks that differ by more than 0.1 % are no clocks.
constexpr int64_t least_span_us = 60'000'000;
constexpr size_t least_reports = 8;
constexpr double most_slope = 1e-3;

/// The sender's time of a file time f: ntp_us + f × (1 + slope).
struct SenderClock {
  int64_t ntp_us = 0;
  double slope = 0;
};

template <typename T>
T median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<SidecarReport> believable(const std::vector<SidecarReport>& reports) {
  std::vector<int64_t> offsets;
  for (const SidecarReport& report : reports) offsets.push_back(report.ntp_us - report.file_us);
  const int64_t middle = median(offsets);
  std::vector<SidecarReport> kept;
  for (const SidecarReport& report : reports) {
    if (std::abs(report.ntp_us - report.file_us - middle) <= most_report_error_us) kept.push_back(report);
  }
  std::sort(kept.begin(), kept.end(), [](auto& a, auto& b) { return a.file_us < b.file_us; });
  return kept;
}

/// The median of the slopes between reports half the file apart.
double slope_of(const std::vector<SidecarReport>& reports) {
  if (reports.size() < least_reports || reports.back().file_us - reports.front().file_us < least_span_us)
    return 0;
  const size_t half = reports.size() / 2;
  std::vector<double> slopes;
  for (size_t i = 0; i + half < reports.size(); i++) {
    const SidecarReport &a = reports[i], &b = reports[i + half];
    const int64_t between = b.file_us - a.file_us;
    if (between > 0)
      slopes.push_back(static_cast<double>(b.ntp_us - a.ntp_us - between) / static_cast<double>(between));
  }
  const double slope = slopes.empty() ? 0 : median(slopes);
  return std::abs(slope) <= most_slope ? slope : 0;
}

std::optional<SenderClock> sender_clock(const SidecarText& segment) {
  if (segment.reports.empty() || segment.connection.empty()) return std::nullopt;
  const std::vector<SidecarReport> reports = believable(segment.reports);
  const double slope = slope_of(reports);
  std::vector<int64_t> starts;
  for (const SidecarReport& report : reports) {
    const double file = static_cast<double>(report.file_us);
    starts.push_back(report.ntp_us - report.file_us - static_cast<int64_t>(file * slope));
  }
  return SenderClock{median(starts), slope};
}

bool is_sound(const SidecarText& segment) {
  return segment.source == "microphone" || segment.source == "screen-audio";
}

/// Per connection: what added to its sender's time gives UTC.
std::map<std::string, int64_t> anchors(std::span<const SidecarText> segments,
                                       const std::vector<std::optional<SenderClock>>& clocks) {
  std::map<std::string, std::vector<int64_t>> sound, picture;
  for (size_t i = 0; i < segments.size(); i++) {
    if (!clocks[i]) continue;
    auto& group = is_sound(segments[i]) ? sound : picture;
    group[segments[i].connection].push_back(segments[i].from_us - clocks[i]->ntp_us);
  }
  std::map<std::string, int64_t> anchors;
  for (const auto& [connection, offsets] : sound) anchors.emplace(connection, median(offsets));
  for (const auto& [connection, offsets] : picture) anchors.emplace(connection, median(offsets));
  return anchors;
}

}  // namespace

std::vector<SegmentClock> align(std::span<const SidecarText> segments) {
  std::vector<std::optional<SenderClock>> senders;
  for (const SidecarText& segment : segments) senders.push_back(sender_clock(segment));
  const std::map<std::string, int64_t> anchor = anchors(segments, senders);
  std::vector<SegmentClock> clocks;
  for (size_t i = 0; i < segments.size(); i++) {
    SegmentClock clock{segments[i].from_us, 1};
    if (senders[i]) {
      const int64_t origin = senders[i]->ntp_us + anchor.at(segments[i].connection);
      if (std::abs(origin - segments[i].from_us) <= most_arrival_error_us)
        clock = {origin, 1 + senders[i]->slope};
    }
    clocks.push_back(clock);
  }
  return clocks;
}

}  // namespace seodang::room
