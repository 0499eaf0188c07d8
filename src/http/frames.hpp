#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seodang::http {

/// What a WebSocket's client said: a whole message, a control frame, or something that ends the connection.
struct FrameEvent {
  enum class Kind { text, ping, pong, close, error };
  Kind kind = Kind::error;
  int code = 0;         ///< close: the client's (1005 if it gave none); error: the one to close with
  std::string payload;  ///< text, ping, pong: as sent; close, error: the reason
};

/// Reads a WebSocket client's frames (RFC 6455 §5): text messages of bounded size, fragments joined, no
/// extensions.
///
/// Ours and not libsoup's, because that holds unfinished fragments and unread pongs without bound
/// (CVE-2025-32049 and its like): here memory is at most one message and one read, whatever comes. No I/O;
/// any thread, one at a time. Errors: 1002 broken frames, 1003 binary, 1007 not UTF-8, 1009 too large. After
/// an error nothing more is read.
class FrameReader {
 public:
  explicit FrameReader(size_t max_message) : max_message_(max_message) {}

  void append(std::string_view bytes);
  /// The next event of what has been appended; nullopt: more is needed.
  std::optional<FrameEvent> next();
  /// Bytes held: the figure that stays bounded.
  size_t held() const { return input_.size() + message_.size(); }

 private:
  struct Header {
    bool fin = false;
    int opcode = 0;
    size_t at = 0;  ///< where the mask begins
    uint64_t length = 0;
  };
  struct Broken {
    int code;
    const char* reason;
  };
  std::optional<Header> header() const;
  std::optional<Broken> check(const Header& header) const;
  std::string take_payload(const Header& header);
  std::optional<FrameEvent> message(const Header& header);
  FrameEvent control(const Header& header);
  FrameEvent fail(int code, const char* reason);

  // Passed in.
  size_t max_message_;
  // Owned.
  std::string input_;    ///< not yet read as frames
  size_t consumed_ = 0;  ///< of input_; erased once per append, so that many small frames cost nothing extra
  std::string message_;  ///< fragments so far
  bool in_message_ = false;
  bool failed_ = false;
};

/// A server's frame: whole, not masked.
std::string encode_frame(int opcode, std::string_view payload);
std::string encode_close(int code, std::string_view reason);

inline constexpr int opcode_continue = 0, opcode_text = 1, opcode_binary = 2, opcode_close = 8,
                     opcode_ping = 9, opcode_pong = 10;

/// The answer to Sec-WebSocket-Key (RFC 6455 §4.2.2).
std::string accept_key(std::string_view key);
/// Whether a Sec-WebSocket-Key is 16 bytes of base64.
bool is_websocket_key(std::string_view key);

}  // namespace seodang::http
