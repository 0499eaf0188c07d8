#include "support/wire_tap.hpp"

#include <string_view>

namespace seodang::test {

namespace {

constexpr size_t rtp_header = 12;
constexpr uint8_t transport_feedback = 205, payload_feedback = 206;  // RFC 4585
constexpr uint8_t generic_nack = 1, picture_loss = 1, full_intra = 4;

uint32_t word(const uint8_t* at) {
  return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | at[3];
}
uint16_t half(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }

/// Selectors rewrite the head of a payload (VP8's descriptor, RTX's number), never its end.
uint64_t print_of(GstBuffer* buffer) {
  constexpr gsize end = 24, longest_head = 32;
  uint8_t data[end];
  const gsize size = gst_buffer_get_size(buffer);
  if (size < rtp_header + longest_head + end) return 0;
  gst_buffer_extract(buffer, size - end, data, end);
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (uint8_t byte : data) hash = (hash ^ byte) * 1099511628211u;
  return hash;
}

WirePacket read(GstBuffer* buffer) {
  uint8_t data[64] = {};
  gsize size = gst_buffer_extract(buffer, 0, data, sizeof data);
  WirePacket packet;
  if (size < rtp_header) return packet;
  packet.marker = data[1] & 0x80;
  packet.payload = data[1] & 0x7f;
  packet.seqnum = half(data + 2);
  packet.timestamp = word(data + 4);
  packet.ssrc = word(data + 8);
  packet.print = print_of(buffer);
  packet.at_us = g_get_monotonic_time();
  size_t payload = rtp_header + 4 * (data[0] & 15);
  if (data[0] & 0x10 && payload + 4 <= size) payload += 4 + 4 * size_t{half(data + payload + 2)};
  if (payload + 2 <= size) packet.original = half(data + payload);
  return packet;
}

/// Drops what `lost` wants dropped, out of a buffer or a list.
template <typename F>
GstPadProbeReturn filter(GstPadProbeInfo* info, F lost) {
  if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) {
    return lost(GST_PAD_PROBE_INFO_BUFFER(info)) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  }
  GstBufferList* list = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
  for (guint i = gst_buffer_list_length(list); i-- > 0;) {
    if (lost(gst_buffer_list_get(list, i))) gst_buffer_list_remove(list, i, 1);
  }
  GST_PAD_PROBE_INFO_DATA(info) = list;
  return GST_PAD_PROBE_OK;
}

void probe(GstElement* element, const char* name, GstPadProbeCallback callback, gpointer self) {
  GstPad* pad = gst_element_get_static_pad(element, name);
  if (!pad) return;
  gst_pad_add_probe(pad,
                    static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                    callback, self, nullptr);
  gst_object_unref(pad);
}

}  // namespace

void WireTap::attach(GstElement* webrtcbin) {
  g_signal_connect(webrtcbin, "deep-element-added", G_CALLBACK(on_element), this);
}

void WireTap::on_element(GstBin*, GstBin*, GstElement* element, gpointer self) {
  GstElementFactory* factory = gst_element_get_factory(element);
  std::string_view name = factory ? GST_OBJECT_NAME(factory) : "";
  if (name == "srtpdec") {
    probe(element, "rtp_src", on_rtp_in, self);
    probe(element, "rtcp_src", on_rtcp_in, self);
  } else if (name == "srtpenc") {
    g_signal_connect(element, "pad-added", G_CALLBACK(on_pad), self);
    // Those that are there already: the transport was put together before it came into webrtcbin.
    gst_element_foreach_sink_pad(
        element,
        [](GstElement* parent, GstPad* pad, gpointer data) -> gboolean {
          on_pad(parent, pad, data);
          return TRUE;
        },
        self);
  }
}

void WireTap::on_pad(GstElement* element, GstPad* pad, gpointer self) {
  std::string_view name = GST_PAD_NAME(pad);
  if (name.starts_with("rtp_sink")) probe(element, GST_PAD_NAME(pad), on_rtp_out, self);
  if (name.starts_with("rtcp_sink")) probe(element, GST_PAD_NAME(pad), on_rtcp_out, self);
}

GstPadProbeReturn WireTap::on_rtp_in(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* self = static_cast<WireTap*>(data);
  return filter(info, [self](GstBuffer* buffer) {
    WirePacket packet = read(buffer);
    std::lock_guard lock(self->mutex_);
    if (self->lose_incoming_ && self->lose_incoming_(packet)) return true;
    self->received_[packet.ssrc].push_back(packet);
    return false;
  });
}

GstPadProbeReturn WireTap::on_rtp_out(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* self = static_cast<WireTap*>(data);
  std::lock_guard lock(self->mutex_);
  if (self->forge_ && GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) {
    GST_PAD_PROBE_INFO_DATA(info) = self->forge(GST_PAD_PROBE_INFO_BUFFER(info));
  }
  return filter(info, [self](GstBuffer* buffer) {
    WirePacket packet = read(buffer);
    self->sent_[packet.ssrc].push_back(packet);
    return self->lose_outgoing_ && self->lose_outgoing_(packet);
  });
}

