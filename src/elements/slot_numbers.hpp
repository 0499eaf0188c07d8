#pragma once

// The sequence numbers of a slot, which shows one source after another to a viewer who must not notice. A
// source's numbers are shifted; the shift is constant over a *span*, and a new span begins when another
// source takes over, when a padding-only packet is taken out and the numbers close up over it, or when the
// source leaps. Holes stay holes; no number is ever given twice (a repeated one would end the SRTP stream,
// RFC 3711 §3.3.2). No lock of its own.

#include <cstdint>
#include <deque>
#include <optional>

#include "elements/sequence.hpp"

namespace seodang::rtp {

class SlotNumbers {
 public:
  /// A longer hole is shortened to one number: SRTP loses count over longer ones.
  static constexpr int64_t kLongestHole = 1000;

  /// A place in a source's stream: which run of which source, and the source's number.
  struct Place {
    unsigned run = 0;
    int64_t source = 0;
  };

  /// first: the number of the first packet; its low 16 bits go on the wire.
  explicit SlotNumbers(int64_t first) : before_first_(first - 1), highest_(first - 1) {}

  /// From now on the slot shows `run`, from the source's number `first` on; it goes on at highest() + 1.
  void begin(unsigned run, int64_t first);
  /// The slot's number for a source's; nothing when it was given already, or belongs before the run, or is
  /// too old.
  std::optional<int64_t> give(int64_t source);
  /// The packet has nothing for the viewer: the next takes its number, if none has been given beyond it.
  void skip(int64_t source);
  /// Where the packet with the slot's number came from.
  std::optional<Place> find(int64_t number) const;

  /// The highest number given.
  int64_t highest() const { return highest_; }
  /// How many there are from the first to the highest, holes included.
  int64_t count() const { return highest_ - before_first_; }

 private:
  static constexpr size_t kMaxSpans = 64;

  struct Span {
    unsigned run = 0;
    int64_t source = 0;
    int64_t number = 0;
    int64_t shifted(int64_t at) const { return number + (at - source); }
  };

  void add(Span span);

  int64_t before_first_, highest_;
  int64_t highest_source_ = 0;
  SeenWindow given_;
  std::deque<Span> spans_;
};

}  // namespace seodang::rtp
