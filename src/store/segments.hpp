#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/recording_types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

struct SegmentRow {
  std::string id;  ///< its base name
  std::string room, participant, person, name;
  Source source = Source::camera;
  std::string path;
  SegmentState state = SegmentState::open;
  int64_t from = 0;
  int64_t to = 0;          ///< 0: still being written
  bool recovered = false;  ///< who wrote it died
  std::string reason;      ///< of a failed one: an error's name
};

/// The table `segments`. Main thread; see Worker.
class Segments {
 public:
  explicit Segments(Worker& worker) : worker_(worker) {}

  /// Inserts or replaces, all in one transaction. One that has ended does not open again.
  void save(const std::vector<SegmentRow>& rows, Completion<> done);
  /// Files that no row tells of: `person` and `name` are looked up. Those of unknown participants are left
  /// out. The result: how many were taken in.
  void adopt(const std::vector<SegmentRow>& rows, Completion<int64_t> done);
  /// Those that have a part in the interval; `to` 0: without end. By their beginning.
  void of_interval(const std::string& room, int64_t from, int64_t to,
                   Completion<std::vector<SegmentRow>> done);
  /// Those that are being written, or were when the last process died.
  void open(Completion<std::vector<SegmentRow>> done);
  /// The paths of all: whatever else lies there belongs to nobody.
  void paths(Completion<std::vector<std::string>> done);
  /// Ended before `at`, and no recording has a part in them any more.
  void unused(int64_t at, Completion<std::vector<SegmentRow>> done);
  void remove(const std::vector<std::string>& ids, Completion<> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
