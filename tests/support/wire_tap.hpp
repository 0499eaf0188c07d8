// What goes over a bot's wire, seen in the clear between SRTP and RTP session: a log, counters, and a place
// to drop.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace seodang::test {

struct WirePacket {
  uint32_t ssrc = 0;
  uint32_t timestamp = 0;
  uint16_t seqnum = 0;
  uint8_t payload = 0;
  bool marker = false;
  uint16_t original = 0;  ///< the first two payload bytes: the number that an RTX packet repeats (RFC 4588)
  uint64_t print = 0;     ///< of the payload's end, the same wherever it is seen; 0: too short to tell
  int64_t at_us = 0;      ///< monotonic
};

/// Attach before the webrtcbin leaves NULL; it must not outlive this. Any thread.
class WireTap {
 public:
  /// True: the packet is lost on the way.
  using Loss = std::function<bool(const WirePacket&)>;

  void attach(GstElement* webrtcbin);

  void lose_incoming(Loss loss);
  void lose_outgoing(Loss loss);
  /// Changes the SSRC and payload type of what is sent, before it is encrypted.
  using Forgery = std::function<void(WirePacket&)>;
  void forge_outgoing(Forgery forgery);

  /// Received RTP, lost packets not included.
  std::vector<WirePacket> received(uint32_t ssrc) const;
  /// Sent RTP, lost packets included.
  std::vector<WirePacket> sent(uint32_t ssrc) const;
  size_t received_count(uint32_t ssrc) const;
  std::vector<uint32_t> ssrcs() const;
  /// Of all streams, RTX included.
  std::vector<WirePacket> all_received() const;
  std::vector<WirePacket> all_sent() const;
  int64_t last_received_us(uint32_t ssrc) const;
  /// Feedback that came about a stream of ours (RFC 4585): numbers asked for again; PLI and FIR, and when
  /// (µs).
  std::vector<uint16_t> nacked(uint32_t ssrc) const;
  size_t keyframe_requests(uint32_t ssrc) const { return keyframe_request_times(ssrc).size(); }
  std::vector<int64_t> keyframe_request_times(uint32_t ssrc) const;
  /// Feedback that we sent about a stream of the other side, and when: numbers that we asked for.
  struct Asked {
    uint16_t seqnum = 0;
    int64_t at_us = 0;
  };
  std::vector<Asked> asked(uint32_t ssrc) const;

 private:
  static void on_element(GstBin*, GstBin*, GstElement* element, gpointer self);
  static void on_pad(GstElement*, GstPad* pad, gpointer self);
  static GstPadProbeReturn on_rtp_in(GstPad*, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn on_rtp_out(GstPad*, GstPadProbeInfo* info, gpointer self);
  GstBuffer* forge(GstBuffer* buffer);
  static GstPadProbeReturn on_rtcp_in(GstPad*, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn on_rtcp_out(GstPad*, GstPadProbeInfo* info, gpointer self);

  /// By SSRC, in order.
  struct Feedback {
    std::map<uint32_t, std::vector<Asked>> nacks;
    std::map<uint32_t, std::vector<int64_t>> keyframe_requests;
  };
  void note_feedback(GstPadProbeInfo* info, Feedback& feedback);
  static void read_feedback(const uint8_t* data, size_t size, Feedback& feedback);

  mutable std::mutex mutex_;
  std::map<uint32_t, std::vector<WirePacket>> received_, sent_;
  Feedback heard_, said_;
  Loss lose_incoming_, lose_outgoing_;
  Forgery forge_;
};

}  // namespace seodang::test
