#include "room/own_description.hpp"

#include <charconv>

namespace seodang::room {

namespace {

/// Calls `each(line)` for every line, without its end.
template <typename Each>
void for_lines(std::string_view text, Each each) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) each(line);
  }
}

template <typename N>
N number_at(std::string_view text) {
  N value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

const std::string abs_send_time_line = "a=extmap:" + std::to_string(abs_send_time_id) +
                                       " http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n";

constexpr std::string_view mid_key = "a=mid:", rtpmap_key = "a=rtpmap:", fid_key = "a=ssrc-group:FID ";

}  // namespace

std::vector<OfferedSlot> read_own_offer(std::string_view text) {
  std::vector<OfferedSlot> slots;
  for_lines(text, [&](std::string_view line) {
    if (line.starts_with("m=")) slots.emplace_back();
    if (slots.empty()) return;
    if (line.starts_with(mid_key)) slots.back().mid = line.substr(mid_key.size());
    if (line.starts_with(rtpmap_key) && line.ends_with(" rtx/90000"))
      slots.back().rtx_payload = number_at<int>(line.substr(rtpmap_key.size()));
    if (line.starts_with(fid_key))
      slots.back().rtx_ssrc = number_at<uint32_t>(line.substr(line.rfind(' ') + 1));
  });
  return slots;
}

std::string dress_own_offer(std::string_view text, const std::vector<std::string>& streams) {
  std::string dressed;
  size_t media = 0;
  for_lines(text, [&](std::string_view line) {
    if (line.starts_with("m=")) media++;
    if (line.starts_with("a=rtcp-fb:") && line.ends_with(" transport-cc")) return;
    if (line.starts_with("a=ssrc:") && line.find(" msid:") != std::string_view::npos) return;
    dressed.append(line).append("\r\n");
    if (line.starts_with(mid_key) && media >= 1 && media <= streams.size()) {
      dressed.append("a=msid:" + streams[media - 1] + " ").append(line.substr(mid_key.size())).append("\r\n");
    }
    if (line.starts_with("a=rtcp-fb:") && line.ends_with(" ccm fir")) {  // only video has it
      dressed.append(line.substr(0, line.find(' '))).append(" goog-remb\r\n");
      dressed.append(abs_send_time_line);
    }
  });
  return dressed;
}

std::string dress_own_answer(std::string_view text, const SessionDescription& offer) {
  std::string dressed;
  for_lines(text, [&](std::string_view line) {
    dressed.append(line).append("\r\n");
    const MediaDescription* media =
        line.starts_with(mid_key) ? offer.with_mid(line.substr(mid_key.size())) : nullptr;
    if (media) dressed.append(extension_lines(*media));
  });
  return dressed;
}

}  // namespace seodang::room
