#include "room/slot.hpp"

#include "base/log.hpp"
#include "room/own_description.hpp"
#include "room/webrtcbin_send_path.hpp"

namespace seodang::room {

namespace {
constexpr int vp8_payload = 96, opus_payload = 111;

/// Every viewer's connection is an RTP session of its own, so the same slots of all viewers share a number. A
/// new one each time would stay for good: webrtcbin names the fields of its retransmission map by SSRC, which
/// makes a GQuark of each.
uint32_t ssrc_of(SlotKind kind, int index) {
  constexpr int slots_of_a_kind = 1000, kinds = 4;
  static const int first = g_random_int_range(1, G_MAXINT32 - kinds * slots_of_a_kind);
  return static_cast<uint32_t>(first + static_cast<int>(kind) * slots_of_a_kind + index);
}
}  // namespace

Slot::Slot(SlotKind kind, int index, const std::string& owner, const RoomGraph& graph, Listener& listener)
    : kind_(kind), index_(index), graph_(graph), listener_(listener), ssrc_(ssrc_of(kind, index)) {
  std::string name = graph_.name("slot_" + owner + "_" + std::string(name_of(kind)));
  selector_ = GRef<GstElement>::sink(gst_element_factory_make("rtpselector", name.c_str()));
  g_object_set(selector_.get(), "caps", make_caps().get(), nullptr);
  if (!is_audio(kind)) g_object_set(selector_.get(), "abs-send-time-id", guint{abs_send_time_id}, nullptr);
  gst_bin_add(GST_BIN(graph_.pipeline), selector_.get());
  graph_.bus->own(selector_.get(), *this);
}

Slot::~Slot() {
  gst_element_set_locked_state(selector_.get(), TRUE);
  gst_element_set_state(selector_.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(graph_.pipeline), selector_.get());
  graph_.bus->disown(selector_.get());
}

GRef<GstCaps> Slot::make_caps() const {
  GstCaps* caps =
      is_audio(kind_)
          ? gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "audio", "encoding-name",
                                G_TYPE_STRING, "OPUS", "clock-rate", G_TYPE_INT, 48000, "payload", G_TYPE_INT,
                                opus_payload, "encoding-params", G_TYPE_STRING, "2", "minptime",
                                G_TYPE_STRING, "10", "useinbandfec", G_TYPE_STRING, "1", "ssrc", G_TYPE_UINT,
                                ssrc_, nullptr)
          : gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "video", "encoding-name",
                                G_TYPE_STRING, "VP8", "clock-rate", G_TYPE_INT, 90000, "payload", G_TYPE_INT,
                                vp8_payload, "rtcp-fb-nack", G_TYPE_BOOLEAN, TRUE, "rtcp-fb-nack-pli",
                                G_TYPE_BOOLEAN, TRUE, "rtcp-fb-ccm-fir", G_TYPE_BOOLEAN, TRUE, "ssrc",
                                G_TYPE_UINT, ssrc_, nullptr);
  return GRef<GstCaps>::take(caps);
}

void Slot::attach(GstElement* webrtcbin) {
  webrtcbin_ = GRef<GstElement>::share(webrtcbin);
  sink_ = request_slot_pad(webrtcbin, make_caps().get(), !is_audio(kind_), stream());
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(selector_.get(), "src"));
  gst_pad_link(src.get(), sink_.get());
}

void Slot::start() { gst_element_sync_state_with_parent(selector_.get()); }

std::string Slot::stream() const {
  bool screen = kind_ == SlotKind::screen || kind_ == SlotKind::screen_audio;
  std::string group = screen ? "screen" : index_ == 0 ? "pair" : std::string(name_of(kind_));
  return group + "-" + std::to_string(index_);
}

void Slot::detach() {
  g_object_set(selector_.get(), "open", FALSE, nullptr);
  clear();
  graph_.bus->release(selector_.get());
  if (!sink_) return;
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(selector_.get(), "src"));
  if (auto peer = GRef<GstPad>::take(gst_pad_get_peer(src.get()))) gst_pad_unlink(src.get(), peer.get());
}

void Slot::set_retransmission(uint32_t ssrc, int payload) {
  g_object_set(selector_.get(), "rtx-ssrc", ssrc, "rtx-payload", static_cast<guint>(payload), nullptr);
}

void Slot::open() {
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(selector_.get(), "src"));
  shorten_send_path(src.get());  // nothing has passed yet
  g_object_set(selector_.get(), "open", TRUE, nullptr);
}

void Slot::show(Track& track) {
  if (wanted() == &track) return;
  unlink(pending_);
  if (live() == &track) {  // wanted back before the switch
    g_object_set(selector_.get(), "active-pad", live_->selector.get(), nullptr);
    return;
  }
  Link link{&track, track.request_branch(),
            GRef<GstPad>::take(gst_element_request_pad_simple(selector_.get(), "sink_%u"))};
  // Both know what they carry, and sit in different bins: no caps check, no hierarchy check, no
  // reconfiguring.
  GstPadLinkReturn linked =
      gst_pad_link_full(link.tee.get(), link.selector.get(), GST_PAD_LINK_CHECK_NO_RECONFIGURE);
  if (linked != GST_PAD_LINK_OK) log_warning("room", "a slot cannot be linked (%d)", linked);
  pending_ = std::move(link);
  g_object_set(selector_.get(), "active-pad", pending_->selector.get(), nullptr);
}

void Slot::clear() {
  if (!live_ && !pending_) return;
  g_object_set(selector_.get(), "active-pad", nullptr, nullptr);
  unlink(pending_);
  unlink(live_);
}

void Slot::forget(const Track& track) {
  if (pending_ && pending_->track == &track) {
    unlink(pending_);
    // The switch may have taken place already, its message still on the way: what we believe live is shown
    // again.
    if (live_) g_object_set(selector_.get(), "active-pad", live_->selector.get(), nullptr);
  }
  if (!live_ || live_->track != &track) return;
  if (!pending_) return clear();
  unlink(live_);  // the pending one takes over by its keyframe
}

void Slot::unlink(std::optional<Link>& link) {
  if (!link) return;
  gst_pad_unlink(link->tee.get(), link->selector.get());
  link->track->release_branch(link->tee.get());
  gst_element_release_request_pad(selector_.get(), link->selector.get());
  link.reset();
}

void Slot::on_element_message(const GstStructure* message) {
  const char* pad = gst_structure_get_string(message, "pad");
  if (!gst_structure_has_name(message, "seodang-slot-switched") || !pending_ || !pad) return;
  if (g_strcmp0(pad, GST_OBJECT_NAME(pending_->selector.get())) != 0)
    return;  // of a switch that was overtaken
  unlink(live_);
  live_ = std::move(pending_);
  pending_.reset();
  listener_.on_slot_switched();
}

int64_t Slot::holes() const {
  guint64 holes = 0;
  g_object_get(selector_.get(), "holes", &holes, nullptr);
  return static_cast<int64_t>(holes);
}

Json Slot::stats() const {
  guint64 packets = 0, bytes = 0, switches = 0, repeats = 0;
  g_object_get(selector_.get(), "packets", &packets, "bytes", &bytes, "switches", &switches, "repeats",
               &repeats, nullptr);
  return Json::object({{"kind", name_of(kind_)},
                       {"index", index_},
                       {"packets", packets},
                       {"bytes", bytes},
                       {"switches", switches},
                       {"repeats", repeats}});
}

}  // namespace seodang::room
