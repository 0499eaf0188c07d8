#include "support/subscriber_bot.hpp"

#include <gst/video/video.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "support/tone.hpp"

namespace seodang::test {

namespace {

const char* mid_of(GstElement* sink) {
  return static_cast<const char*>(g_object_get_data(G_OBJECT(sink), "mid"));
}

/// The m-line's number: mids are looked up by it.
size_t line_of(GstPad* pad) {
  GRef<GstObject> transceiver;
  g_object_get(pad, "transceiver", static_cast<GstObject**>(out(transceiver)), nullptr);
  guint line = 0;
  if (transceiver) g_object_get(transceiver.get(), "mlineindex", &line, nullptr);
  return line;
}

}  // namespace

SubscriberBot::SubscriberBot(RoomDriver& room, const std::string& participant)
    : Bot(room, participant, PeerKind::subscribe) {
  g_signal_connect(webrtcbin(), "pad-added", G_CALLBACK(on_pad), this);
  g_signal_connect(webrtcbin(), "on-new-transceiver", G_CALLBACK(on_transceiver), this);
  auto rtpbin = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(webrtcbin()), "rtpbin"));
  g_signal_connect(rtpbin.get(), "new-jitterbuffer", G_CALLBACK(on_jitterbuffer), this);
}

SubscriberBot::~SubscriberBot() { stop(); }

void SubscriberBot::subscribe() {
  ask_for_offer();
  answer();
}

void SubscriberBot::ask_for_offer() {
  Json offer = room().ok("subscribe", about());
  peer_exists();
  offer_ = offer["sdp"].string_or("");
  read_slots(offer["slots"]);
}

void SubscriberBot::answer() {
  start();
  set_remote(GST_WEBRTC_SDP_TYPE_OFFER, offer_);
  room().ok("subscribe.answer", about(Json::object({{"sdp", certified(create("create-answer", "answer"))}})));
}

void SubscriberBot::read_slots(const Json& slots) {
  slots_.clear();
  std::istringstream lines(offer_);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("m=")) slots_.emplace_back();
    if (slots_.empty()) continue;
    SlotLine& slot = slots_.back();
    std::istringstream words(line.substr(line.find(':') + 1));
    if (line.starts_with("a=mid:")) words >> slot.mid;
    if (line.starts_with("a=ssrc:") && slot.ssrc == 0) words >> slot.ssrc;
    if (line.starts_with("a=ssrc-group:FID ")) words.ignore(4) >> slot.ssrc >> slot.rtx_ssrc;
  }
  EXPECT_EQ(slots_.size(), slots.size());
  for (size_t i = 0; i < slots_.size(); i++) {
    EXPECT_EQ(slots.at(i)["mid"].string_or(""), slots_[i].mid);
    slots_[i].kind = slots.at(i)["kind"].string_or("");
    slots_[i].index = static_cast<int>(slots.at(i)["index"].integer_or(-1));
  }
}

const SubscriberBot::SlotLine& SubscriberBot::slot(const std::string& mid) const {
  static const SlotLine none;
  for (const SlotLine& slot : slots_) {
    if (slot.mid == mid) return slot;
  }
  return none;
}

void SubscriberBot::on_transceiver(GstElement*, GObject* transceiver, gpointer) {
  g_object_set(transceiver, "do-nack", TRUE, nullptr);
}

/// webrtcbin sets what the last m-line wants for each; browsers do not ask for sound again.
void SubscriberBot::on_jitterbuffer(GstElement*, GstElement* buffer, guint, guint ssrc, gpointer data) {
  for (const SlotLine& slot : static_cast<SubscriberBot*>(data)->slots_) {
    bool video = slot.kind == "video" || slot.kind == "screen";
    if (slot.ssrc == ssrc) g_object_set(buffer, "do-retransmission", static_cast<gboolean>(video), nullptr);
  }
}

// On a streaming thread of this bot: it may build its own branch there.
void SubscriberBot::on_pad(GstElement*, GstPad* pad, gpointer data) {
  if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
  auto* self = static_cast<SubscriberBot*>(data);
  auto caps = GRef<GstCaps>::take(gst_pad_get_current_caps(pad));
  bool audio = caps && g_strcmp0(gst_structure_get_string(gst_caps_get_structure(caps.get(), 0), "media"),
                                 "audio") == 0;
  GstElement* decoder = gst_parse_bin_from_description(
      // What neither FEC nor concealment brought back is silence, as long as it would have been heard.
      audio ? "rtpopusdepay ! opusdec use-inband-fec=true plc=true ! audioconvert ! audiorate "
              "skip-to-first=true ! "
              "audio/x-raw,format=F32LE,channels=1,rate=48000 ! "
              "appsink name=sink emit-signals=true sync=false async=false"
            : "rtpvp8depay request-keyframe=true wait-for-keyframe=true ! vp8dec max-errors=0 ! videoconvert "
              "! video/x-raw,format=RGB ! "
              "appsink name=sink emit-signals=true sync=false async=false",
      TRUE, nullptr);
  auto sink = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(decoder), "sink"));
  g_object_set_data_full(G_OBJECT(sink.get()), "mid", g_strdup(self->slots_.at(line_of(pad)).mid.c_str()),
                         g_free);
  g_signal_connect(sink.get(), "new-sample", audio ? G_CALLBACK(on_sound) : G_CALLBACK(on_picture), self);
  gst_bin_add(self->bin(), decoder);
  gst_element_sync_state_with_parent(decoder);
  auto target = GRef<GstPad>::take(gst_element_get_static_pad(decoder, "sink"));
  gst_pad_link(pad, target.get());
  std::lock_guard lock(self->mutex_);
  self->decoders_[mid_of(sink.get())] = std::move(target);
}

