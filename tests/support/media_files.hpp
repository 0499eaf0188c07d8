// WebM files made of arithmetic, and what a decoder finds in one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace seodang::test {

/// 0xrrggbb.
using Colour = uint32_t;
inline constexpr Colour red = 0xff0000, green = 0x00ff00, blue = 0x0000ff, black = 0, white = 0xffffff;

struct PictureFile {
  int width = 160, height = 96, frames = 90, fps = 30;
  int keyframe_every = 30;
  std::function<Colour(int frame)> colour;
};
/// VP8, every picture of one colour; as a room's recorder leaves it, but ended.
void write_pictures(const std::string& path, const PictureFile& file);

/// Opus, 20 ms packets; `sample` of time in seconds, −1…1, at 48 kHz.
void write_sound(const std::string& path, double seconds, const std::function<double(double)>& sample);
/// A tone.
std::function<double(double)> tone(double hertz);

/// One decoded picture.
struct Picture {
  int64_t ms = 0;  ///< when it is shown
  int width = 0, height = 0;
  std::string rgb;
  /// What is at a place, 0…1 from the left and the top: of each colour all or nothing.
  Colour at(double x, double y) const;
  Colour middle() const { return at(0.5, 0.5); }
};
/// Each picture of a file, from `from_ms` on, reached by seeking; not in memory at once.
void decode_pictures(const std::string& path, const std::function<void(const Picture&)>& each,
                     int64_t from_ms = 0);
/// When and in which colour, of the middle.
struct Seen {
  int64_t ms;
  Colour colour;
  int width;
};
std::vector<Seen> pictures_of(const std::string& path);

/// A file's sound, mono, 48 kHz, each sample where its time says; 0 where there is none.
class Sound {
 public:
  explicit Sound(const std::string& path);
  double seconds() const { return static_cast<double>(samples_.size()) / rate; }
  /// How loud, 0…1, a frequency is in a stretch (Goertzel).
  double tone(double hertz, double from_s, double to_s) const;
  /// The loudest sample of a stretch.
  double peak(double from_s, double to_s) const;
  /// The first time at or after `from_s` at which it is louder than that; −1: never.
  double first_above(double level, double from_s = 0) const;

 private:
  static constexpr int rate = 48'000;
  std::vector<float> samples_;
};

}  // namespace seodang::test
