#include "room/sidecar.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/id.hpp"

namespace seodang::room {
namespace {

class SidecarTest : public testing::Test {
 protected:
  SidecarTest() { std::filesystem::create_directory(folder); }
  ~SidecarTest() override { std::filesystem::remove_all(folder); }
  std::string text() const {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  const std::string folder = std::filesystem::temp_directory_path() / ("seodang-sidecar-" + random_hex(8));
  const std::string path = folder + "/a.jsonl";
  const SegmentSource ann{"ann", Source::screen_audio, "c1"};
};

TEST(Ntp, IsReadInMicroseconds) {
  EXPECT_EQ(ntp_us(0), 0);
  EXPECT_EQ(ntp_us(uint64_t{1} << 31), 500'000);
  EXPECT_EQ(ntp_us((uint64_t{4'000'000'000} << 32) + 0xffffffff), 4'000'000'000'999'999);
}

TEST_F(SidecarTest, SaysWhoseAndWhen) {
  Result<Sidecar> sidecar = Sidecar::create(path, ann, 1'700'000'000'123'456);
  ASSERT_TRUE(sidecar);
  sidecar->report(-20'000, 3'900'000'000'000'000);
  sidecar->end(2'000'000);
  EXPECT_EQ(text(),
            "{\"participant\":\"ann\",\"source\":\"screen-audio\",\"codec\":\"opus\",\"connection\":\"c1\","
            "\"fromUs\":1700000000123456}\n"
            "{\"srFileUs\":-20000,\"srNtpUs\":3900000000000000}\n"
            "{\"endUs\":2000000}\n");
  struct stat file {};
  ASSERT_EQ(stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(SidecarTest, NothingIsWrittenOver) {
  ASSERT_TRUE(Sidecar::create(path, ann, 1));
  EXPECT_EQ(Sidecar::create(path, ann, 2).error().code, Code::media_failed);
  EXPECT_NE(text().find("\"fromUs\":1}"), std::string::npos);
}

TEST_F(SidecarTest, WhatCannotBeWrittenHasAReason) {
  EXPECT_EQ(Sidecar::create(folder + "/nowhere/a.jsonl", ann, 1).error().code, Code::media_failed);
  EXPECT_EQ(Sidecar::create("/dev/full", ann, 1).error().code, Code::media_failed) << "it exists";
}

}  // namespace
}  // namespace seodang::room
