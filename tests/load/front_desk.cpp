#include "load/front_desk.hpp"

#include <utility>

namespace seodang::load {

namespace {

constexpr Json::Limits wire_limits{1 << 20, 32};
constexpr int many = 10'000;  // each WebSocket holds a connection

/// What a call of libsoup brings back to main, which is where it was made: the owner may have died meanwhile.
template <typename T>
struct Pending {
  std::weak_ptr<void> owner;
  Completion<T> done;
  GRef<SoupMessage> message;
};

Error failed(const std::string& what, const GError* error) {
  return {Code::internal, what + ": " + (error ? error->message : "no reason given")};
}

void on_answer(GObject* session, GAsyncResult* result, gpointer data) {
  const std::unique_ptr<Pending<Json>> pending(static_cast<Pending<Json>*>(data));
  GPtr<GError> error;
  auto body =
      GRef<GBytes>::take(soup_session_send_and_read_finish(SOUP_SESSION(session), result, out(error)));
  if (pending->owner.expired()) return;
  if (!body) return pending->done(failed("the service does not answer", error.get()));
  gsize size = 0;
  const auto* text = static_cast<const char*>(g_bytes_get_data(body.get(), &size));
  const unsigned status = soup_message_get_status(pending->message.get());
  if (status / 100 != 2) {
    return pending->done(
        Error{Code::internal, "HTTP " + std::to_string(status) + ": " + std::string(text, size)});
  }
  pending->done(Json::parse({text, size}, wire_limits));
}

using Socket = GRef<SoupWebsocketConnection>;

void on_socket(GObject* session, GAsyncResult* result, gpointer data) {
  const std::unique_ptr<Pending<Socket>> pending(static_cast<Pending<Socket>*>(data));
  GPtr<GError> error;
  auto socket =
      Socket::take(soup_session_websocket_connect_finish(SOUP_SESSION(session), result, out(error)));
  if (pending->owner.expired()) return;
  if (!socket) return pending->done(failed("no WebSocket", error.get()));
  pending->done(std::move(socket));
}

}  // namespace

FrontDesk::FrontDesk(std::string url)
    : url_(std::move(url)),
      session_(GRef<SoupSession>::take(
          soup_session_new_with_options("max-conns", many, "max-conns-per-host", many, nullptr))) {}

void FrontDesk::post(const std::string& path, const Json& body, Completion<Json> done) {
  auto message = GRef<SoupMessage>::take(soup_message_new("POST", (url_ + path).c_str()));
  const std::string text = body.text();
  auto bytes = GRef<GBytes>::take(g_bytes_new(text.data(), text.size()));
  soup_message_set_request_body_from_bytes(message.get(), "application/json", bytes.get());
  auto* pending = new Pending<Json>{token(), std::move(done), message};
  soup_session_send_and_read_async(session_.get(), message.get(), G_PRIORITY_DEFAULT, nullptr, on_answer,
                                   pending);
}

void FrontDesk::connect(Completion<Socket> done) {
  auto message = GRef<SoupMessage>::take(soup_message_new("GET", (url_ + "/ws").c_str()));
  const char* protocols[] = {"seodang.v1", nullptr};
  auto* pending = new Pending<Socket>{token(), std::move(done), message};
  soup_session_websocket_connect_async(session_.get(), message.get(), nullptr, const_cast<char**>(protocols),
                                       G_PRIORITY_DEFAULT, nullptr, on_socket, pending);
}

Line::Line(GRef<SoupWebsocketConnection> socket, Listener& listener)
    : listener_(listener),
      socket_(std::move(socket)),
      rpc_(*this, wire_limits),
      text_(socket_.get(), "message", G_CALLBACK(on_text), this),
      closed_(socket_.get(), "closed", G_CALLBACK(on_closed), this) {
  soup_websocket_connection_set_max_incoming_payload_size(socket_.get(), wire_limits.bytes);
}

Line::~Line() {
  text_.disconnect();
  closed_.disconnect();
  if (soup_websocket_connection_get_state(socket_.get()) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close(socket_.get(), SOUP_WEBSOCKET_CLOSE_NORMAL, nullptr);
}

void Line::send_text(std::string text, const std::string&) {
  if (soup_websocket_connection_get_state(socket_.get()) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text(socket_.get(), text.c_str());
}

void Line::on_text(SoupWebsocketConnection*, int, GBytes* message, gpointer self) {
  gsize size = 0;
  const auto* text = static_cast<const char*>(g_bytes_get_data(message, &size));
  static_cast<Line*>(self)->rpc_.receive({text, size});
}

void Line::on_closed(SoupWebsocketConnection*, gpointer data) {
  auto* self = static_cast<Line*>(data);
  self->rpc_.fail_all({Code::internal, "the service closed the connection"});
  self->listener_.on_line_closed();
}

}  // namespace seodang::load
