// Session descriptions as a bot writes and reads them: by lines. None of the room's own handling is used, so
// that a mistake there shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "load/transport.hpp"

namespace seodang::load {

/// One m-line of the other side's description, as far as bots look at it.
struct MediaLine {
  std::string mid;
  uint32_t ssrc = 0;
  int level_id = 0;  ///< of the RFC 6464 extension
};

struct RemoteDescription {
  RemoteEnd end;
  std::vector<MediaLine> media;
};
RemoteDescription read_sdp(std::string_view sdp);

struct OfferedLine {
  std::string mid;
  bool audio = false;
  uint32_t ssrc = 0;
};
inline constexpr int opus_payload = 111, vp8_payload = 96, audio_level_id = 1;

/// What a browser with a microphone and cameras offers; `end_lines`: Transport::description_lines().
std::string write_offer(const std::vector<OfferedLine>& lines, const std::string& end_lines,
                        const std::string& cname);

/// Takes everything that is offered: the offer's own lines, turned round.
std::string write_answer(std::string_view offer, const std::string& end_lines);

}  // namespace seodang::load
