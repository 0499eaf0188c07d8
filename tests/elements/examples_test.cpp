// Each element's documentation: what gst-inspect-1.0 shows, and the example line, which runs.
#include <fstream>
#include <sstream>

#include "elements/rtp_harness.hpp"

namespace seodang::rtp::test {
namespace {

const char* const kElements[] = {"rtparrival", "rtporder", "rtptrack", "rtpselector"};

std::string source_of(const std::string& element) {
  const char* root = g_getenv("SEODANG_SOURCE_DIR");
  EXPECT_NE(root, nullptr);
  std::ifstream file(std::string(root ? root : ".") + "/src/elements/" + element + ".cpp");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The pipeline after "gst-launch-1.0" in the doc block, its continued lines joined.
std::string example_of(const std::string& element) {
  std::istringstream lines(source_of(element));
  std::string example;
  const std::string prefix = " * gst-launch-1.0 ";
  for (std::string line; std::getline(lines, line);) {
    if (example.empty() && !line.starts_with(prefix)) continue;
    line = line.substr(example.empty() ? prefix.size() : 3);
    const bool continued = line.ends_with("\\");
    if (continued) line.pop_back();
    example += line + " ";
    if (!continued) break;
  }
  return example;
}

class Element : public testing::TestWithParam<const char*> {};

TEST_P(Element, ExampleRunsToItsEnd) {
  const std::string example = example_of(GetParam());
  ASSERT_NE(example.find(GetParam()), std::string::npos) << example;
  GPtr<GError> error;
  auto pipeline = GRef<GstElement>::sink(gst_parse_launch(example.c_str(), out(error)));
  ASSERT_TRUE(pipeline && !error) << (error ? error->message : "") << "\n" << example;
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline.get()));
  const auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
      bus.get(), 30 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  ASSERT_TRUE(message);
  EXPECT_EQ(GST_MESSAGE_TYPE(message.get()), GST_MESSAGE_EOS);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

TEST_P(Element, DescribesItself) {
  const auto factory = GRef<GstElementFactory>::take(gst_element_factory_find(GetParam()));
  ASSERT_TRUE(factory);
  for (const char* key : {GST_ELEMENT_METADATA_LONGNAME, GST_ELEMENT_METADATA_KLASS,
                          GST_ELEMENT_METADATA_DESCRIPTION, GST_ELEMENT_METADATA_AUTHOR}) {
    const char* value = gst_element_factory_get_metadata(factory.get(), key);
    EXPECT_TRUE(value && *value) << key;
  }
  EXPECT_GE(gst_element_factory_get_num_pad_templates(factory.get()), 2u);
  auto element = GRef<GstElement>::sink(gst_element_factory_create(factory.get(), nullptr));
  guint count = 0;
  GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element.get()), &count);
  guint ours = 0;
  for (guint n = 0; n < count; ++n) {
    if (specs[n]->owner_type != G_OBJECT_TYPE(element.get())) continue;
    ++ours;
    EXPECT_GT(std::string(g_param_spec_get_blurb(specs[n])).size(), 10u) << specs[n]->name;
    EXPECT_NE(source_of(GetParam()).find(specs[n]->name), std::string::npos);
  }
  EXPECT_GE(ours, 5u);
  g_free(specs);
}

TEST_P(Element, HasADocBlock) {
  const std::string text = source_of(GetParam());
  EXPECT_TRUE(text.starts_with("/**\n * SECTION:element-" + std::string(GetParam()) + "\n"));
  EXPECT_GT(text.find("*/"), 1500u) << "an essay, not a line";
}

INSTANTIATE_TEST_SUITE_P(Elements, Element, testing::ValuesIn(kElements),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace seodang::rtp::test
