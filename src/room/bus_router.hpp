#pragma once

#include <map>
#include <string>

#include "base/gst.hpp"

namespace seodang::room {

/// Brings the bus's messages to the smallest owner of the element they come from: from the source upwards,
/// the first object that somebody owns. So a failing branch closes itself, a failing peer is dropped, and the
/// room lives.
///
/// Main thread. The pipeline's other messages (states, tags, latency) are dropped before they reach main.
class BusRouter {
 public:
  class Owner {
   public:
    /// The element, or something in it, cannot go on.
    virtual void on_element_error(const std::string& text) = 0;
    /// The same, because what it writes to takes no more: full, over a quota, over a limit.
    virtual void on_write_error(const std::string& text) { on_element_error(text); }
    /// An element message of ours ("seodang-…").
    virtual void on_element_message(const GstStructure*) {}

   protected:
    ~Owner() = default;
  };

  /// `fallback` owns what stands in the pipeline and has no other owner.
  BusRouter(GstPipeline* pipeline, Owner& fallback);
  ~BusRouter();
  BusRouter(const BusRouter&) = delete;
  BusRouter& operator=(const BusRouter&) = delete;

  void own(GstElement* element, Owner& owner) { owners_[GST_OBJECT(element)] = &owner; }
  /// On its way out of the pipeline: what fails in it now, as it may when it is torn down under traffic, is
  /// nobody's.
  void release(GstElement* element) { owners_[GST_OBJECT(element)] = nullptr; }
  /// It has left the pipeline.
  void disown(GstElement* element) { owners_.erase(GST_OBJECT(element)); }

 private:
  static GstBusSyncReply filter(GstBus*, GstMessage* message, gpointer);
  static gboolean dispatch(GstBus*, GstMessage* message, gpointer self);
  void route(GstMessage* message);
  /// nullptr: it is leaving, or has left.
  Owner* owner_of(GstObject* source);

  // Passed in.
  GstObject* pipeline_;
  Owner& fallback_;
  // Owned.
  GRef<GstBus> bus_;
  std::map<GstObject*, Owner*> owners_;  ///< nullptr: released
};

}  // namespace seodang::room
