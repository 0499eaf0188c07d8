#include "room/job_encoder.hpp"

#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <cmath>

#include "room/descriptions.hpp"
#include "room/job_title.hpp"
#include "room/job_writer.hpp"

namespace seodang::room {

namespace {

constexpr GstClockTime patience = 600 * GST_SECOND;
constexpr guint64 most_waiting_pictures = 4;

std::string description(const Encoder::Format& format) {
  std::string text =
      "webmmux name=mux min-index-interval=1000000000 ! filesink name=file buffer-mode=full "
      "buffer-size=1048576"
      " async=false sync=false appsrc name=picture format=time block=false max-bytes=0"
      " caps=video/x-raw,format=I420,pixel-aspect-ratio=1/1,colorimetry=" +
      std::string(Canvas::colorimetry) + ",width=" + std::to_string(format.width) +
      ",height=" + std::to_string(format.height) + ",framerate=" + std::to_string(format.fps) + "/1";
  if (format.sound)
    text +=
        " appsrc name=sound format=time block=false max-bytes=0"
        " caps=audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved";
  return text;
}

/// A description between a source and the muxer.
Result<> put_between(const Descriptions& descriptions, const char* file, GstElement* pipeline,
                     GstElement* source) {
  auto bin = descriptions.build(file);
  if (!bin) return bin.error();
  const Error broken{Code::wrong_state,
                     "pipelines/" + std::string(file) + ".launch: gives nothing that WebM can hold"};
  auto last = GRef<GstPad>::take(gst_bin_find_unlinked_pad(GST_BIN(bin->get()), GST_PAD_SRC));
  if (!last) return broken;
  gst_element_add_pad(bin->get(), gst_ghost_pad_new("src", last.get()));
  gst_bin_add(GST_BIN(pipeline), bin->get());
  auto mux = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline), "mux"));
  return gst_element_link_many(source, bin->get(), mux.get(), nullptr) ? Result<>() : broken;
}

void send(const GRef<GstElement>& source, GRef<GstBuffer> buffer, int64_t at_us, int64_t duration_us) {
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(at_us) * GST_USECOND;
  GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(duration_us) * GST_USECOND;
  gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer.release());
}

}  // namespace

Result<std::unique_ptr<Encoder>> Encoder::open(const std::string& path, const std::string& title,
                                               const Format& format, const std::string& pipelines) {
  const Result<Descriptions> descriptions = Descriptions::load(pipelines, "compose.");
  if (!descriptions) return descriptions.error();
  GPtr<GError> error;
  std::unique_ptr<Encoder> encoder(new Encoder);
  encoder->pipeline_ = GRef<GstElement>::sink(gst_parse_launch(description(format).c_str(), out(error)));
  if (error) return {Code::media_failed, error->message};
  GstBin* bin = GST_BIN(encoder->pipeline_.get());
  const auto part = [bin](const char* name) {
    return GRef<GstElement>::take(gst_bin_get_by_name(bin, name));
  };
  g_object_set(part("file").get(), "location", path.c_str(), nullptr);
  if (!title.empty()) {
    gst_tag_setter_add_tags(GST_TAG_SETTER(part("mux").get()), GST_TAG_MERGE_REPLACE, GST_TAG_TITLE,
                            title_placeholder(title).c_str(), nullptr);
  }
  encoder->picture_ = part("picture");
  encoder->sound_ = part("sound");
  GstElement *pipeline = encoder->pipeline_.get(), *picture = encoder->picture_.get();
  if (Result<> well = put_between(*descriptions, "compose.video", pipeline, picture); !well)
    return well.error();
  if (Result<> well = format.sound
                          ? put_between(*descriptions, "compose.audio", pipeline, encoder->sound_.get())
                          : Result<>();
      !well)
    return well.error();
  encoder->bus_ = GRef<GstBus>::take(gst_element_get_bus(encoder->pipeline_.get()));
  if (gst_element_set_state(encoder->pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return {Code::storage_full, path + " cannot be written"};
  return encoder;
}

Encoder::~Encoder() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

Result<> Encoder::picture(GRef<GstBuffer> buffer, int64_t at_us, int64_t duration_us) {
  constexpr GstClockTime pause = 5 * GST_MSECOND;
  const guint64 most = most_waiting_pictures * gst_buffer_get_size(buffer.get());
  do {
    const bool full = gst_app_src_get_current_level_bytes(GST_APP_SRC(picture_.get())) >= most;
    if (Result<> well = look(full ? pause : 0); !well) return well;
  } while (gst_app_src_get_current_level_bytes(GST_APP_SRC(picture_.get())) >= most);
  send(picture_, std::move(buffer), at_us, duration_us);
  return {};
}

void Encoder::sound(const std::vector<float>& block, int64_t at_us, int64_t duration_us) {
  auto buffer =
      GRef<GstBuffer>::take(gst_buffer_new_allocate(nullptr, block.size() * sizeof(int16_t), nullptr));
  GstMapInfo map;
  gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE);
  auto* to = reinterpret_cast<int16_t*>(map.data);
  for (size_t i = 0; i < block.size(); i++)
    to[i] = static_cast<int16_t>(std::lround(std::clamp(block[i], -1.0F, 1.0F) * 32767));
  gst_buffer_unmap(buffer.get(), &map);
  send(sound_, std::move(buffer), at_us, duration_us);
}

Result<> Encoder::finish() {
  gst_app_src_end_of_stream(GST_APP_SRC(picture_.get()));
  if (sound_) gst_app_src_end_of_stream(GST_APP_SRC(sound_.get()));
  if (Result<> well = look(patience); !well) return well;
  return finished_ ? Result<>() : Result<>(Code::media_failed, "the file was not finished in time");
}

/// For so long, or until the end: the bus forgets what is not asked for.
Result<> Encoder::look(GstClockTime wait) {
  auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
      bus_.get(), wait, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) return error_of(message.get());
  finished_ = finished_ || message;
  return {};
}

}  // namespace seodang::room
