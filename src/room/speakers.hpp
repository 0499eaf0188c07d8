#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace seodang::room {

/// Who is worth hearing, from the audio levels of everyone (RFC 6464: 0 loudest … 127 silence), with
/// hysteresis. Pure.
///
/// `ranking` has a fixed number of seats (audio slots + 1: a viewer never hears their own seat). A seat is
/// given up only to someone who has been `margin_db` louder for `patience_ms`; nobody is thrown out by a
/// cough. `speaking` are those whose level is above `threshold`, held for `hold_ms` after their last loud
/// moment.
class Speakers {
 public:
  static constexpr int threshold = 50;  ///< −dBov; quieter than that is not speech
  static constexpr int margin_db = 6;
  static constexpr int64_t patience_ms = 400;
  static constexpr int64_t hold_ms = 600;

  explicit Speakers(size_t seats) : seats_(seats) {}

  /// `levels`: everyone whose microphone arrives. Call about five times a second.
  void update(int64_t now_ms, const std::map<std::string, int>& levels);

  const std::vector<std::string>& ranking() const { return ranking_; }
  const std::vector<std::string>& speaking() const { return speaking_; }

 private:
  void drop_absent(const std::map<std::string, int>& levels);
  void fill_seats(const std::map<std::string, int>& levels);
  void challenge(int64_t now_ms, const std::map<std::string, int>& levels);
  void update_speaking(int64_t now_ms, const std::map<std::string, int>& levels);

  size_t seats_;
  std::vector<std::string> ranking_, speaking_;
  std::map<std::string, int64_t> louder_since_;  ///< challengers
  std::map<std::string, int64_t> last_loud_;
};

}  // namespace seodang::room
