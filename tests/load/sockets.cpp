#include "load/sockets.hpp"

#include <arpa/inet.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <utility>
#include <vector>

#include "load/packet.hpp"

namespace seodang::load {

namespace {
constexpr int64_t tick_ns = 1'000'000;
constexpr int buffer_bytes = 4 << 20;
constexpr size_t batch = 32;
constexpr size_t control_bytes = 64;
}  // namespace

int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

/// What recvmmsg() fills.
struct Sockets::Ring {
  std::array<std::array<uint8_t, largest_packet>, batch> data;
  alignas(cmsghdr) std::array<std::array<char, control_bytes>, batch> control;
  std::array<sockaddr_in, batch> from;
  std::array<iovec, batch> parts;
  std::array<mmsghdr, batch> messages;

  int read(int fd) {
    for (size_t i = 0; i < batch; i++) {
      parts[i] = {data[i].data(), data[i].size()};
      messages[i].msg_hdr = {&from[i], sizeof from[i], &parts[i], 1, control[i].data(), control_bytes, 0};
    }
    return recvmmsg(fd, messages.data(), batch, MSG_DONTWAIT, nullptr);
  }
};

Sockets::Sockets()
    : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      ring_(std::make_unique<Ring>()) {
  const itimerspec every{{0, tick_ns}, {0, tick_ns}};
  timerfd_settime(timer_, 0, &every, nullptr);
  source_ = g_unix_fd_add(timer_, G_IO_IN, on_timer, this);
}

Sockets::~Sockets() {
  g_source_remove(source_);
  while (!owners_.empty()) close(owners_.begin()->first);
  ::close(timer_);
  ::close(epoll_);
}

int Sockets::open(Owner& owner) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  // Beyond the system's limit where we may: what is dropped here would be taken for the server's loss.
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof buffer_bytes) != 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  epoll_event event{EPOLLIN, {.fd = fd}};
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
    ::close(fd);
    return -1;
  }
  owners_[fd] = &owner;
  return fd;
}

void Sockets::close(int fd) {
  if (owners_.erase(fd) == 0) return;
  dropped_of_.erase(fd);
  ::close(fd);
}

double Sockets::longest_pause_ms() { return static_cast<double>(std::exchange(longest_ns_, 0)) / 1e6; }

gboolean Sockets::on_timer(int fd, GIOCondition, gpointer self) {
  uint64_t ticks = 0;
  if (read(fd, &ticks, sizeof ticks) > 0) static_cast<Sockets*>(self)->tick();
  return G_SOURCE_CONTINUE;
}

void Sockets::tick() {
  const int64_t now = now_ns();
  if (last_tick_ns_) longest_ns_ = std::max(longest_ns_, now - last_tick_ns_);
  last_tick_ns_ = now;
  for (const auto& [fd, owner] : owners_) owner->on_tick(now);
  std::array<epoll_event, 256> events;
  const int ready = epoll_wait(epoll_, events.data(), events.size(), 0);
  for (int i = 0; i < ready; i++) drain(events[i].data.fd, *owners_.at(events[i].data.fd));
}

void Sockets::drain(int fd, Owner& owner) {
  int count = 0;
  do {
    count = ring_->read(fd);
    for (int i = 0; i < count; i++) {
      msghdr& header = ring_->messages[i].msg_hdr;
      int64_t arrived_ns = last_tick_ns_;
      for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_type == SCM_TIMESTAMPNS) {
          timespec at{};
          memcpy(&at, CMSG_DATA(part), sizeof at);
          arrived_ns = at.tv_sec * 1'000'000'000LL + at.tv_nsec;
        } else if (part->cmsg_type == SO_RXQ_OVFL) {
          uint32_t total = 0;
          memcpy(&total, CMSG_DATA(part), sizeof total);
          dropped_ += total - std::exchange(dropped_of_[fd], total);
        }
      }
      owner.on_datagram({ring_->data[i].data(), ring_->messages[i].msg_len}, ring_->from[i], arrived_ns);
    }
  } while (count == static_cast<int>(batch));
}

}  // namespace seodang::load
