#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "base/loop.hpp"
#include "base/result.hpp"

namespace seodang::store {

/// The thread that owns the SQLite connection, and the queue in front of it: so that a locked database or a
/// long history never stops signalling. Work runs in the order of asking; its completion is posted to main.
///
/// SQLiteCpp throws: what is thrown ends here and becomes an Error (storage_full, busy, internal). Lives on
/// main; the destructor lets the queue run empty.
class Worker : public Bindable {
 public:
  static constexpr size_t max_queue = 10'000;  ///< jobs; beyond it `busy`

  explicit Worker(SQLite::Database database);
  ~Worker();

  /// `work` runs on the worker's thread: it owns what it captures and touches nothing else.
  template <typename T>
  void run(std::function<Result<T>(SQLite::Database&)> work, Completion<T> done) {
    submit([this, work = std::move(work), done, token = token()](SQLite::Database* database) {
      Result<T> result = database ? guarded<T>(work, *database) : Result<T>(queue_full());
      post([done, token, result = std::move(result)]() mutable {
        if (auto alive = token.lock()) done(std::move(result));
      });
    });
  }

  bool healthy() const { return healthy_ && waiting_ < max_queue / 2; }

 private:
  /// Given null when there was no room in the queue.
  using Job = std::function<void(SQLite::Database*)>;

  template <typename T>
  Result<T> guarded(const std::function<Result<T>(SQLite::Database&)>& work, SQLite::Database& database) {
    try {
      Result<T> result = work(database);
      healthy_ = true;
      return result;
    } catch (const SQLite::Exception& exception) {
      healthy_ = !is_sick(exception);
      return error_of(exception);
    }
  }

  static Error error_of(const SQLite::Exception& exception);
  static bool is_sick(const SQLite::Exception& exception);
  static Error queue_full();
  void submit(Job job);
  void loop();

  // Shared with the thread.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::atomic<size_t> waiting_ = 0;
  std::atomic<bool> healthy_ = true;
  // The thread's own.
  SQLite::Database database_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace seodang::store
