#include "base/line_pipe.hpp"

#include <glib-unix.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace seodang {

LinePipe::LinePipe(int read_fd, int write_fd, Listener& listener)
    : listener_(listener), read_fd_(read_fd), write_fd_(write_fd) {
  g_unix_set_fd_nonblocking(read_fd_, TRUE, nullptr);
  g_unix_set_fd_nonblocking(write_fd_, TRUE, nullptr);
  auto when = static_cast<GIOCondition>(G_IO_IN | G_IO_HUP | G_IO_ERR);
  read_source_ = g_unix_fd_add(read_fd_, when, readable, this);
}

LinePipe::~LinePipe() {
  if (gone_) *gone_ = true;
  drop(read_fd_, read_source_);
  drop(write_fd_, write_source_);
  if (closing_) g_source_remove(closing_);
}

void LinePipe::drop(int& fd, guint& source) {
  if (guint id = std::exchange(source, 0)) g_source_remove(id);
  if (int old = std::exchange(fd, -1); old >= 0) ::close(old);
}

/// What was asked before the end may still be answered: the way out stays open.
void LinePipe::close(const std::string& why) {
  if (read_fd_ < 0) return;
  drop(read_fd_, read_source_);
  listener_.on_pipe_closed(why);  // may destroy us
}

gboolean LinePipe::readable(int, GIOCondition, gpointer self) {
  static_cast<LinePipe*>(self)->read_some();
  return G_SOURCE_CONTINUE;  // close() has removed the source if need be
}

void LinePipe::read_some() {
  char chunk[64 * 1024];
  ssize_t got = ::read(read_fd_, chunk, sizeof chunk);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return close(got == 0 ? "the other side closed" : strerror(errno));
  input_.append(chunk, static_cast<size_t>(got));
  split();
}

void LinePipe::split() {
  bool gone = false;
  gone_ = &gone;
  size_t start = 0;
  for (size_t end = 0; (end = input_.find('\n', start)) != std::string::npos; start = end + 1) {
    if (end - start > max_line) break;
    std::string line = input_.substr(start, end - start);
    if (!line.empty()) listener_.on_line(line);
    if (gone) return;
    if (read_fd_ < 0) break;  // closed meanwhile
  }
  gone_ = nullptr;
  input_.erase(0, start);
  if (input_.size() > max_line) close("a line is longer than 1 MiB");
}

void LinePipe::send(std::string line, std::string key) {
  if (write_fd_ < 0) return;
  line += '\n';
  if (!key.empty()) {
    for (size_t i = written_ > 0 ? 1 : 0; i < output_.size(); i++) {
      if (output_[i].key != key) continue;
      queued_ -= output_[i].text.size();
      output_.erase(output_.begin() + static_cast<ptrdiff_t>(i));
      break;
    }
  }
  queued_ += line.size();
  output_.push_back({std::move(line), std::move(key)});
  if (queued_ > max_queue + max_line) return overflow();
  if (!write_source_) write_source_ = g_unix_fd_add(write_fd_, G_IO_OUT, writable, this);
}

/// Told from the loop, not from within the caller's send().
void LinePipe::overflow() {
  drop(write_fd_, write_source_);
  closing_ = g_idle_add(
      [](gpointer self) -> gboolean {
        static_cast<LinePipe*>(self)->closing_ = 0;
        static_cast<LinePipe*>(self)->close("the other side does not read");
        return G_SOURCE_REMOVE;
      },
      this);
}

gboolean LinePipe::writable(int, GIOCondition, gpointer data) {
  auto* self = static_cast<LinePipe*>(data);
  self->write_some();
  if (!self->output_.empty()) return G_SOURCE_CONTINUE;
  self->write_source_ = 0;
  return G_SOURCE_REMOVE;
}

void LinePipe::flush() { write_some(); }

void LinePipe::write_some() {
  while (!output_.empty() && write_fd_ >= 0) {
    const std::string& text = output_.front().text;
    ssize_t put = ::write(write_fd_, text.data() + written_, text.size() - written_);
    if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (put < 0) {
      // The reading side reports the end; here nothing more can be said.
      output_.clear();
      queued_ = written_ = 0;
      return;
    }
    written_ += static_cast<size_t>(put);
    if (written_ < text.size()) return;
    queued_ -= text.size();
    written_ = 0;
    output_.pop_front();
  }
}

}  // namespace seodang