GstBuffer* WireTap::forge(GstBuffer* buffer) {
  WirePacket packet = read(buffer);
  forge_(packet);
  const uint8_t payload = static_cast<uint8_t>((packet.marker ? 0x80 : 0) | packet.payload);
  const uint8_t ssrc[] = {static_cast<uint8_t>(packet.ssrc >> 24), static_cast<uint8_t>(packet.ssrc >> 16),
                          static_cast<uint8_t>(packet.ssrc >> 8), static_cast<uint8_t>(packet.ssrc)};
  buffer = gst_buffer_make_writable(buffer);
  gst_buffer_fill(buffer, 1, &payload, 1);
  gst_buffer_fill(buffer, 8, ssrc, sizeof ssrc);
  return buffer;
}

GstPadProbeReturn WireTap::on_rtcp_in(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* self = static_cast<WireTap*>(data);
  self->note_feedback(info, self->heard_);
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn WireTap::on_rtcp_out(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* self = static_cast<WireTap*>(data);
  self->note_feedback(info, self->said_);
  return GST_PAD_PROBE_OK;
}

void WireTap::note_feedback(GstPadProbeInfo* info, Feedback& feedback) {
  filter(info, [this, &feedback](GstBuffer* buffer) {
    GstMapInfo map;
    gst_buffer_map(buffer, &map, GST_MAP_READ);
    {
      std::lock_guard lock(mutex_);
      read_feedback(map.data, map.size, feedback);
    }
    gst_buffer_unmap(buffer, &map);
    return false;
  });
}

void WireTap::read_feedback(const uint8_t* data, size_t size, Feedback& feedback) {
  const int64_t now = g_get_monotonic_time();
  while (size >= 4) {
    size_t length = (size_t{half(data + 2)} + 1) * 4;
    if (length > size) return;
    uint8_t format = data[0] & 31, type = data[1];
    uint32_t media = length >= 12 ? word(data + 8) : 0;
    if (type == transport_feedback && format == generic_nack) {
      for (size_t at = 12; at + 4 <= length; at += 4) {
        uint16_t first = half(data + at), mask = half(data + at + 2);
        feedback.nacks[media].push_back({first, now});
        for (unsigned bit = 0; bit < 16; bit++) {
          if (mask >> bit & 1) feedback.nacks[media].push_back({static_cast<uint16_t>(first + bit + 1), now});
        }
      }
    } else if (type == payload_feedback && format == picture_loss) {
      feedback.keyframe_requests[media].push_back(now);
    } else if (type == payload_feedback && format == full_intra && length >= 16) {
      feedback.keyframe_requests[word(data + 12)].push_back(now);
    }
    data += length;
    size -= length;
  }
}

void WireTap::lose_incoming(Loss loss) {
  std::lock_guard lock(mutex_);
  lose_incoming_ = std::move(loss);
}

void WireTap::lose_outgoing(Loss loss) {
  std::lock_guard lock(mutex_);
  lose_outgoing_ = std::move(loss);
}

void WireTap::forge_outgoing(Forgery forgery) {
  std::lock_guard lock(mutex_);
  forge_ = std::move(forgery);
}

std::vector<WirePacket> WireTap::sent(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = sent_.find(ssrc);
  return found == sent_.end() ? std::vector<WirePacket>() : found->second;
}

std::vector<WirePacket> WireTap::received(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = received_.find(ssrc);
  return found == received_.end() ? std::vector<WirePacket>() : found->second;
}

static std::vector<WirePacket> all_of(const std::map<uint32_t, std::vector<WirePacket>>& streams) {
  std::vector<WirePacket> all;
  for (const auto& [ssrc, packets] : streams) all.insert(all.end(), packets.begin(), packets.end());
  return all;
}

std::vector<WirePacket> WireTap::all_received() const {
  std::lock_guard lock(mutex_);
  return all_of(received_);
}

std::vector<WirePacket> WireTap::all_sent() const {
  std::lock_guard lock(mutex_);
  return all_of(sent_);
}

size_t WireTap::received_count(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = received_.find(ssrc);
  return found == received_.end() ? 0 : found->second.size();
}

int64_t WireTap::last_received_us(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = received_.find(ssrc);
  return found == received_.end() || found->second.empty() ? 0 : found->second.back().at_us;
}

std::vector<uint32_t> WireTap::ssrcs() const {
  std::lock_guard lock(mutex_);
  std::vector<uint32_t> result;
  for (const auto& [ssrc, packets] : received_) result.push_back(ssrc);
  return result;
}

std::vector<uint16_t> WireTap::nacked(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  std::vector<uint16_t> numbers;
  auto found = heard_.nacks.find(ssrc);
  if (found == heard_.nacks.end()) return numbers;
  for (const Asked& asked : found->second) numbers.push_back(asked.seqnum);
  return numbers;
}

std::vector<int64_t> WireTap::keyframe_request_times(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = heard_.keyframe_requests.find(ssrc);
  return found == heard_.keyframe_requests.end() ? std::vector<int64_t>() : found->second;
}

std::vector<WireTap::Asked> WireTap::asked(uint32_t ssrc) const {
  std::lock_guard lock(mutex_);
  auto found = said_.nacks.find(ssrc);
  return found == said_.nacks.end() ? std::vector<Asked>() : found->second;
}

}  // namespace seodang::test
