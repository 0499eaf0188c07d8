#pragma once

#include <span>
#include <vector>

#include "room/job_sidecar.hpp"

namespace seodang::room {

/// What UTC a segment's file times are. All in µs.
struct SegmentClock {
  int64_t origin_us = 0;  ///< UTC of file time 0
  double rate = 1;  ///< seconds of the sender's clock per second of the file: its sound card's, nearly 1
  int64_t utc(int64_t file_us) const {
    return origin_us + static_cast<int64_t>(static_cast<double>(file_us) * rate);
  }
  int64_t file(int64_t utc_us) const {
    return static_cast<int64_t>(static_cast<double>(utc_us - origin_us) / rate);
  }
};

/// One clock per segment. What one browser connection sent lies to each other as its sender reports say, the
/// whole placed where its sound arrived (without sound: its pictures); connections to each other lie as they
/// arrived. A segment without reports, or with such as contradict its arrival by more than two seconds, lies
/// where it arrived. Pure.
std::vector<SegmentClock> align(std::span<const SidecarText> segments);

}  // namespace seodang::room
