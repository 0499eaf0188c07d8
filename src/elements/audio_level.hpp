#pragma once

// How loud somebody is, from the levels that come with the packets (RFC 6464): -dBov, 0 the loudest, 127
// silence. Quick to hear a voice, slow to forget it, so that pauses between words do not make the speaker
// change.

#include <cstdint>

namespace seodang::rtp {

class AudioLevel {
 public:
  static constexpr uint8_t kSilence = 127;
  /// Without a packet for this long there is silence; Opus DTX sends one every 400 ms. In ns.
  static constexpr int64_t kStopped = 500'000'000;

  /// level: the low 7 bits of the extension's byte; now in ns.
  void feed(uint8_t level, int64_t now);
  /// The smoothed level at `now`, 0…127.
  uint8_t read(int64_t now) const;

 private:
  // Of the distance to a packet's level, how much each packet goes; at 50 packets/s attack ~40 ms, release
  // ~600 ms.
  static constexpr double kAttack = 0.4;
  static constexpr double kRelease = 0.033;

  double level_ = kSilence;
  int64_t last_ = 0;
  bool fed_ = false;
};

}  // namespace seodang::rtp
