#pragma once

#include <memory>
#include <string>
#include <vector>

#include "room/peer.hpp"
#include "room/session_description.hpp"
#include "room/slot.hpp"

namespace seodang::room {

/// The Peer that sends to a browser: one offer with all Slots, one answer, never negotiated again. Main
/// thread.
class Subscriber : public Peer::Listener, public Slot::Listener {
 public:
  class Listener {
   public:
    virtual void on_subscriber_candidate(const std::string& candidate, const std::string& sdp_mid) = 0;
    virtual void on_subscriber_connected() = 0;
    /// Called once; the owner may destroy the subscriber.
    virtual void on_subscriber_failed(const std::string& why) = 0;
    virtual void on_subscriber_feedback(const RtcpFeedback& feedback) = 0;
    /// A slot shows something else now.
    virtual void on_subscriber_switched() = 0;

   protected:
    ~Listener() = default;
  };
  struct Offer {
    std::string sdp;
    std::vector<SlotSpec> slots;
  };

  Subscriber(const std::string& participant, const SlotCounts& counts, const RoomGraph& graph,
             Listener& listener);
  ~Subscriber();

  /// Called once; also when the subscriber dies first (wrong_state).
  void negotiate(Completion<Offer> done);
  /// The browser's answer. Errors: bad_sdp, too_large, wrong_state (no offer, or answered already),
  /// media_failed.
  void answer(const std::string& sdp, Completion<> done);
  /// Selectors closed and cut, nobody is called any more; what is left may be destroyed at leisure.
  void retire();
  Result<> add_candidate(const std::string& candidate) { return peer_.add_candidate(candidate); }

  std::vector<std::unique_ptr<Slot>>& slots() { return slots_; }
  /// The one whose packets bear this SSRC, or null.
  const Slot* slot_with(uint32_t ssrc) const;
  const std::string& mid_of(const Slot& slot) const;  ///< empty before the offer
  bool connected() const { return peer_.connected(); }
  /// Of the pictures that are shown, bits/s: headers and repetitions not counted.
  int64_t bitrate() const;

 private:
  void on_peer_candidate(const std::string& candidate, const std::string& mid) override;
  void on_peer_connected() override;
  void on_peer_failed(const std::string& why) override;
  void on_peer_feedback(const RtcpFeedback& feedback) override { listener_.on_subscriber_feedback(feedback); }
  void on_slot_switched() override { listener_.on_subscriber_switched(); }
  void on_slot_failed(const std::string& why) override { on_peer_failed(why); }
  Result<> take_offer(const std::string& sdp);
  Result<SessionDescription> check_answer(const std::string& sdp) const;
  void finish(Result<Offer> offer);

  // Passed in.
  Listener& listener_;
  // Owned.
  Completion<Offer> done_;
  std::vector<std::unique_ptr<Slot>> slots_;  ///< die after the peer, having been detached before it
  std::vector<std::string> mids_;             ///< of the slots, in their order
  bool answered_ = false, retired_ = false;
  std::unique_ptr<Peer> peer_owner_;
  Peer& peer_;
};

}  // namespace seodang::room
