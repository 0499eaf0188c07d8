#include "http/frames.hpp"

#include <glib.h>

#include <array>

#include "base/gref.hpp"

namespace seodang::http {

namespace {

constexpr size_t mask_bytes = 4, max_control = 125;

bool is_control(int opcode) { return opcode & 8; }

uint64_t big_endian(std::string_view bytes) {
  uint64_t value = 0;
  for (unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

bool is_utf8(std::string_view text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr);
}

/// RFC 6455 §7.4: what may stand in a close frame.
bool may_be_sent(int code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
         (code >= 3000 && code < 5000);
}

}  // namespace

void FrameReader::append(std::string_view bytes) {
  input_.erase(0, std::exchange(consumed_, 0));
  if (!failed_) input_.append(bytes);
}

std::optional<FrameEvent> FrameReader::next() {
  while (!failed_) {
    std::optional<Header> frame = header();
    if (!frame) return std::nullopt;
    if (std::optional<Broken> broken = check(*frame)) return fail(broken->code, broken->reason);
    if (input_.size() - consumed_ < frame->at + mask_bytes + frame->length) return std::nullopt;
    if (is_control(frame->opcode)) return control(*frame);
    if (std::optional<FrameEvent> event = message(*frame)) return event;
  }
  return std::nullopt;
}

std::optional<FrameReader::Header> FrameReader::header() const {
  const std::string_view rest = std::string_view(input_).substr(consumed_);
  if (rest.size() < 2) return std::nullopt;
  const auto first = static_cast<unsigned char>(rest[0]), second = static_cast<unsigned char>(rest[1]);
  Header result{.fin = (first & 0x80) != 0, .opcode = first & 0x0f, .at = 2, .length = second & 0x7fU};
  const size_t longer = result.length == 126 ? 2 : result.length == 127 ? 8 : 0;
  if (rest.size() < 2 + longer) return std::nullopt;
  if (longer) {
    result.at += longer;
    result.length = big_endian(rest.substr(2, longer));
  }
  return result;
}

std::optional<FrameReader::Broken> FrameReader::check(const Header& frame) const {
  const auto first = static_cast<unsigned char>(input_[consumed_]),
             second = static_cast<unsigned char>(input_[consumed_ + 1]);
  if (first & 0x70) return Broken{1002, "no extension was agreed on"};
  if (!(second & 0x80)) return Broken{1002, "a client's frames must be masked"};
  if (is_control(frame.opcode)) {
    if (frame.opcode > opcode_pong) return Broken{1002, "unknown control frame"};
    if (!frame.fin || frame.length > max_control) return Broken{1002, "control frames are short and whole"};
    return std::nullopt;
  }
  if (frame.opcode == opcode_binary) return Broken{1003, "only text is understood"};
  if (frame.opcode > opcode_binary) return Broken{1002, "unknown frame"};
  if ((frame.opcode == opcode_continue) != in_message_) return Broken{1002, "fragments out of order"};
  if (frame.length > max_message_ - message_.size()) return Broken{1009, "the message is too large"};
  return std::nullopt;
}

std::string FrameReader::take_payload(const Header& frame) {
  const size_t mask = consumed_ + frame.at, begin = mask + mask_bytes;
  std::string payload = input_.substr(begin, frame.length);
  for (size_t i = 0; i < payload.size(); i++)
    payload[i] = static_cast<char>(payload[i] ^ input_[mask + i % mask_bytes]);
  consumed_ = begin + frame.length;
  return payload;
}

std::optional<FrameEvent> FrameReader::message(const Header& frame) {
  message_ += take_payload(frame);
  in_message_ = !frame.fin;
  if (!frame.fin) return std::nullopt;
  if (!is_utf8(message_)) return fail(1007, "the message is not UTF-8");
  return FrameEvent{FrameEvent::Kind::text, 0, std::exchange(message_, {})};
}

FrameEvent FrameReader::control(const Header& frame) {
  std::string payload = take_payload(frame);
  if (frame.opcode == opcode_ping) return {FrameEvent::Kind::ping, 0, std::move(payload)};
  if (frame.opcode == opcode_pong) return {FrameEvent::Kind::pong, 0, std::move(payload)};
  if (payload.empty()) return {FrameEvent::Kind::close, 1005, {}};
  if (payload.size() < 2) return fail(1002, "half a close code");
  const int code = static_cast<int>(big_endian(std::string_view(payload).substr(0, 2)));
  if (!may_be_sent(code) || !is_utf8(std::string_view(payload).substr(2)))
    return fail(1002, "a wrong close frame");
  return {FrameEvent::Kind::close, code, payload.substr(2)};
}

FrameEvent FrameReader::fail(int code, const char* reason) {
  failed_ = true;
  input_ = message_ = {};
  consumed_ = 0;
  return {FrameEvent::Kind::error, code, reason};
}

std::string encode_frame(int opcode, std::string_view payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  const uint64_t length = payload.size();
  const int longer = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
  frame += static_cast<char>(longer == 0 ? length : longer == 2 ? 126 : 127);
  for (int shift = 8 * (longer - 1); shift >= 0; shift -= 8)
    frame += static_cast<char>(length >> shift & 0xff);
  return frame.append(payload);
}

std::string encode_close(int code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return encode_frame(opcode_close, payload.append(reason.substr(0, max_control - 2)));
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<guint8, 20> digest{};
  gsize size = digest.size();
  GChecksum* sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, reinterpret_cast<const guchar*>(text.data()), static_cast<gssize>(text.size()));
  g_checksum_get_digest(sum, digest.data(), &size);
  g_checksum_free(sum);
  return GPtr<char>(g_base64_encode(digest.data(), size)).get();
}

bool is_websocket_key(std::string_view key) {
  gsize size = 0;
  const std::string text(key);
  if (text.size() != 24) return false;
  const std::unique_ptr<guchar, decltype(&g_free)> bytes(g_base64_decode(text.c_str(), &size), g_free);
  return size == 16;
}

}  // namespace seodang::http
