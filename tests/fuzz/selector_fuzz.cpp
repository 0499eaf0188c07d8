// Two sources before one rtpselector, and a viewer behind it who may ask for anything. Whatever the sources
// send and whenever they are switched, the viewer's stream stays one stream: its SSRC and type, no number
// twice, every payload readable, a keyframe after every switch; what is sent again is what was sent, and not
// without end.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "elements/rtpselector.hpp"
#include "elements/sequence.hpp"
#include "elements/vp8.hpp"
#include "fuzz/rtp_rig.hpp"

namespace seodang::fuzz {
namespace {

constexpr uint32_t ssrc = 0x5e0da46, rtx_ssrc = 0x5e0da47;
constexpr uint8_t payload_type = 96, rtx_payload_type = 97;

/// A source's track: its stream, and the packets that rtptrack would keep.
struct Source {
  std::unique_ptr<Neighbour> pad;
  Stream stream;
  std::map<uint16_t, Buffer> history;
};

/// What the viewer got under a sequence number.
struct Sent {
  Buffer source;  ///< the packet it was made of
  uint32_t timestamp = 0;
  bool marker = false;
  Buffer payload;
};

class SelectorScene {
 public:
  explicit SelectorScene(Script& script);
  ~SelectorScene();
  void run();

 private:
  void packet();
  void select();
  void select_by_name();
  void open();
  void keyframe_request();
  void ask_again();
  void viewer_event() { viewer_.send(upstream_event(script_.byte())); }
  void source_event();
  void queries();
  void set_property();
  void read_properties();
  void replace_source();
  void wait() { Element::wait(script_.byte() * 10 * GST_MSECOND); }

  Source& source() { return sources_[script_.byte() % sources_.size()]; }
  void connect(Source& source, const char* name);
  GstFlowReturn got(GstBuffer* buffer);
  void got_new(const rtp::Packet& packet, size_t size);
  void got_again(const rtp::Packet& packet, size_t size);
  void check_payload(const rtp::Packet& packet) const;
  gboolean look_up(Source& source, GstQuery* query);

  Script& script_;
  const bool video_ = (script_.byte() & 1) == 0;
  Element selector_{"rtpselector"};
  std::array<Source, 2> sources_;
  Neighbour viewer_{selector_.pad("src")};

  bool open_ = false;
  unsigned replaced_ = 0;
  guint abs_send_time_id_ = 0;
  GstFlowReturn viewer_says_ = GST_FLOW_OK;
  GstClockTime pts_ = GST_SECOND;

