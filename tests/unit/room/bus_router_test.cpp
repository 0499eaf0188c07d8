#include "room/bus_router.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace seodang::room {
namespace {

struct Owner : BusRouter::Owner {
  void on_element_error(const std::string& text) override { errors.push_back(text); }
  std::vector<std::string> errors;
};
struct Writer : Owner {
  void on_write_error(const std::string& text) override { full.push_back(text); }
  std::vector<std::string> full;
};

class BusRouterTest : public testing::Test {
 protected:
  /// An element in a bin in the pipeline: as a socket's source is in a webrtcbin in the room.
  BusRouterTest() {
    gst_bin_add(GST_BIN(bin.get()), inner.get());
    gst_bin_add(GST_BIN(pipeline.get()), bin.get());
  }
  ~BusRouterTest() override { gst_element_set_state(GST_ELEMENT(pipeline.get()), GST_STATE_NULL); }

  static GRef<GstElement> make(const char* factory) {
    return GRef<GstElement>::sink(gst_element_factory_make(factory, nullptr));
  }
  void fail_in(GstElement* element) {
    GPtr<GError> error(g_error_new_literal(GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, "it stopped"));
    gst_element_post_message(element, gst_message_new_error(GST_OBJECT(element), error.get(), nullptr));
  }
  void fill_up(GstElement* element, GstResourceError code) {
    GPtr<GError> error(g_error_new_literal(GST_RESOURCE_ERROR, code, "no more"));
    gst_element_post_message(element, gst_message_new_error(GST_OBJECT(element), error.get(), nullptr));
  }
  static void dispatch() {
    while (g_main_context_iteration(nullptr, FALSE)) continue;
  }

  Owner room, peer;
  GRef<GstPipeline> pipeline = GRef<GstPipeline>::sink(GST_PIPELINE(gst_pipeline_new("room")));
  GRef<GstElement> bin = make("bin"), inner = make("identity");
  BusRouter router{pipeline.get(), room};
};

TEST_F(BusRouterTest, AnErrorReachesTheSmallestOwner) {
  router.own(bin.get(), peer);
  fail_in(inner.get());
  dispatch();
  EXPECT_EQ(peer.errors.size(), 1U);
  EXPECT_TRUE(room.errors.empty());
}

TEST_F(BusRouterTest, WhatNobodyOwnsIsTheRooms) {
  fail_in(inner.get());
  dispatch();
  EXPECT_EQ(room.errors.size(), 1U);
}

TEST_F(BusRouterTest, AFullDiskIsToldApartByWhoWrites) {
  Writer writer;
  router.own(bin.get(), writer);
  fill_up(inner.get(), GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  fill_up(inner.get(), GST_RESOURCE_ERROR_WRITE);
  fill_up(inner.get(), GST_RESOURCE_ERROR_OPEN_WRITE);
  dispatch();
  EXPECT_EQ(writer.full.size(), 2U);
  EXPECT_EQ(writer.errors.size(), 1U);
  router.own(bin.get(), peer);
  fill_up(inner.get(), GST_RESOURCE_ERROR_WRITE);
  dispatch();
  EXPECT_EQ(peer.errors.size(), 1U) << "an error like any other to whoever does not care";
}

TEST_F(BusRouterTest, WhatFailsOnItsWayOutIsNobodys) {
  router.own(bin.get(), peer);
  router.release(bin.get());
  fail_in(inner.get());
  dispatch();
  EXPECT_TRUE(peer.errors.empty());
  EXPECT_TRUE(room.errors.empty());
}

TEST_F(BusRouterTest, WhatHasLeftBeforeItsErrorIsReadIsNobodys) {
  router.own(bin.get(), peer);
  fail_in(inner.get());
  router.release(bin.get());
  gst_bin_remove(GST_BIN(pipeline.get()), bin.get());
  router.disown(bin.get());
  dispatch();
  EXPECT_TRUE(peer.errors.empty());
  EXPECT_TRUE(room.errors.empty()) << "one person's leaving must not end the room: " << room.errors[0];
}

}  // namespace
}  // namespace seodang::room
