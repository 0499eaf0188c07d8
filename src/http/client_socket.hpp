#pragma once

#include <memory>
#include <string>

#include "http/websocket.hpp"
#include "service/client.hpp"
#include "service/service.hpp"

namespace seodang::http {

/// A WebSocket and the service's Client on it: text in, text out, closed once. Main thread; owned by the
/// Server.
class ClientSocket final : private WebSocket::Listener, private service::Client::Transport {
 public:
  class Listener {
   public:
    /// The last call; the socket may be destroyed in it.
    virtual void on_socket_closed(ClientSocket& socket) = 0;

   protected:
    ~Listener() = default;
  };

  ClientSocket(GRef<GIOStream> stream, std::shared_ptr<Seat> seat, WebSocket::Limits limits,
               service::Service& service, const service::Caller& caller, Listener& listener)
      : listener_(listener),
        socket_(std::move(stream), std::move(seat), limits, *this),
        client_(service.connect(*this, caller)) {}

  void close(uint16_t code, std::string reason) override { socket_.close(code, reason); }

 private:
  void on_text(std::string_view text) override { client_->receive(text); }
  void on_closed(int code) override {
    client_->closed(static_cast<uint16_t>(code));
    listener_.on_socket_closed(*this);
  }
  void send(std::string text) override { socket_.send(text); }

  // Passed in.
  Listener& listener_;
  // Owned.
  WebSocket socket_;
  std::unique_ptr<service::Client> client_;
};

}  // namespace seodang::http
