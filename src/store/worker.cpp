#include "store/worker.hpp"

#include <sqlite3.h>

#include <array>

#include "base/log.hpp"

namespace seodang::store {

Worker::Worker(SQLite::Database database) : database_(std::move(database)), thread_([this] { loop(); }) {}

Worker::~Worker() {
  unbind();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

Error Worker::error_of(const SQLite::Exception& exception) {
  struct Row {
    int sqlite;
    Code code;
    const char* text;
  };
  static constexpr std::array<Row, 4> table{{
      {SQLITE_CONSTRAINT_UNIQUE, Code::in_use, "that is in use already: choose another"},
      {SQLITE_FULL, Code::storage_full, "the disk of the database is full"},
      {SQLITE_BUSY, Code::busy, "the database is locked by another program"},
      {SQLITE_LOCKED, Code::busy, "the database is locked by another program"},
  }};
  int code = exception.getErrorCode();
  int extended = exception.getExtendedErrorCode();
  if (extended != SQLITE_CONSTRAINT_UNIQUE)
    log_warning("store", "sqlite %d/%d: %s", code, extended, exception.what());
  for (const Row& row : table) {
    if (row.sqlite == code || row.sqlite == extended) return {row.code, row.text};
  }
  return {Code::internal, "the database refused"};
}

/// A row that is refused says nothing about the database.
bool Worker::is_sick(const SQLite::Exception& exception) {
  return exception.getErrorCode() != SQLITE_CONSTRAINT;
}

Error Worker::queue_full() { return {Code::busy, "the database does not keep up: try again later"}; }

void Worker::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() < max_queue) queue_.push_back(std::exchange(job, nullptr));
    waiting_ = queue_.size();
  }
  if (job) return job(nullptr);
  changed_.notify_one();
}

void Worker::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    waiting_ = queue_.size();
    lock.unlock();
    job(&database_);
    job = nullptr;
    lock.lock();
  }
}

}  // namespace seodang::store
