#include "room/job_label.hpp"

#include <gst/app/gstappsink.h>

#include <algorithm>

namespace seodang::room {

namespace {

constexpr GstClockTime patience = 20 * GST_SECOND;

GRef<GstSample> rendered(const std::string& name, int height, int width) {
  const std::string text =
      "videotestsrc num-buffers=1 pattern=black ! video/x-raw,format=GRAY8,framerate=1/1,width=" +
      std::to_string(width) + ",height=" + std::to_string(height) +
      " ! videoconvert ! video/x-raw,format=I420 ! textoverlay name=text halignment=left valignment=center "
      "xpad=8 "
      "ypad=0 wrap-mode=none draw-shadow=false draw-outline=false auto-resize=false font-desc=\"Sans " +
      std::to_string(height * 9 / 16) + "px\" ! appsink name=out sync=false";
  auto pipeline = GRef<GstElement>::sink(gst_parse_launch(text.c_str(), nullptr));
  auto overlay =
      pipeline ? GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "text")) : nullptr;
  if (!overlay) return nullptr;
  const GPtr<char> escaped(g_markup_escape_text(name.c_str(), -1));
  g_object_set(overlay.get(), "text", escaped.get(), nullptr);
  auto sink = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto sample = GRef<GstSample>::take(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), patience));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return sample;
}

}  // namespace

Result<Label> render_label(const std::string& name, int height, int most_width) {
  constexpr int margin = 8, black = 16, range = 219;
  const auto sample = rendered(name, height, most_width);
  GstVideoInfo info;
  GstVideoFrame frame;
  if (!sample || !gst_video_info_from_caps(&info, gst_sample_get_caps(sample.get())) ||
      !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample.get()), GST_MAP_READ))
    return {Code::media_failed, "names cannot be drawn: GStreamer's pango plugin is missing"};
  const auto light = [&frame](int x, int y) {
    return *(static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
             y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0) + x);
  };
  int right = 0;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < most_width; x++)
      if (light(x, y) > black + 8) right = std::max(right, x);
  Label label{std::min(most_width, (right + margin) / 2 * 2), height, {}};
  for (int y = 0; y < height; y++)
    for (int x = 0; x < label.width; x++)
      label.coverage += static_cast<char>(std::clamp((light(x, y) - black) * 255 / range, 0, 255));
  gst_video_frame_unmap(&frame);
  return label;
}

}  // namespace seodang::room
