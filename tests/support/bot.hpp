// What all bots share: a webrtcbin of GStreamer's own making, in this process, on the loopback, that
// negotiates with a room through a RoomDriver. Nothing of src/room's handling of webrtcbin is used, so that a
// mistake there shows.
#pragma once

#include <gst/webrtc/webrtc.h>

#include <atomic>
#include <string>
#include <vector>

#include "base/gst.hpp"
#include "base/loop.hpp"
#include "protocol/types.hpp"
#include "support/room_driver.hpp"
#include "support/udp_relay.hpp"
#include "support/wire_tap.hpp"

namespace seodang::test {

/// A webrtcbin in a pipeline of its own, and the candidates between it and the room. Main thread.
class Bot : public Bindable {
 public:
  Bot(RoomDriver& room, std::string participant, PeerKind kind);
  ~Bot();

  const std::string& participant() const { return participant_; }
  WireTap& wire() { return wire_; }
  const WireTap& wire() const { return wire_; }
  bool connected() const;
  /// Its media go through a bad line, which must outlive it. Before the negotiation.
  void route_through(UdpRelay& relay) { relay_ = &relay; }
  /// How long its jitter buffers wait for what is missing; 200 ms if nothing is said. Before the negotiation.
  void set_patience(unsigned milliseconds);
  /// What its elements reported as errors: what they cannot decode, above all.
  size_t errors() const { return errors_; }
  /// Says goodbye as a browser's close() does: a DTLS alert (close_notify).
  void close();
  /// Vanishes without a word.
  void stop();
  /// From now on descriptions name another certificate than the one in use.
  void lie_about_certificate() { lying_ = true; }

 protected:
  /// The description as it is sent.
  std::string certified(std::string sdp) const;
  GstElement* webrtcbin() const { return webrtcbin_.get(); }
  GstBin* bin() const { return GST_BIN(pipeline_.get()); }
  void start();
  std::string create(const char* action, const char* field);
  void set_remote(GstWebRTCSDPType type, const std::string& sdp);
  /// The room's peer exists: what was gathered for it may go.
  void peer_exists();
  RoomDriver& room() { return room_; }
  Json about(Json params = Json::object()) const { return params.set("participant", participant_); }

 private:
  static GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer self);
  static void on_element(GstBin*, GstBin*, GstElement* element, gpointer self);
  static void on_candidate(GstElement*, guint line, char* candidate, gpointer self);
  void send_candidate(const std::string& gathered);
  void add_candidate(const std::string& told);
  void configure_webrtcbin();

  // Passed in.
  RoomDriver& room_;
  std::string participant_;
  PeerKind kind_;
  UdpRelay* relay_ = nullptr;
  unsigned patience_ms_ = 200;
  // Owned.
  WireTap wire_;
  GRef<GstPipeline> pipeline_;
  GRef<GstElement> webrtcbin_;
  std::vector<std::string> gathered_, received_;
  std::atomic<size_t> errors_ = 0;
  bool peer_exists_ = false, remote_set_ = false, lying_ = false;
};

}  // namespace seodang::test
