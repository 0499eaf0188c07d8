#include "room/job_canvas.hpp"

#include <algorithm>
#include <cstring>

namespace seodang::room {

namespace {

constexpr size_t most_converters = 64;
constexpr int ring_width = 4;

}  // namespace

Canvas::Canvas(int width, int height) {
  gst_video_info_set_format(&info_, GST_VIDEO_FORMAT_I420, static_cast<guint>(width),
                            static_cast<guint>(height));
  gst_video_colorimetry_from_string(&info_.colorimetry, colorimetry);
}

void Canvas::begin() {
  buffer_ = GRef<GstBuffer>::take(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info_), nullptr));
  gst_video_frame_map(&frame_, &info_, buffer_.get(), GST_MAP_READWRITE);
  fill({0, 0, GST_VIDEO_INFO_WIDTH(&info_), GST_VIDEO_INFO_HEIGHT(&info_)}, {24, 128, 128});
}

GRef<GstBuffer> Canvas::end() {
  gst_video_frame_unmap(&frame_);
  return std::exchange(buffer_, nullptr);
}

uint8_t* Canvas::row(int plane, int y) {
  const auto p = static_cast<guint>(plane);
  return static_cast<uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, p)) +
         y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, p);
}

void Canvas::fill(const Box& box, Yuv colour) {
  for (int y = box.y; y < box.y + box.height; y++)
    std::memset(row(0, y) + box.x, colour.y, static_cast<size_t>(box.width));
  for (int y = box.y / 2; y < (box.y + box.height) / 2; y++) {
    std::memset(row(1, y) + box.x / 2, colour.u, static_cast<size_t>(box.width / 2));
    std::memset(row(2, y) + box.x / 2, colour.v, static_cast<size_t>(box.width / 2));
  }
}

/// Made once for each size in each place.
GstVideoConverter* Canvas::converter(const GstVideoInfo& info, const Box& box) {
  const Key key{
      GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info), box.x, box.y, box.width, box.height};
  if (const auto known = converters_.find(key); known != converters_.end()) return known->second.get();
  if (converters_.size() >= most_converters) converters_.clear();
  GstVideoInfo from = info;
  from.colorimetry = info_.colorimetry;  // as every VP8 is taken
  GstStructure* options =
      gst_structure_new("options", GST_VIDEO_CONVERTER_OPT_DEST_X, G_TYPE_INT, box.x,
                        GST_VIDEO_CONVERTER_OPT_DEST_Y, G_TYPE_INT, box.y, GST_VIDEO_CONVERTER_OPT_DEST_WIDTH,
                        G_TYPE_INT, box.width, GST_VIDEO_CONVERTER_OPT_DEST_HEIGHT, G_TYPE_INT, box.height,
                        GST_VIDEO_CONVERTER_OPT_FILL_BORDER, G_TYPE_BOOLEAN, FALSE, nullptr);
  return converters_.emplace(key, gst_video_converter_new(&from, &info_, options)).first->second.get();
}

void Canvas::picture(GstBuffer* buffer, const GstVideoInfo& info, const Box& box) {
  GstVideoFrame from;
  if (!gst_video_frame_map(&from, &info, buffer, GST_MAP_READ)) return;
  const Box to = fit(GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info), box);
  if (GstVideoConverter* one = converter(info, to)) gst_video_converter_frame(one, &from, &frame_);
  gst_video_frame_unmap(&from);
}

void Canvas::label(const Label& label, const Box& box) {
  constexpr int shade = 2;  // fifths of the picture's light that stay
  const int width = std::min(label.width, box.width) / 2 * 2,
            height = std::min(label.height, box.height) / 2 * 2;
  const int top = box.y + box.height - height;
  for (int y = 0; y < height; y++) {
    uint8_t* light = row(0, top + y) + box.x;
    const char* coverage = label.coverage.data() + y * label.width;
    for (int x = 0; x < width; x++) {
      const int dark = 16 + (light[x] - 16) * shade / 5, over = static_cast<uint8_t>(coverage[x]);
      light[x] = static_cast<uint8_t>(std::clamp(dark + (235 - dark) * over / 255, 0, 255));
    }
  }
  for (int y = top / 2; y < (top + height) / 2; y++) {
    for (const int plane : {1, 2}) {
      uint8_t* colour = row(plane, y) + box.x / 2;
      for (int x = 0; x < width / 2; x++)
        colour[x] = static_cast<uint8_t>(128 + (colour[x] - 128) * shade / 5);
    }
  }
}

void Canvas::ring(const Box& box) {
  constexpr Yuv colour{170, 70, 50};  // a light green
  fill({box.x, box.y, box.width, ring_width}, colour);
  fill({box.x, box.y + box.height - ring_width, box.width, ring_width}, colour);
  fill({box.x, box.y, ring_width, box.height}, colour);
  fill({box.x + box.width - ring_width, box.y, ring_width, box.height}, colour);
}

}  // namespace seodang::room
