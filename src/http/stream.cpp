#include "http/stream.hpp"

#include "base/log.hpp"
#include "http/exchange.hpp"

namespace seodang::http {

static constexpr const char* stream_key = "seodang-stream";

void Stream::begin(SoupServerMessage* message, std::shared_ptr<ByteSource> source, int64_t length) {
  SoupMessageHeaders* headers = soup_server_message_get_response_headers(message);
  if (length >= 0)
    soup_message_headers_set_content_length(headers, length);
  else
    soup_message_headers_set_encoding(headers, soup_server_message_get_http_version(message) == SOUP_HTTP_1_0
                                                   ? SOUP_ENCODING_EOF
                                                   : SOUP_ENCODING_CHUNKED);
  if (soup_server_message_get_method(message) == SOUP_METHOD_HEAD || length == 0) return;
  soup_message_body_set_accumulate(soup_server_message_get_response_body(message), false);
  auto* stream = new Stream(message, std::move(source));
  g_object_set_data_full(G_OBJECT(message), stream_key, stream,
                         [](gpointer data) { delete static_cast<Stream*>(data); });
  // This connection dies with the message, as the stream does.
  g_signal_connect(message, "wrote-chunk", G_CALLBACK(on_wrote_chunk), stream);
  stream->read();
}

void Stream::read() {
  if (reading_ || ended_) return;
  reading_ = true;
  read_aside(source_, weak(this, [this](const Result<std::string>& piece) { got(piece); }));
}

void Stream::got(const Result<std::string>& piece) {
  reading_ = false;
  SoupMessageBody* body = soup_server_message_get_response_body(message_);
  if (!piece) {
    // Half a file must not look like a whole one.
    log_warning("http", "a download is broken off: %s", piece.error().text.c_str());
    ended_ = true;
    if (auto seat = Exchange::of(message_).seat()) seat->shut_down();
  } else if (piece->empty()) {
    ended_ = true;
    soup_message_body_complete(body);
  } else {
    soup_message_body_append(body, SOUP_MEMORY_COPY, piece->data(), piece->size());
  }
  Exchange::go_on(GRef<SoupServerMessage>::share(message_));
}

}  // namespace seodang::http
