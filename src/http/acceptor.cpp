#include "http/acceptor.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <charconv>

#include "base/log.hpp"
#include "http/origin.hpp"

namespace seodang::http {

namespace {

constexpr const char* seat_key = "seodang-seat";

std::string text_of(GSocketAddress* address) {
  if (!G_IS_INET_SOCKET_ADDRESS(address)) return "local";
  GInetAddress* inet = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address));
  return GPtr<char>(g_inet_address_to_string(inet)).get();
}

template <typename T>
void drop(gpointer data) {
  delete static_cast<T*>(data);
}

}  // namespace

std::shared_ptr<Seat> seat_of(GSocketAddress* remote) {
  if (!remote) return nullptr;
  auto* seat = static_cast<std::weak_ptr<Seat>*>(g_object_get_data(G_OBJECT(remote), seat_key));
  return seat ? seat->lock() : nullptr;
}

Result<HostPort> parse_host_port(const std::string& text) {
  const Error wrong{Code::invalid_params,
                    "`" + text + "` is not HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080"};
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  HostPort result{text.substr(0, colon), 0};
  const char *begin = text.c_str() + colon + 1, *end = text.c_str() + text.size();
  const auto [read, problem] = std::from_chars(begin, end, result.port);
  if (problem != std::errc() || read != end || begin == end) return wrong;
  if (result.host.front() == '[' && result.host.back() == ']')
    result.host = result.host.substr(1, result.host.size() - 2);
  if (result.host == "localhost") result.host = "127.0.0.1";
  if (!g_hostname_is_ip_address(result.host.c_str())) return wrong;
  return result;
}

Acceptor::Acceptor(Options options, std::shared_ptr<Places> places, Listener& listener)
    : options_(std::move(options)), places_(std::move(places)), listener_(listener) {}

Acceptor::~Acceptor() { stop(); }

Result<> Acceptor::start() {
  Result<HostPort> parsed = parse_host_port(options_.address);
  if (!parsed) return parsed.error();
  host_ = parsed->host;
  auto wanted =
      GRef<GSocketAddress>::take(g_inet_socket_address_new_from_string(host_.c_str(), parsed->port));
  loopback_ =
      g_inet_address_get_is_loopback(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(wanted.get())));
  service_ = GRef<GSocketService>::take(g_socket_service_new());
  g_socket_listener_set_backlog(G_SOCKET_LISTENER(service_.get()), 512);
  GRef<GSocketAddress> bound;
  GPtr<GError> error;
  if (!g_socket_listener_add_address(G_SOCKET_LISTENER(service_.get()), wanted.get(), G_SOCKET_TYPE_STREAM,
                                     G_SOCKET_PROTOCOL_TCP, nullptr, out(bound), out(error))) {
    service_.reset();
    const bool taken = error->code == G_IO_ERROR_ADDRESS_IN_USE;
    return {taken ? Code::in_use : Code::internal,
            "cannot listen on " + options_.address + ": " + error->message};
  }
  port_ = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound.get()));
  incoming_ = Signal(service_.get(), "incoming", G_CALLBACK(incoming), this);
  return {};
}

void Acceptor::stop() {
  if (!service_) return;
  incoming_.disconnect();
  g_socket_service_stop(service_.get());
  g_socket_listener_close(G_SOCKET_LISTENER(service_.get()));
  service_.reset();
}

gboolean Acceptor::incoming(GSocketService*, GSocketConnection* connection, GObject*, gpointer self) {
  static_cast<Acceptor*>(self)->accept(connection);
  return true;
}

void Acceptor::accept(GSocketConnection* connection) {
  auto remote = GRef<GSocketAddress>::take(g_socket_connection_get_remote_address(connection, nullptr));
  auto local = GRef<GSocketAddress>::take(g_socket_connection_get_local_address(connection, nullptr));
  if (!remote || !local) return;  // Gone already.
  const std::string address = text_of(remote.get());
  if (!places_->take(address, is_one_of(address, options_.proxies))) {
    log_debug("http", "no place for another socket of %s", address.c_str());
    return;  // The last reference goes with the caller, and the socket with it.
  }
  GSocket* socket = g_socket_connection_get_socket(connection);
  auto seat = std::make_shared<Seat>(places_, socket, address, tls());
  seat->deadline(options_.request_ms);
  g_socket_set_option(socket, IPPROTO_TCP, TCP_NODELAY, true, nullptr);
  // The seat dies with the connection; the address, which libsoup may keep for longer, only knows of it.
  g_object_set_data_full(G_OBJECT(remote.get()), seat_key, new std::weak_ptr<Seat>(seat),
                         drop<std::weak_ptr<Seat>>);
  g_object_set_data_full(G_OBJECT(connection), seat_key, new std::shared_ptr<Seat>(seat),
                         drop<std::shared_ptr<Seat>>);
  if (GRef<GIOStream> stream = wrap(connection); stream)
    listener_.on_connection(stream.get(), local.get(), remote.get());
}

GRef<GIOStream> Acceptor::wrap(GSocketConnection* connection) const {
  if (!tls()) return GRef<GIOStream>::share(G_IO_STREAM(connection));
  GPtr<GError> error;
  auto stream = GRef<GIOStream>::take(
      g_tls_server_connection_new(G_IO_STREAM(connection), options_.certificate.get(), out(error)));
  if (!stream) {
    log_warning("http", "TLS: %s", error->message);
    return {};
  }
  g_tls_connection_set_require_close_notify(G_TLS_CONNECTION(stream.get()), false);
  return stream;
}

}  // namespace seodang::http
