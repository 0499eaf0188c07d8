#pragma once

#include <libsoup/soup.h>

#include <memory>

#include "base/gref.hpp"
#include "base/loop.hpp"
#include "http/byte_source.hpp"

namespace seodang::http {

/// A body that is sent as it is made: the next piece is read when the one before has gone out, so a slow
/// reader costs one piece of memory and nobody's time. Lives as long as the message (it is its qdata). Main
/// thread.
class Stream : public Bindable {
 public:
  /// `length`: of the whole body; below 0: not known. The status is set already.
  static void begin(SoupServerMessage* message, std::shared_ptr<ByteSource> source, int64_t length);

 private:
  Stream(SoupServerMessage* message, std::shared_ptr<ByteSource> source)
      : message_(message), source_(std::move(source)) {}
  ~Stream() { unbind(); }
  static void on_wrote_chunk(SoupServerMessage*, Stream* self) { self->read(); }
  void read();
  void got(const Result<std::string>& piece);

  // Passed in.
  SoupServerMessage* message_;  ///< our owner
  std::shared_ptr<ByteSource> source_;
  // Owned.
  bool reading_ = false, ended_ = false;
};

}  // namespace seodang::http
