// A lesson over a bad line: one who sends camera (two layers), screen and voice; one viewer on the large
// layer, one on the small, one who sees camera and screen. What the line takes, and what becomes of it.
#pragma once

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "support/person_bot.hpp"
#include "support/recovery.hpp"
#include "support/udp_relay.hpp"

namespace seodang::test {

enum class BadLine { uplink, downlink };

/// One stream at one viewer.
struct StreamReport {
  std::string name;
  const PersonBot* viewer = nullptr;
  std::string mid;
  Recovery recovery = {};
  size_t asked = 0;           ///< numbers for which the viewer sent a NACK, each once
  size_t answered = 0;        ///< of these, those that came, late or as RTX
  double longest_gap_ms = 0;  ///< between two pictures
};

struct LossReport {
  std::vector<StreamReport> streams;  ///< at those behind the bad line
  std::vector<StreamReport> others;   ///< at those who are not
  double lost_share = 0;              ///< that the line took, of the media it carries
  double repeats_per_loss = 0;        ///< RTX packets put into the line for each media packet it took
  double heard_share = 1;             ///< of 200 ms windows of the voice, the worst viewer behind the line
  int64_t keyframe_pause_ms = 0;      ///< the shortest between two requests at the publisher, of any track
  size_t decode_errors = 0;

  double missing_share() const;   ///< of all streams together
  double answered_share() const;  ///< the same
  size_t others_missing() const;
  double longest_gap_ms() const;  ///< the longest of all
};

class LossScene {
 public:
  explicit LossScene(uint32_t seed = 1);
  /// All in, on lines without fault. False: somebody sees or hears nothing.
  bool join();
  /// The line of the publisher, or that of bea, loses this share in either direction and takes 20 ms each
  /// way.
  LossReport run(BadLine which, double loss, double seconds);

  OpenRoom room;

 private:
  StreamReport about(const PersonBot& viewer, const std::string& source) const;
  double heard_share(const PersonBot& viewer, double seconds) const;
  /// Fills in what the wires say, once what was under way has come.
  void settle(StreamReport& stream, int64_t from, int64_t until) const;
  /// What the line took between two counts, and what was put into it again.
  void weigh_line(BadLine which, const RelayCounts& before, LossReport& report) const;
  RelayCounts counts(BadLine which) const;
  /// The SSRCs of first transmissions.
  std::set<uint32_t> media_of(BadLine which) const;
  int64_t keyframe_pause_ms() const;

  UdpRelay uplink_, downlink_;
  PersonBot ann_, lin_, sam_, bea_;
};

/// What a line may leave undone; 20 % may cost a moment of a picture, 5 % may not.
struct LossLimits {
  double missing_share;
  double longest_gap_ms;
};
constexpr LossLimits limits_of(double loss) {
  return loss <= 0.05 ? LossLimits{0.005, 500} : LossLimits{0.03, INFINITY};
}
/// One sentence for each limit that does not hold, those among them that no loss changes: NACKs answered,
/// voice, decoding, nobody else, keyframe requests half a second apart.
std::vector<std::string> faults_of(const LossReport& report, LossLimits limits);

/// A line for a table of results, and all of it for people.
std::string summary_of(const LossReport& report);
std::string text_of(const LossReport& report);

}  // namespace seodang::test
