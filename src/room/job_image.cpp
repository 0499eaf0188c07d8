#include "room/job_image.hpp"

#include <array>
#include <string>

#include "base/gst.hpp"
#include "base/log.hpp"
#include "room/job_file.hpp"
#include "room/job_image_header.hpp"
#include "room/job_limits.hpp"

namespace seodang::room {

namespace {

constexpr GstClockTime patience = 5 * GST_SECOND;

/// By ImageFormat.
constexpr std::array decoders{"jpegparse ! jpegdec", "pngdec", "webpdec"};

/// Leaves the file at its beginning.
Result<ImageHeader> header_of(const File& file) {
  if (file.size() > most_image_bytes) return {Code::too_large, "a picture has at most 5 MiB"};
  std::string bytes(file.size(), '\0');
  const ssize_t got = pread(file.fd(), bytes.data(), bytes.size(), 0);
  bytes.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  return read_image_header(bytes);
}

std::string description(ImageFormat format, int in, int out) {
  const std::string side = std::to_string(profile_image_side);
  return "fdsrc blocksize=65536 fd=" + std::to_string(in) + " ! " + decoders[static_cast<size_t>(format)] +
         " ! videoconvert ! videoflip video-direction=auto ! aspectratiocrop aspect-ratio=1/1"
         " ! videoscale method=lanczos ! videoconvert"
         " ! video/x-raw,format=I420,pixel-aspect-ratio=1/1,width=" +
         side + ",height=" + side +
         " ! jpegenc quality=85 snapshot=true ! fdsink sync=false fd=" + std::to_string(out);
}

/// Plays it to its end; what went wrong is for the log: to people every damage is the same.
bool play(GstElement* pipeline) {
  auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline));
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
      bus.get(), patience, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return true;
  GPtr<GError> error;
  if (message) gst_message_parse_error(message.get(), out(error), nullptr);
  log_info("job", "the picture is refused: %s", error ? error->message : "no end in time");
  return false;
}

}  // namespace

Result<Json> make_profile_image(const Json& params) {
  const std::string from = params["source"].string_or(""), to = params["target"].string_or("");
  const File source(from, O_RDONLY | O_NONBLOCK);
  if (source.fd() < 0) return not_opened(from);
  const Result<ImageHeader> header = header_of(source);
  if (!header) return header.error();
  const File target(to, O_WRONLY | O_CREAT | O_EXCL);
  if (target.fd() < 0) return not_opened(to);
  gst_init(nullptr, nullptr);
  GPtr<GError> error;
  auto pipeline = GRef<GstElement>::sink(
      gst_parse_launch(description(header->format, source.fd(), target.fd()).c_str(), out(error)));
  if (error) return {Code::internal, error->message};
  if (Result<> locked = lock_process(); !locked) return locked.error();
  const bool whole = play(pipeline.get());
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  if (!whole || target.size() == 0) return {Code::invalid_params, "the picture is damaged: choose another"};
  return Json::object({{"width", header->width}, {"height", header->height}});
}

}  // namespace seodang::room
