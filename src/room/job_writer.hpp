#pragma once

#include <deque>
#include <string>

#include "base/gst.hpp"
#include "room/job.hpp"
#include "room/job_poster.hpp"
#include "room/job_track.hpp"

namespace seodang::room {

/// The first error on a pipeline's bus: storage_full if a file could not be written, else media_failed.
Error error_of(GstMessage* message);

/// Packets of a picture and of a sound, as they are, into one WebM file with cues, duration and title. The
/// muxer brings the tracks into the order of their times; it has never more than some MiB of each.
class JoinWriter {
 public:
  /// The file `path` is opened here: the process may be locked afterwards. Of the title it will have the
  /// placeholder: see put_title(). Errors: media_failed,
  /// storage_full.
  static Result<std::unique_ptr<JoinWriter>> open(const std::string& path, const std::string& title,
                                                  std::span<JoinTrack> tracks);
  ~JoinWriter();

  /// All packets, from UTC `from_us` (the file's time 0) to `to_us`; sound is silent where there is none.
  /// Blocking. Errors: storage_full, media_failed.
  Result<> write(Span span, Poster& poster, const Progress& progress);

 private:
  /// A track on its way into the muxer.
  struct Feed {
    JoinTrack& track;
    GRef<GstElement> source;
    int64_t cursor_us = 0;                    ///< sound: until here there is some
    std::optional<TrackPacket> waiting = {};  ///< comes behind the silence
    bool ended = false;
  };
  explicit JoinWriter(GRef<GstElement> pipeline) : pipeline_(std::move(pipeline)) {}
  void feed(Feed& feed, Span span, Poster& poster);
  bool fill(Feed& feed, int64_t until_us, Span span);
  void push(Feed& feed, const TrackPacket& packet, Span span, Poster& poster);
  Result<> look(GstClockTime wait);

  // Owned.
  GRef<GstElement> pipeline_;
  GRef<GstBus> bus_;
  std::deque<Feed> feeds_;
  size_t bytes_ = 0, done_ = 0;
  bool finished_ = false;
};

}  // namespace seodang::room
