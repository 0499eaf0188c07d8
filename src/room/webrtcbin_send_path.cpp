#include "room/webrtcbin_send_path.hpp"

#include <string_view>

#include "base/gst.hpp"

namespace seodang::room {

namespace {

constexpr int longest_path = 32;
constexpr int no_fec_packets = 255, no_red_packets = 0;  ///< the payload types that stand for "none"

int int_property(GstElement* element, const char* name) {
  GValue value = G_VALUE_INIT;  // transformed: sync is a gboolean, one pt an int, the other a uint
  g_value_init(&value, G_TYPE_INT);
  g_object_get_property(G_OBJECT(element), name, &value);
  return g_value_get_int(&value);
}

/// An element that webrtcbin puts into every connection, and how to tell that it does nothing in this one.
struct Detour {
  std::string_view factory;
  bool (*is_idle)(GstElement*);
};
constexpr Detour detours[] = {
    {"clocksync", [](GstElement* e) { return int_property(e, "sync") == FALSE; }},
    {"rtpulpfecenc", [](GstElement* e) { return int_property(e, "pt") == no_fec_packets; }},
    {"rtpredenc", [](GstElement* e) { return int_property(e, "pt") == no_red_packets; }},
    {"rtprtxsend", [](GstElement*) { return true; }},  // retransmission is the selectors' (§0 rule 12)
};

bool is_idle(GstElement* element) {
  GstElementFactory* factory = gst_element_get_factory(element);
  for (const Detour& detour : detours) {
    if (factory && detour.factory == GST_OBJECT_NAME(factory)) return detour.is_idle(element);
  }
  return false;
}

/// The next sink pad behind one that only hands on. Null: this one's element does something, or it leads
/// nowhere.
GRef<GstPad> behind(GstPad* sink) {
  if (GST_IS_GHOST_PAD(sink)) return GRef<GstPad>::take(gst_ghost_pad_get_target(GST_GHOST_PAD(sink)));
  if (GST_IS_PROXY_PAD(sink)) {  // the inner side of a bin's source pad
    auto ghost = GRef<GstPad>::take(GST_PAD(gst_proxy_pad_get_internal(GST_PROXY_PAD(sink))));
    return ghost ? GRef<GstPad>::take(gst_pad_get_peer(ghost.get())) : nullptr;
  }
  auto element = GRef<GstElement>::take(gst_pad_get_parent_element(sink));
  if (!element || !is_idle(element.get())) return nullptr;
  auto src = GRef<GstPad>::take(gst_element_get_static_pad(element.get(), "src"));
  return src ? GRef<GstPad>::take(gst_pad_get_peer(src.get())) : nullptr;
}

/// The pad at which something is done with what arrives at `sink`.
GRef<GstPad> worker_behind(GRef<GstPad> sink) {
  for (int i = 0; sink && i < longest_path; i++) {
    GRef<GstPad> next = behind(sink.get());
    if (!next) break;
    sink = std::move(next);
  }
  return sink;
}

/// Where the element lets out what comes in at `sink`; null at the end of the path.
GRef<GstPad> outlet_of(GstPad* sink) {
  GPtr<GstIterator> outlets(gst_pad_iterate_internal_links(sink));
  GValue value = G_VALUE_INIT;
  if (!outlets || gst_iterator_next(outlets.get(), &value) != GST_ITERATOR_OK) return nullptr;
  auto outlet = GRef<GstPad>::share(GST_PAD(g_value_get_object(&value)));
  g_value_unset(&value);
  return outlet;
}

void unlink(GstPad* sink) {
  if (auto peer = GRef<GstPad>::take(gst_pad_get_peer(sink))) gst_pad_unlink(peer.get(), sink);
}

/// Returns the sink pad that `src` pushes to from now on.
GRef<GstPad> straighten(GstPad* src) {
  auto next = GRef<GstPad>::take(gst_pad_get_peer(src));
  GRef<GstPad> worker = worker_behind(next);
  if (!worker || worker.get() == next.get()) return worker;
  gst_pad_unlink(src, next.get());
  unlink(worker.get());
  // They sit in different bins and have handed each other their packets already: nothing to check.
  gst_pad_link_full(src, worker.get(), GST_PAD_LINK_CHECK_NOTHING);
  return worker;
}

}  // namespace

void shorten_send_path(GstPad* src) {
  GRef<GstPad> worker = straighten(src);
  for (int i = 0; worker && i < longest_path; i++) {
    GRef<GstPad> outlet = outlet_of(worker.get());
    worker = outlet ? straighten(outlet.get()) : nullptr;
  }
}

}  // namespace seodang::room
