#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/recording_types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

struct RecordingRow {
  std::string id, room, person;
  std::string name;  ///< empty: none
  RecordingKind kind = RecordingKind::lesson;
  RecordingState state = RecordingState::recording;
  int64_t from = 0;
  int64_t to = 0;  ///< 0: it runs
  bool recovered = false;
  std::string reason;         ///< of a failed one: an error's name
  int64_t discard_until = 0;  ///< of a discarded one
  std::string options;        ///< of a composed one: JSON
};

struct RecordingFileRow {
  std::string id, recording;
  std::string participant;  ///< empty: of all
  std::string person, name;
  FileContent what = FileContent::camera;
  FileState state = FileState::waiting;
  std::string leaf;  ///< its name in the recording's directory
  int64_t from = 0;  ///< of its time 0
  int64_t duration = 0, size = 0;
  bool poster = false;
  std::string reason;
};

struct MarkRow {
  std::string id, recording, person;
  int64_t at = 0;
  std::string label;
};

/// With what belongs to it.
struct Recording {
  RecordingRow row;
  std::vector<RecordingFileRow> files;  ///< by name
  std::vector<MarkRow> marks;           ///< by time
};

struct RecordingPage {
  std::vector<Recording> recordings;  ///< newest first
  bool more = false;                  ///< there are older ones
};

/// What a file's end says of its recording; absent members stay.
struct FileOutcome {
  RecordingFileRow file;
  bool recovered = false;
};

/// The tables `recordings`, `recording_files` and `marks`; each change of a state is one transaction, and
/// answers with the recording as it is then. Main thread; see Worker.
///
///     recording → finishing → ready | failed;  any but recording → discarded → back, or removed
class Recordings {
 public:
  explicit Recordings(Worker& worker) : worker_(worker) {}

  void add(const RecordingRow& row, Completion<Recording> done);
  /// It runs no more; `files` are to be made of it. Without any it has failed: not-found. Errors: not_found;
  /// wrong_state, it does not run.
  void end(const RecordingRow& row, const std::vector<RecordingFileRow>& files, Completion<Recording> done);
  /// One of its files is in another state; the last one makes it ready, or failed if none was made. Error:
  /// not_found, it has been removed.
  /// It goes on after an end of the service: recovered from now on.
  void go_on(const std::string& id, Completion<> done);
  void save_file(const FileOutcome& outcome, Completion<Recording> done);
  /// Errors: not_found; wrong_state, it runs.
  void discard(const std::string& id, int64_t until, Completion<Recording> done);
  /// Errors: not_found; wrong_state, it is not discarded, or its time is over.
  void restore(const std::string& id, int64_t now, Completion<Recording> done);
  /// `at` and `label` to that recording. Error: not_found.
  void mark(const MarkRow& row, Completion<Recording> done);
  /// For good, with its files' rows.
  void remove(const std::string& id, Completion<> done);

  void find(const std::string& id, Completion<std::optional<Recording>> done);
  /// The newest `limit` of a room before `before` (an id; empty: from the newest).
  void of_room(const std::string& room, const std::string& before, unsigned limit,
               Completion<RecordingPage> done);
  /// Those that run or are being finished.
  void unfinished(Completion<std::vector<Recording>> done);
  /// Those whose time to be restored is over.
  void doomed(int64_t now, Completion<std::vector<Recording>> done);
  /// All that are ready or failed, the oldest first.
  void kept(Completion<std::vector<Recording>> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
