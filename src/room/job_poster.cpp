#include "room/job_poster.hpp"

#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <string>

#include "room/job_writer.hpp"

namespace seodang::room {

namespace {

constexpr size_t most_bytes = 16U << 20;
constexpr GstClockTime patience = 10 * GST_SECOND;

std::string description(Poster::Kind kind, PictureSize size, int fd) {
  const unsigned width = std::min(size.width, Poster::most_width);
  const unsigned height = std::max(size.height * width / std::max(size.width, 1U), 2U);
  const std::string caps =
      kind == Poster::Kind::vp8 ? "video/x-vp8" : "video/x-raw,format=I420,framerate=0/1,colorimetry=bt601";
  return "appsrc name=in format=time caps=" + caps + ",width=" + std::to_string(size.width) +
         ",height=" + std::to_string(size.height) + (kind == Poster::Kind::vp8 ? " ! vp8dec threads=1" : "") +
         " ! videoconvert ! videoscale ! video/x-raw,format=I420,pixel-aspect-ratio=1/1,width=" +
         std::to_string(width) + ",height=" + std::to_string(height) +
         " ! jpegenc quality=80 snapshot=true ! fdsink async=false sync=false fd=" + std::to_string(fd);
}

}  // namespace

Poster::~Poster() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

Result<> Poster::prepare(Kind kind, PictureSize size, int fd) {
  GPtr<GError> error;
  pipeline_ = GRef<GstElement>::sink(gst_parse_launch(description(kind, size, fd).c_str(), out(error)));
  if (error) return {Code::media_failed, error->message};
  return {};
}

void Poster::offer(const GRef<GstBuffer>& packet, bool keyframe, int64_t at_us) {
  if (found_) return;
  if (keyframe) {
    packets_.clear();
    bytes_ = 0;
  }
  bytes_ += gst_buffer_get_size(packet.get());
  packets_.push_back(packet);
  found_ = at_us >= time_us || bytes_ > most_bytes;
}

Result<> Poster::write() const {
  if (packets_.empty()) return {Code::media_failed, "there is no picture"};
  auto source = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "in"));
  auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline_.get()));
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  for (const GRef<GstBuffer>& packet : packets_) {
    auto copy = GRef<GstBuffer>::take(gst_buffer_copy(packet.get()));
    // Only the last one comes out of the decoder.
    if (packet != packets_.back()) GST_BUFFER_FLAG_SET(copy.get(), GST_BUFFER_FLAG_DECODE_ONLY);
    gst_app_src_push_buffer(GST_APP_SRC(source.get()), copy.release());
  }
  gst_app_src_end_of_stream(GST_APP_SRC(source.get()));
  auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
      bus.get(), patience, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (!message) return {Code::media_failed, "the picture was not made in time"};
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) return error_of(message.get());
  return {};
}

}  // namespace seodang::room
