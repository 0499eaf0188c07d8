#include "http/websocket.hpp"

#include <array>

#include "base/log.hpp"

namespace seodang::http {

namespace {

constexpr size_t read_bytes = 16 * 1024;
constexpr int reads_per_turn = 4;  ///< then everybody else: a fast sender must not hold the loop

/// Nothing of the stream itself may block: reads and writes are tried, and waited for by sources.
bool would_block(const GPtr<GError>& error) {
  return g_error_matches(error.get(), G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

void end(GRef<GSource>& source) {
  if (source) g_source_destroy(source.get());
  source.reset();
}

}  // namespace

WebSocket::WebSocket(GRef<GIOStream> stream, std::shared_ptr<Seat> seat, Limits limits, Listener& listener)
    : stream_(std::move(stream)),
      seat_(std::move(seat)),
      limits_(limits),
      listener_(listener),
      frames_(limits.message_bytes),
      rate_(limits.frames_per_second, limits.frames_burst) {
  seat_->no_deadline();
  beat_ = Timer::every(limits_.ping_ms, [this] { beat(); });
  watch_input();
}

WebSocket::~WebSocket() {
  unbind();
  end(input_);
  end(writer_);
  seat_->shut_down();
}

void WebSocket::send(std::string_view text) {
  if (state_ == State::open) queue(encode_frame(opcode_text, text));
}

void WebSocket::close(int code, std::string_view reason) {
  if (state_ != State::open) return;
  code_ = code;
  state_ = State::closing;
  closing_ = Timer::once(limits_.closing_ms, [this] { give_up(code_); });
  queue(encode_close(code, reason));
}

gboolean WebSocket::readable(GObject*, gpointer self) {
  static_cast<WebSocket*>(self)->read_some();
  return G_SOURCE_REMOVE;
}

gboolean WebSocket::writable(GObject*, gpointer self) {
  static_cast<WebSocket*>(self)->write_some();
  return G_SOURCE_REMOVE;
}

void WebSocket::watch_input() {
  GInputStream* stream = g_io_stream_get_input_stream(stream_.get());
  input_ =
      GRef<GSource>::take(g_pollable_input_stream_create_source(G_POLLABLE_INPUT_STREAM(stream), nullptr));
  g_source_set_callback(input_.get(), G_SOURCE_FUNC(readable), this, nullptr);
  g_source_attach(input_.get(), nullptr);
}

void WebSocket::watch_output() {
  GOutputStream* stream = g_io_stream_get_output_stream(stream_.get());
  writer_ =
      GRef<GSource>::take(g_pollable_output_stream_create_source(G_POLLABLE_OUTPUT_STREAM(stream), nullptr));
  g_source_set_callback(writer_.get(), G_SOURCE_FUNC(writable), this, nullptr);
  g_source_attach(writer_.get(), nullptr);
}

void WebSocket::read_some() {
  end(input_);
  GInputStream* stream = g_io_stream_get_input_stream(stream_.get());
  std::array<char, read_bytes> buffer;
  auto alive = token();
  for (int turn = 0; turn < reads_per_turn; turn++) {
    GPtr<GError> error;
    const gssize count = g_pollable_input_stream_read_nonblocking(
        G_POLLABLE_INPUT_STREAM(stream), buffer.data(), buffer.size(), nullptr, out(error));
    if (count < 0 && would_block(error)) break;
    if (count <= 0) return give_up(code_);
    heard_ = monotonic_ms();
    frames_.append({buffer.data(), static_cast<size_t>(count)});
    while (auto event = frames_.next()) {
      handle(*event);
      if (alive.expired() || state_ == State::closed) return;
    }
  }
  watch_input();
}

void WebSocket::handle(const FrameEvent& event) {
  if (!rate_.take()) return close(flood, "too many messages");
  switch (event.kind) {
    case FrameEvent::Kind::text:
      if (state_ == State::open) listener_.on_text(event.payload);
      break;
    case FrameEvent::Kind::ping:
      pong_ = encode_frame(opcode_pong, event.payload);
      if (!writer_) write_some();
      break;
    case FrameEvent::Kind::pong: break;
    case FrameEvent::Kind::error:
      broken_ = true;
      close(event.code, event.payload);
      break;
    case FrameEvent::Kind::close:
      close_seen_ = true;
      if (state_ == State::open) close(event.code == 1005 ? 1000 : event.code, {});
      code_ = event.code;
      if (output_.empty()) give_up(code_);
      break;
  }
}

void WebSocket::queue(std::string frame) {
  if (state_ == State::closed) return;
  queued_ += frame.size();
  output_.push_back(std::move(frame));
  if (queued_ > limits_.queue_bytes) {
    log_info("http", "a client reads too slowly: %zu bytes waited for it", queued_);
    return give_up(too_slow);
  }
  if (!writer_) write_some();
}

void WebSocket::write_some() {
  end(writer_);
  while (state_ != State::closed) {
    if (output_.empty() && !pong_.empty()) {
      queued_ += pong_.size();
      output_.push_back(std::exchange(pong_, {}));
    }
    if (output_.empty()) break;
    if (!write_front()) return;
  }
  if (close_seen_) give_up(code_);
  if (broken_) seat_->end_output();
}

/// One write of the first frame; false: it has to wait, or the socket is gone.
bool WebSocket::write_front() {
  GOutputStream* stream = g_io_stream_get_output_stream(stream_.get());
  const std::string& frame = output_.front();
  GPtr<GError> error;
  const gssize count =
      g_pollable_output_stream_write_nonblocking(G_POLLABLE_OUTPUT_STREAM(stream), frame.data() + written_,
                                                 frame.size() - written_, nullptr, out(error));
  if (count < 0 && would_block(error)) {
    watch_output();
    return false;
  }
  if (count < 0) {
    give_up(code_);
    return false;
  }
  written_ += static_cast<size_t>(count);
  if (written_ == frame.size()) {
    queued_ -= frame.size();
    written_ = 0;
    output_.pop_front();
  }
  return true;
}

void WebSocket::beat() {
  if (monotonic_ms() - heard_ > limits_.silence_ms) return give_up(code_);
  if (state_ == State::open) queue(encode_frame(opcode_ping, {}));
}

void WebSocket::give_up(int code) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  end(input_);
  end(writer_);
  closing_.stop();
  beat_.stop();
  output_.clear();
  seat_->shut_down();
  post(weak(this, [this, code] { listener_.on_closed(code); }));
}

}  // namespace seodang::http
