#include "support/udp_relay.hpp"

#include <arpa/inet.h>
#include <glib.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <regex>

namespace seodang::test {

namespace {

constexpr size_t largest_packet = 2048;
constexpr int buffer_bytes = 1 << 20;  // bursts of many streams while this thread is not scheduled

sockaddr_in loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int bound_socket() {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in any = loopback(0);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any), 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes);
  return fd;
}

uint16_t port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

void note(RelayCount& count, size_t bytes, bool lost) {
  count.packets++;
  count.bytes += bytes;
  count.lost += lost;
}

void note(RelayCounts& counts, const std::vector<uint8_t>& packet, bool lost) {
  note(counts.all, packet.size(), lost);
  bool media = packet.size() >= 12 && packet[0] >= 128 && packet[0] < 192;
  bool control = media && packet[1] >= 192 && packet[1] < 224;
  if (!media) return note(counts.other, packet.size(), lost);
  if (control) return note(counts.rtcp, packet.size(), lost);
  uint32_t ssrc =
      uint32_t{packet[8]} << 24 | uint32_t{packet[9]} << 16 | uint32_t{packet[10]} << 8 | packet[11];
  note(counts.rtp[ssrc], packet.size(), lost);
}

UdpRelay::Side other(UdpRelay::Side side) { return side == UdpRelay::near ? UdpRelay::far : UdpRelay::near; }

}  // namespace

UdpRelay::UdpRelay(uint32_t seed)
    : sockets_{bound_socket(), bound_socket()},
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      ways_{Way{Line(seed)}, Way{Line(seed + 1)}},
      thread_([this] { run(); }) {}

UdpRelay::~UdpRelay() {
  stopping_ = true;
  eventfd_write(wake_, 1);
  thread_.join();
  for (int fd : {sockets_[near], sockets_[far], wake_}) close(fd);
}

uint16_t UdpRelay::stand_in(Side side, uint16_t port) {
  std::lock_guard lock(mutex_);
  ways_[side].port = port;
  return port_of(sockets_[other(side)]);
}

void UdpRelay::set(const LineSpec& towards_far, const LineSpec& towards_near) {
  std::lock_guard lock(mutex_);
  ways_[far].line.set(towards_far);
  ways_[near].line.set(towards_near);
}

RelayCounts UdpRelay::counts(Side towards) const {
  std::lock_guard lock(mutex_);
  return ways_[towards].counts;
}

void UdpRelay::run() {
  while (!stopping_) {
    int64_t wait = deliver();
    timespec timeout{wait / 1'000'000, wait % 1'000'000 * 1000};
    pollfd polled[] = {{sockets_[near], POLLIN, 0}, {sockets_[far], POLLIN, 0}, {wake_, POLLIN, 0}};
    ppoll(polled, std::size(polled), wait < 0 ? nullptr : &timeout, nullptr);
    take(near);
    take(far);
  }
}

void UdpRelay::take(Side from) {
  uint8_t data[largest_packet];
  for (ssize_t size; (size = recv(sockets_[from], data, sizeof data, 0)) >= 0;) {
    std::vector<uint8_t> packet(data, data + size);
    std::lock_guard lock(mutex_);
    Way& way = ways_[other(from)];
    auto out = way.line.pass(packet.size(), g_get_monotonic_time());
    note(way.counts, packet, !out);
    if (out) way.waiting.push_back({*out, std::move(packet)});
  }
}

int64_t UdpRelay::deliver() {
  std::lock_guard lock(mutex_);
  int64_t next = -1;
  for (Side side : {near, far}) {
    Way& way = ways_[side];
    int64_t now = g_get_monotonic_time();
    sockaddr_in to = loopback(way.port);
    for (; !way.waiting.empty() && way.waiting.front().at <= now; way.waiting.pop_front()) {
      const std::vector<uint8_t>& packet = way.waiting.front().packet;
      if (way.port == 0) continue;
      sendto(sockets_[side], packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    if (way.waiting.empty()) continue;
    int64_t wait = way.waiting.front().at - now;
    next = next < 0 ? wait : std::min(next, wait);
  }
  return next;
}

std::string relayed_candidate(const std::string& candidate, UdpRelay& relay, UdpRelay::Side side) {
  static const std::regex udp(R"((candidate:\S+ \d+ UDP \d+ 127\.0\.0\.1) (\d+)( .*))", std::regex::icase);
  std::smatch parts;
  if (!std::regex_match(candidate, parts, udp)) return "";
  uint16_t port = relay.stand_in(side, static_cast<uint16_t>(std::stoi(parts[2])));
  return parts[1].str() + " " + std::to_string(port) + parts[3].str();
}

}  // namespace seodang::test
