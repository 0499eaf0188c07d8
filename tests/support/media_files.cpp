#include "support/media_files.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "base/gst.hpp"

namespace seodang::test {

namespace {

/// A pipeline that is played to its end.
class Play {
 public:
  explicit Play(const std::string& text) {
    GPtr<GError> error;
    pipeline_ = GRef<GstElement>::sink(gst_parse_launch(text.c_str(), out(error)));
    EXPECT_FALSE(error) << error->message;
  }
  ~Play() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }
  void start() { gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING); }
  GRef<GstElement> part(const char* name) const {
    return GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline_.get()), name));
  }
  GstElement* get() const { return pipeline_.get(); }
  /// To the end.
  void finish() const {
    auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline_.get()));
    auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
        bus.get(), 50 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    EXPECT_TRUE(message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS);
  }

 private:
  GRef<GstElement> pipeline_;
};

void push(GstElement* source, const std::string& bytes, GstClockTime at, GstClockTime duration) {
  GstBuffer* buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
  GST_BUFFER_PTS(buffer) = at;
  GST_BUFFER_DURATION(buffer) = duration;
  gst_app_src_push_buffer(GST_APP_SRC(source), buffer);
}

std::string bytes_of(GstSample* sample) {
  GstMapInfo map;
  gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ);
  std::string bytes(reinterpret_cast<const char*>(map.data), map.size);
  gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
  return bytes;
}

int64_t ms_of(GstSample* sample) {
  return static_cast<int64_t>((GST_BUFFER_PTS(gst_sample_get_buffer(sample)) + GST_MSECOND / 2) /
                              GST_MSECOND);
}

}  // namespace

void write_pictures(const std::string& path, const PictureFile& file) {
  const std::string size = "width=" + std::to_string(file.width) + ",height=" + std::to_string(file.height);
  Play play("appsrc name=in format=time block=true max-bytes=4000000 caps=video/x-raw,format=RGB," + size +
            ",framerate=" + std::to_string(file.fps) + "/1 ! videoconvert ! vp8enc deadline=1 cpu-used=8 " +
            "target-bitrate=300000 keyframe-max-dist=" + std::to_string(file.keyframe_every) +
            " ! rtpvp8pay ! rtpvp8depay ! webmmux ! filesink buffer-mode=unbuffered location=" + path);
  play.start();
  const auto in = play.part("in");
  // RGB rows are padded to four bytes.
  const size_t row = (static_cast<size_t>(file.width) * 3 + 3) / 4 * 4;
  for (int i = 0; i < file.frames; i++) {
    const Colour colour = file.colour(i);
    std::string line(row, '\0'), picture;
    for (size_t x = 0; x < static_cast<size_t>(file.width) * 3; x++)
      line[x] = static_cast<char>(colour >> (16 - 8 * (x % 3)) & 0xff);
    for (int y = 0; y < file.height; y++) picture += line;
    const auto step = GST_SECOND / static_cast<GstClockTime>(file.fps);
    push(in.get(), picture, static_cast<GstClockTime>(i) * GST_SECOND / static_cast<GstClockTime>(file.fps),
         step);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  play.finish();
}

namespace {

/// As a browser's packets: 20 ms each from 0 on; opusenc's own times leave out what its encoder needs to
/// begin.
GstPadProbeReturn number_packet(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto& [next, end] = *static_cast<std::pair<GstClockTime, GstClockTime>*>(data);
  if (next >= end) return GST_PAD_PROBE_DROP;
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  info->data = buffer;
  GST_BUFFER_PTS(buffer) = next;
  GST_BUFFER_DURATION(buffer) = 20 * GST_MSECOND;
  next += 20 * GST_MSECOND;
  return GST_PAD_PROBE_OK;
}

}  // namespace

void write_sound(const std::string& path, double seconds, const std::function<double(double)>& sample) {
  Play play(
      "appsrc name=in format=time block=true max-bytes=1000000"
      " caps=audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2 ! opusenc name=enc "
      "bitrate=64000 ! "
      "rtpopuspay ! rtpopusdepay ! webmmux ! filesink buffer-mode=unbuffered location=" +
      path);
  std::pair<GstClockTime, GstClockTime> times{0, static_cast<GstClockTime>(seconds * GST_SECOND)};
  const auto encoder = play.part("enc");
  auto pad = GRef<GstPad>::take(gst_element_get_static_pad(encoder.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, number_packet, &times, nullptr);
  play.start();
  const auto in = play.part("in");
  constexpr int block = 960;
  for (int i = 0; i < static_cast<int>(std::lround(seconds * 50)); i++) {
    std::string bytes;
    for (int j = 0; j < block; j++) {
      const auto value = static_cast<int16_t>(32'000 * sample((i * block + j) / 48'000.0));
      for (int channel = 0; channel < 2; channel++)
        bytes.append({static_cast<char>(value), static_cast<char>(value >> 8)});
    }
    push(in.get(), bytes, static_cast<GstClockTime>(i) * 20 * GST_MSECOND, 20 * GST_MSECOND);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  play.finish();
}

std::function<double(double)> tone(double hertz) {
  return [hertz](double at) { return 0.5 * std::sin(2 * std::numbers::pi * hertz * at); };
}

Colour Picture::at(double x, double y) const {
  const size_t row = (static_cast<size_t>(width) * 3 + 3) / 4 * 4;
  const size_t offset = static_cast<size_t>(y * height) * row + static_cast<size_t>(x * width) * 3;
  Colour colour = 0;
  for (size_t i = 0; i < 3; i++)
    colour = colour << 8 | (static_cast<uint8_t>(rgb[offset + i]) > 127 ? 0xff : 0);
  return colour;
}

void decode_pictures(const std::string& path, const std::function<void(const Picture&)>& each,
                     int64_t from_ms) {
  Play play(
      "filesrc location=" + path +
      " ! matroskademux name=demux demux.video_0 ! queue ! vp8dec ! videoconvert ! video/x-raw,format=RGB ! "
      "appsink name=out sync=false max-buffers=4");
  const auto sink = play.part("out");
  gst_element_set_state(play.get(), GST_STATE_PAUSED);
  ASSERT_NE(gst_element_get_state(play.get(), nullptr, nullptr, 20 * GST_SECOND), GST_STATE_CHANGE_FAILURE)
      << path;
  if (from_ms > 0) {
    ASSERT_TRUE(gst_element_seek_simple(
        play.get(), GST_FORMAT_TIME, static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
        from_ms * static_cast<gint64>(GST_MSECOND)));
  }
  play.start();
  while (auto sample =
             GRef<GstSample>::take(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), 20 * GST_SECOND))) {
    Picture picture{ms_of(sample.get()), 0, 0, bytes_of(sample.get())};
    const GstStructure* caps = gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0);
    gst_structure_get_int(caps, "width", &picture.width);
    gst_structure_get_int(caps, "height", &picture.height);
    each(picture);
  }
}

