#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace seodang::room {

/// A file's bytes as they are when reading begins; it may grow meanwhile.
struct ByteSource {
  uint64_t size = 0;
  /// Copies up to `count` bytes from `offset` on to `to`; how many.
  std::function<size_t(uint64_t offset, char* to, size_t count)> read;
};

/// One packet of a segment.
struct SegmentBlock {
  int64_t time_us = 0;  ///< file time
  uint64_t offset = 0;  ///< of its bytes in the file
  size_t size = 0;
};

/// Reads the packets of a segment: a WebM file with one track that may end anywhere. (matroskademux would
/// need the file's end for its index, or an hour's reading for its last minute; and a file of its own to open
/// behind lock_process().) Whatever the bytes are, it ends. One thread at a time.
class SegmentReader {
 public:
  explicit SegmentReader(ByteSource source) : source_(std::move(source)) {}

  /// The next whole packet; none at the end, or where the file is torn.
  std::optional<SegmentBlock> next();
  /// Goes on with a cluster that begins at or before this file time: the last one, where clusters say how
  /// long they are.
  void seek(int64_t time_us);
  /// The first `count` bytes of a packet, or less.
  std::string bytes(const SegmentBlock& block, size_t count);
  /// All of it, to `to`. False: the file has become shorter.
  bool copy(const SegmentBlock& block, char* to);

 private:
  struct Element {
    uint32_t id = 0;
    bool sized = false;
    uint64_t body = 0, end = 0;  ///< offsets; `end` of a sized one only
  };
  /// None: not whole, or nothing that EBML knows.
  std::optional<Element> element(uint64_t at);
  std::optional<SegmentBlock> block(const Element& element);
  uint64_t number(const Element& element);
  int64_t cluster_time(uint64_t body);
  uint8_t byte(uint64_t at);
  bool fill(uint64_t at, size_t count);

  // Passed in.
  ByteSource source_;
  // Owned.
  std::string window_;
  uint64_t window_at_ = 0, position_ = 0, scale_ns_ = 1'000'000;
  int64_t cluster_us_ = 0;
};

}  // namespace seodang::room
