#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/gst.hpp"
#include "room/job_canvas.hpp"
#include "room/job_track.hpp"

namespace seodang::room {

/// Drawn pictures and mixed sound into one WebM file with cues, duration and title (its placeholder: see
/// put_title()).
class Encoder {
 public:
  struct Format {
    int width = 0, height = 0, fps = 0;
    bool sound = false;
  };
  /// The file `path` is opened here: the process may be locked afterwards. Errors: wrong_state (a description
  /// is broken), media_failed, storage_full.
  static Result<std::unique_ptr<Encoder>> open(const std::string& path, const std::string& title,
                                               const Format& format, const std::string& pipelines);
  ~Encoder();

  /// Times are the file's. Waits while some pictures are still to be encoded. Errors: storage_full,
  /// media_failed.
  Result<> picture(GRef<GstBuffer> buffer, int64_t at_us, int64_t duration_us);
  void sound(const std::vector<float>& block, int64_t at_us, int64_t duration_us);
  /// Blocking, until the file is whole. Errors: storage_full, media_failed.
  Result<> finish();

 private:
  Encoder() = default;
  Result<> look(GstClockTime wait);

  // Owned.
  GRef<GstElement> pipeline_, picture_, sound_;
  GRef<GstBus> bus_;
  bool finished_ = false;
};

}  // namespace seodang::room
