#pragma once

#include <vector>

#include "base/gst.hpp"
#include "base/result.hpp"
#include "room/job_track.hpp"

namespace seodang::room {

/// A small picture of a recording: the first at least a second in, else its last.
class Poster {
 public:
  static constexpr int64_t time_us = 1'000'000;
  static constexpr unsigned most_width = 640;

  /// What the pictures are: VP8 of at most this size, or I420 of this size.
  enum class Kind { vp8, raw };
  /// As JPEG to an open file. The process may be locked afterwards. Errors: media_failed.
  Result<> prepare(Kind kind, PictureSize size, int fd);
  ~Poster();

  /// The pictures of the recording in their order; `keyframe` ones need none before them.
  void offer(const GRef<GstBuffer>& packet, bool keyframe, int64_t at_us);
  /// Blocking. Errors: media_failed (there is none, or it cannot be decoded), storage_full.
  Result<> write() const;

 private:
  GRef<GstElement> pipeline_;
  std::vector<GRef<GstBuffer>> packets_;  ///< from the last keyframe on
  size_t bytes_ = 0;
  bool found_ = false;
};

}  // namespace seodang::room
