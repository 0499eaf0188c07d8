#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "protocol/types.hpp"
#include "room/bus_router.hpp"
#include "room/rtcp_feedback.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

/// What all peers of a room share.
struct RoomGraph {
  GstPipeline* pipeline;
  BusRouter* bus;
  IceConfig ice;
  mutable unsigned serial = 0;

  /// An element's name that no other has, also while an older one of the same purpose is being buried.
  std::string name(const std::string& purpose) const { return purpose + "_" + std::to_string(serial++); }
};

/// One webrtcbin and its negotiation: descriptions, candidates, the state of its connection. It is negotiated
/// once; what fails is not mended but replaced (webrtcbin has no ICE restart). Main thread.
///
/// The answers to negotiation steps that are still open when a Peer dies are never given: its owner answers
/// for them.
class Peer : public Bindable, public BusRouter::Owner {
 public:
  class Listener {
   public:
    virtual void on_peer_candidate(const std::string& candidate, const std::string& sdp_mid) = 0;
    virtual void on_peer_connected() = 0;
    /// The peer is of no use any more: called once; the owner may destroy it.
    virtual void on_peer_failed(const std::string& why) = 0;
    /// RTCP came (publishers do not care).
    virtual void on_peer_feedback(const RtcpFeedback& /*feedback*/) {}
    /// A source pad appeared (subscribers have none). It is parked: nothing flows before unpark().
    virtual void on_peer_pad(GRef<GstPad>, gulong /*parking*/) {}

   protected:
    ~Listener() = default;
  };

  static constexpr unsigned gather_timeout_ms =
      3'000;  ///< to the first local candidate; libnice tells of no failure
  static constexpr unsigned connect_timeout_ms = 15'000;

  Peer(const std::string& name, const RoomGraph& graph, std::shared_ptr<const IncomingStreams> streams,
       Listener& listener);
  ~Peer();

  GstElement* webrtcbin() const { return webrtcbin_.get(); }
  bool connected() const { return connected_; }
  /// No callback comes any more; what is left of the peer may be destroyed at leisure.
  void retire();
  /// Called after the slots' pads have been requested, before the first description.
  void start();

  /// What is to be changed in a description of webrtcbin's before it is set.
  using Dress = std::function<std::string(std::string_view)>;

  /// The text of the local description, which is set by then.
  void create_offer(Completion<std::string> done) { create("create-offer", "offer", {}, std::move(done)); }
  void create_answer(Dress dress, Completion<std::string> done) {
    create("create-answer", "answer", std::move(dress), std::move(done));
  }
  /// `sdp` comes from write_description(): the gate has seen it.
  void set_remote(GstWebRTCSDPType type, const std::string& sdp, const std::string& first_mid,
                  Completion<> done);
  /// From the browser. Parked until the remote description is there. Errors: those of check_candidate, limit.
  Result<> add_candidate(const std::string& candidate);

  /// Lets a parked pad's packets go.
  static void unpark(GstPad* pad, gulong parking) { gst_pad_remove_probe(pad, parking); }

 private:
  void on_element_error(const std::string& text) override { fail(text); }
  static void on_pad_added(GstElement*, GstPad* pad, gpointer data);
  void on_connection_state();
  /// §0 rule 9: the certificate is the one in the description; webrtcbin 1.22 does not compare. Else the peer
  /// fails.
  bool check_certificate();
  void watch_dtls();
  void watch_rtcp();
  void create(const char* action, const char* field, Dress dress, Completion<std::string> done);
  void set_description(const char* action, GPtr<GstWebRTCSessionDescription> description, Completion<> done);
  void hand_over_candidates();
  void fail(const std::string& why);

  // Passed in.
  Listener& listener_;
  const RoomGraph& graph_;
  // Owned.
  GRef<GstElement> webrtcbin_;
  std::vector<Signal> signals_;
  std::vector<std::string> parked_candidates_;
  size_t candidates_ = 0;
  std::string first_mid_, fingerprint_;
  Timer gathering_, connecting_;
  bool remote_set_ = false, verified_ = false, connected_ = false, failed_ = false;
};

}  // namespace seodang::room
