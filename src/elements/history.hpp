#pragma once

// The last packets of a stream, found by their sequence number. A ring: what is stored pushes out what was
// stored `capacity` numbers ago (a power of two, so that the ring and the sequence numbers wrap together). No
// lock of its own.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace seodang::rtp {

/// Value: something that is empty when default-constructed and converts to bool, such as GRef<GstBuffer>.
template <typename Value>
class History {
 public:
  /// At least `capacity` packets; 0 keeps none.
  explicit History(size_t capacity) : slots_(capacity ? std::bit_ceil(capacity) : 0) {}

  void store(uint16_t seqnum, Value value) {
    if (slots_.empty()) return;
    slots_[seqnum % slots_.size()] = {seqnum, std::move(value)};
  }

  /// The packet of that number, or an empty value.
  Value find(uint16_t seqnum) const {
    if (slots_.empty()) return {};
    const Slot& slot = slots_[seqnum % slots_.size()];
    return slot.seqnum == seqnum ? slot.value : Value{};
  }

  size_t capacity() const { return slots_.size(); }

 private:
  struct Slot {
    uint16_t seqnum = 0;
    Value value{};
  };
  std::vector<Slot> slots_;
};

}  // namespace seodang::rtp
