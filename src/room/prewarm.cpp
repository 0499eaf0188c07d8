#include "room/prewarm.hpp"

#include "room/posted.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

Prewarm::Prewarm(std::function<void()> done)
    : webrtcbin_(make_webrtcbin("prewarm", {}, std::make_shared<IncomingStreams>())) {
  if (!webrtcbin_) {
    post(weak(this, std::move(done)));
    return;
  }
  auto caps = GRef<GstCaps>::take(gst_caps_from_string(
      "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,ssrc=(uint)1"));
  request_slot_pad(webrtcbin_.get(), caps.get(), false, "prewarm");
  gst_element_set_state(webrtcbin_.get(), GST_STATE_READY);
  auto finished = [this, done = std::move(done)](const PromiseReply&) {
    gst_element_set_state(webrtcbin_.get(), GST_STATE_NULL);
    webrtcbin_.reset();
    done();
  };
  g_signal_emit_by_name(webrtcbin_.get(), "create-offer", nullptr,
                        posted_promise(weak(this, finished)).get());
}

Prewarm::~Prewarm() {
  if (webrtcbin_) gst_element_set_state(webrtcbin_.get(), GST_STATE_NULL);
}

}  // namespace seodang::room
