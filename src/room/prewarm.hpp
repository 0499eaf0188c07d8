#pragma once

#include <functional>

#include "base/gst.hpp"
#include "base/loop.hpp"

namespace seodang::room {

/// Makes and drops one webrtcbin, so that plugins are loaded and the process's certificate (RSA-2048, 0.3 s)
/// exists before the first participant comes. Main thread.
class Prewarm : public Bindable {
 public:
  /// `done` is called whatever happens, unless this dies first.
  explicit Prewarm(std::function<void()> done);
  ~Prewarm();

 private:
  GRef<GstElement> webrtcbin_;
};

}  // namespace seodang::room
