#include "room/session_description.hpp"

#include <gst/sdp/gstsdpmessage.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/gref.hpp"

namespace seodang {
SEODANG_GPTR(GstSDPMessage, gst_sdp_message_free);
}

namespace seodang::room {

namespace {

constexpr std::string_view audio_level_uri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
constexpr std::string_view transport_cc_uri =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

Error refused(const std::string& why) {
  return {Code::bad_sdp, "the session description was refused: " + why};
}

using Words = std::vector<std::string_view>;

Words split(std::string_view text, char separator = ' ') {
  Words words;
  while (!text.empty()) {
    size_t end = text.find(separator);
    if (std::string_view word = text.substr(0, end); !word.empty()) words.push_back(word);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return words;
}

template <typename N>
std::optional<N> number(std::string_view text) {
  N value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Attributes of one m-line or of the session, by key, in order.
struct Attributes {
  std::vector<std::pair<std::string_view, std::string_view>> list;

  void add(const GstSDPAttribute* attribute) {
    list.emplace_back(attribute->key, attribute->value ? attribute->value : "");
  }
  size_t count(std::string_view key) const {
    return static_cast<size_t>(
        std::count_if(list.begin(), list.end(), [&](auto& a) { return a.first == key; }));
  }
  std::string_view first(std::string_view key) const {
    auto found = std::find_if(list.begin(), list.end(), [&](auto& a) { return a.first == key; });
    return found == list.end() ? std::string_view() : found->second;
  }
  bool has(std::string_view key) const { return count(key) > 0; }
};

Attributes attributes_of(const GstSDPMessage* message) {
  Attributes result;
  for (guint i = 0; i < gst_sdp_message_attributes_len(message); i++)
    result.add(gst_sdp_message_get_attribute(message, i));
  return result;
}

Attributes attributes_of(const GstSDPMedia* media) {
  Attributes result;
  for (guint i = 0; i < gst_sdp_media_attributes_len(media); i++)
    result.add(gst_sdp_media_get_attribute(media, i));
  return result;
}

bool is_token(std::string_view text, size_t min, size_t max) {
  return text.size() >= min && text.size() <= max && std::all_of(text.begin(), text.end(), [](char c) {
           return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
         });
}

/// "sha-256 AB:…" with 32 bytes, or empty.
std::string fingerprint_of(std::string_view value) {
  Words words = split(value);
  if (words.size() != 2 || g_ascii_strncasecmp(words[0].data(), "sha-256", words[0].size()) != 0 ||
      words[0].size() != 7)
    return {};
  if (words[1].size() != 32 * 3 - 1) return {};
  std::string upper(words[1]);
  for (size_t i = 0; i < upper.size(); i++) {
    if (i % 3 == 2 ? upper[i] != ':' : !g_ascii_isxdigit(upper[i])) return {};
    upper[i] = g_ascii_toupper(upper[i]);
  }
  return upper;
}

/// Reads one transport attribute: at the m-line, else at the session; at most once in either; equal over all
/// m-lines.
Result<> read_transport(SessionDescription& session, const Attributes& line, const Attributes& global,
                        DescriptionType type) {
  struct Row {
    const char* key;
    std::string* target;
  };
  for (Row row : {Row{"ice-ufrag", &session.ufrag},
                  {"ice-pwd", &session.password},
                  {"fingerprint", &session.fingerprint},
                  {"setup", &session.setup}}) {
    const Attributes& place = line.has(row.key) ? line : global;
    if (place.count(row.key) > 1) return refused(std::string("more than one a=") + row.key);
    std::string value(place.first(row.key));
    if (value.empty() && !row.target->empty())
      continue;  // a bundled m-line may leave it out (RFC 8843 §7.1.3)
    if (row.target == &session.fingerprint) value = fingerprint_of(value);
    if (value.empty()) return refused(std::string("no usable a=") + row.key);
    if (!row.target->empty() && *row.target != value)
      return refused(std::string("a=") + row.key + " differs between m-lines");
    *row.target = value;
  }
  if (!is_token(session.ufrag, 4, 256) || !is_token(session.password, 22, 256))
    return refused("a=ice-ufrag or a=ice-pwd is malformed");
  bool offer = type == DescriptionType::offer;
  if (offer ? session.setup != "actpass" : session.setup != "active" && session.setup != "passive")
    return refused("a=setup:" + session.setup);
  return {};
}

Result<> read_direction(MediaDescription& media, const Attributes& line) {
  struct Row {
    std::string_view name;
    bool sends, receives;
  };
  static constexpr Row rows[] = {{"sendrecv", true, true},
                                 {"sendonly", true, false},
                                 {"recvonly", false, true},
                                 {"inactive", false, false}};
  size_t found = 0;
  for (const Row& row : rows) {
    size_t count = line.count(row.name);
    if (count == 0) continue;
    found += count;
    media.sends = row.sends;
    media.receives = row.receives;
  }
  if (found != 1) return refused("m-line " + media.mid + " must have exactly one direction");
  return {};
}

/// The payload type of our codec and of its retransmission.
Result<> read_codec(MediaDescription& media, const GstSDPMedia* line, const Attributes& attributes) {
  std::string_view codec = media.audio ? "opus/48000/2" : "vp8/90000";
  std::set<int> formats;
  for (guint i = 0; i < gst_sdp_media_formats_len(line); i++) {
    auto payload = number<int>(gst_sdp_media_get_format(line, i));
    if (!payload || *payload < 0 || *payload > 127 || !formats.insert(*payload).second)
      return refused("a payload type of m-line " + media.mid);
  }
  std::vector<int> mapped, rtx;
  for (auto [key, value] : attributes.list) {
    if (key != "rtpmap") continue;
    Words words = split(value);
    auto payload = words.size() == 2 ? number<int>(words[0]) : std::nullopt;
    if (!payload || !formats.count(*payload)) return refused("a=rtpmap of m-line " + media.mid);
    mapped.push_back(*payload);
    GPtr<char> name(g_ascii_strdown(words[1].data(), static_cast<gssize>(words[1].size())));
    if (name.get() == codec && media.payload < 0) media.payload = *payload;
    if (std::string_view(name.get()) == "rtx/90000") rtx.push_back(*payload);
  }
  for (int payload : formats) {
    if (std::find(mapped.begin(), mapped.end(), payload) == mapped.end())
      return refused("payload type " + std::to_string(payload) + " without a=rtpmap");
  }
  if (media.payload < 0) return refused("m-line " + media.mid + " has no " + (media.audio ? "Opus" : "VP8"));
  for (int payload : rtx) {
    std::string wanted = std::to_string(payload) + " apt=" + std::to_string(media.payload);
    for (auto [key, value] : attributes.list) {
      if (key == "fmtp" && (value == wanted || value.starts_with(wanted + ";"))) media.rtx_payload = payload;
    }
  }
  return {};
}

Result<> read_ssrcs(MediaDescription& media, const Attributes& attributes) {
  for (auto [key, value] : attributes.list) {
    Words words = split(value);
    if (key == "ssrc-group" && words.size() == 3 && words[0] == "FID") {
      media.ssrc = number<uint32_t>(words[1]).value_or(0);
      media.rtx_ssrc = number<uint32_t>(words[2]).value_or(0);
      if (media.ssrc == 0 || media.rtx_ssrc == 0) return refused("a=ssrc-group of m-line " + media.mid);
    } else if (key == "ssrc-group") {
      return refused("a=ssrc-group other than one FID pair in m-line " + media.mid);
    }
  }
  for (auto [key, value] : attributes.list) {
    if (key != "ssrc") continue;
    uint32_t ssrc = number<uint32_t>(value.substr(0, value.find(' '))).value_or(0);
    if (ssrc == 0) return refused("a=ssrc of m-line " + media.mid);
    if (media.ssrc == 0) media.ssrc = ssrc;
    if (ssrc != media.ssrc && ssrc != media.rtx_ssrc)
      return refused("more than one stream in m-line " + media.mid);
  }
  return {};
}

void read_extensions(MediaDescription& media, const Attributes& attributes) {
  for (auto [key, value] : attributes.list) {
    Words words = split(value);
    if (key != "extmap" || words.size() < 2) continue;
    int id = number<int>(words[0].substr(0, words[0].find('/'))).value_or(0);
    if (id < 1 || id > 14) continue;  // what the one-byte form can carry (RFC 8285 §4.2)
    if (words[1] == audio_level_uri && media.audio) media.audio_level_id = id;
    if (words[1] == transport_cc_uri) media.transport_cc_id = id;
  }
}

Result<MediaDescription> read_media(const GstSDPMedia* line, const Attributes& attributes,
                                    DescriptionType type) {
  MediaDescription media;
  std::string_view kind = gst_sdp_media_get_media(line);
  if (kind != "audio" && kind != "video") return refused("m=" + std::string(kind) + ": only audio and video");
  media.audio = kind == "audio";
  std::string_view proto = gst_sdp_media_get_proto(line) ? gst_sdp_media_get_proto(line) : "";
  if (proto != "UDP/TLS/RTP/SAVPF") return refused("an m-line's protocol is not UDP/TLS/RTP/SAVPF");
  if (attributes.count("mid") != 1 || !is_token(attributes.first("mid"), 1, DescriptionLimits::mid_bytes))
    return refused("each m-line needs one a=mid");
  media.mid = attributes.first("mid");
  bool offered_bundle_only = type == DescriptionType::offer && attributes.has("bundle-only");
  if (gst_sdp_media_get_port(line) == 0 && !offered_bundle_only)
    return refused("m-line " + media.mid + " is rejected (port 0)");
  if (!attributes.has("rtcp-mux")) return refused("m-line " + media.mid + " without a=rtcp-mux");
  for (const Result<>& part : {read_direction(media, attributes), read_codec(media, line, attributes),
                               read_ssrcs(media, attributes)}) {
    if (!part) return part.error();
  }
  if (type == DescriptionType::offer && media.sends && media.ssrc == 0)
    return refused("m-line " + media.mid + " sends, but has no a=ssrc");
  read_extensions(media, attributes);
  return media;
}

/// Mids unique and exactly those of BUNDLE; SSRCs unique over all m-lines.
Result<> check_together(const SessionDescription& session, const Attributes& global) {
  Words group;
  for (auto [key, value] : global.list) {
    if (key == "group" && value.starts_with("BUNDLE")) group = split(value.substr(6));
  }
  std::set<std::string_view> mids, bundled(group.begin(), group.end());
  std::set<uint32_t> ssrcs;
  for (const MediaDescription& media : session.media) {
    if (!mids.insert(media.mid).second) return refused("a=mid:" + media.mid + " stands twice");
    for (uint32_t ssrc : {media.ssrc, media.rtx_ssrc}) {
      if (ssrc != 0 && !ssrcs.insert(ssrc).second)
        return refused("SSRC " + std::to_string(ssrc) + " stands twice");
    }
  }
  if (mids != bundled || group.size() != mids.size())
    return refused("a=group:BUNDLE must name every m-line once");
  return {};
}

/// Structure that gst_sdp forgives and webrtcbin does not.
Result<> check_text(std::string_view text) {
  if (text.size() > DescriptionLimits::bytes)
    return {Code::too_large, "the session description is longer than 64 KiB"};
  if (!text.starts_with("v=0")) return refused("it does not begin with v=0");
  for (std::string_view line : split(text, '\n')) {
    if (line.size() > DescriptionLimits::attribute_bytes) return refused("a line is longer than 1024 bytes");
    if (line == "\r") continue;
    bool plain = std::all_of(line.begin(), line.end(),
                             [](unsigned char c) { return c >= 0x20 || c == '\r' || c == '\t'; });
    if (!plain || line.size() < 2 || line[1] != '=') return refused("a line is not of the form x=…");
  }
  return {};
}

}  // namespace

const MediaDescription* SessionDescription::with_mid(std::string_view mid) const {
  auto found = std::find_if(media.begin(), media.end(), [&](auto& m) { return m.mid == mid; });
  return found == media.end() ? nullptr : &*found;
}

Result<SessionDescription> read_description(std::string_view text, DescriptionType type) {
  if (Result<> checked = check_text(text); !checked) return checked.error();
  GPtr<GstSDPMessage> message;
  GstSDPMessage* raw = nullptr;
  gst_sdp_message_new(&raw);
  message.reset(raw);
  if (gst_sdp_message_parse_buffer(reinterpret_cast<const guint8*>(text.data()),
                                   static_cast<guint>(text.size()), raw) != GST_SDP_OK) {
    return refused("it cannot be parsed");
  }
  guint count = gst_sdp_message_medias_len(raw);
  if (count == 0 || count > DescriptionLimits::media) return refused("it must have 1 to 64 m-lines");
  Attributes global = attributes_of(raw);
  SessionDescription session;
  for (guint i = 0; i < count; i++) {
    const GstSDPMedia* line = gst_sdp_message_get_media(raw, i);
    Attributes attributes = attributes_of(line);
    Result<MediaDescription> media = read_media(line, attributes, type);
    if (!media) return media.error();
    if (Result<> transport = read_transport(session, attributes, global, type); !transport)
      return transport.error();
    session.media.push_back(*media);
  }
  if (Result<> together = check_together(session, global); !together) return together.error();
  return session;
}

namespace {

std::string_view direction_of(const MediaDescription& media) {
  static constexpr std::string_view names[] = {"inactive", "recvonly", "sendonly", "sendrecv"};
  return names[(media.sends ? 2 : 0) + (media.receives ? 1 : 0)];
}

class Writer {
 public:
  template <typename... Parts>
  void line(Parts&&... parts) {
    ((text_ += part(parts)), ...);
    text_ += "\r\n";
  }
  void text(const std::string& lines) { text_ += lines; }
  std::string take() { return std::move(text_); }

 private:
  static std::string part(std::string_view text) { return std::string(text); }
  static std::string part(const char* text) { return text; }
  template <typename N>
    requires std::is_integral_v<N>
  static std::string part(N value) { return std::to_string(value); }
  std::string text_;
};

void write_codec(Writer& out, const MediaDescription& media) {
  int payload = media.payload;
  if (media.audio) {
    out.line("a=rtpmap:", payload, " opus/48000/2");
    out.line("a=fmtp:", payload, " minptime=10;useinbandfec=1");
  } else {
    out.line("a=rtpmap:", payload, " VP8/90000");
    for (const char* feedback : {"nack", "nack pli", "ccm fir"})
      out.line("a=rtcp-fb:", payload, " ", feedback);
  }
  if (media.transport_cc_id) out.line("a=rtcp-fb:", payload, " transport-cc");
  if (media.rtx_payload >= 0) {
    out.line("a=rtpmap:", media.rtx_payload, " rtx/90000");
    out.line("a=fmtp:", media.rtx_payload, " apt=", payload);
  }
}

void write_media(Writer& out, const SessionDescription& session, const MediaDescription& media) {
  std::string formats = std::to_string(media.payload);
  if (media.rtx_payload >= 0) formats += " " + std::to_string(media.rtx_payload);
  out.line("m=", media.audio ? "audio" : "video", " 9 UDP/TLS/RTP/SAVPF ", formats);
  out.line("c=IN IP4 0.0.0.0");
  out.line("a=ice-ufrag:", session.ufrag);
  out.line("a=ice-pwd:", session.password);
  out.line("a=fingerprint:sha-256 ", session.fingerprint);
  out.line("a=setup:", session.setup);
  out.line("a=mid:", media.mid);
  out.text(extension_lines(media));
  out.line("a=", direction_of(media));
  out.line("a=rtcp-mux");
  out.line("a=rtcp-rsize");
  write_codec(out, media);
  if (media.rtx_ssrc) out.line("a=ssrc-group:FID ", media.ssrc, " ", media.rtx_ssrc);
  for (uint32_t ssrc : {media.ssrc, media.rtx_ssrc}) {
    if (ssrc) out.line("a=ssrc:", ssrc, " cname:peer");
  }
}

}  // namespace

std::string extension_lines(const MediaDescription& media) {
  Writer out;
  if (media.audio_level_id) out.line("a=extmap:", media.audio_level_id, " ", audio_level_uri);
  if (media.transport_cc_id) out.line("a=extmap:", media.transport_cc_id, " ", transport_cc_uri);
  return out.take();
}

std::string write_description(const SessionDescription& session) {
  Writer out;
  out.line("v=0");
  out.line("o=- 1 1 IN IP4 127.0.0.1");
  out.line("s=-");
  out.line("t=0 0");
  std::string group = "a=group:BUNDLE";
  for (const MediaDescription& media : session.media) group += " " + media.mid;
  out.line(group);
  out.line("a=ice-options:trickle");
  for (const MediaDescription& media : session.media) write_media(out, session, media);
  return out.take();
}

}  // namespace seodang::room
