#include "room/posted.hpp"

namespace seodang::room {

namespace {

using Call = std::function<void(PromiseReply)>;

PromiseReply read_reply(GstPromise* promise) {
  if (gst_promise_wait(promise) != GST_PROMISE_RESULT_REPLIED) {  // has a result: this is its change function
    return {Code::media_failed, "the media engine gave up on a request"};
  }
  const GstStructure* reply = gst_promise_get_reply(promise);
  if (!reply) return std::shared_ptr<GstStructure>();
  GPtr<GError> error;
  if (gst_structure_get(reply, "error", G_TYPE_ERROR, static_cast<GError**>(out(error)), nullptr)) {
    return {Code::media_failed, error ? error->message : "unknown"};
  }
  return std::shared_ptr<GstStructure>(gst_structure_copy(reply), gst_structure_free);
}

void on_change(GstPromise* promise, gpointer data) {
  post([call = *static_cast<Call*>(data), reply = read_reply(promise)] { call(reply); });
}

}  // namespace

GRef<GstPromise> posted_promise(Call call) {
  auto destroy = [](gpointer data) { delete static_cast<Call*>(data); };
  return GRef<GstPromise>::take(
      gst_promise_new_with_change_func(on_change, new Call(std::move(call)), destroy));
}

}  // namespace seodang::room
