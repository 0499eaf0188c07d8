#include "http/server.hpp"

#include "base/log.hpp"
#include "http/exchange.hpp"
#include "protocol/errors.hpp"

namespace seodang::http {

namespace {

constexpr std::string_view subprotocol = "seodang.v1";

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

/// Whether a comma-separated header has `item`; case does not count.
bool has_item(std::string_view list, const char* item) {
  return soup_header_contains(std::string(list).c_str(), item);
}

std::string shown_host(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

Server::Server(Settings settings, service::Service& service)
    : settings_(std::move(settings)),
      service_(service),
      places_(std::make_shared<Places>(settings_.sockets, settings_.sockets_per_address)),
      // raw-paths: what is decoded, and when, is decided by the router and the files.
      soup_(GRef<SoupServer>::take(soup_server_new("raw-paths", true, nullptr))),
      started_(soup_.get(), "request-started", G_CALLBACK(request_started), this) {
  soup_server_add_early_handler(soup_.get(), "/", headers_read, this, nullptr);
  soup_server_add_handler(soup_.get(), "/", request_read, this, nullptr);
}

Server::~Server() {
  unbind();
  acceptors_.clear();
  sockets_.clear();
  soup_server_disconnect(soup_.get());
}

Result<> Server::listen(const std::string& address, GRef<GTlsCertificate> certificate) {
  const auto request_ms = static_cast<unsigned>(settings_.request_seconds) * 1000;
  Acceptor::Options options{address, std::move(certificate), request_ms, settings_.proxies};
  auto acceptor =
      std::make_unique<Acceptor>(std::move(options), places_, static_cast<Acceptor::Listener&>(*this));
  if (Result<> started = acceptor->start(); !started) return started;
  acceptors_.push_back(std::move(acceptor));
  return {};
}

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> result;
  for (const auto& acceptor : acceptors_) {
    result.push_back((acceptor->tls() ? "https://" : "http://") + shown_host(acceptor->host()) + ":" +
                     std::to_string(acceptor->port()));
  }
  return result;
}

void Server::on_connection(GIOStream* stream, GSocketAddress* local, GSocketAddress* remote) {
  soup_server_accept_iostream(soup_.get(), stream, local, remote, nullptr);
}

void Server::request_started(SoupServer*, SoupServerMessage* message, gpointer self) {
  auto* server = static_cast<Server*>(self);
  Exchange::begin(message, server->settings_, server->pictures_);
}

void Server::headers_read(SoupServer*, SoupServerMessage* message, const char*, GHashTable*, gpointer self) {
  Exchange& exchange = Exchange::of(message);
  const Found<Api> found = find_route(Api::routes(), exchange.method(), exchange.path());
  exchange.check_headers(static_cast<Server*>(self)->is_loopback(message),
                         found.route ? found.route->body : Body::none);
}

void Server::request_read(SoupServer*, SoupServerMessage* message, const char*, GHashTable*, gpointer self) {
  static_cast<Server*>(self)->serve(message);
}

/// Whether the address that was connected to is one that only this machine reaches: by the listener, not by
/// the connection, for which 127.0.0.1 says nothing behind a proxy.
bool Server::is_loopback(SoupServerMessage* message) const {
  GSocketAddress* local = soup_server_message_get_local_address(message);
  if (!G_IS_INET_SOCKET_ADDRESS(local)) return true;
  const uint16_t port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(local));
  for (const auto& acceptor : acceptors_) {
    if (acceptor->port() == port) return acceptor->loopback();
  }
  return true;
}

void Server::serve(SoupServerMessage* message) {
  Exchange& exchange = Exchange::of(message);
  const std::string_view method = exchange.method();
  const std::string path = exchange.path();
  if (!is_safe(method) || path == "/ws") {
    const auto check = exchange.caller().login.empty() ? check_origin : check_own_page;
    if (Result<> origin = check(exchange.provenance(), settings_.origins); !origin)
      return exchange.answer(origin.error());
  }
  if (path == "/ws" && method == "GET") return serve_socket(message);
  Found<Api> found = find_route(Api::routes(), method, path);
  if (found.route) return serve_api(message, *found.route, std::move(found.values));
  if (found.allowed.empty() && (path == "/api" || path.starts_with("/api/"))) {
    return exchange.answer(Error{Code::not_found, "there is no such call: see openapi.yaml"});
  }
  if (!found.allowed.empty() || !is_safe(method)) {
    exchange.answer(
        {405, Json::object({{"error", to_json(Error{Code::method_not_found, "not by this method"})}})});
    return exchange.set_header("Allow", found.allowed.empty() ? "GET, HEAD" : found.allowed);
  }
  serve_file(exchange);
}

void Server::serve_api(SoupServerMessage* message, const Route<Api>& route,
                       std::map<std::string, std::string> values) {
  Exchange& exchange = Exchange::of(message);
  Request request{
      std::move(values), {}, exchange.caller(), {}, exchange.line(), parse_query(exchange.query())};
  request.range = exchange.header("Range");
  request.if_range = exchange.header("If-Range");
  request.none_match = exchange.header("If-None-Match");
  if (Result<> read = read_body(exchange, route.body, request); !read) return exchange.answer(read.error());
  exchange.wait();
  api_.call(route, request,
            weak(this, [held = GRef<SoupServerMessage>::share(message)](const Answer& answer) {
              Exchange::of(held.get()).answer(answer);
              Exchange::go_on(held);
            }));
}

/// What the call takes, into the request. A page of others can send neither of these types without asking
/// first (CORS), which is never granted.
Result<> Server::read_body(const Exchange& exchange, Body body, Request& request) {
  const std::string said(exchange.header("Content-Type"));
  const std::string type = said.substr(0, said.find(';'));
  if (body == Body::json) {
    if (type != "application/json")
      return {Code::invalid_request, "the body must be JSON and say so: Content-Type: application/json"};
    Result<Json> json = Json::parse(exchange.body());
    if (!json) return json.error();
    if (!json->is_object()) return {Code::invalid_params, "the body must be an object"};
    request.body = *json;
  } else if (body == Body::image) {
    if (type != "image/jpeg" && type != "image/png" && type != "image/webp")
      return {Code::invalid_request,
              "the body must be a picture and say so: Content-Type: image/jpeg, image/png or image/webp"};
    request.bytes = exchange.body();
  }
  return {};
}

void Server::serve_file(Exchange& exchange) {
  const StaticFiles::File* file = files_.find(exchange.path());
  if (!file) return exchange.answer(Error{Code::not_found, "there is no such page"});
  exchange.set_header("ETag", file->etag);
  exchange.set_header("Cache-Control", "no-cache");
  if (matches_etag(exchange.header("If-None-Match"), file->etag))
    return exchange.answer_status(SOUP_STATUS_NOT_MODIFIED);
  exchange.answer_bytes(file->bytes.get(), file->type);
}

Result<> Server::check_upgrade(const Exchange& exchange) const {
  if (!has_item(exchange.header("Upgrade"), "websocket") ||
      !has_item(exchange.header("Connection"), "upgrade") ||
      !is_websocket_key(exchange.header("Sec-WebSocket-Key"))) {
    return {Code::invalid_request, "this address speaks WebSocket (RFC 6455)"};
  }
  if (exchange.header("Sec-WebSocket-Version") != "13")
    return {Code::invalid_request, "the WebSocket version is 13"};
  if (!has_item(exchange.header("Sec-WebSocket-Protocol"), subprotocol.data())) {
    return {Code::invalid_request, "the subprotocol is " + std::string(subprotocol)};
  }
  return {};
}

void Server::serve_socket(SoupServerMessage* message) {
  Exchange& exchange = Exchange::of(message);
  if (Result<> fit = check_upgrade(exchange); !fit) {
    exchange.answer(fit.error());
    return exchange.set_header("Sec-WebSocket-Version", "13");
  }
  exchange.answer_status(SOUP_STATUS_SWITCHING_PROTOCOLS);
  exchange.set_header("Upgrade", "websocket");
  exchange.set_header("Connection", "Upgrade");
  exchange.set_header("Sec-WebSocket-Accept", accept_key(exchange.header("Sec-WebSocket-Key")));
  exchange.set_header("Sec-WebSocket-Protocol", subprotocol);
  // The SoupServer, which we own, ends its connections before we die: no message outlives `this`.
  g_signal_connect(message, "wrote-informational", G_CALLBACK(upgraded), this);
}

void Server::upgraded(SoupServerMessage* message, gpointer self) {
  if (soup_server_message_get_status(message) == SOUP_STATUS_SWITCHING_PROTOCOLS)
    static_cast<Server*>(self)->open_socket(message);
}

void Server::open_socket(SoupServerMessage* message) {
  auto held = GRef<SoupServerMessage>::share(message);
  const Exchange& exchange = Exchange::of(message);
  const service::Caller caller = exchange.caller();
  auto seat = exchange.seat();
  auto stream = GRef<GIOStream>::take(soup_server_message_steal_connection(message));
  if (!stream || !seat) return;
  auto socket = std::make_unique<ClientSocket>(std::move(stream), std::move(seat), socket_limits(), service_,
                                               caller, static_cast<ClientSocket::Listener&>(*this));
  ClientSocket* key = socket.get();
  sockets_.emplace(key, std::move(socket));
}

WebSocket::Limits Server::socket_limits() const {
  WebSocket::Limits limits;
  limits.message_bytes = static_cast<size_t>(settings_.message_bytes);
  limits.queue_bytes = static_cast<size_t>(settings_.queue_bytes);
  limits.ping_ms = static_cast<unsigned>(settings_.ping_seconds) * 1000;
  limits.silence_ms = static_cast<unsigned>(settings_.silence_seconds) * 1000;
  limits.frames_per_second = settings_.frames_per_second;
  limits.frames_burst = settings_.frames_burst;
  return limits;
}

}  // namespace seodang::http
