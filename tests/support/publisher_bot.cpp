#include "support/publisher_bot.hpp"

#include <gst/rtp/rtp.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace seodang::test {

namespace {

constexpr int level_id = 1;
constexpr const char* level_uri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
constexpr int vp8_payload = 96, opus_payload = 111;

// 15 pictures per second, keyframes only when somebody asks for one.
std::string picture(Colour colour, int width, int height) {
  char text[512];
  snprintf(
      text, sizeof text,
      "videotestsrc is-live=true pattern=solid-color foreground-color=%u ! valve name=valve drop=true ! "
      "video/x-raw,format=I420,width=%d,height=%d,framerate=15/1 ! "
      "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=9000 error-resilient=default target-bitrate=60000 ! "
      "rtpvp8pay name=pay pt=%d picture-id-mode=15-bit",
      0xff000000u | static_cast<unsigned>(colour.red) << 16 | static_cast<unsigned>(colour.green) << 8 |
          static_cast<unsigned>(colour.blue),
      width, height, vp8_payload);
  return text;
}

/// Noise of coarse grain: no colour of its own, but it fills any bitrate.
std::string detailed_picture(int width, int height, int rate, int bits_per_second) {
  char text[640];
  snprintf(text, sizeof text,
           "videotestsrc is-live=true pattern=snow ! valve name=valve drop=true ! "
           "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! videoscale ! "
           "video/x-raw,width=%d,height=%d ! vp8enc deadline=1 cpu-used=8 keyframe-max-dist=%d "
           "error-resilient=default end-usage=cbr target-bitrate=%d ! "
           "rtpvp8pay name=pay pt=%d picture-id-mode=15-bit mtu=1200",
           width / 4, height / 4, rate, width, height, 3 * rate, bits_per_second, vp8_payload);
  return text;
}

/// Frequencies below 8 kHz at a low rate: only then is there in-band FEC.
std::string voice(int hertz) {
  return "audiotestsrc is-live=true samplesperbuffer=960 volume=0.3 freq=" + std::to_string(hertz) +
         " ! valve name=valve drop=true ! audio/x-raw,rate=48000,channels=1 ! "
         "opusenc audio-type=voice bandwidth=wideband bitrate=24000 inband-fec=true "
         "packet-loss-percentage=20 ! "
         "rtpopuspay name=pay pt=" +
         std::to_string(opus_payload);
}

std::string tone(int hertz) {
  return "audiotestsrc is-live=true samplesperbuffer=960 volume=0.3 freq=" + std::to_string(hertz) +
         " ! valve name=valve drop=true ! audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay name=pay "
         "pt=" +
         std::to_string(opus_payload);
}

/// A pad's raw buffer, to be changed.
template <typename F>
GstPadProbeReturn change(GstPadProbeInfo* info, F function) {
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READWRITE)) {
    function(map);
    gst_buffer_unmap(buffer, &map);
  }
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}

/// Each block of 16 × 16 gets a brightness of its own: I420, of sizes that blocks fill.
GstPadProbeReturn roughen_picture(GstPad* pad, GstPadProbeInfo* info, gpointer) {
  constexpr int block = 16, most = 12;
  auto caps = GRef<GstCaps>::take(gst_pad_get_current_caps(pad));
  GstVideoInfo video;
  if (!caps || !gst_video_info_from_caps(&video, caps.get())) return GST_PAD_PROBE_OK;
  return change(info, [&video](GstMapInfo& map) {
    for (int y = 0; y < video.height; y += block) {
      for (int x = 0; x < video.width; x += block) {
        const int more = g_random_int_range(-most, most + 1);
        for (int i = 0; i < block * block; i++) {
          guint8& pixel = map.data[(y + i / block) * video.stride[0] + x + i % block];
          pixel = static_cast<guint8>(std::clamp(pixel + more, 0, 255));
        }
      }
    }
  });
}

GstPadProbeReturn roughen_sound(GstPad*, GstPadProbeInfo* info, gpointer) {
  constexpr int most = 200;
  return change(info, [](GstMapInfo& map) {
    auto* samples = reinterpret_cast<gint16*>(map.data);
    for (gsize i = 0; i < map.size / sizeof *samples; i++)
      samples[i] = static_cast<gint16>(samples[i] + g_random_int_range(-most, most + 1));
  });
}

GRef<GstCaps> caps_of(bool audio, uint32_t ssrc) {
  GstCaps* caps =
      audio
          ? gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "audio", "encoding-name",
                                G_TYPE_STRING, "OPUS", "clock-rate", G_TYPE_INT, 48000, "payload", G_TYPE_INT,
                                opus_payload, "encoding-params", G_TYPE_STRING, "2", "useinbandfec",
                                G_TYPE_STRING, "1", "ssrc", G_TYPE_UINT, ssrc, nullptr)
          : gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "video", "encoding-name",
                                G_TYPE_STRING, "VP8", "clock-rate", G_TYPE_INT, 90000, "payload", G_TYPE_INT,
                                vp8_payload, "rtcp-fb-nack", G_TYPE_BOOLEAN, TRUE, "rtcp-fb-nack-pli",
                                G_TYPE_BOOLEAN, TRUE, "ssrc", G_TYPE_UINT, ssrc, nullptr);
  return GRef<GstCaps>::take(caps);
}

}  // namespace

