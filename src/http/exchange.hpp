#pragma once

#include <libsoup/soup.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/gref.hpp"
#include "http/cookie.hpp"
#include "http/origin.hpp"
#include "http/router.hpp"
#include "http/seat.hpp"
#include "http/settings.hpp"

namespace seodang::http {

/// One request and its answer, over libsoup's message; every answer of this service goes through here, so
/// that each bears the headers of a hardened one. Lives as long as the message (it is its qdata). Main
/// thread.
///
/// It bounds the request's body: what is over the limit is answered 413, and its rest read and dropped a bit
/// per turn of the loop, until the seat's deadline. A picture may be larger than other bodies and take
/// longer, as long as few are on their way at the same time: they are kept in memory.
class Exchange {
 public:
  /// To be called once per message, when its connection has been accepted.
  /// `pictures`: the places of large ones.
  static Exchange& begin(SoupServerMessage* message, const Settings& settings,
                         std::shared_ptr<Places> pictures);
  static Exchange& of(SoupServerMessage* message);

  /// The headers have come: refuses what is too large or asks by a foreign name, drops multiple ranges.
  /// `loopback`: the listener's; `body`: what the call takes.
  void check_headers(bool loopback, Body body);

  std::string_view method() const { return soup_server_message_get_method(message_); }
  std::string path() const;   ///< as sent, still encoded
  std::string query() const;  ///< as sent
  std::string_view header(const char* name) const;
  Provenance provenance() const;
  service::Caller caller() const;
  Line line() const;
  std::string body() const;
  std::shared_ptr<Seat> seat() const { return seat_.lock(); }

  void answer(const Answer& answer);
  void answer(const Error& error);
  void answer_bytes(GBytes* bytes, std::string_view type);
  void answer_status(int status);
  void set_header(const char* name, std::string_view value);
  /// The answer comes later: nothing is read or written until go_on().
  void wait();
  static void go_on(const GRef<SoupServerMessage>& message);

 private:
  static constexpr int picture_bytes = 5 << 20;
  static constexpr unsigned picture_ms = 60'000;
  static constexpr unsigned stream_ms = 300'000;  ///< a player reads on when it needs more

  Exchange(SoupServerMessage* message, const Settings& settings, std::shared_ptr<Places> pictures);
  ~Exchange();
  static void on_chunk(SoupServerMessage*, GBytes* chunk, Exchange* self);
  static void on_read(SoupServerMessage*, Exchange* self);
  static void on_progress(SoupServerMessage*, guint, Exchange* self);
  static void on_written(SoupServerMessage*, Exchange* self);
  static void on_gone(SoupServerMessage*, Exchange* self) { self->gone_ = true; }
  static void on_finished(SoupServerMessage*, Exchange* self);
  void set_page_headers();
  Result<> check_length(goffset length, Body body);
  void refuse_body(const Error& error);
  Error too_large() const;

  // Passed in.
  SoupServerMessage* message_;  ///< our owner
  const Settings& settings_;
  std::weak_ptr<Seat> seat_;
  std::shared_ptr<Places> pictures_;
  // Owned.
  int most_bytes_ = settings_.body_bytes;
  std::string picture_of_;  ///< the address that has one of `pictures_`; empty: none
  bool tls_ = false;
  bool understood_ = false;  ///< libsoup could read the headers
  bool streams_ = false;
  bool gone_ = false;     ///< the connection, or the exchange is over
  uint64_t read_ = 0;     ///< bytes of the body
  uint64_t dropped_ = 0;  ///< of them, since the last pause
};

}  // namespace seodang::http
