// What the sequence numbers of one incoming stream say: how many packets there should have been, how many
// came.
#pragma once

#include <cstdint>

namespace seodang::load {

/// Counts since the last restart(); what came before leaves no trace but its place. No clock, any thread at a
/// time.
class StreamCount {
 public:
  /// One packet by its RTP sequence number.
  void take(uint16_t sequence);
  /// From here on a new count: holes before here, and packets that come late over this line, do not matter.
  void restart();

  uint64_t received() const { return received_; }      ///< different packets
  uint64_t duplicates() const { return duplicates_; }  ///< seen before, or too late to tell
  uint64_t reordered() const { return reordered_; }    ///< came after one that was sent later
  uint64_t lost() const;                               ///< holes that nothing has filled
  int64_t highest() const { return highest_; }         ///< sequence number, extended

 private:
  static constexpr int window = 64;  // packets that may come late

  void advance(int64_t steps);
  void take_late(int64_t steps);

  bool started_ = false;
  int64_t highest_ = 0;  ///< extended to 64 bits
  int64_t first_ = 0;    ///< the first that belongs to this count
  uint64_t seen_ = 0;    ///< the last 64 up to the highest, as bits
  uint64_t received_ = 0, duplicates_ = 0, reordered_ = 0;
};

}  // namespace seodang::load
