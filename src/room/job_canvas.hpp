#pragma once

#include <gst/video/video.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "base/gst.hpp"
#include "room/job_layout.hpp"

namespace seodang::room {

/// White text as coverage, 0…255 by pixel.
struct Label {
  int width = 0, height = 0;
  std::string coverage;
};

/// A picture being drawn, I420.
class Canvas {
 public:
  Canvas(int width, int height);

  static constexpr const char* colorimetry = "bt601";
  const GstVideoInfo& info() const { return info_; }
  /// From now on another picture is drawn, all of the background's colour.
  void begin();
  /// What has been drawn; done with it.
  GRef<GstBuffer> end();

  /// A decoded picture, whole, in the middle of a box; I420.
  void picture(GstBuffer* buffer, const GstVideoInfo& info, const Box& box);
  /// A dark ground for a picture that may not fill its box.
  void ground(const Box& box) { fill(box, {48, 128, 128}); }
  /// A name at a box's lower left, on a shade.
  void label(const Label& label, const Box& box);
  /// A ring within a box: who speaks.
  void ring(const Box& box);

 private:
  struct Yuv {
    uint8_t y, u, v;
  };
  void fill(const Box& box, Yuv colour);
  uint8_t* row(int plane, int y);
  GstVideoConverter* converter(const GstVideoInfo& info, const Box& box);

  // Owned.
  GstVideoInfo info_;
  GRef<GstBuffer> buffer_;
  GstVideoFrame frame_{};
  struct Free {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  using Key = std::tuple<int, int, int, int, int, int>;
  std::map<Key, std::unique_ptr<GstVideoConverter, Free>> converters_;
};

}  // namespace seodang::room
