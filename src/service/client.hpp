#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace seodang::service {

/// One WebSocket's session, whatever carries it. Made by Service::connect, owned by whoever owns the socket;
/// main thread.
///
/// Destroying it is the same as closed(1006). It may outlive the Service and then does nothing.
class Client {
 public:
  /// The socket. Both calls may come from within receive(); neither may destroy the Client before receive()
  /// returns.
  class Transport {
   public:
    virtual void send(std::string text) = 0;
    /// After what was sent is out. `closed` follows in its time.
    virtual void close(uint16_t code, std::string reason) = 0;

   protected:
    ~Transport() = default;
  };

  /// Close codes of our own, beside 1000 (left), 1008 (flood, or no room.join in time), 1012 (the service
  /// restarts).
  static constexpr uint16_t room_closed = 4000, replaced = 4001, removed = 4002;

  virtual ~Client() = default;
  /// A text message arrived. Ones above 64 KiB are answered `too-large`.
  virtual void receive(std::string_view text) = 0;
  /// The socket is gone, by whichever side; 1001 = the page went away or reloads, 1006 = nobody said why.
  virtual void closed(uint16_t code) = 0;
};

}  // namespace seodang::service
