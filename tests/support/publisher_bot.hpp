// A participant who sends: a picture of one colour in up to three layers, a tone, a screen; each of its own
// making.
#pragma once

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "support/bot.hpp"

namespace seodang::test {

struct Colour {
  int red = 0, green = 0, blue = 0;
};
inline constexpr Colour red{220, 30, 30}, green{30, 200, 30}, blue{30, 30, 220}, yellow{220, 220, 30},
    white{230, 230, 230};
/// As far as VP8 and the colour spaces let it be the same.
inline bool near(Colour a, Colour b) {
  constexpr int tolerance = 40;  // per channel
  return std::abs(a.red - b.red) < tolerance && std::abs(a.green - b.green) < tolerance &&
         std::abs(a.blue - b.blue) < tolerance;
}

struct Sends {
  bool audio = true;
  int layers = 2;
  bool screen = false, screen_audio = false;
  int not_announced = 0;  ///< further camera m-lines that stand in the offer, but not in `tracks`
  /// As browsers send it: pictures full of detail, 30 per second (screen: 10), many packets each, a keyframe
  /// every 3 s; a voice with in-band FEC (RFC 6716 §2.1.7).
  bool lifelike = false;
  /// No two packets have the same payload, whoever sends them: other blocks of the picture are a little
  /// brighter each time, the tone is in faint noise.
  bool unique = false;
};

class PublisherBot : public Bot {
 public:
  PublisherBot(RoomDriver& room, const std::string& participant, Colour colour, int tone_hz,
               Sends sends = {});

  /// The whole negotiation: offer, `publish`, answer. Media begin to flow when connected.
  void publish();
  /// The offer and its tracks, without sending them.
  std::string offer();
  Json tracks() const { return to_json(tracks_); }
  /// What the room answered to publish().
  const std::string& answer() const { return answer_; }
  size_t renegotiations() const { return negotiations_needed_; }

  /// Packets of one source flow or do not.
  void flow(Source source, int layer, bool flowing);
  /// As RFC 6464 says it: 0 loudest … 127 silence.
  void set_level(int level) { level_ = level; }
  uint32_t ssrc(Source source, int layer = 0) const;

 private:
  struct Line {
    PublishTrack track;
    uint32_t ssrc = 0;
    GRef<GstElement> valve;
    GRef<GstPad> sink;
    bool announced = true, flowing = true;
  };
  void add_line(Source source, int layer, bool announced, const std::string& source_text);
  void add_noise();
  void open_valves();
  static GstPadProbeReturn add_level(GstPad*, GstPadProbeInfo* info, gpointer self);

  std::vector<Line> lines_;
  std::vector<PublishTrack> tracks_;
  std::string answer_;
  std::atomic<int> level_ = 30;
  std::atomic<size_t> negotiations_needed_ = 0;
  std::vector<Signal> signals_;
};

}  // namespace seodang::test