PublisherBot::PublisherBot(RoomDriver& room, const std::string& participant, Colour colour, int tone_hz,
                           Sends sends)
    : Bot(room, participant, PeerKind::publish) {
  if (sends.audio) add_line(Source::microphone, 0, true, sends.lifelike ? voice(tone_hz) : tone(tone_hz));
  for (int layer = 0; layer < sends.layers; layer++) {
    add_line(Source::camera, layer, true,
             sends.lifelike ? detailed_picture(160 << layer, 96 << layer, 30, 200'000 << 2 * layer)
                            : picture(colour, 80 << layer, 48 << layer));
  }
  if (sends.screen)
    add_line(Source::screen, 0, true,
             sends.lifelike ? detailed_picture(320, 192, 10, 400'000) : picture(white, 160, 96));
  if (sends.screen_audio) add_line(Source::screen_audio, 0, true, tone(tone_hz + 2000));
  for (int i = 0; i < sends.not_announced; i++) {
    add_line(Source::camera, 2 + i, false, picture(white, 80, 48));
  }
  if (sends.unique) add_noise();
}

void PublisherBot::add_line(Source source, int layer, bool announced, const std::string& source_text) {
  Line line{{"", source, layer}, static_cast<uint32_t>(g_random_int_range(1, G_MAXINT32)), nullptr, nullptr};
  GPtr<GError> error;
  GstElement* made = gst_parse_bin_from_description(source_text.c_str(), TRUE, out(error));
  ASSERT_TRUE(made) << error->message;
  gst_bin_add(bin(), made);
  line.valve = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(made), "valve"));
  auto payloader = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(made), "pay"));
  g_object_set(payloader.get(), "ssrc", line.ssrc, nullptr);
  auto caps = caps_of(is_audio(source), line.ssrc);
  GstPadTemplate* sink = gst_element_get_pad_template(webrtcbin(), "sink_%u");
  line.sink = GRef<GstPad>::take(gst_element_request_pad(webrtcbin(), sink, nullptr, caps.get()));
  GRef<GstObject> transceiver;
  g_object_get(line.sink.get(), "transceiver", static_cast<GstObject**>(out(transceiver)), nullptr);
  g_object_set(transceiver.get(), "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY,
               "codec-preferences", caps.get(), "do-nack", static_cast<gboolean>(!is_audio(source)), nullptr);
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(made, "src"));
  if (source == Source::microphone)
    gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_BUFFER, add_level, this, nullptr);
  EXPECT_EQ(gst_pad_link(src.get(), line.sink.get()), GST_PAD_LINK_OK);
  line.announced = announced;
  lines_.push_back(std::move(line));
}

void PublisherBot::add_noise() {
  for (const Line& line : lines_) {
    auto raw = GRef<GstPad>::take(gst_element_get_static_pad(line.valve.get(), "src"));
    gst_pad_add_probe(raw.get(), GST_PAD_PROBE_TYPE_BUFFER,
                      is_audio(line.track.source) ? roughen_sound : roughen_picture, nullptr, nullptr);
  }
}

GstPadProbeReturn PublisherBot::add_level(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto level = static_cast<guint8>(static_cast<PublisherBot*>(data)->level_);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gst_rtp_buffer_map(buffer, GST_MAP_READWRITE, &rtp);
  gst_rtp_buffer_add_extension_onebyte_header(&rtp, level_id, &level, 1);
  gst_rtp_buffer_unmap(&rtp);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}

std::string PublisherBot::offer() {
  start();
  std::string sdp = create("create-offer", "offer");
  tracks_.clear();
  size_t at = 0;
  for (Line& line : lines_) {
    at = sdp.find("a=mid:", at) + 6;
    size_t end = sdp.find('\r', at);
    line.track.mid = sdp.substr(at, end - at);
    // The payloader's caps know nothing of the extension, so webrtcbin must not either.
    if (is_audio(line.track.source))
      sdp.insert(end, "\r\na=extmap:" + std::to_string(level_id) + " " + level_uri);
    if (line.announced) tracks_.push_back(line.track);
  }
  return certified(sdp);
}

void PublisherBot::publish() {
  signals_.emplace_back(webrtcbin(), "notify::connection-state",
                        G_CALLBACK(+[](GObject*, GParamSpec*, gpointer self) {
                          auto* bot = static_cast<PublisherBot*>(self);
                          post(weak(bot, [bot] {
                            if (bot->connected()) bot->open_valves();
                          }));
                        }),
                        this);
  std::string sdp = offer();
  signals_.emplace_back(webrtcbin(), "on-negotiation-needed", G_CALLBACK(+[](GstElement*, gpointer self) {
                          static_cast<PublisherBot*>(self)->negotiations_needed_++;
                        }),
                        this);
  Json answer = room().ok("publish", about(Json::object({{"sdp", sdp}, {"tracks", tracks()}})));
  peer_exists();
  answer_ = answer["sdp"].string_or("");
  set_remote(GST_WEBRTC_SDP_TYPE_ANSWER, answer_);
}

void PublisherBot::open_valves() {
  for (Line& line : lines_)
    g_object_set(line.valve.get(), "drop", static_cast<gboolean>(!line.flowing), nullptr);
}

void PublisherBot::flow(Source source, int layer, bool flowing) {
  for (Line& line : lines_) {
    if (line.track.source == source && line.track.layer == layer) line.flowing = flowing;
  }
  if (connected()) open_valves();
}

uint32_t PublisherBot::ssrc(Source source, int layer) const {
  for (const Line& line : lines_) {
    if (line.track.source == source && line.track.layer == layer) return line.ssrc;
  }
  return 0;
}

}  // namespace seodang::test
