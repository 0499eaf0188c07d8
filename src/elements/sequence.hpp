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

/// Which of the last 512 numbers have been seen. So many, because what was lost of a large keyframe comes
/// again when hundreds of packets have overtaken it; srtpenc is given a replay window as wide.
class SeenWindow {
 public:
  static constexpr int64_t kSize = 512;

  /// True exactly once for each number; false for repetitions and for what lies before the window.
  bool insert(int64_t number);
  /// The highest number inserted.
  std::optional<int64_t> highest() const { return highest_; }

 private:
  static constexpr int64_t kWord = 64;

  void advance(int64_t number);
  /// The bit of a number: a ring, so that nothing moves when the window does.
  uint64_t& word(int64_t number) { return seen_[static_cast<size_t>(number % kSize / kWord)]; }
  static uint64_t bit(int64_t number) { return uint64_t{1} << (number % kWord); }

  std::optional<int64_t> highest_;
  std::array<uint64_t, kSize / kWord> seen_{};
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
