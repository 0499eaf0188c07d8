#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "protocol/types.hpp"

namespace seodang::room {

/// Of whom and what a segment is.
struct SegmentSource {
  std::string participant;
  Source source = Source::microphone;
  std::string connection;  ///< of the browser; its tracks have one clock

  bool operator==(const SegmentSource&) const = default;
};

/// NTP time (32.32 fixed point) in µs since 1900.
int64_t ntp_us(uint64_t ntp);

/// The file beside a segment that says how its time lies to others': JSON lines, each written at once, so
/// that a crash leaves whole lines. The file is open only while it is written to. Any thread.
class Sidecar {
 public:
  Sidecar() = default;
  /// A new file, with its first line. `from_us`: arrival of file time 0, UTC. Errors: storage_full,
  /// media_failed.
  static Result<Sidecar> create(std::string path, const SegmentSource& of, int64_t from_us);

  /// The sender's clock stood at `ntp_us` (since 1900) when it made what lies at `file_us`.
  void report(int64_t file_us, int64_t ntp_us) const;
  /// The segment ends well.
  void end(int64_t duration_us) const;

 private:
  explicit Sidecar(std::string path) : path_(std::move(path)) {}
  Result<> write(const Json& line, int flags) const;
  void append(const Json& line) const;

  std::string path_;
};

}  // namespace seodang::room
