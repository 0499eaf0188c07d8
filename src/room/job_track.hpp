#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/json.hpp"
#include "room/job_alignment.hpp"
#include "room/job_file.hpp"
#include "room/job_segment.hpp"

namespace seodang::room {

enum class Medium { video, audio };

/// A time from … up to, µs.
struct Span {
  int64_t from_us = 0, to_us = 0;
  bool operator==(const Span&) const = default;
};

/// Which part of `interval` each segment fills, by where it begins: one ends where the next begins. In their
/// order in time, without those that have no part. Pure.
struct Cut {
  size_t segment = 0;
  Span span;
  bool last = false;  ///< none follows in the interval
};
std::vector<Cut> cut_segments(std::span<const int64_t> begins_us, Span interval);

/// The times of `whole` of at least `least_us` in which there is nothing of `media`. Pure.
std::vector<Span> gaps_of(std::vector<Span> media, Span whole, int64_t least_us);

/// A segment, open.
struct SegmentFile {
  std::shared_ptr<const File> file;
  SidecarText sidecar;
  SegmentClock clock;
  ByteSource source() const;
};
/// Of `[{path}]`; what cannot be opened is left out, and logged. Their clocks are not set.
std::vector<SegmentFile> open_segments(const Json& paths);
/// Sets the clocks of all, which come from one person.
void align_files(std::span<std::vector<SegmentFile>* const> tracks);

/// One packet of a track.
struct TrackPacket {
  int64_t utc_us = 0, duration_us = 0;  ///< duration: 0 of pictures
  bool keyframe = false;
  SegmentBlock block;
};

/// What of one segment lies in a span. Pictures begin with a keyframe.
class Stretch {
 public:
  Stretch(Medium medium, const SegmentFile& segment, Span span)
      : medium_(medium), clock_(segment.clock), span_(span), reader_(segment.source()) {
    reader_.seek(clock_.file(span.from_us));
  }
  std::optional<TrackPacket> next();
  SegmentReader& reader() { return reader_; }

 private:
  bool take(TrackPacket& packet);

  // Passed in.
  Medium medium_;
  SegmentClock clock_;
  Span span_;
  // Owned.
  SegmentReader reader_;
  bool begun_ = false;
};

/// The size a VP8 keyframe says, {0, 0} of other packets. Pure.
struct PictureSize {
  unsigned width = 0, height = 0;
};
PictureSize vp8_size(std::string_view packet);

/// One source of a person: what of its segments lies in the interval.
class JoinTrack {
 public:
  /// Looks at every packet once.
  JoinTrack(Medium medium, std::vector<SegmentFile> segments, Span interval);

  Medium medium() const { return medium_; }
  const std::vector<Span>& media() const { return media_; }  ///< one per segment that has any, UTC
  size_t bytes() const { return bytes_; }
  PictureSize size() const { return size_; }  ///< the largest picture's
  bool recovered() const { return recovered_; }

  /// The packets in order, from the first on.
  std::optional<TrackPacket> next();
  /// The bytes of the packet that next() gave last.
  bool copy(const TrackPacket& packet, char* to) { return stretch_->reader().copy(packet.block, to); }
  std::string bytes(const TrackPacket& packet) {
    return stretch_->reader().bytes(packet.block, packet.block.size);
  }

 private:
  void survey(const Cut& cut);

  // Passed in.
  Medium medium_;
  std::vector<SegmentFile> segments_;
  Span interval_;
  // Owned.
  std::vector<Cut> cuts_;
  std::vector<Span> media_;
  size_t bytes_ = 0;
  PictureSize size_;
  bool recovered_ = false;
  size_t at_ = 0;
  std::optional<Stretch> stretch_;
  int64_t last_us_ = 0;
};

}  // namespace seodang::room
