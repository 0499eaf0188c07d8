#pragma once

#include <gst/video/video.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "room/job_decoder.hpp"
#include "room/job_track.hpp"

namespace seodang::room {

/// A camera or screen being played: what it shows at a time.
class PlayedPicture {
 public:
  explicit PlayedPicture(JoinTrack track);

  const JoinTrack& track() const { return track_; }
  /// Whether its source is on: there are pictures at that time.
  bool present(int64_t utc_us) const;
  /// Decodes until then; times only go on.
  void advance(int64_t utc_us);
  GstBuffer* buffer() const { return buffer_.get(); }  ///< null: none yet
  const GstVideoInfo& info() const { return info_; }

 private:
  // Owned.
  JoinTrack track_;
  std::vector<Span> on_;
  Decoder decoder_;
  std::optional<TrackPacket> next_;
  GRef<GstBuffer> buffer_;
  GstVideoInfo info_{};
};

/// A microphone or a screen's sound being played.
class PlayedSound {
 public:
  static constexpr int rate = 48'000, channels = 2, block = 960;  ///< 20 ms

  explicit PlayedSound(JoinTrack track);

  const JoinTrack& track() const { return track_; }
  /// Adds the next block's samples, which begin at `utc_us`, to `mix`; how loud they are (mean square, full
  /// scale 1). Blocks follow each other without a gap.
  double add(int64_t utc_us, std::vector<float>& mix);

 private:
  void decode_until(int64_t utc_us);
  void decoded(GstBuffer* buffer);

  // Owned.
  JoinTrack track_;
  Decoder decoder_;
  std::optional<TrackPacket> next_;
  std::vector<int16_t> samples_;  ///< decoded and not yet mixed
  int64_t begin_us_ = 0;          ///< UTC of their first
};

/// One of a recording's people.
struct Person {
  std::string name;
  std::unique_ptr<PlayedPicture> camera, screen;  ///< null: never
  std::vector<std::unique_ptr<PlayedSound>> sounds;
  size_t microphones = 0;  ///< the first so many sounds say whether they speak
};

/// Opens the segments of `people` in an interval: `[{name, camera, microphone, screen, screenAudio}]`, each
/// `[{path}]`.
std::vector<Person> open_people(const Json& people, Span interval);

}  // namespace seodang::room
