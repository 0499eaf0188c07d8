// A bad line between two UDP ports of this machine, on a thread of its own: loses, delays and throttles what
// goes through it, and counts what it did to whom.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/line.hpp"

namespace seodang::test {

struct RelayCount {
  uint64_t packets = 0, bytes = 0;  ///< that came in, those lost included
  uint64_t lost = 0;
};

/// By what stands in the clear in each packet (RFC 7983, RFC 5761): RTP by SSRC, RTCP, and STUN and DTLS.
struct RelayCounts {
  RelayCount all, rtcp, other;
  std::map<uint32_t, RelayCount> rtp;
};

/// Two sockets on 127.0.0.1, one facing each side. A side is told the other's stand-in instead of its real
/// port; what arrives there comes out of its own stand-in, so that either believes the relay is the other.
/// Functions for any thread.
class UdpRelay {
 public:
  enum Side { near, far };

  explicit UdpRelay(uint32_t seed = 1);
  ~UdpRelay();
  UdpRelay(const UdpRelay&) = delete;
  UdpRelay& operator=(const UdpRelay&) = delete;

  /// `side` listens on 127.0.0.1:port. Returns the port under which the other side reaches it.
  uint16_t stand_in(Side side, uint16_t port);
  /// At first a line without faults.
  void set(const LineSpec& towards_far, const LineSpec& towards_near);
  RelayCounts counts(Side towards) const;

 private:
  struct Waiting {
    int64_t at = 0;
    std::vector<uint8_t> packet;
  };
  /// The way towards one side.
  struct Way {
    Line line;
    uint16_t port = 0;  ///< where that side listens; 0: not known yet
    RelayCounts counts;
    std::deque<Waiting> waiting;
  };
  void run();
  void take(Side from);
  /// Sends what is due; µs until the next is, -1 for nothing.
  int64_t deliver();

  std::array<int, 2> sockets_;  ///< facing near and far
  int wake_;
  mutable std::mutex mutex_;  // guards ways_
  std::array<Way, 2> ways_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

/// The candidate (RFC 8839 §5.1) with the port that the relay stands in for it with; empty for one that
/// cannot go through it (TCP).
std::string relayed_candidate(const std::string& candidate, UdpRelay& relay, UdpRelay::Side side);

}  // namespace seodang::test
