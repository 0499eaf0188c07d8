#pragma once

#include <gio/gio.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "base/gref.hpp"
#include "base/loop.hpp"
#include "base/token_bucket.hpp"
#include "http/frames.hpp"
#include "http/seat.hpp"

namespace seodang::http {

/// A WebSocket after its upgrade, the server's side (RFC 6455): text both ways, our pings, orderly closing.
///
/// Bounded whatever the client does: one message in, `queue_bytes` out, one pong waiting, frames per second;
/// and a client that is silent (not even pongs) is given up. Main thread.
class WebSocket : public Bindable {
 public:
  struct Limits {
    size_t message_bytes = 128 * 1024;
    size_t queue_bytes = 1 << 20;
    unsigned ping_ms = 5'000, silence_ms = 15'000;
    unsigned closing_ms = 3'000;  ///< for the client's half of the closing handshake
    double frames_per_second = 200, frames_burst = 1'000;
  };

  class Listener {
   public:
    virtual void on_text(std::string_view text) = 0;
    /// The last call, never from within a call of ours: the client's code, ours, 1005 (none) or 1006 (just
    /// gone).
    virtual void on_closed(int code) = 0;

   protected:
    ~Listener() = default;
  };

  WebSocket(GRef<GIOStream> stream, std::shared_ptr<Seat> seat, Limits limits, Listener& listener);
  ~WebSocket();

  void send(std::string_view text);
  /// After what was sent is out; nothing is received any more. Codes: RFC 6455, ours below, the service's.
  void close(int code, std::string_view reason);

  static constexpr int flood = 4008, too_slow = 4009;

 private:
  static gboolean readable(GObject*, gpointer self);
  static gboolean writable(GObject*, gpointer self);
  void read_some();
  void handle(const FrameEvent& event);
  void queue(std::string frame);
  void write_some();
  bool write_front();
  void watch_input();
  void watch_output();
  void beat();
  void give_up(int code);

  enum class State { open, closing, closed };

  // Passed in.
  GRef<GIOStream> stream_;
  std::shared_ptr<Seat> seat_;
  Limits limits_;
  Listener& listener_;
  // Owned.
  FrameReader frames_;
  TokenBucket rate_;
  State state_ = State::open;
  int code_ = 1006;          ///< what on_closed will say
  bool close_seen_ = false;  ///< the client's close frame has come
  bool broken_ = false;      ///< what it sends is not understood any more, its close frame included
  std::deque<std::string> output_;
  size_t written_ = 0, queued_ = 0;  ///< of the first frame; of all
  std::string pong_;                 ///< the newest ping's answer, when output_ is empty again
  int64_t heard_ = monotonic_ms();
  GRef<GSource> input_, writer_;
  Timer beat_, closing_;
};

}  // namespace seodang::http
