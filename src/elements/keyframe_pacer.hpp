#pragma once

// At most one keyframe request per interval; one that comes too early is remembered until the interval is
// over or a keyframe has come. Times in ns of any clock, told by the caller. No lock of its own.

#include <cstdint>
#include <optional>

namespace seodang::rtp {

class KeyframePacer {
 public:
  /// Somebody wants a keyframe. True: send the request now; false: it is remembered.
  bool ask(int64_t now, int64_t interval) {
    wanted_ = !rested(now, interval);
    if (!wanted_) last_ = now;
    return !wanted_;
  }
  /// True, once, when a remembered request may be sent now.
  bool due(int64_t now, int64_t interval) { return wanted_ && ask(now, interval); }
  /// A keyframe has come.
  void came() { wanted_ = false; }
  /// Nobody has asked yet.
  void reset() { *this = {}; }

 private:
  /// A clock that went backwards has been exchanged for another: start anew.
  bool rested(int64_t now, int64_t interval) const {
    return !last_ || now < *last_ || now - *last_ >= interval;
  }

  std::optional<int64_t> last_;
  bool wanted_ = false;
};

}  // namespace seodang::rtp
