#include "load/sdp.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace seodang::load {

namespace {

constexpr std::string_view level_uri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

template <typename F>
void for_each_line(std::string_view sdp, F take) {
  while (!sdp.empty()) {
    const size_t end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) take(line);
    if (end == std::string_view::npos) break;
    sdp.remove_prefix(end + 1);
  }
}

/// Of "a=mid:video0", asked for "a=mid:": "video0".
bool value_of(std::string_view line, std::string_view key, std::string_view& value) {
  if (!line.starts_with(key)) return false;
  value = line.substr(key.size());
  return true;
}

template <typename N>
N number(std::string_view text) {
  N value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

RemoteDescription read_sdp(std::string_view sdp) {
  RemoteDescription description;
  for_each_line(sdp, [&](std::string_view line) {
    std::string_view value;
    if (line.starts_with("m=")) description.media.emplace_back();
    if (value_of(line, "a=ice-ufrag:", value)) description.end.ufrag = value;
    if (value_of(line, "a=ice-pwd:", value)) description.end.password = value;
    if (value_of(line, "a=setup:", value)) description.end.dtls_client = value == "active";
    if (description.media.empty()) return;
    MediaLine& media = description.media.back();
    if (value_of(line, "a=mid:", value)) media.mid = value;
    // The first of a stream and its retransmission is the stream.
    if (value_of(line, "a=ssrc:", value) && media.ssrc == 0) media.ssrc = number<uint32_t>(value);
    if (value_of(line, "a=ssrc-group:FID ", value)) media.ssrc = number<uint32_t>(value);
    if (value_of(line, "a=extmap:", value) && value.ends_with(level_uri)) media.level_id = number<int>(value);
  });
  return description;
}

std::string write_offer(const std::vector<OfferedLine>& lines, const std::string& end_lines,
                        const std::string& cname) {
  std::string sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE";
  for (const OfferedLine& line : lines) sdp += " " + line.mid;
  sdp += "\r\na=ice-options:trickle\r\n";
  for (const OfferedLine& line : lines) {
    const std::string payload = std::to_string(line.audio ? opus_payload : vp8_payload);
    sdp += (line.audio ? "m=audio" : "m=video") + (" 9 UDP/TLS/RTP/SAVPF " + payload) +
           "\r\nc=IN IP4 0.0.0.0\r\n" + end_lines + "a=mid:" + line.mid +
           "\r\na=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n";
    if (line.audio) {
      sdp += "a=extmap:" + std::to_string(audio_level_id) + " " + std::string(level_uri) +
             "\r\na=rtpmap:" + payload + " opus/48000/2\r\na=fmtp:" + payload +
             " minptime=10;useinbandfec=1\r\n";
    } else {
      sdp += "a=rtpmap:" + payload + " VP8/90000\r\n";
      for (const char* feedback : {"nack", "nack pli", "ccm fir"})
        sdp += "a=rtcp-fb:" + payload + " " + feedback + "\r\n";
    }
    sdp += "a=ssrc:" + std::to_string(line.ssrc) + " cname:" + cname + "\r\n";
  }
  return sdp;
}

std::string write_answer(std::string_view offer, const std::string& end_lines) {
  static constexpr std::array<std::string_view, 7> kept{
      "a=group:BUNDLE", "a=mid:", "a=rtcp-mux", "a=rtcp-rsize", "a=rtpmap:", "a=rtcp-fb:", "a=fmtp:"};
  std::string sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  for_each_line(offer, [&](std::string_view line) {
    if (line.starts_with("m=")) {
      const size_t port = line.find(' ') + 1, rest = line.find(' ', port);
      sdp += std::string(line.substr(0, port)) + "9" + std::string(line.substr(rest)) +
             "\r\nc=IN IP4 0.0.0.0\r\n" + end_lines + "a=recvonly\r\n";
    } else if (std::ranges::any_of(kept, [&](auto key) { return line.starts_with(key); }) &&
               line != "a=rtcp-mux-only") {
      sdp += std::string(line) + "\r\n";
    }
  });
  return sdp;
}

}  // namespace seodang::load
