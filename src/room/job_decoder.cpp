#include "room/job_decoder.hpp"

namespace seodang::room {

Decoder::Decoder(const char* factory, const char* in_caps, const char* out_caps, Output output)
    : output_(std::move(output)),
      element_(GRef<GstElement>::sink(gst_element_factory_make(factory, nullptr))) {
  if (!element_) return;
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(element_.get()), "max-errors"))
    g_object_set(element_.get(), "max-errors", -1, nullptr);
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(element_.get()), "threads"))
    g_object_set(element_.get(), "threads", 1, nullptr);
  auto caps = GRef<GstCaps>::take(gst_caps_from_string(out_caps));
  GstPadTemplate* out = gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps.get());
  in_ = GRef<GstPad>::sink(gst_pad_new("src", GST_PAD_SRC));
  out_ = GRef<GstPad>::sink(gst_pad_new_from_template(out, "sink"));
  gst_object_unref(out);
  gst_pad_set_chain_function_full(out_.get(), on_decoded, this, nullptr);
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(element_.get(), "sink"));
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(element_.get(), "src"));
  gst_pad_link(in_.get(), sink.get());
  gst_pad_link(src.get(), out_.get());
  gst_pad_set_active(in_.get(), TRUE);
  gst_pad_set_active(out_.get(), TRUE);
  gst_element_set_state(element_.get(), GST_STATE_PLAYING);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  auto given = GRef<GstCaps>::take(gst_caps_from_string(in_caps));
  gst_pad_push_event(in_.get(), gst_event_new_stream_start("job"));
  gst_pad_push_event(in_.get(), gst_event_new_caps(given.get()));
  gst_pad_push_event(in_.get(), gst_event_new_segment(&segment));
}

Decoder::~Decoder() {
  if (!element_) return;
  gst_pad_set_active(out_.get(), FALSE);
  gst_pad_set_active(in_.get(), FALSE);
  gst_element_set_state(element_.get(), GST_STATE_NULL);
}

/// Its times are of no interest, but go on: decoders wonder otherwise.
void Decoder::push(GRef<GstBuffer> packet) {
  GST_BUFFER_PTS(packet.get()) = next_;
  next_ += 20 * GST_MSECOND;
  gst_pad_push(in_.get(), packet.release());
}

GstFlowReturn Decoder::on_decoded(GstPad* pad, GstObject*, GstBuffer* buffer) {
  auto caps = GRef<GstCaps>::take(gst_pad_get_current_caps(pad));
  static_cast<Decoder*>(pad->chaindata)->output_(GRef<GstBuffer>::take(buffer), caps.get());
  return GST_FLOW_OK;
}

}  // namespace seodang::room
