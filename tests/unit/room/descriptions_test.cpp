#include "room/descriptions.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace seodang::room {
namespace {

/// A folder with good descriptions, one of which a test may spoil.
class DescriptionsTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/seodang-descriptions-XXXXXX";
    folder = mkdtemp(path);
    for (const Contract& contract : contracts()) write(std::string(contract.file), text_of(contract));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder + "/" + name + ".launch") << text;
  }
  /// The refusal of a text for one file.
  std::string refusal(const std::string& text, const std::string& name = "track.video") {
    write(name, text);
    Result<Descriptions> loaded = Descriptions::load(folder);
    EXPECT_FALSE(loaded) << text;
    return loaded ? "" : loaded.error().text;
  }

  /// The parts of a contract and nothing else; one may have no name, or be something else.
  static std::string text_of(const Contract& contract, std::string_view nameless = {},
                             std::string_view wrong = {}) {
    std::string text;
    for (const Contract::Part& part : contract.parts) {
      text += (text.empty() ? "" : " ! ") + std::string(part.name == wrong ? "identity" : part.factory);
      if (part.name != nameless) text += " name=" + std::string(part.name);
    }
    return text;
  }
  std::string folder;
};

TEST_F(DescriptionsTest, GoodOnesAreLoadedAndBuiltAsOftenAsNeeded) {
  Result<Descriptions> loaded = Descriptions::load(folder);
  ASSERT_TRUE(loaded) << loaded.error().text;
  for (int i = 0; i < 2; i++) {
    Result<GRef<GstElement>> bin = loaded->build("track.video");
    ASSERT_TRUE(bin);
    EXPECT_TRUE(GRef<GstPad>::take(gst_element_get_static_pad(bin->get(), "sink")));
  }
  EXPECT_FALSE(loaded->build("no.such"));
}

TEST_F(DescriptionsTest, EachMissingPartIsNamedWithItsFile) {
  for (const Contract& contract : contracts()) {
    const std::string name(contract.file);
    for (const Contract::Part& part : contract.parts) {
      const std::string file = "pipelines/" + name + ".launch: ", named(part.name);
      EXPECT_EQ(refusal(text_of(contract, part.name), name), file + "has no element named " + named);
      EXPECT_EQ(refusal(text_of(contract, {}, part.name), name),
                file + named + " must be a " + std::string(part.factory));
    }
    write(name, text_of(contract));
  }
}

TEST_F(DescriptionsTest, AMissingFileIsNamed) {
  std::filesystem::remove(folder + "/track.audio.launch");
  Result<Descriptions> loaded = Descriptions::load(folder);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().text.find("track.audio.launch"), std::string::npos) << loaded.error().text;
}

TEST_F(DescriptionsTest, TheSinkMustBeFree) {
  EXPECT_NE(refusal("fakesrc ! rtptrack name=head ! tee name=tee").find("head must have a free sink pad"),
            std::string::npos);
}

TEST_F(DescriptionsTest, WhatGstLaunchRefusesIsRefused) {
  for (const char* text :
       {"", "rtptrack name=head !", "no_such_element name=head ! tee name=tee",
        "rtptrack name=head no-such=1 ! tee name=tee", "rtptrack name=head history=many ! tee name=tee"}) {
    EXPECT_NE(refusal(text).find("track.video.launch"), std::string::npos) << text;
  }
}

TEST(DescriptionText, CommentsAreDroppedAndTheTryLineIsKept) {
  DescriptionText text = read_description_text("# one\na !\n# try: source ! of\n# two\n  b\n#c");
  EXPECT_EQ(text.launch, "a !\n  b\n");
  EXPECT_EQ(text.try_source, " source ! of");
  EXPECT_EQ(read_description_text("").launch, "");
  EXPECT_EQ(read_description_text("a").launch, "a\n");
  EXPECT_EQ(read_description_text("#").launch, "");
}

}  // namespace
}  // namespace seodang::room
