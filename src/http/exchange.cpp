#include "http/exchange.hpp"

#include "http/acceptor.hpp"
#include "http/api.hpp"
#include "http/stream.hpp"

namespace seodang::http {

namespace {

constexpr const char* exchange_key = "seodang-exchange";
constexpr uint64_t dropped_per_turn = 256 * 1024;

/// What every answer says, whatever it is.
constexpr struct {
  const char *name, *value;
} fixed_headers[] = {
    {"Connection", "close"},  // libsoup keeps no connection that it has not accepted itself: say so.
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), "
     "payment=()"},
};

/// `'self'` covers the WebSocket of the same host in current browsers, its name in older ones.
std::string content_security_policy(std::string_view host, bool tls) {
  const std::string socket = is_plain_host(host) ? (tls ? " wss://" : " ws://") + std::string(host) : "";
  return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src "
         "'self'; "
         "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'" +
         socket +
         "; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
         "'none'";
}

}  // namespace

Exchange& Exchange::begin(SoupServerMessage* message, const Settings& settings,
                          std::shared_ptr<Places> pictures) {
  auto* exchange = new Exchange(message, settings, std::move(pictures));
  g_object_set_data_full(G_OBJECT(message), exchange_key, exchange,
                         [](gpointer data) { delete static_cast<Exchange*>(data); });
  // These connections die with the message, as the exchange does.
  g_signal_connect(message, "got-chunk", G_CALLBACK(on_chunk), exchange);
  g_signal_connect(message, "got-body", G_CALLBACK(on_read), exchange);
  g_signal_connect(message, "wrote-body-data", G_CALLBACK(on_progress), exchange);
  g_signal_connect(message, "wrote-body", G_CALLBACK(on_written), exchange);
  g_signal_connect(message, "disconnected", G_CALLBACK(on_gone), exchange);
  g_signal_connect(message, "finished", G_CALLBACK(on_finished), exchange);
  return *exchange;
}

Exchange& Exchange::of(SoupServerMessage* message) {
  return *static_cast<Exchange*>(g_object_get_data(G_OBJECT(message), exchange_key));
}

Exchange::Exchange(SoupServerMessage* message, const Settings& settings, std::shared_ptr<Places> pictures)
    : message_(message), settings_(settings), pictures_(std::move(pictures)) {
  if (auto seat = seat_of(soup_server_message_get_remote_address(message))) {
    seat_ = seat;
    tls_ = seat->tls();
  }
  for (const auto& [name, value] : fixed_headers) set_header(name, value);
}

Exchange::~Exchange() {
  if (!picture_of_.empty()) pictures_->give_back(picture_of_);
}

void Exchange::check_headers(bool loopback, Body body) {
  understood_ = true;
  set_page_headers();
  SoupMessageHeaders* headers = soup_server_message_get_request_headers(message_);
  // One range is served; many, overlapping, would multiply the answer (750 MB from 449 bytes).
  if (header("Range").find(',') != std::string_view::npos) soup_message_headers_remove(headers, "Range");
  if (soup_message_headers_get_encoding(headers) == SOUP_ENCODING_CONTENT_LENGTH) {
    const goffset length = soup_message_headers_get_content_length(headers);
    // "-1": libsoup would read to an end that never comes.
    if (auto seat = this->seat(); seat && length < 0) return seat->shut_down();
    if (Result<> fits = check_length(length, body); !fits) return refuse_body(fits.error());
  }
  if (Result<> host = check_host(header("Host"), loopback, settings_.origins); !host) answer(host.error());
}

Result<> Exchange::check_length(goffset length, Body body) {
  if (body == Body::image && length > most_bytes_) {
    most_bytes_ = picture_bytes;
    const std::string address = caller().address;
    if (length > most_bytes_) return too_large();
    if (!pictures_->take(address, is_one_of(address, settings_.proxies)))
      return {Code::limit, "too many large pictures are on their way: wait a moment"};
    picture_of_ = address;
    if (auto seat = this->seat()) seat->deadline(picture_ms);
  }
  return length > most_bytes_ ? too_large() : Result<>();
}

void Exchange::set_page_headers() {
  const std::string_view host = header("Host");
  set_header("Content-Security-Policy", content_security_policy(host, tls_));
  // Not for local names: it would take http://localhost, on whatever port, away from everything else.
  if (tls_ && !is_local_host(host)) set_header("Strict-Transport-Security", "max-age=15552000");
}

Error Exchange::too_large() const {
  return {Code::too_large, "the body has at most " + std::to_string(most_bytes_) + " bytes"};
}

void Exchange::refuse_body(const Error& error) {
  soup_message_body_set_accumulate(soup_server_message_get_request_body(message_), false);
  soup_message_body_truncate(soup_server_message_get_request_body(message_));
  answer(error);
}

