// The course of a measurement: people come, media flow, figures are taken, people go.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "load/school.hpp"

namespace seodang::load {

struct Scenario {
  bool seminar = false;
  int publishers = 30;       ///< in a meeting each of them also watches; a seminar has one
  int viewers = 0;           ///< who only watch
  int video_bits = 150'000;  ///< per second and camera
  int speakers = 4;  ///< one more than there are slots for voices, so that the speakers' own are filled too
  double joins_per_second = 25;
  double alone_seconds = 0;  ///< the host sends, and nobody watches
  double warm_seconds = 2, seconds = 8;

  int people() const { return publishers + viewers; }
};

/// A value at three moments: with the host alone, with everybody, and after all others have left.
struct Tide {
  Cost before, with_all, after;
  bool back() const {
    return before.threads == after.threads && before.descriptors == after.descriptors &&
           before.udp_ports == after.udp_ports;
  }
};

struct Report {
  // While measuring.
  double seconds = 0, server_cpu_seconds = 0, bots_cpu_seconds = 0, longest_pause_ms = 0;
  uint64_t sent = 0;  ///< packets that publishers sent
  Receiver::Totals totals;
  uint64_t dropped_by_bots = 0, keyframe_requests = 0, nacked = 0;
  int streams_expected = 0, streams_live = 0;  ///< at the end
  double p50_ms = 0, p95_ms = 0, p99_ms = 0;
  size_t delays = 0;
  /// Of the host's camera, bits per second, while nobody and while everybody watches; 0: not long enough.
  double upload_alone = 0, upload_watched = 0;
  // Joining.
  double all_in_seconds = 0;  ///< from the first one's entering until all streams arrive everywhere
  double join_cpu_ms = 0, ready_p50_ms = 0, ready_max_ms = 0, video_p50_ms = 0, video_max_ms = 0,
         audio_max_ms = 0;
  // Coming and going.
  Tide room, service;
  size_t processes_after = 0;  ///< when the room is closed: the service and its spare
  int exit_status = 0;

  double us_per_packet() const;
  double loss() const;  ///< share of what the sequence numbers promise
  Json json() const;
};

/// Runs once. Main thread.
class Course {
 public:
  Course(Scenario scenario, ServerOptions server);

  /// Errors: the service does not start, somebody cannot join or leave.
  Result<Report> run();

 private:
  Result<> everybody_in();
  void measure();
  Result<> everybody_out();
  Result<> end_room();
  void watch_each_other();
  double upload_since(int64_t from_ns) const;
  int expected_streams() const;
  int live_streams() const;
  uint64_t received() const;
  uint64_t sum(uint64_t (Sender::*figure)() const) const;
  std::optional<Sends> sends_of(int place) const;
  void note_joins(const Snapshot& before, const Snapshot& after);
  void note_window(const Snapshot& before, const Snapshot& after);

  // Passed in.
  Scenario scenario_;
  // Owned.
  School school_;
  double join_cpu_seconds_ = 0;
  uint64_t join_packets_ = 0;
  Report report_;
};

}  // namespace seodang::load
