#include "room/track_switch.hpp"

#include "base/log.hpp"

namespace seodang::room {

namespace {
constexpr int vp8_payload = 96, opus_payload = 111;
}  // namespace

GRef<GstCaps> rtp_caps(bool audio, uint32_t ssrc) {
  GstCaps* caps =
      audio ? gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "audio", "encoding-name",
                                  G_TYPE_STRING, "OPUS", "clock-rate", G_TYPE_INT, 48000, "payload",
                                  G_TYPE_INT, opus_payload, "encoding-params", G_TYPE_STRING, "2", "minptime",
                                  G_TYPE_STRING, "10", "useinbandfec", G_TYPE_STRING, "1", "ssrc",
                                  G_TYPE_UINT, ssrc, nullptr)
            : gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "video", "encoding-name",
                                  G_TYPE_STRING, "VP8", "clock-rate", G_TYPE_INT, 90000, "payload",
                                  G_TYPE_INT, vp8_payload, "rtcp-fb-nack", G_TYPE_BOOLEAN, TRUE,
                                  "rtcp-fb-nack-pli", G_TYPE_BOOLEAN, TRUE, "rtcp-fb-ccm-fir", G_TYPE_BOOLEAN,
                                  TRUE, "ssrc", G_TYPE_UINT, ssrc, nullptr);
  return GRef<GstCaps>::take(caps);
}

TrackSwitch::TrackSwitch(const std::string& name, GstCaps* caps, const RoomGraph& graph,
                         BusRouter::Owner& owner)
    : graph_(graph),
      selector_(GRef<GstElement>::sink(gst_element_factory_make("rtpselector", name.c_str()))) {
  g_object_set(selector_.get(), "caps", caps, nullptr);
  gst_bin_add(GST_BIN(graph_.pipeline), selector_.get());
  graph_.bus->own(selector_.get(), owner);
}

TrackSwitch::~TrackSwitch() {
  clear();
  gst_element_set_locked_state(selector_.get(), TRUE);
  gst_element_set_state(selector_.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(graph_.pipeline), selector_.get());
  graph_.bus->disown(selector_.get());
}

void TrackSwitch::close() {
  g_object_set(selector_.get(), "open", FALSE, nullptr);
  clear();
  graph_.bus->release(selector_.get());
}

void TrackSwitch::show(Track& track) {
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
  if (linked != GST_PAD_LINK_OK) log_warning("room", "a track cannot be linked (%d)", linked);
  pending_ = std::move(link);
  g_object_set(selector_.get(), "active-pad", pending_->selector.get(), nullptr);
}

void TrackSwitch::clear() {
  if (!live_ && !pending_) return;
  g_object_set(selector_.get(), "active-pad", nullptr, nullptr);
  unlink(pending_);
  unlink(live_);
}

void TrackSwitch::forget(const Track& track) {
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

void TrackSwitch::unlink(std::optional<Link>& link) {
  if (!link) return;
  gst_pad_unlink(link->tee.get(), link->selector.get());
  link->track->release_branch(link->tee.get());
  gst_element_release_request_pad(selector_.get(), link->selector.get());
  link.reset();
}

bool TrackSwitch::take(const GstStructure* message) {
  const char* pad = gst_structure_get_string(message, "pad");
  if (!gst_structure_has_name(message, "seodang-slot-switched") || !pending_ || !pad) return false;
  if (g_strcmp0(pad, GST_OBJECT_NAME(pending_->selector.get())) != 0)
    return false;  // of a switch that was overtaken
  unlink(live_);
  live_ = std::move(pending_);
  pending_.reset();
  return true;
}

}  // namespace seodang::room
