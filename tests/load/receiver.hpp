// What a participant sees and hears: every slot's packets counted by their clear headers; few are opened, to
// read when they were sent.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "load/delays.hpp"
#include "load/packet.hpp"
#include "load/rtcp.hpp"
#include "load/sdp.hpp"
#include "load/stream_count.hpp"
#include "load/transport.hpp"

namespace seodang::load {

/// Main thread.
class Receiver : private Transport::Listener {
 public:
  /// `delays`: where one-way delays go while measuring.
  Receiver(Sockets& sockets, const Certificate& certificate, Delays& delays);

  /// The result of media.subscribe.
  Json answer(const Json& params);
  Transport& transport() { return transport_; }

  /// From here on packets, holes and delays count; until stop().
  void start();
  void stop() { measuring_ = false; }

  struct Totals {
    uint64_t received = 0, lost = 0, duplicates = 0, reordered = 0;
    uint64_t unknown = 0;      ///< of an SSRC that no slot has
    uint64_t unauthentic = 0;  ///< of those that were opened
    Totals& operator+=(const Totals& other);
  };
  /// Since start().
  Totals totals() const;
  /// Packets since the connection was made.
  uint64_t packets() const { return packets_; }
  /// Streams of which something came within the last half second.
  int live_streams(int64_t now_ns) const;
  int64_t ready_ns() const { return ready_ns_; }                          ///< 0: not yet
  int64_t first_packet_ns(bool audio) const { return first_ns_[audio]; }  ///< 0: none yet

 private:
  struct Stream {
    uint32_t ssrc = 0;
    bool audio = false;
    StreamCount whole, measured;
    int64_t last_ns = 0;
    unsigned until_sample = 0;
    uint64_t reported_received = 0, reported_lost = 0;
    uint32_t last_report = 0;
    int64_t last_report_ns = 0;
  };

  void on_ready() override { ready_ns_ = now_ns(); }
  void on_rtp(std::span<uint8_t> data, int64_t arrived_ns) override;
  void on_rtcp(std::span<const uint8_t> data) override { reader_.read(data); }
  void on_due(int64_t now_ns) override;
  Stream* stream_of(uint32_t ssrc);
  void sample(std::span<uint8_t> data, int64_t arrived_ns);
  void send_report(int64_t now_ns);

  // Passed in.
  Delays& delays_;
  // Owned.
  Transport transport_;
  RtcpReader reader_;
  std::vector<Stream> streams_;
  std::string cname_;
  uint32_t own_ssrc_;
  bool measuring_ = false;
  uint64_t packets_ = 0, unknown_ = 0, unauthentic_ = 0;
  int64_t ready_ns_ = 0, next_report_ns_ = 0;
  std::array<int64_t, 2> first_ns_{};  ///< video, audio
  std::array<uint8_t, largest_packet> report_{};
};

}  // namespace seodang::load
