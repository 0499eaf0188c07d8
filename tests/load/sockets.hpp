// The UDP sockets of all bots, on the main loop. Once a millisecond everyone may send what is due, then
// everything that has come is read; the kernel notes when it came. So a thousand streams cost neither a
// thread nor a wake-up each, and the server pays for no wake-up either.
#pragma once

#include <glib.h>
#include <netinet/in.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>

namespace seodang::load {

/// CLOCK_REALTIME, in nanoseconds: the clock of the kernel's time stamps.
int64_t now_ns();

/// Main thread.
class Sockets {
 public:
  class Owner {
   public:
    /// `data` is the owner's to change until it returns.
    virtual void on_datagram(std::span<uint8_t> data, const sockaddr_in& from, int64_t arrived_ns) = 0;
    virtual void on_tick(int64_t now_ns) = 0;

   protected:
    ~Owner() = default;
  };

  Sockets();
  ~Sockets();
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  /// A socket on a free port of 127.0.0.1; -1: there is none. Not to be called, nor close(), from
  /// on_datagram().
  int open(Owner& owner);
  void close(int fd);

  /// Datagrams that the kernel threw away because these bots read too late: not the server's fault.
  uint64_t dropped() const { return dropped_; }
  /// The longest pause between two ticks since the last call, in milliseconds.
  double longest_pause_ms();

 private:
  struct Ring;
  static gboolean on_timer(int fd, GIOCondition, gpointer self);
  void tick();
  void drain(int fd, Owner& owner);

  // Owned.
  int timer_, epoll_;
  guint source_ = 0;
  std::unique_ptr<Ring> ring_;
  std::map<int, Owner*> owners_;
  std::map<int, uint32_t> dropped_of_;
  uint64_t dropped_ = 0;
  int64_t last_tick_ns_ = 0, longest_ns_ = 0;
};

}  // namespace seodang::load
