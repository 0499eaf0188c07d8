#pragma once

// The packets that are missing, and when to ask for each. No clock and no thread: whoever sees a packet
// arrive says what time it is. All times in ns.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace seodang::rtp {

struct Hole {
  int64_t number = 0;
  /// When the packet after it arrived.
  int64_t since = 0;
  int64_t last_asked = 0;
  unsigned asked = 0;
};

class HoleList {
 public:
  /// A longer gap is not asked for at all: a keyframe costs less than its packets would, too late.
  static constexpr int64_t kLongestGap = 64;
  static constexpr unsigned kMaxRequests = 8;
  static constexpr int64_t kMaxAge = 1'000'000'000;

  /// Everything in [first, end) is missing. Returns how many of these are given up at once.
  uint64_t open(int64_t first, int64_t end, int64_t now);
  /// The packet has come. Returns the hole it filled, if that was still known.
  std::optional<Hole> close(int64_t number, int64_t now);
  /// Calls `ask` (may be empty) for each hole that is due, and gives up those before `oldest`, too old or
  /// asked for too often. Returns how many were given up.
  uint64_t look(int64_t now, int64_t oldest, const std::function<void(const Hole&)>& ask);
  /// When look() has something to do next, if nothing arrives till then.
  std::optional<int64_t> next_look() const;
  void clear() { holes_.clear(); }

  /// Smoothed time from a request to the packet, in ns; a guess of 100 ms until one was measured.
  int64_t round_trip() const { return round_trip_; }
  /// How long a request may stay without an answer before it is repeated.
  int64_t retry_after() const;
  size_t size() const { return holes_.size(); }

 private:
  static constexpr int64_t kFirstGuess = 100'000'000;
  static constexpr int64_t kLongestRoundTrip = 500'000'000;

  void learn(const Hole& filled, int64_t now);

  std::vector<Hole> holes_;
  int64_t round_trip_ = kFirstGuess;
  bool measured_ = false;
};

}  // namespace seodang::rtp
