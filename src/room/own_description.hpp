#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "room/session_description.hpp"

namespace seodang::room {

/// One m-line of an offer of ours, as webrtcbin wrote it: trusted, so only looked up in. Pure.
struct OfferedSlot {
  std::string mid;
  int rtx_payload = 0;
  uint32_t rtx_ssrc = 0;
};
std::vector<OfferedSlot> read_own_offer(std::string_view text);

/// The offer as the browser gets it. `streams`: per m-line, the MediaStream it belongs to.
///   + a=msid at the m-line: webrtcbin writes it at the SSRC only, where Firefox does not look (RFC 8830 §2)
///   + goog-remb, − transport-cc for video: viewers tell what their line carries by REMB (webrtcbin.md §20)
///   + abs-send-time for video, by which they measure it: the selectors write it (abs_send_time_id)
inline constexpr int abs_send_time_id = 1;
std::string dress_own_offer(std::string_view text, const std::vector<std::string>& streams);

/// The answer to a publisher's `offer` with the header extensions we read, which webrtcbin leaves out: audio
/// levels (a browser sends none unless they are in the answer) and transport-wide congestion control.
std::string dress_own_answer(std::string_view text, const SessionDescription& offer);

}  // namespace seodang::room
