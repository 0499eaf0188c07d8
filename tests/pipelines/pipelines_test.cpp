// Every file in pipelines/ fulfils its contract, and its `# try:` line really runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "room/descriptions.hpp"

namespace seodang::room {
namespace {

std::string folder() { return std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/pipelines"; }

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".launch") found.push_back(entry.path().stem());
  }
  std::sort(found.begin(), found.end());
  return found;
}

DescriptionText read(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(folder() + "/" + name + ".launch").rdbuf();
  return read_description_text(text.str());
}

TEST(Pipelines, EveryFileHasAContractAndEveryContractItsFile) {
  std::set<std::string> files, contracted;
  for (const std::string& name : names()) files.insert(name);
  for (const Contract& contract : contracts()) contracted.emplace(contract.file);
  EXPECT_EQ(files, contracted);
}

TEST(Pipelines, AllFulfilTheirContracts) {
  Result<Descriptions> loaded = Descriptions::load(folder());
  ASSERT_TRUE(loaded) << loaded.error().text;
}

class Try : public testing::TestWithParam<std::string> {};

GstPadProbeReturn count(GstPad*, GstPadProbeInfo* info, gpointer counter) {
  bool list = GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST;
  *static_cast<std::atomic<int>*>(counter) +=
      list ? static_cast<int>(gst_buffer_list_length(GST_PAD_PROBE_INFO_BUFFER_LIST(info))) : 1;
  return GST_PAD_PROBE_OK;
}

/// The end that the source came to, or the error.
std::string outcome(GstElement* pipeline) {
  auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline));
  constexpr auto wanted = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(bus.get(), 20 * GST_SECOND, wanted));
  if (!message) return "nothing within 20 s";
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return "EOS";
  GPtr<GError> error;
  gst_message_parse_error(message.get(), out(error), nullptr);
  return error->message;
}

// A Track lets no EOS pass (rtptrack), so the source's end is seen by a branch beside it, and packets are
// counted where they come to the tee that viewers branch from, or from where they are put in order, or
// encoded.
TEST_P(Try, RunsToItsEndWithPackets) {
  DescriptionText text = read(GetParam());
  ASSERT_FALSE(text.try_source.empty()) << "no # try: line";
  std::string launch =
      text.try_source + " ! tee name=try try. ! queue ! fakesink async=false try. ! queue ! " + text.launch;
  const bool compose = GetParam().starts_with("compose."), record = GetParam().starts_with("record.");
  if (compose) launch += " ! fakesink async=false";
  GPtr<GError> error;
  auto pipeline = GRef<GstElement>::sink(
      gst_parse_launch_full(launch.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, out(error)));
  ASSERT_TRUE(pipeline) << error->message << "\n" << launch;
  std::atomic<int> in = 0, through = 0;
  auto source = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "try"));
  const char* last = compose ? "head" : record ? "order" : "tee";
  auto end = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), last));
  auto source_pad = GRef<GstPad>::take(gst_element_get_static_pad(source.get(), "sink"));
  auto end_pad = GRef<GstPad>::take(gst_element_get_static_pad(end.get(), record ? "src" : "sink"));
  auto buffers = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
  gst_pad_add_probe(source_pad.get(), buffers, count, &in, nullptr);
  gst_pad_add_probe(end_pad.get(), buffers, count, &through, nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_EQ(outcome(pipeline.get()), "EOS");
  // The queue of the track's branch may still hold the last packets.
  for (int i = 0; i < 200 && through < in; i++) g_usleep(10'000);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  EXPECT_GT(in, 0);
  EXPECT_EQ(through, in);
}

INSTANTIATE_TEST_SUITE_P(Files, Try, testing::ValuesIn(names()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

}  // namespace
}  // namespace seodang::room
