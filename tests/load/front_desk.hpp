// The service's front door as a client sees it: REST by libsoup, and one WebSocket per participant that
// speaks JSON-RPC.
#pragma once

#include <libsoup/soup.h>

#include <memory>
#include <string>

#include "base/gref.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"
#include "protocol/rpc.hpp"

namespace seodang::load {

/// Where the service listens: "http://127.0.0.1:8080". Main thread.
class FrontDesk : public Bindable {
 public:
  explicit FrontDesk(std::string url);

  /// A POST; its answer if the status is 2xx.
  void post(const std::string& path, const Json& body, Completion<Json> done);
  /// An open WebSocket on /ws.
  void connect(Completion<GRef<SoupWebsocketConnection>> done);

 private:
  // Owned.
  std::string url_;
  GRef<SoupSession> session_;
};

/// JSON-RPC over one WebSocket. Main thread.
class Line : private RpcEndpoint::Listener {
 public:
  class Listener {
   public:
    virtual void on_message(const std::string& method, const Json& params, Reply reply) = 0;
    virtual void on_line_closed() = 0;

   protected:
    ~Listener() = default;
  };

  Line(GRef<SoupWebsocketConnection> socket, Listener& listener);
  ~Line();

  void call(const std::string& method, const Json& params, Completion<Json> done) {
    rpc_.call(method, params, std::move(done), answer_ms);
  }
  void notify(const std::string& method, const Json& params) { rpc_.notify(method, params); }

 private:
  static constexpr unsigned answer_ms = 20'000;

  void send_text(std::string text, const std::string&) override;
  void on_request(const std::string& method, const Json& params, Reply reply) override {
    listener_.on_message(method, params, std::move(reply));
  }
  void on_timeout(const std::string& method) override { g_warning("no answer to %s", method.c_str()); }
  void on_garbage(const Error& error) override { g_warning("the service said: %s", error.text.c_str()); }
  static void on_text(SoupWebsocketConnection*, int type, GBytes* message, gpointer self);
  static void on_closed(SoupWebsocketConnection*, gpointer self);

  // Passed in.
  Listener& listener_;
  // Owned.
  GRef<SoupWebsocketConnection> socket_;
  RpcEndpoint rpc_;
  Signal text_, closed_;
};

}  // namespace seodang::load