  /// The packet being pushed, or being sent again.
  Source* from_ = nullptr;
  const Buffer* under_way_ = nullptr;
  Source* last_from_ = nullptr;
  int64_t highest_ = 0;
  std::map<int64_t, Sent> sent_;
  std::optional<uint16_t> last_rtx_;
  uint64_t packets_ = 0, repeats_ = 0, bytes_ = 0, bytes_again_ = 0;
};

GstCaps* slot_caps(bool video) {
  static GstCaps* const caps[] = {
      gst_caps_from_string(
          "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=96,ssrc=(uint)98622022"),
      gst_caps_from_string(
          "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)98622022"),
  };
  static_assert(ssrc == 98622022);
  return caps[video];
}

SelectorScene::SelectorScene(Script& script) : script_(script) {
  viewer_.on_buffer = [this](GstBuffer* buffer) { return got(buffer); };
  viewer_.on_event = [](GstEvent* event) {
    const auto type = GST_EVENT_TYPE(event);
    require(type == GST_EVENT_STREAM_START || type == GST_EVENT_CAPS || type == GST_EVENT_SEGMENT,
            "the viewer hears nothing of a source's events");
  };
  connect(sources_[0], "sink_0");
  connect(sources_[1], "sink_1");
  g_object_set(selector_.get(), "caps", slot_caps(video_), "rtx-ssrc", rtx_ssrc, "rtx-payload",
               rtx_payload_type, nullptr);
  selector_.activate();
  g_object_set(selector_.get(), "open", open_ = true, "active-pad", sources_[0].pad->peer(), nullptr);
}

SelectorScene::~SelectorScene() { read_properties(); }

void SelectorScene::connect(Source& source, const char* name) {
  source.pad =
      std::make_unique<Neighbour>(GRef<GstPad>::take(gst_element_request_pad_simple(selector_.get(), name)));
  source.pad->on_event = [](GstEvent* event) {
    require(is_keyframe_request(event), "a source is asked for keyframes only");
  };
  source.pad->on_query = [this, &source](GstQuery* query) { return look_up(source, query); };
  source.pad->start(slot_caps(video_));
}

void SelectorScene::run() {
  static constexpr void (SelectorScene::*steps[])() = {
      &SelectorScene::packet,       &SelectorScene::packet,          &SelectorScene::packet,
      &SelectorScene::packet,       &SelectorScene::packet,          &SelectorScene::select,
      &SelectorScene::ask_again,    &SelectorScene::ask_again,       &SelectorScene::wait,
      &SelectorScene::open,         &SelectorScene::select_by_name,  &SelectorScene::keyframe_request,
      &SelectorScene::viewer_event, &SelectorScene::source_event,    &SelectorScene::queries,
      &SelectorScene::set_property, &SelectorScene::read_properties, &SelectorScene::replace_source,
  };
  while (!script_.ended()) (this->*steps[script_.byte() % std::size(steps)])();
}

void SelectorScene::packet() {
  Source& source = this->source();
  const Buffer bytes = source.stream.packet(script_);
  auto buffer = buffer_of(bytes);
  const uint8_t when = script_.byte();
  pts_ += (when & 0x7f) * GST_MSECOND;
  if (!(when & 0x80)) GST_BUFFER_PTS(buffer.get()) = pts_;
  // As behind rtparrival: a number stands for one packet.
  if (const auto packet = rtp::parse(bytes)) source.history.try_emplace(packet->seqnum, bytes);
  from_ = &source;
  under_way_ = &bytes;
  require(source.pad->push(std::move(buffer)) == GST_FLOW_OK,
          "the flow never fails, whatever the viewer says");
  from_ = nullptr;
  under_way_ = nullptr;
}

GstFlowReturn SelectorScene::got(GstBuffer* buffer) {
  require(open_, "nothing is sent to a viewer who is not there");
  const Buffer bytes = bytes_of(buffer);
  const auto packet = rtp::parse(bytes);
  require(packet.has_value() && !packet->payload.empty(), "what is sent is a packet, and not empty");
  require(packet->extension_profile == (abs_send_time_id_ ? 0xbede : 0),
          "no extension of a source's goes to a viewer");
  require(!abs_send_time_id_ || rtp::extension(*packet, static_cast<uint8_t>(abs_send_time_id_)).size() == 3,
          "abs-send-time stands where it was wanted");
  if (packet->ssrc == ssrc)
    got_new(*packet, bytes.size());
  else
    got_again(*packet, bytes.size());
  return viewer_says_;
}

/// The tail of a payload that the selector leaves as it is.
Bytes behind_descriptor(Bytes payload, bool video) {
  const auto descriptor = video ? rtp::parse_vp8(payload) : std::nullopt;
  return descriptor ? payload.subspan(descriptor->size) : payload;
}

void SelectorScene::check_payload(const rtp::Packet& packet) const {
  const auto original = rtp::parse(*under_way_);
  const auto descriptor = rtp::parse_vp8(packet.payload);
  require(!video_ || descriptor.has_value(), "every payload can be read");
  require(!video_ || !descriptor->picture_id || descriptor->picture_id_bits == 15,
          "picture ids have one width");
  require(std::ranges::equal(behind_descriptor(packet.payload, video_),
                             behind_descriptor(original->payload, video_)),
          "the source's bytes are left as they are");
}

void SelectorScene::got_new(const rtp::Packet& packet, size_t size) {
  require(packet.payload_type == payload_type, "the slot's payload type stays");
  require(under_way_ != nullptr, "a packet is sent when it came");
  const auto original = rtp::parse(*under_way_);
  require(packet.marker == original->marker, "the marker stays");
  check_payload(packet);
  require(last_from_ == from_ || !video_ || rtp::starts_keyframe(packet), "a source begins with a keyframe");
  last_from_ = from_;

  const int64_t number = sent_.empty() ? packet.seqnum + 0x10000 : rtp::extend(packet.seqnum, highest_, 16);
  const Sent sent{
      *under_way_, packet.timestamp, packet.marker, {packet.payload.begin(), packet.payload.end()}};
  require(sent_.emplace(number, sent).second, "no sequence number is sent twice");
  require(sent_.size() == 1 || number > highest_ - 512, "nothing is sent from before the window of SRTP");
  highest_ = sent_.size() == 1 ? number : std::max(highest_, number);
  packets_++;
  bytes_ += size;
}

void SelectorScene::got_again(const rtp::Packet& packet, size_t size) {
  require(packet.ssrc == rtx_ssrc && packet.payload_type == rtx_payload_type,
          "a repetition has the stream for it");
  require(!last_rtx_ || packet.seqnum == static_cast<uint16_t>(*last_rtx_ + 1),
          "repetitions are numbered without holes");
  last_rtx_ = packet.seqnum;
  require(packet.payload.size() > 2, "a repetition says what it repeats");
  repeats_++;
  bytes_again_ += size;
  require(bytes_again_ <= 64 * 1024 + bytes_ / 2 + size, "at most half is sent again");

  const uint16_t original = static_cast<uint16_t>(packet.payload[0] << 8 | packet.payload[1]);
  const auto sent = sent_.find(rtp::extend(original, highest_, 16));
  // One that was late then may be sent now; one that is another packet by now cannot be the same.
  if (sent == sent_.end() || !under_way_ || sent->second.source != *under_way_) return;
  require(packet.timestamp == sent->second.timestamp && packet.marker == sent->second.marker,
          "a repetition has the header it had");
  // A picture id of 7 bits that leaps may be continued in another way; what stands behind must be the same.
  const Bytes payload = packet.payload.subspan(2);
  const auto before = rtp::parse(sent->second.source);
  const auto descriptor = rtp::parse_vp8(before->payload);
  const bool narrow = video_ && descriptor && descriptor->picture_id && descriptor->picture_id_bits == 7;
  const Bytes now = narrow ? behind_descriptor(payload, true) : payload;
  const Bytes then = narrow ? behind_descriptor(sent->second.payload, true) : Bytes(sent->second.payload);
  require(std::ranges::equal(now, then), "a repetition is what was sent");
}

gboolean SelectorScene::look_up(Source& source, GstQuery* query) {
  guint seqnum = 0;
  const GstStructure* fields = gst_query_get_structure(query);
  if (!fields || !gst_structure_get_uint(fields, "seqnum", &seqnum)) return FALSE;
  const auto found = source.history.find(static_cast<uint16_t>(seqnum));
  if (found == source.history.end()) return FALSE;
  under_way_ = &found->second;
  const auto buffer = buffer_of(found->second);
  gst_structure_set(gst_query_writable_structure(query), "buffer", GST_TYPE_BUFFER, buffer.get(), nullptr);
  return TRUE;
}

void SelectorScene::ask_again() {
  const uint8_t how = script_.byte();
  const auto seqnum = static_cast<uint16_t>(highest_ - (how < 0xf0 ? how & 0x3f : script_.word()));
  viewer_.send(gst_event_new_custom(
      GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, guint{seqnum}, "ssrc",
                        G_TYPE_UINT, (how & 0x40) ? rtx_ssrc : ssrc, nullptr)));
  under_way_ = nullptr;
}

void SelectorScene::select() {
  const uint8_t which = script_.byte() % 3;
  GstPad* pad = which < 2 ? sources_[which].pad->peer() : nullptr;
  g_object_set(selector_.get(), "active-pad", pad, nullptr);
  if (pad) return;
  const auto [packets, repeats] = std::pair{packets_, repeats_};
  for (Source& source : sources_) {
    source.pad->push(buffer_of(source.stream.packet(script_)));
    ask_again();
  }
  require(packets_ == packets && repeats_ == repeats,
          "of a source that was taken away nothing is sent any more");
  last_from_ = nullptr;
}

void SelectorScene::select_by_name() {
  static constexpr const char* names[] = {"sink_0", "sink_1", "sink_2", "sink_77"};
  g_object_set(selector_.get(), "active", names[script_.byte() % std::size(names)], nullptr);
}

void SelectorScene::open() {
  const bool before = open_;
  g_object_set(selector_.get(), "open", open_ = script_.flag(), nullptr);
  if (open_ != before) last_from_ = nullptr;
}

void SelectorScene::keyframe_request() {
  viewer_.send(gst_event_new_custom(
      GST_EVENT_CUSTOM_UPSTREAM,
      gst_structure_new("GstForceKeyUnit", "all-headers", G_TYPE_BOOLEAN, TRUE, nullptr)));
}

void SelectorScene::source_event() {
  Source& source = this->source();
  switch (script_.byte() % 6) {
    case 0: gst_pad_send_event(source.pad->peer(), gst_event_new_eos()); break;
    case 1: gst_pad_send_event(source.pad->peer(), gst_event_new_flush_start()); break;
    case 2:
      gst_pad_send_event(source.pad->peer(), gst_event_new_flush_stop(TRUE));
      source.pad->start(slot_caps(video_));  // The pad has forgotten its segment.
      break;
    case 3: gst_pad_send_event(source.pad->peer(), gst_event_new_caps(slot_caps(script_.flag()))); break;
    case 4: gst_pad_send_event(source.pad->peer(), gst_event_new_gap(0, 1)); break;
    default: source.pad->start(slot_caps(video_));
  }
}

void SelectorScene::queries() {
  const uint8_t kind = script_.byte();
  viewer_.ask(query_of(kind, false).get());
  source().pad->ask(query_of(kind, true).get());
  const auto latency = GRef<GstQuery>::take(gst_query_new_latency());
  GstClockTime least = 1;
  require(viewer_.ask(latency.get()), "the latency is known");
  gst_query_parse_latency(latency.get(), nullptr, &least, nullptr);
  require(least == 0, "a viewer waits for nothing");
}

void SelectorScene::set_property() {
  const uint8_t value = script_.byte();
  switch (script_.byte() % 4) {
    case 0: g_object_set(selector_.get(), "abs-send-time-id", abs_send_time_id_ = value % 15, nullptr); break;
    case 1: g_object_set(selector_.get(), "keyframe-interval", value * 10u, nullptr); break;
    case 2: g_object_set(selector_.get(), "rtx-payload", value & 1 ? rtx_payload_type : 0, nullptr); break;
    default: viewer_says_ = static_cast<GstFlowReturn>(-(value % 7));
  }
}

void SelectorScene::read_properties() {
  require(selector_.value<guint64>("packets") == packets_ && selector_.value<guint64>("bytes") == bytes_,
          "what was sent is counted");
  const int64_t numbers = sent_.empty() ? 0 : highest_ - sent_.begin()->first + 1;
  require(selector_.value<guint64>("holes") + packets_ == static_cast<uint64_t>(numbers),
          "every number was sent, or is a hole");
  require(selector_.value<guint64>("repeats") == repeats_, "what was sent again is counted");
  require(selector_.value<gboolean>("open") == open_, "it says whether it is open");
  require(selector_.value<guint>("rtx-ssrc") == rtx_ssrc, "its streams stay");
  require(selector_.value<guint>("abs-send-time-id") == abs_send_time_id_, "its extension stays");
  for (const char* name : {"keyframe-interval", "rtx-payload"}) selector_.value<guint>(name);
  selector_.value<guint64>("switches");
  const GPtr<char> active(selector_.value<char*>("active"));
  const auto pad = GRef<GstPad>::take(selector_.value<GstPad*>("active-pad"));
  require(static_cast<bool>(active) == static_cast<bool>(pad), "what is shown has a name");
  const auto caps = GRef<GstCaps>::take(selector_.value<GstCaps*>("caps"));
  require(gst_caps_is_equal(caps.get(), slot_caps(video_)), "its caps stay");
}

/// A track goes, another comes.
void SelectorScene::replace_source() {
  Source& source = this->source();
  const auto pad = GRef<GstPad>::share(source.pad->peer());
  source.pad.reset();
  gst_element_release_request_pad(selector_.get(), pad.get());
  source.history.clear();
  if (last_from_ == &source) last_from_ = nullptr;
  const std::string name = "sink_" + std::to_string(77 + 1000 * replaced_++);
  connect(source, script_.flag() ? "sink_%u" : name.c_str());
}

}  // namespace
}  // namespace seodang::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool ready = [] {
    gst_init(nullptr, nullptr);
    return GST_ELEMENT_REGISTER(rtpselector, nullptr);
  }();
  seodang::fuzz::require(ready, "the element is registered");
  seodang::fuzz::Script script(data, size);
  g_random_set_seed(script.byte());  // Where the slot's numbers begin.
  seodang::fuzz::SelectorScene(script).run();
  return 0;
}
