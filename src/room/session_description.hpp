#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace seodang::room {

/// What a browser's session description means to us, after it has been checked: one bundled transport and a
/// list of m-lines of one codec each (VP8 or Opus). Whatever else stood there is gone. Pure; any thread.
struct MediaDescription {
  std::string mid;
  bool audio = false;
  bool sends = false, receives = false;  ///< from the writer's point of view
  int payload = -1;
  int rtx_payload = -1;             ///< -1: no retransmission (RFC 4588)
  uint32_t ssrc = 0, rtx_ssrc = 0;  ///< 0: not said
  int audio_level_id = 0;           ///< RFC 6464 extension; 0: none
  int transport_cc_id = 0;          ///< transport-wide congestion control; 0: none
};

struct SessionDescription {
  std::string ufrag, password;  ///< ICE
  std::string fingerprint;      ///< SHA-256 of the DTLS certificate, "AB:CD:…"
  std::string setup;            ///< actpass, active or passive (RFC 4145)
  std::vector<MediaDescription> media;

  const MediaDescription* with_mid(std::string_view mid) const;
};

enum class DescriptionType { offer, answer };

/// The gate in front of webrtcbin (which accepts much that it cannot do, and asserts on some: hardening, row
/// 7). Errors: too_large, bad_sdp with the line at fault. Accepts what Chromium and Firefox send, `m=… 0`
/// with `a=bundle-only` included (RFC 8843 §6: not a refusal).
Result<SessionDescription> read_description(std::string_view text, DescriptionType type);

struct DescriptionLimits {
  static constexpr size_t bytes = 64 * 1024;
  static constexpr size_t media = 64;
  static constexpr size_t mid_bytes = 16;
  static constexpr size_t attribute_bytes = 1024;
};

/// The description in our own words, which is what webrtcbin gets to see: port 9, one codec, no candidates.
std::string write_description(const SessionDescription& session);
/// Its a=extmap lines: the header extensions we read.
std::string extension_lines(const MediaDescription& media);

}  // namespace seodang::room
