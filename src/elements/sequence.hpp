#pragma once

// Counters that wrap (RTP sequence numbers, RTP timestamps, VP8 picture ids), continued into 64 bits, and the
// window that tells what has been seen. Pure arithmetic, no thread of its own: the holder's lock protects it.

#include <array>
#include <cstdint>
#include <optional>

namespace seodang::rtp {

/// The 64-bit number that ends in the `bits` low bits of `value` and lies nearest to `reference`.
constexpr int64_t extend(uint64_t value, int64_t reference, unsigned bits) {
  const uint64_t modulus = uint64_t{1} << bits;
  const uint64_t forward = (value - static_cast<uint64_t>(reference)) & (modulus - 1);
  const int64_t distance = static_cast<int64_t>(forward);
  return reference + (forward < modulus / 2 ? distance : distance - static_cast<int64_t>(modulus));
}

/// Which of the last 128 numbers have been seen; 128 because that is srtpenc's replay window, too.
class SeenWindow {
 public:
  static constexpr int64_t kSize = 128;

  /// True exactly once for each number; false for repetitions and for what lies before the window.
  bool insert(int64_t number);
  /// The highest number inserted.
  std::optional<int64_t> highest() const { return highest_; }

 private:
  void slide(int64_t steps);

  std::optional<int64_t> highest_;
  /// Bit n: highest - n has been seen.
  std::array<uint64_t, 2> seen_{};
};

/// Reads 16-bit sequence numbers into 64 bits. What lies far behind is late, unless it goes on in sequence:
/// then the sender has started anew (RFC 3550 A.1), and numbers continue upwards.
class SequenceReader {
 public:
  int64_t read(uint16_t seqnum);
  std::optional<int64_t> highest() const { return highest_; }

 private:
  /// So many late ones in sequence, nothing new between them, are a new start and not retransmissions.
  static constexpr unsigned kRestartAfter = 4;

  std::optional<int64_t> highest_;
  uint16_t last_late_ = 0;
  unsigned late_in_sequence_ = 0;
};

}  // namespace seodang::rtp
