#pragma once

// Takes the detours out of the way from a slot to the socket. Like webrtcbin_internals.hpp this knows
// webrtcbin's insides; without it everything works the same and costs half as much again.

#include <gst/gst.h>

namespace seodang::room {

/// Links `src`, which pushes into a sink pad of webrtcbin, and all that works on its packets (rtpfunnel,
/// rtpsession, srtpenc, funnel, nicesink) directly with each other: past ghost pads and past elements that
/// would hand the packet on as it is. 18 pushes from pad to pad become 6. What is passed by stays in its bin,
/// idle; what is not known is left as it is; called again it does nothing.
/// Main thread, once the connection stands and before the first packet: nothing may flow.
void shorten_send_path(GstPad* src);

}  // namespace seodang::room
