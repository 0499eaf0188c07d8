#pragma once

#include <functional>

#include "base/gst.hpp"

namespace seodang::room {

/// A decoder without threads of ours: what is pushed has been decoded when push() returns.
class Decoder {
 public:
  /// What comes out, and its caps; in push().
  using Output = std::function<void(GRef<GstBuffer> buffer, GstCaps* caps)>;

  /// `out_caps`: what it may give. Loads the plugin: before the process is locked.
  Decoder(const char* factory, const char* in_caps, const char* out_caps, Output output);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  explicit operator bool() const { return static_cast<bool>(element_); }
  /// What cannot be decoded is dropped.
  void push(GRef<GstBuffer> packet);

 private:
  static GstFlowReturn on_decoded(GstPad* pad, GstObject* parent, GstBuffer* buffer);

  // Passed in.
  Output output_;
  // Owned.
  GRef<GstElement> element_;
  GRef<GstPad> in_, out_;
  GstClockTime next_ = 0;
};

}  // namespace seodang::room
