#include "support/recorded_file.hpp"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/gst.hpp"
#include "support/tone.hpp"

namespace seodang::test {

namespace {

GstPadProbeReturn note_keyframe(GstPad*, GstPadProbeInfo* info, gpointer file) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (!GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    static_cast<RecordedFile*>(file)->keyframes_us.push_back(
        static_cast<int64_t>(GST_BUFFER_PTS(buffer) / 1000));
  return GST_PAD_PROBE_OK;
}

void take_picture(RecordedFile& file, GstSample* sample) {
  GstVideoInfo info;
  GstVideoFrame frame;
  gst_video_info_from_caps(&info, gst_sample_get_caps(sample));
  if (!gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ)) return;
  const auto* pixel = static_cast<const guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                      info.height / 2 * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0) + info.width / 2 * 3;
  file.pictures.push_back({static_cast<int64_t>(GST_BUFFER_PTS(gst_sample_get_buffer(sample)) / 1000),
                           {pixel[0], pixel[1], pixel[2]},
                           info.height});
  gst_video_frame_unmap(&frame);
}

void take_sound(RecordedFile& file, GstSample* sample) {
  GstMapInfo map;
  if (!gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ)) return;
  const auto* samples = reinterpret_cast<const float*>(map.data);
  file.sound.insert(file.sound.end(), samples, samples + map.size / sizeof *samples);
  gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
}

void read_errors(GstElement* pipeline, RecordedFile& file) {
  auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline));
  constexpr auto bad = static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
  while (auto message = GRef<GstMessage>::take(gst_bus_pop_filtered(bus.get(), bad))) {
    GPtr<GError> error;
    GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR
        ? gst_message_parse_error(message.get(), out(error), nullptr)
        : gst_message_parse_warning(message.get(), out(error), nullptr);
    file.errors.push_back(error->message);
  }
}

}  // namespace

double RecordedFile::heard(int hertz) const {
  size_t windows = 0, heard = 0;
  for (size_t at = 0; at + sound_window <= sound.size(); at += sound_window) {
    windows++;
    heard += amplitude(std::ranges::subrange(sound.begin() + static_cast<ptrdiff_t>(at),
                                             sound.begin() + static_cast<ptrdiff_t>(at + sound_window)),
                       hertz) > audible;
  }
  return windows == 0 ? 0 : static_cast<double>(heard) / static_cast<double>(windows);
}

bool RecordedFile::shows_only(Colour colour) const {
  return !pictures.empty() && std::ranges::all_of(pictures, [&](const RecordedPicture& picture) {
    return near(picture.colour, colour);
  });
}

RecordedFile decode(const std::string& path) {
  RecordedFile file;
  const bool audio = path.find("microphone") != std::string::npos || path.find("audio") != std::string::npos;
  const std::string launch = "filesrc location=" + path + " ! matroskademux name=demux ! queue ! " +
                             (audio ? "opusdec name=decoder ! audioconvert ! audiorate ! "
                                      "audio/x-raw,format=F32LE,channels=1,rate=48000"
                                    : "vp8dec name=decoder ! videoconvert ! video/x-raw,format=RGB") +
                             " ! appsink name=sink sync=false";
  GPtr<GError> error;
  auto pipeline = GRef<GstElement>::sink(gst_parse_launch(launch.c_str(), out(error)));
  EXPECT_TRUE(pipeline) << error->message;
  auto decoder = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "decoder"));
  auto sink = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "sink"));
  auto pad = GRef<GstPad>::take(gst_element_get_static_pad(decoder.get(), "sink"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, note_keyframe, &file, nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  while (auto sample =
             GRef<GstSample>::take(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), 5 * GST_SECOND)))
    audio ? take_sound(file, sample.get()) : take_picture(file, sample.get());
  read_errors(pipeline.get(), file);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return file;
}

std::vector<Json> read_sidecar(const std::string& path) {
  std::vector<Json> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    Result<Json> json = Json::parse(line);
    EXPECT_TRUE(json) << line;
    if (json) lines.push_back(*json);
  }
  return lines;
}

}  // namespace seodang::test
