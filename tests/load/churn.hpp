// People come and go in a class where some stay: what each visit leaves behind.
#pragma once

#include <vector>

#include "load/school.hpp"

namespace seodang::load {

struct ChurnPlan {
  int staying = 5;         ///< the host among them; all send and see each other
  int cycles = 1000;       ///< visits: in, media both ways, out
  int first_sample = 200;  ///< cycles until pools and caches are full
  int sample_every = 100;
  double trim_seconds = 4;     ///< before a sample: longer than the room waits until it gives memory back
  double settle_seconds = 40;  ///< before the first cycle: until the histories of those who stay are full
};

/// After so many cycles, with everything at rest and free memory given back.
struct ChurnSample {
  int cycle = 0;
  Cost room, service;
};

struct ChurnReport {
  std::vector<ChurnSample> samples;  ///< the first before any cycle
  int exit_status = 0;

  /// Of the resident memory from `first_sample` on (least squares).
  double room_bytes_per_cycle(int first_sample) const;
  double service_bytes_per_cycle(int first_sample) const;
  /// Threads, descriptors and UDP ports of both processes are in the last sample what they were in the first.
  bool back() const;
  Json json(int first_sample) const;
};

/// y's growth per x (least squares); 0 for fewer than two points.
double slope(const std::vector<std::pair<double, double>>& points);

/// Runs once. Main thread.
class Churn {
 public:
  Churn(ChurnPlan plan, ServerOptions server) : plan_(plan), school_(std::move(server)) {}

  /// Errors: the service does not start, somebody cannot join, gets no media or cannot leave.
  Result<ChurnReport> run();

 private:
  Result<> begin();
  Result<> visit();
  ChurnSample look(int cycle) const;
  void sample(int cycle);

  // Passed in.
  ChurnPlan plan_;
  // Owned.
  School school_;
  ChurnReport report_;
};

}  // namespace seodang::load
