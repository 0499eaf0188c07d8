#pragma once

// Takes the detours out of the way from a slot to the socket. Like webrtcbin_internals.hpp this knows
// webrtcbin's insides; without it everything works the same and costs half as much again.

#include <gst/gst.h>

namespace seodang::room {

/// Links what works on a packet of this slot (rtpfunnel, rtpsession, srtpenc, funnel, nicesink) directly with
/// each other, past ghost pads and past elements that would hand the packet on as it is: 20 pad pushes become
/// 8. What is unlinked stays in its bin, idle. `slot` is a sink pad of webrtcbin. Main thread; after the
/// connection stands and before the first packet: nothing may flow. What it does not know, it leaves as it
/// is. Called again it does nothing.
void shorten_send_path(GstPad* slot);

}  // namespace seodang::room
