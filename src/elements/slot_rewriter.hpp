#pragma once

// What a slot does to the bytes of a packet: the head (RTP header, extension block, VP8 descriptor) is
// written anew so that all counters of the wire go on when the source changes; the payload is left where it
// is. The first packet after begin() fixes the shifts of a *run*; they are kept, so that a packet asked for
// again is rewritten exactly as the first time. Bytes in, bytes out: no GStreamer, no clock, no lock of its
// own.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "elements/packet.hpp"
#include "elements/sequence.hpp"
#include "elements/slot_numbers.hpp"
#include "elements/vp8.hpp"

namespace seodang::rtp {

/// What the slot's stream looks like on the wire.
struct SlotFormat {
  uint32_t ssrc = 0;
  uint8_t payload_type = 0;
  /// RTP ticks per second.
  uint32_t clock_rate = 90000;
  bool vp8 = false;
  /// Extension id 1…14, 0 for none.
  uint8_t abs_send_time_id = 0;
  uint32_t rtx_ssrc = 0;
  uint8_t rtx_payload_type = 0;
};

/// A packet for the viewer: `head`, then payload_size bytes from payload_offset in the packet it was made
/// from.
struct Outgoing {
  std::array<uint8_t, kMaxHeader + kOsnSize + kMaxVp8Descriptor> head;
  size_t head_size = 0;
  size_t payload_offset = 0;
  size_t payload_size = 0;

  size_t size() const { return head_size + payload_size; }
};

class SlotRewriter {
 public:
  /// Where a packet of the slot came from.
  struct Origin {
    int64_t number = 0;
    unsigned run = 0;
    uint16_t source_seqnum = 0;
  };

  SlotRewriter(uint16_t first_seqnum, uint32_t first_timestamp)
      : numbers_(0x10000 + int64_t{first_seqnum}), last_timestamp_(first_timestamp) {}

  /// Another source (or the same one after a pause): the next packet forwarded starts a run. Returns the
  /// run's id.
  unsigned begin();
  /// The packet as the viewer gets it; nothing when it must not be sent. pts and now in ns.
  std::optional<Outgoing> forward(const Packet& packet, const SlotFormat& format, std::optional<int64_t> pts,
                                  int64_t now);

  /// Sequence numbers used up to the highest, those of packets that never came from the source included.
  int64_t numbers() const { return numbers_.count(); }
  /// The source's packet that was sent under this sequence number.
  std::optional<Origin> find(uint16_t seqnum) const;
  /// The packet that find() told of, for the retransmission stream (RFC 4588).
  std::optional<Outgoing> repeat(const Origin& origin, const Packet& packet, const SlotFormat& format,
                                 int64_t now);

 private:
  static constexpr size_t kMaxRuns = 8;

  struct Run {
    unsigned id = 0;
    bool begun = false;
    SequenceReader reader;
    uint32_t timestamp_shift = 0;
    int64_t highest_picture = 0;
    std::optional<int64_t> picture_shift;
    std::optional<uint8_t> tl0_shift;
    std::optional<uint8_t> key_shift;
  };

  void start(Run& run, const Packet& packet, const SlotFormat& format, std::optional<int64_t> pts);
  void note_time(uint32_t timestamp, std::optional<int64_t> pts);
  void shift_pictures(Run& run, Vp8Descriptor& descriptor, bool newest);
  static Vp8Descriptor shifted(const Run& run, Vp8Descriptor descriptor);

  SlotNumbers numbers_;
  std::deque<Run> runs_;
  unsigned next_run_ = 0;
  uint16_t next_rtx_seqnum_ = 0;

  // The newest that was sent.
  bool sent_ = false;
  uint32_t last_timestamp_;
  std::optional<int64_t> last_pts_;
  int64_t last_picture_ = 0;
  uint8_t last_tl0_ = 0;
  uint8_t last_key_ = 0;
};

}  // namespace seodang::rtp
