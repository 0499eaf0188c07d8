#pragma once

#include <map>
#include <string>
#include <vector>

#include "service/disk_floor.hpp"
#include "service/job_queue.hpp"
#include "service/recording_plan.hpp"
#include "service/signed_links.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Everything that has been recorded, of all rooms: its rows, the jobs that make files of it, its links, and
/// its end. Who may do what is decided before. Main thread.
///
/// `<recordings>/<room>/segments/` holds what rooms' processes write, `<recordings>/<room>/files/<id>/` what
/// jobs make of it.
class Recordings : public Bindable, private JobQueue::Listener {
 public:
  class Listener {
   public:
    /// `recording` as describe() has it.
    virtual void on_recording_changed(const std::string& room, const Json& recording) = 0;
    /// has_room() is another.
    virtual void on_disk_changed() = 0;

   protected:
    ~Listener() = default;
  };

  Recordings(const Settings& settings, store::Store& store, Listener& listener);
  ~Recordings();

  /// What the last process left behind, however it ended: what was being written is closed, what ran is
  /// finished, what is half made is made anew.
  void start(Completion<> done);
  /// Once the rooms are restored: what ran when the service ended is finished, but what `goes_on`.
  void finish_rest(std::function<bool(const store::RecordingRow&)> goes_on, const Completion<>& done);

  bool has_room() const { return floor_.has_room(); }
  /// Looks at the disk now.
  bool look_for_room();
  /// The absolute path of a room's segments; made if it is not there.
  std::string segments_directory(const std::string& room) const;

  // By the Classroom.
  void save(const Segments& segments);
  /// It runs from now on.
  void begin(const store::RecordingRow& row, Completion<Json> done);
  /// It runs no more, and files are made of it. Errors: not_found, wrong_state.
  void end(const std::string& id, int64_t to, Completion<Json> done);

  // Of one. Errors of all: not_found, wrong_state, those of the store.
  void get(const std::string& id, Completion<store::Recording> done);
  void mark(const store::MarkRow& row, Completion<Json> done);
  /// Removed after undo_minutes.
  void discard(const std::string& id, Completion<Json> done);
  void restore(const std::string& id, Completion<Json> done);
  /// One picture of all, of the same interval; a recording of its own. `options`: {layout, leaveOut}.
  void compose(const store::Recording& recording, const std::string& person, const Json& options,
               Completion<Json> done);
  /// That file is made before all others; one that has failed is tried again.
  void first(const store::Recording& recording, const std::string& file, Completion<Json> done);

  /// `{recordings, more}`, newest first; `before`: an id.
  void list(const std::string& room, const std::string& before, unsigned limit, Completion<Json> done);
  Json describe(const store::Recording& recording) const;
  /// Whether a path of ours was signed, and is good still. Error: forbidden.
  Result<> check_link(const std::string& path, const std::string& expires,
                      const std::string& signature) const;
  std::string file_path(const store::Recording& recording, const store::RecordingFileRow& file) const;
  static std::string poster_leaf(const std::string& leaf);

  /// What is too old, or discarded for long enough, and segments that nothing refers to.
  void sweep();

 private:
  // JobQueue::Listener
  void on_work_started(const std::string& id) override;
  void on_work_progress(const std::string& id, double done) override;
  void on_work_done(const std::string& id, const Result<Json>& result) override;

  // Recovery, one after the other.
  void adopt_orphans(const Completion<>& done);
  void finish_all(std::vector<store::Recording> rest,
                  std::function<bool(const store::RecordingRow&)> goes_on, const Completion<>& done);

  std::string files_directory(const store::RecordingRow& row) const;
  void finish(store::RecordingRow row, Completion<store::Recording> done);
  /// What is to be made of it, is.
  void enqueue(const store::Recording& recording);
  void save_file(const store::RecordingFileRow& file, FileState state, const Json& result = {},
                 const std::string& reason = {});
  /// Its state is this now: remembered while files are made, and told.
  void changed(const store::Recording& recording);
  /// The same for the answer to a call.
  Completion<store::Recording> answering(Completion<Json> done);
  const store::RecordingFileRow* file(const std::string& id, const store::Recording** of) const;
  Json describe_file(const store::Recording& recording, const store::RecordingFileRow& file) const;
  double progress(const store::Recording& recording) const;
  void remove(const store::Recording& recording, const char* why);
  void remove_unused();

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  Listener& listener_;
  // Owned.
  DiskFloor floor_;
  SignedLinks links_;
  std::map<std::string, store::Recording> making_;  ///< of which files are made; by id
  JobQueue queue_;
  Timer look_, sweep_;
};

}  // namespace seodang::service