std::vector<Seen> pictures_of(const std::string& path) {
  std::vector<Seen> seen;
  decode_pictures(path, [&seen](const Picture& picture) {
    seen.push_back({picture.ms, picture.middle(), picture.width});
  });
  return seen;
}

Sound::Sound(const std::string& path) {
  Play play("filesrc location=" + path +
            " ! matroskademux name=demux demux.audio_0 ! queue ! opusdec ! audioconvert ! "
            "audio/x-raw,format=F32LE,rate=48000,channels=1 ! appsink name=out sync=false max-buffers=4");
  const auto sink = play.part("out");
  play.start();
  while (auto sample =
             GRef<GstSample>::take(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), 20 * GST_SECOND))) {
    const std::string bytes = bytes_of(sample.get());
    const auto at = static_cast<size_t>(
        gst_util_uint64_scale_round(GST_BUFFER_PTS(gst_sample_get_buffer(sample.get())), rate, GST_SECOND));
    const size_t count = bytes.size() / sizeof(float);
    samples_.resize(std::max(samples_.size(), at + count));
    std::memcpy(samples_.data() + at, bytes.data(), count * sizeof(float));
  }
}

double Sound::tone(double hertz, double from_s, double to_s) const {
  const size_t from = std::min(samples_.size(), static_cast<size_t>(from_s * rate)),
               to = std::min(samples_.size(), static_cast<size_t>(to_s * rate));
  if (from >= to) return 0;
  const double turn = 2 * std::cos(2 * std::numbers::pi * hertz / rate);
  double one = 0, two = 0;
  for (size_t i = from; i < to; i++) two = std::exchange(one, samples_[i] + turn * one - two);
  return 2 * std::sqrt(one * one + two * two - turn * one * two) / static_cast<double>(to - from);
}

double Sound::peak(double from_s, double to_s) const {
  double peak = 0;
  for (auto i = static_cast<size_t>(from_s * rate);
       i < std::min(samples_.size(), static_cast<size_t>(to_s * rate)); i++)
    peak = std::max(peak, static_cast<double>(std::abs(samples_[i])));
  return peak;
}

double Sound::first_above(double level, double from_s) const {
  for (auto i = static_cast<size_t>(from_s * rate); i < samples_.size(); i++) {
    if (std::abs(samples_[i]) > level) return static_cast<double>(i) / rate;
  }
  return -1;
}

}  // namespace seodang::test
