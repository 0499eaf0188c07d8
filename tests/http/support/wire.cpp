#include "http/support/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <chrono>
#include <cstdlib>

namespace seodang::test {

Wire::Wire(uint16_t port, int receive_buffer) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{5, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const timeval push{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &push, sizeof push);
  if (receive_buffer) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) close_now();
}

Wire::~Wire() { close_now(); }

void Wire::close_now() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

bool Wire::receive() {
  std::array<char, 65536> buffer;
  const ssize_t count = recv(fd_, buffer.data(), buffer.size(), 0);
  if (count > 0) input_.append(buffer.data(), static_cast<size_t>(count));
  return count > 0;
}

std::string Wire::read_until(std::string_view end) {
  while (input_.find(end) == std::string::npos) {
    if (!receive()) return std::exchange(input_, {});
  }
  return read_exactly(input_.find(end) + end.size());
}

std::string Wire::read_exactly(size_t bytes) {
  while (input_.size() < bytes && receive()) continue;
  std::string result = input_.substr(0, bytes);
  input_.erase(0, bytes);
  return result;
}

std::string Wire::read_all() {
  while (receive()) continue;
  return std::exchange(input_, {});
}

Reply Wire::reply() {
  Reply reply;
  const std::string head = read_until("\r\n\r\n");
  if (head.size() < 12) return reply;
  reply.status = std::atoi(head.c_str() + 9);
  for (size_t at = head.find("\r\n") + 2; at < head.size() - 2;) {
    const size_t end = head.find("\r\n", at), colon = head.find(": ", at);
    std::string name = head.substr(at, colon - at);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    reply.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  if (reply.status != 101) reply.body = read_all();
  return reply;
}

bool Wire::ends_within(int milliseconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (fd_ >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
            .count();
    pollfd item{fd_, POLLIN, 0};
    if (left <= 0 || poll(&item, 1, static_cast<int>(left)) <= 0) return false;
    if (!receive()) return true;
    input_.clear();
  }
  return true;
}

Reply ask(uint16_t port, const std::string& line, const std::map<std::string, std::string>& headers,
          const std::string& body) {
  std::map<std::string, std::string> all{{"Host", "localhost:" + std::to_string(port)}};
  if (!body.empty())
    all = {{"Host", all["Host"]},
           {"Content-Type", "application/json"},
           {"Content-Length", std::to_string(body.size())}};
  for (const auto& [name, value] : headers) all[name] = value;
  std::string text = line + "\r\n";
  for (const auto& [name, value] : all) {
    if (!value.empty()) text += name + ": " + value + "\r\n";
  }
  Wire wire(port);
  wire.send(text + "\r\n" + body);
  return wire.reply();
}

std::string WireSocket::request(const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> headers{{"Host", "localhost"},
                                             {"Upgrade", "websocket"},
                                             {"Connection", "keep-alive, Upgrade"},
                                             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                             {"Sec-WebSocket-Version", "13"},
                                             {"Sec-WebSocket-Protocol", "seodang.v1"}};
  for (const auto& [name, value] : changes) headers[name] = value;
  std::string text = "GET /ws HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) {
    if (!value.empty()) text += name + ": " + value + "\r\n";
  }
  return text + "\r\n";
}

WireSocket::WireSocket(uint16_t port, const std::map<std::string, std::string>& changes, int receive_buffer)
    : wire(port, receive_buffer) {
  wire.send(request(changes));
  opened = wire.reply();
}

int WireSocket::Frame::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

bool WireSocket::send_frame(int opcode, std::string_view payload, int first, bool masked) {
  std::string frame{static_cast<char>(first | opcode)};
  const char mask_bit = static_cast<char>(masked ? 0x80 : 0);
  const size_t size = payload.size();
  if (size < 126) {
    frame += static_cast<char>(mask_bit | static_cast<char>(size));
  } else {
    const int bytes = size <= 0xffff ? 2 : 8;
    frame += static_cast<char>(mask_bit | (bytes == 2 ? 126 : 127));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
      frame += static_cast<char>(size >> shift & 0xff);
  }
  if (masked) frame += "\x01\x02\x03\x04";
  for (size_t i = 0; i < size; i++)
    frame += static_cast<char>(masked ? payload[i] ^ static_cast<char>(i % 4 + 1) : payload[i]);
  return wire.send(frame);
}

bool WireSocket::send_close(int code) {
  return send_frame(8, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
}

WireSocket::Frame WireSocket::read() {
  const std::string head = wire.read_exactly(2);
  if (head.size() < 2) return {};
  size_t size = static_cast<unsigned char>(head[1]) & 0x7f;
  if (const size_t longer = size == 126 ? 2 : size == 127 ? 8 : 0) {
    size = 0;
    for (unsigned char byte : wire.read_exactly(longer)) size = size << 8 | byte;
  }
  return {head[0] & 0x0f, wire.read_exactly(size)};
}

WireSocket::Frame WireSocket::read_message() {
  Frame frame = read();
  while (frame.opcode == 9) frame = read();
  return frame;
}

}  // namespace seodang::test
