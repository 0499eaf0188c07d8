#pragma once

#include <glib.h>

#include <deque>
#include <string>
#include <string_view>

namespace seodang {

/// Lines of text over a pair of pipes, non-blocking both ways: the wire between the service and a room's
/// process.
///
/// What is written waits in a bounded queue; a line with a `key` replaces the one of the same key that still
/// waits (statistics, slots, speakers: only the newest matters). Main thread. Owns and closes both
/// descriptors.
class LinePipe {
 public:
  class Listener {
   public:
    virtual void on_line(std::string_view line) = 0;
    /// The other side closed, broke a limit or does not read any more; called once. `why` is for the log.
    /// What is sent afterwards still goes out, as far as the other side takes it.
    virtual void on_pipe_closed(const std::string& why) = 0;

   protected:
    ~Listener() = default;
  };

  static constexpr size_t max_line = 1 << 20;   ///< bytes
  static constexpr size_t max_queue = 1 << 20;  ///< bytes waiting to be written

  LinePipe(int read_fd, int write_fd, Listener& listener);
  ~LinePipe();
  LinePipe(const LinePipe&) = delete;
  LinePipe& operator=(const LinePipe&) = delete;

  /// Appends a newline. `key`, if not empty, coalesces.
  void send(std::string line, std::string key = {});
  /// Writes what fits now, without waiting for the loop: before exiting.
  void flush();
  size_t queued() const { return queued_; }

 private:
  struct Line {
    std::string text, key;
  };

  static gboolean readable(int fd, GIOCondition, gpointer self);
  static gboolean writable(int fd, GIOCondition, gpointer self);
  void read_some();
  void split();
  void write_some();
  void overflow();
  void close(const std::string& why);
  static void drop(int& fd, guint& source);

  // Passed in.
  Listener& listener_;
  // Owned.
  int read_fd_, write_fd_;
  guint read_source_ = 0, write_source_ = 0, closing_ = 0;
  std::string input_;
  std::deque<Line> output_;
  size_t written_ = 0;  ///< bytes of output_.front() that are out already
  size_t queued_ = 0;
  bool* gone_ = nullptr;  ///< set when a listener destroys us in the middle of a call
};

}  // namespace seodang
