// An rtpselector with the slot's properties, sources a ("sink_0") and b ("sink_1"), and the viewer.
#pragma once

#include <gst/video/video.h>

#include "elements/rtp_harness.hpp"

namespace seodang::rtp::test {

class SelectorTest : public testing::Test {
 protected:
  explicit SelectorTest(const char* caps = kVideoCaps) {
    const auto parsed = GRef<GstCaps>::take(gst_caps_from_string(caps));
    a_.set("caps", parsed.get(), "open", TRUE);
    a_.downstream();
    a_.upstream_events();
    b_.upstream_events();
  }

  ~SelectorTest() override { gst_element_set_bus(a_.element(), nullptr); }

  void select(const Harness& source) { a_.set("active-pad", source.sink().get()); }
  void select_none() { a_.set("active-pad", nullptr); }
  /// Shows `a` with a first keyframe, sequence number 100, and forgets what came of it.
  void start_with_a() {
    select(a_);
    a_.push_video(100, true, 1000 * kMs);
    EXPECT_EQ(pull_all().size(), 1u);
    a_.upstream_events();
    messages();
  }
  /// What the viewer got since the last call.
  std::vector<std::unique_ptr<Got>> pull_all() {
    std::vector<std::unique_ptr<Got>> all;
    while (auto got = a_.pull()) all.push_back(std::move(got));
    return all;
  }
  /// The pads of seodang-slot-switched messages since the last call.
  std::vector<std::string> messages() {
    std::vector<std::string> pads;
    while (GstMessage* raw = gst_bus_pop(bus_.get())) {
      const auto message = GRef<GstMessage>::take(raw);
      const GstStructure* structure = gst_message_get_structure(raw);
      if (structure && gst_structure_has_name(structure, "seodang-slot-switched"))
        pads.push_back(gst_structure_get_string(structure, "pad"));
    }
    return pads;
  }

  Harness a_{"rtpselector", "sink_0"};
  Harness b_{a_.element(), "sink_1"};
  GRef<GstBus> bus_ = [this] {
    auto bus = GRef<GstBus>::take(gst_bus_new());
    gst_element_set_bus(a_.element(), bus.get());
    return bus;
  }();
};

}  // namespace seodang::rtp::test
