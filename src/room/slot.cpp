#include "room/slot.hpp"

#include "room/own_description.hpp"
#include "room/webrtcbin_send_path.hpp"

namespace seodang::room {

namespace {

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
    : kind_(kind),
      index_(index),
      listener_(listener),
      ssrc_(ssrc_of(kind, index)),
      switch_(graph.name("slot_" + owner + "_" + std::string(name_of(kind))),
              rtp_caps(is_audio(kind), ssrc_).get(), graph, *this) {
  if (!is_audio(kind)) g_object_set(switch_.selector(), "abs-send-time-id", guint{abs_send_time_id}, nullptr);
}

Slot::~Slot() = default;

void Slot::attach(GstElement* webrtcbin) {
  webrtcbin_ = GRef<GstElement>::share(webrtcbin);
  sink_ = request_slot_pad(webrtcbin, rtp_caps(is_audio(kind_), ssrc_).get(), !is_audio(kind_), stream());
  gst_pad_link(switch_.src().get(), sink_.get());
}

void Slot::start() { gst_element_sync_state_with_parent(switch_.selector()); }

std::string Slot::stream() const {
  bool screen = kind_ == SlotKind::screen || kind_ == SlotKind::screen_audio;
  std::string group = screen ? "screen" : index_ == 0 ? "pair" : std::string(name_of(kind_));
  return group + "-" + std::to_string(index_);
}

void Slot::detach() {
  switch_.close();
  if (!sink_) return;
  auto src = switch_.src();
  if (auto peer = GRef<GstPad>::take(gst_pad_get_peer(src.get()))) gst_pad_unlink(src.get(), peer.get());
}

void Slot::set_retransmission(uint32_t ssrc, int payload) {
  g_object_set(switch_.selector(), "rtx-ssrc", ssrc, "rtx-payload", static_cast<guint>(payload), nullptr);
}

void Slot::open() {
  shorten_send_path(switch_.src().get());  // nothing has passed yet
  switch_.open();
}

void Slot::on_element_message(const GstStructure* message) {
  if (switch_.take(message)) listener_.on_slot_switched();
}

int64_t Slot::holes() const {
  guint64 holes = 0;
  g_object_get(switch_.selector(), "holes", &holes, nullptr);
  return static_cast<int64_t>(holes);
}

Json Slot::stats() const {
  guint64 packets = 0, bytes = 0, switches = 0, repeats = 0;
  g_object_get(switch_.selector(), "packets", &packets, "bytes", &bytes, "switches", &switches, "repeats",
               &repeats, nullptr);
  return Json::object({{"kind", name_of(kind_)},
                       {"index", index_},
                       {"packets", packets},
                       {"bytes", bytes},
                       {"switches", switches},
                       {"repeats", repeats}});
}

}  // namespace seodang::room
