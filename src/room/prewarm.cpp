#include "room/prewarm.hpp"

#include "room/posted.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

void prewarm(std::function<void()> done) {
  auto webrtcbin = make_webrtcbin("prewarm", {}, std::make_shared<IncomingStreams>());
  if (!webrtcbin) return post(std::move(done));
  auto caps = GRef<GstCaps>::take(gst_caps_from_string(
      "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,ssrc=(uint)1"));
  GRef<GstPad> pad = request_slot_pad(webrtcbin.get(), caps.get(), false, "prewarm");
  gst_element_set_state(webrtcbin.get(), GST_STATE_READY);
  auto finished = [webrtcbin, done = std::move(done)](const PromiseReply&) {
    gst_element_set_state(webrtcbin.get(), GST_STATE_NULL);
    done();
  };
  g_signal_emit_by_name(webrtcbin.get(), "create-offer", nullptr, posted_promise(finished));
}

}  // namespace seodang::room