GstFlowReturn SubscriberBot::on_picture(GstElement* sink, gpointer self) {
  GRef<GstSample> sample;
  g_signal_emit_by_name(sink, "pull-sample", static_cast<GstSample**>(out(sample)));
  if (sample) static_cast<SubscriberBot*>(self)->note_picture(mid_of(sink), sample.get());
  return GST_FLOW_OK;
}

void SubscriberBot::note_picture(const std::string& mid, GstSample* sample) {
  GstMapInfo map;
  gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ);
  long sums[3] = {}, count = 0;
  for (gsize i = 0; i + 2 < map.size;
       i += 3 * 7, count++) {  // rows are multiples of 4 bytes wide: no padding to skip
    for (gsize channel = 0; channel < 3; channel++) sums[channel] += map.data[i + channel];
  }
  gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
  if (count == 0) return;
  Colour colour{static_cast<int>(sums[0] / count), static_cast<int>(sums[1] / count),
                static_cast<int>(sums[2] / count)};
  int height = 0;
  gst_structure_get_int(gst_caps_get_structure(gst_sample_get_caps(sample), 0), "height", &height);
  std::lock_guard lock(mutex_);
  Screen& screen = screens_[mid];
  screen.height = height;
  if (screen.pictures++ == 0 || !near(screen.colour, colour)) screen.changed_us = g_get_monotonic_time();
  screen.colour = colour;
  int64_t now = g_get_monotonic_time();
  if (screen.last_us) screen.longest_gap_us = std::max(screen.longest_gap_us, now - screen.last_us);
  screen.last_us = now;
}

GstFlowReturn SubscriberBot::on_sound(GstElement* sink, gpointer data) {
  auto* self = static_cast<SubscriberBot*>(data);
  GRef<GstSample> sample;
  g_signal_emit_by_name(sink, "pull-sample", static_cast<GstSample**>(out(sample)));
  if (!sample) return GST_FLOW_OK;
  GstMapInfo map;
  gst_buffer_map(gst_sample_get_buffer(sample.get()), &map, GST_MAP_READ);
  {
    std::lock_guard lock(self->mutex_);
    self->note_sound(mid_of(sink), {reinterpret_cast<const float*>(map.data), map.size / sizeof(float)});
  }
  gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &map);
  return GST_FLOW_OK;
}

void SubscriberBot::note_sound(const std::string& mid, std::span<const float> samples) {
  Sound& sound = sounds_[mid];
  for (float sample : samples) {
    sound.samples.push_back(sample);
    if (sound.samples.size() > sound_window) sound.samples.pop_front();
    if (++sound.since < sound_window) continue;
    sound.since = 0;
    sound.windows.decoded++;
    sound.windows.heard += listening_to_ && amplitude(sound.samples, listening_to_) > audible;
  }
}

bool SubscriberBot::sees(const std::string& mid, Colour colour) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  return screen != screens_.end() && near(screen->second.colour, colour);
}

std::string SubscriberBot::colour_text(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  if (screen == screens_.end()) return "nothing";
  const Colour& colour = screen->second.colour;
  return std::to_string(colour.red) + "," + std::to_string(colour.green) + "," + std::to_string(colour.blue);
}

int64_t SubscriberBot::changed_us(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  return screen == screens_.end() ? 0 : screen->second.changed_us;
}

size_t SubscriberBot::pictures(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  return screen == screens_.end() ? 0 : screen->second.pictures;
}

int SubscriberBot::height(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  return screen == screens_.end() ? 0 : screen->second.height;
}

int64_t SubscriberBot::longest_gap_us(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto screen = screens_.find(mid);
  if (screen == screens_.end()) return INT64_MAX;
  return std::max(screen->second.longest_gap_us, g_get_monotonic_time() - screen->second.last_us);
}

SubscriberBot::Windows SubscriberBot::windows(const std::string& mid) const {
  std::lock_guard lock(mutex_);
  auto sound = sounds_.find(mid);
  return sound == sounds_.end() ? Windows() : sound->second.windows;
}

void SubscriberBot::restart_watch(int hertz) {
  std::lock_guard lock(mutex_);
  listening_to_ = hertz;
  for (auto& [mid, screen] : screens_) screen.longest_gap_us = 0;
  for (auto& [mid, sound] : sounds_) {
    sound.since = 0;
    sound.windows = {};
  }
}

void SubscriberBot::ask_keyframe(const std::string& mid) {
  GRef<GstPad> pad;
  {
    std::lock_guard lock(mutex_);
    pad = decoders_.at(mid);
  }
  gst_pad_push_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, FALSE, 0));
}

bool SubscriberBot::hears(int hertz) const {
  std::lock_guard lock(mutex_);
  for (const auto& [mid, sound] : sounds_) {
    if (sound.samples.size() == sound_window && amplitude(sound.samples, hertz) > audible) return true;
  }
  return false;
}

void SubscriberBot::view(const std::vector<std::string>& tiles, int height, const std::string& receive) {
  Json list = Json::array();
  for (const std::string& tile : tiles) list.push(Json::object({{"participant", tile}, {"height", height}}));
  room().ok("view", about(Json::object({{"tiles", list}, {"receive", receive}})));
}

}  // namespace seodang::test
