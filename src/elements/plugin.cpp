// The GStreamer plugin "seodang": what an SFU needs between webrtcbins and GStreamer does not have.

#include <gst/gst.h>

#include "elements/rtparrival.hpp"
#include "elements/rtporder.hpp"
#include "elements/rtpselector.hpp"
#include "elements/rtptrack.hpp"

#define PACKAGE "seodang"

static gboolean plugin_init(GstPlugin* plugin) {
  const bool arrival = GST_ELEMENT_REGISTER(rtparrival, plugin);
  const bool order = GST_ELEMENT_REGISTER(rtporder, plugin);
  const bool track = GST_ELEMENT_REGISTER(rtptrack, plugin);
  const bool selector = GST_ELEMENT_REGISTER(rtpselector, plugin);
  return arrival && order && track && selector;
}

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, seodang, "RTP forwarding between webrtcbins",
                  plugin_init, SEODANG_VERSION, GST_LICENSE_UNKNOWN, "seodang", "https://seodang.invalid/")
