// The SDP gate: what it lets through it can write, what it wrote it reads as the same, and GStreamer finds in
// it the codec, the caps and the streams that the gate found.
#include <gst/gst.h>
#include <gst/sdp/gstsdpmessage.h>

#include <set>

#include "base/gst.hpp"
#include "fuzz/property.hpp"
#include "room/session_description.hpp"

namespace seodang {
SEODANG_GPTR(GstSDPMessage, gst_sdp_message_free);
}

namespace seodang::room {
namespace {

using fuzz::require;

void check_media(const MediaDescription& media, std::set<uint32_t>& ssrcs, std::set<std::string>& mids) {
  require(
      !media.mid.empty() && media.mid.size() <= DescriptionLimits::mid_bytes && mids.insert(media.mid).second,
      "each m-line has a mid of its own");
  require(media.payload >= 0 && media.payload <= 127, "a payload type has 7 bits");
  require(media.rtx_payload >= -1 && media.rtx_payload <= 127 && media.rtx_payload != media.payload,
          "a retransmission has a payload type of its own");
  for (const uint32_t ssrc : {media.ssrc, media.rtx_ssrc})
    require(ssrc == 0 || ssrcs.insert(ssrc).second, "an SSRC stands for one stream");
  for (const int id : {media.audio_level_id, media.transport_cc_id})
    require(id >= 0 && id <= 14, "an extension's id fits the one-byte form");
}

/// What webrtcbin makes of an m-line.
void check_caps(const GstSDPMedia* line, const MediaDescription& media) {
  const auto caps = GRef<GstCaps>::take(gst_sdp_media_get_caps_from_media(line, media.payload));
  require(static_cast<bool>(caps), "GStreamer makes caps of the m-line");
  const GstStructure* structure = gst_caps_get_structure(caps.get(), 0);
  gint rate = 0;
  gst_structure_get_int(structure, "clock-rate", &rate);
  const std::string_view name = gst_structure_get_string(structure, "encoding-name");
  require(name == (media.audio ? "OPUS" : "VP8") && rate == (media.audio ? 48000 : 90000),
          "the codec is ours");
  require(gst_sdp_media_attributes_to_caps(line, caps.get()) == GST_SDP_OK, "its attributes are read");
}

void check_for_gstreamer(const std::string& written, const SessionDescription& session) {
  GstSDPMessage* raw = nullptr;
  gst_sdp_message_new(&raw);
  const GPtr<GstSDPMessage> message(raw);
  const auto* bytes = reinterpret_cast<const guint8*>(written.data());
  require(gst_sdp_message_parse_buffer(bytes, static_cast<guint>(written.size()), raw) == GST_SDP_OK,
          "GStreamer reads what was written", written);
  require(gst_sdp_message_medias_len(raw) == session.media.size(), "GStreamer sees every m-line", written);
  for (guint i = 0; i < session.media.size(); ++i) {
    const GstSDPMedia* line = gst_sdp_message_get_media(raw, i);
    require(session.media[i].mid == gst_sdp_media_get_attribute_val(line, "mid"), "the mids are in order",
            written);
    check_caps(line, session.media[i]);
  }
}

bool is_utf8(std::string_view text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr);
}

void check(std::string_view text, DescriptionType type) {
  const auto session = read_description(text, type);
  if (!session) {
    // It goes back over a wire of UTF-8, as the description came.
    require(!is_utf8(text) || is_utf8(session.error().text), "a refusal can be told", session.error().text);
    return;
  }
  std::set<uint32_t> ssrcs;
  std::set<std::string> mids;
  for (const MediaDescription& media : session->media) check_media(media, ssrcs, mids);

  const std::string written = write_description(*session);
  check_for_gstreamer(written, *session);
  if (written.size() > DescriptionLimits::bytes)
    return;  // Too long for a browser to send; webrtcbin takes it.
  const auto again = read_description(written, type);
  require(static_cast<bool>(again), "what was written can be read again", again ? "" : again.error().text);
  require(write_description(*again) == written, "what was written says the same", written);
}

}  // namespace
}  // namespace seodang::room

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using seodang::room::DescriptionType;
  const auto text = seodang::fuzz::text_of(data, size);
  seodang::room::check(text, DescriptionType::offer);
  seodang::room::check(text, DescriptionType::answer);
  return 0;
}
