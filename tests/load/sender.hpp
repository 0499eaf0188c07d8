// What a participant publishes: a microphone and a camera. Nothing is encoded: packets of the right size at
// the right time.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "load/clip.hpp"
#include "load/packet.hpp"
#include "load/rtcp.hpp"
#include "load/transport.hpp"

namespace seodang::load {

struct Sends {
  int video_bits = 150'000;  ///< per second; 0: no camera
  uint8_t level = 127;       ///< −dBov of the voice: 0 loudest … 127 silence
  int place = 0;             ///< among all who send: spreads their packets over time
};

/// Main thread.
class Sender : private Transport::Listener {
 public:
  Sender(Sockets& sockets, const Certificate& certificate, Sends sends);

  /// The parameters of media.publish.
  Json offer();
  void accept(const std::string& answer);
  Transport& transport() { return transport_; }

  uint64_t sent() const { return audio_.state.packets + video_.state.packets; }
  uint64_t keyframe_requests() const { return keyframe_requests_; }
  uint64_t nacked() const { return nacked_; }  ///< packets that the room asked for again
  /// Of the camera, per second, over the whole spans between keyframes within a time of now_ns(); 0: there is
  /// none.
  double video_bits(int64_t from_ns, int64_t until_ns) const;

 private:
  struct Stream {
    SenderState state;
    uint16_t sequence = 0;
    int64_t next_ns = 0;
  };

  void on_ready() override;
  void on_rtp(std::span<uint8_t>, int64_t) override {}
  void on_rtcp(std::span<const uint8_t> data) override;
  void on_due(int64_t now_ns) override;
  void send_audio();
  void send_frame();
  void send_report(Stream& stream, int64_t now_ns);
  /// The packet stands in packet_, its mark still missing.
  void send(Stream& stream, size_t size);

  // Passed in.
  Sends sends_;
  // Owned.
  Transport transport_;
  RtcpReader reader_;
  Clip clip_;
  std::string cname_;
  Stream audio_, video_;
  uint16_t picture_ = 0;
  int level_id_ = 0;
  int64_t next_report_ns_ = 0, last_keyframe_ns_ = 0;
  bool keyframe_wanted_ = false;
  uint64_t keyframe_requests_ = 0, nacked_ = 0;
  struct Keyframe {
    int64_t at_ns = 0;
    uint64_t bytes_before = 0;
  };
  std::vector<Keyframe> keyframes_;
  uint64_t video_bytes_ = 0;
  std::array<uint8_t, largest_packet> packet_{};
};

}  // namespace seodang::load
