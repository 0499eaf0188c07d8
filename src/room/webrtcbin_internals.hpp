#pragma once

// The only place that knows webrtcbin's insides. Its hooks run on webrtcbin's and rtpbin's threads at
// construction of the inner elements and touch only the element handed in (law 1); everything else is for
// main.
//
// Two webrtcbins are in use: GStreamer 1.22 with libnice 0.1.21 (Debian 12) and 1.26 with 0.1.22 (Debian 13).
// The same code serves both, without a look at the version: their answers to our offers are equal to the
// letter, a peer costs the same descriptors. What differs, and what is made of it:
// - 1.26 checks ICE consent (RFC 7675): a peer whose other side has vanished fails by itself. With 1.22 it
//   never does; the service's heartbeat finds it. Whoever stands in for a browser must answer STUN checks.
// - `timeout-inactive-sources` (1.24) stays on, which is what 1.22 does: a slot without packets says BYE and
//   comes back with its next one. Off, the SSRCs of a hostile sender would be kept for ever.
// - `reuse-source-pads` and changes of direction (1.26) are of no use: peers are negotiated once.
// - Neither compares certificates: Peer does. Both write the extensions we ask for, and no others.

#include <gst/webrtc/webrtc.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/gst.hpp"
#include "room/candidate_gate.hpp"

namespace seodang {
SEODANG_GPTR(GstWebRTCSessionDescription, gst_webrtc_session_description_free);
SEODANG_GST_OBJECT(GstWebRTCRTPTransceiver);
}  // namespace seodang

namespace seodang::room {

struct IceConfig {
  std::string stun;                    ///< "stun://host:port" or empty
  std::vector<std::string> addresses;  ///< local addresses to use; empty: all but loopback
  int port_min = 0, port_max = 0;      ///< 0: the kernel's choice
  int socket_buffer = 0;               ///< bytes of a UDP socket, each way; 0: the kernel's choice
  CandidateRules rules;
};

/// What the stand-in for rtpbin's jitterbuffer needs to know of an incoming stream.
struct IncomingStream {
  int payload = 0;
  int clock_rate = 90000;
  bool repair = false;  ///< ask for what is missing
};
using IncomingStreams = std::map<uint32_t, IncomingStream>;  ///< by SSRC

/// A webrtcbin with every rule of the trade applied: no clock waits, no UPnP, no TCP candidates, media passed
/// on before any jitter buffer, retransmission requests routed to the slots. One without streams only sends.
/// Floating reference sunk.
GRef<GstElement> make_webrtcbin(const std::string& name, const IceConfig& ice,
                                std::shared_ptr<const IncomingStreams> streams);

/// File descriptors of a webrtcbin in use, beside a UDP socket per local address: what wakes its threads.
inline constexpr size_t descriptors_beside_sockets = 4;

/// Sizes of the UDP sockets' buffers, for both ways; 0 leaves the kernel's. Between the making of the local
/// description, which brings the transport, and its setting, which opens the sockets.
void set_socket_buffers(GstElement* webrtcbin, int bytes);

/// A sending m-line for life: requested by caps, sendonly, its pad and transceiver fixed before the first
/// offer. `stream_id` becomes the browser's MediaStream: equal ids are lip-synced to each other.
GRef<GstPad> request_slot_pad(GstElement* webrtcbin, GstCaps* caps, bool nack, const std::string& stream_id);

/// The m-line of a source pad; -1 when it has none.
int m_line_of(GstPad* pad);

/// The DTLS transport of the bundle, once there is one.
GRef<GObject> dtls_transport(GstElement* webrtcbin);

/// The RTPSession of the bundle, once there is one.
GRef<GObject> rtp_session(GstElement* webrtcbin);

/// What has become of the packets of an incoming peer, from its beginning.
struct Arrivals {
  int64_t came = 0;
  int64_t missed = 0;  ///< whether or not they could be had again
};
Arrivals arrivals(GstElement* webrtcbin);

/// What a sender said last of one of its streams (RFC 3550 §6.4.1): the same moment on two clocks.
struct SenderReport {
  uint64_t ntp = 0;  ///< seconds since 1900, 32.32 fixed point
  uint32_t rtp_time = 0;
  bool operator==(const SenderReport&) const = default;
};
std::optional<SenderReport> sender_report(GstElement* webrtcbin, uint32_t ssrc);

/// SHA-256 of the certificate that the other side really has, "AB:CD:…"; empty before the handshake is done.
std::string remote_fingerprint(GstElement* webrtcbin);

/// webrtcbin's ICE and DTLS objects outlive it now and then and still call it (fixed 1.27): before NULL.
void silence_transports(GstElement* webrtcbin);

}  // namespace seodang::room
