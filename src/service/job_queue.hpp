#pragma once

#include <list>
#include <memory>
#include <string>

#include "service/job.hpp"

namespace seodang::service {

/// Work that waits for a job. What was asked for last goes first, then by rank, then in its order.
struct Work {
  std::string id;   ///< of the file that is made
  std::string job;  ///< "join", "compose"
  Json params;
  unsigned rank = 0;   ///< the smallest first
  uint64_t asked = 0;  ///< when somebody clicked on it; 0: nobody
  uint64_t order = 0;  ///< when it was added
  unsigned failures = 0;
};
bool goes_before(const Work& one, const Work& other);

/// Does work by jobs, so many at a time. A job that dies is tried again; what a job says is final, but for a
/// full disk, which is waited out. Main thread. Destroying it kills the jobs.
class JobQueue : public Bindable {
 public:
  class Listener {
   public:
    virtual void on_work_started(const std::string& id) = 0;
    virtual void on_work_progress(const std::string& id, double done) = 0;
    /// It is no work of ours any more.
    virtual void on_work_done(const std::string& id, const Result<Json>& result) = 0;

   protected:
    ~Listener() = default;
  };

  static constexpr unsigned most_failures = 3;

  JobQueue(const Settings& settings, Listener& listener) : settings_(settings), listener_(listener) {}
  ~JobQueue();

  /// Of an id that is there already: nothing.
  void add(Work work);
  /// It goes before all that wait.
  void first(const std::string& id);
  /// Not wanted any more: its job is killed, nothing is told.
  void drop(const std::string& id);
  bool has(const std::string& id) const;
  /// 0…1; 0 for what waits.
  double progress(const std::string& id) const;
  size_t size() const { return waiting_.size() + running_.size(); }

 private:
  struct Running {
    Work work;
    double progress = 0;
    std::unique_ptr<Job> job;
  };

  Work* waiting(const std::string& id);
  std::list<Running>::iterator running(const std::string& id);
  void start_next();
  void start(Work work);
  void ended(const std::string& id, const Result<Json>& result);
  bool shall_try_again(Work& work, const Error& error) const;

  // Passed in.
  const Settings& settings_;
  Listener& listener_;
  // Owned.
  std::list<Work> waiting_;
  std::list<Running> running_;
  uint64_t last_ = 0;  ///< of `asked` and `order`
  bool held_ = false;  ///< the pause after a failure
  Timer pause_;
};

}  // namespace seodang::service