void Exchange::on_chunk(SoupServerMessage* message, GBytes* chunk, Exchange* self) {
  const gsize size = g_bytes_get_size(chunk);
  self->read_ += size;
  const bool refused = soup_server_message_get_status(message) != 0;
  if (!refused && self->read_ <= static_cast<uint64_t>(self->most_bytes_)) return;
  if (!refused) self->refuse_body(self->too_large());
  self->dropped_ += size;
  if (self->dropped_ < dropped_per_turn) return;
  self->dropped_ = 0;
  // libsoup reads as long as there is something: without a pause one sender could hold the loop.
  soup_server_message_pause(message);
  post([held = GRef<SoupServerMessage>::share(message)] { go_on(held); });
}

void Exchange::on_read(SoupServerMessage*, Exchange* self) {
  const auto usual = static_cast<unsigned>(self->settings_.response_seconds) * 1000;
  if (auto seat = self->seat()) seat->deadline(self->streams_ ? stream_ms : usual);
}

void Exchange::on_progress(SoupServerMessage* message, guint, Exchange* self) { on_read(message, self); }

/// libsoup closes next, and in TLS that writes a last word, waiting for room: there must be some, or an end.
void Exchange::on_written(SoupServerMessage*, Exchange* self) {
  if (auto seat = self->seat(); seat && self->tls_) seat->end_output_if_full();
}

/// Not for connections that just end, as the ones do that browsers open in case they need them.
void Exchange::on_finished(SoupServerMessage*, Exchange* self) {
  self->gone_ = true;
  if (auto seat = self->seat(); seat && !self->understood_) seat->blame();
}

std::string Exchange::path() const { return g_uri_get_path(soup_server_message_get_uri(message_)); }

std::string Exchange::query() const {
  const char* text = g_uri_get_query(soup_server_message_get_uri(message_));
  return text ? text : "";
}

std::string_view Exchange::header(const char* name) const {
  const char* value = soup_message_headers_get_list(soup_server_message_get_request_headers(message_), name);
  return value ? value : "";
}

Provenance Exchange::provenance() const {
  return {header("Origin"), header("Sec-Fetch-Site"), header("Host"), tls_};
}

service::Caller Exchange::caller() const {
  auto seat = this->seat();
  const std::string_view authorization = header("Authorization");
  return {client_address(seat ? seat->address() : "", header("X-Forwarded-For"), settings_.proxies),
          std::string(authorization.starts_with("Bearer ") ? authorization.substr(7) : ""),
          login_in(header("Cookie"), line())};
}

Line Exchange::line() const {
  auto seat = this->seat();
  const bool by_proxy = seat && is_one_of(seat->address(), settings_.proxies);
  if (tls_ || (by_proxy && header("X-Forwarded-Proto") == "https")) return Line::tls;
  return is_local_host(header("Host")) ? Line::local : Line::open;
}

std::string Exchange::body() const {
  auto bytes = GRef<GBytes>::take(soup_message_body_flatten(soup_server_message_get_request_body(message_)));
  gsize size = 0;
  const auto* data = static_cast<const char*>(g_bytes_get_data(bytes.get(), &size));
  return data ? std::string(data, size) : std::string();
}

void Exchange::answer(const Answer& answer) {
  const bool is_json = answer.type.empty();
  const std::string text = is_json ? answer.body.text() + "\n" : answer.bytes;
  const std::string type = is_json ? "application/json" : answer.type;
  set_header("Cache-Control", "no-store");
  for (const auto& [name, value] : answer.headers) set_header(name, value);
  answer_status(answer.status);
  // libsoup would cut what is cut already.
  soup_message_headers_remove(soup_server_message_get_request_headers(message_), "Range");
  if (answer.source) {
    set_header("Content-Type", type);
    streams_ = true;
    return Stream::begin(message_, answer.source, answer.length);
  }
  if (answer.status == SOUP_STATUS_NO_CONTENT || answer.status == SOUP_STATUS_NOT_MODIFIED) return;
  soup_server_message_set_response(message_, type.c_str(), SOUP_MEMORY_COPY, text.data(), text.size());
}

void Exchange::answer(const Error& error) { answer(answer_of(error)); }

void Exchange::answer_bytes(GBytes* bytes, std::string_view type) {
  set_header("Content-Type", type);
  set_header("Accept-Ranges", "bytes");
  soup_message_body_append_bytes(soup_server_message_get_response_body(message_), bytes);
  answer_status(SOUP_STATUS_OK);
}

void Exchange::answer_status(int status) {
  soup_server_message_set_status(message_, static_cast<guint>(status), nullptr);
}

void Exchange::set_header(const char* name, std::string_view value) {
  soup_message_headers_replace(soup_server_message_get_response_headers(message_), name,
                               std::string(value).c_str());
}

void Exchange::wait() { soup_server_message_pause(message_); }

void Exchange::go_on(const GRef<SoupServerMessage>& message) {
  if (!of(message.get()).gone_) soup_server_message_unpause(message.get());
}

}  // namespace seodang::http
