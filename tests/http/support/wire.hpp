// A client on bare sockets: what it sends is what the test says, right or wrong. Blocking; to be used in
// outside().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace seodang::test {

struct Reply {
  int status = 0;                              ///< 0: none came
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

class Wire {
 public:
  /// To 127.0.0.1. Reads give up after 5 s, writes after 1 s.
  explicit Wire(uint16_t port, int receive_buffer = 0);
  ~Wire();
  Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)), input_(std::move(other.input_)) {}

  /// False: the other side has gone.
  bool send(std::string_view bytes);
  /// What comes until `end`, including it; without it, until the other side closes.
  std::string read_until(std::string_view end);
  std::string read_exactly(size_t bytes);
  std::string read_all();
  Reply reply();
  /// Whether the other side ends the connection within so many milliseconds; what comes is dropped.
  bool ends_within(int milliseconds);
  void close_now();

 private:
  bool receive();
  int fd_;
  std::string input_;
};

/// One request, "GET / HTTP/1.1" or the like, with Host and what else is given; its reply.
Reply ask(uint16_t port, const std::string& line, const std::map<std::string, std::string>& headers = {},
          const std::string& body = {});

/// A WebSocket's client end.
class WireSocket {
 public:
  static std::string request(const std::map<std::string, std::string>& changes = {});
  /// Opens with the usual headers, changed by `changes` (an empty value removes one).
  explicit WireSocket(uint16_t port, const std::map<std::string, std::string>& changes = {},
                      int receive_buffer = 0);

  struct Frame {
    int opcode = -1;  ///< -1: the connection ended
    std::string payload;
    int close_code() const;
  };
  bool send(std::string_view text) { return send_frame(1, text); }
  /// `first` = the bits beside the opcode: FIN by default.
  bool send_frame(int opcode, std::string_view payload, int first = 0x80, bool masked = true);
  bool send_close(int code);
  Frame read();
  /// The next that is no ping.
  Frame read_message();

  Reply opened;  ///< the answer to the upgrade
  Wire wire;
};

}  // namespace seodang::test
