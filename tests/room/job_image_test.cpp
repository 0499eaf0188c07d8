// seodang-room --job image: what becomes of pictures, good and bad. The pictures are made here.
#include <gio/gio.h>
#include <gmock/gmock.h>
#include <gst/app/gstappsink.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/gst.hpp"
#include "base/id.hpp"
#include "base/json.hpp"

namespace seodang {
namespace {

using testing::HasSubstr;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A picture in memory, as its decoder gives it.
struct Picture {
  int width = 0, height = 0;
  std::string rgb;
  /// "red", "green", "blue", "white", "black" or what it is.
  std::string colour(double x, double y) const {
    const auto at =
        3 * (static_cast<size_t>(y * height) * static_cast<size_t>(width) + static_cast<size_t>(x * width));
    std::string name;
    for (size_t i = 0; i < 3; i++) name += static_cast<uint8_t>(rgb[at + i]) > 127 ? '1' : '0';
    return name;
  }
};

class JobImage : public testing::Test {
 protected:
  JobImage() : folder_(std::filesystem::temp_directory_path() / ("seodang-image-" + random_hex(8))) {
    gst_init(nullptr, nullptr);
    std::filesystem::create_directory(folder_);
  }
  ~JobImage() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  /// What `pipeline` makes of its single frame, as a file's bytes.
  std::string made(const std::string& pipeline) const {
    play(pipeline + " ! filesink location=" + path("made"));
    return read_file(path("made"));
  }
  /// Left red, middle green, right blue: 400 × 200, each of the outer ones 100 wide.
  static std::string flag(const std::string& encoder) {
    const auto part = [](const char* colour, int width) {
      return std::string("videotestsrc num-buffers=1 pattern=solid-color foreground-color=") + colour +
             " ! video/x-raw,framerate=1/1,height=200,width=" + std::to_string(width) + " ! m. ";
    };
    return part("0xffff0000", 100) + part("0xff00ff00", 200) + part("0xff0000ff", 100) +
           "compositor name=m sink_1::xpos=100 sink_2::xpos=300 ! videoconvert ! " + encoder;
  }
  static void play(const std::string& text) {
    GPtr<GError> error;
    auto pipeline = GRef<GstElement>::sink(gst_parse_launch(text.c_str(), out(error)));
    ASSERT_FALSE(error) << error->message;
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    auto bus = GRef<GstBus>::take(gst_element_get_bus(pipeline.get()));
    auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
        bus.get(), 20 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ASSERT_TRUE(message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) << text;
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  }

  /// The result, or {error: NAME, text}; {died: status} without an answer.
  Json job(const std::string& source) {
    std::filesystem::remove(path("out.jpg"));
    return job(Json::object({{"source", source}, {"target", path("out.jpg")}}));
  }
  static Json job(const Json& params) {
    const std::string program = std::string(std::getenv("SEODANG_BUILD_DIR")) + "/src/seodang-room";
    const std::array command{program.c_str(), "--job", "image", static_cast<const char*>(nullptr)};
    auto child = GRef<GSubprocess>::take(g_subprocess_newv(
        command.data(),
        static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE),
        nullptr));
    const Json request =
        Json::object({{"jsonrpc", "2.0"}, {"id", 7}, {"method", "image"}, {"params", params}});
    GPtr<char> said;
    g_subprocess_communicate_utf8(child.get(), (request.text() + "\n").c_str(), nullptr, out(said), nullptr,
                                  nullptr);
    const auto answer = Json::parse(said ? said.get() : "");
    if (!answer) return Json::object({{"died", g_subprocess_get_status(child.get())}});
    EXPECT_EQ((*answer)["id"].integer(), 7);
    const Json error = (*answer)["error"];
    if (error.is_null()) return (*answer)["result"];
    return Json::object({{"error", error["data"]["name"]}, {"text", error["message"]}});
  }
  std::string error(const std::string& bytes) {
    return job(write("bad", bytes))["error"].string_or("(none)");
  }
  std::string result() const { return read_file(path("out.jpg")); }

  Picture decoded() const {
    auto pipeline = GRef<GstElement>::sink(
        gst_parse_launch(("filesrc location=" + path("out.jpg") +
                          " ! jpegdec ! videoconvert ! video/x-raw,format=RGB ! appsink name=out sync=false")
                             .c_str(),
                         nullptr));
    auto sink = GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    Picture picture;
    auto sample =
        GRef<GstSample>::take(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), 5 * GST_SECOND));
    if (sample) {
      const GstStructure* caps = gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0);
      gst_structure_get_int(caps, "width", &picture.width);
      gst_structure_get_int(caps, "height", &picture.height);
      GstMapInfo map;
      gst_buffer_map(gst_sample_get_buffer(sample.get()), &map, GST_MAP_READ);
      picture.rgb.assign(reinterpret_cast<const char*>(map.data), map.size);
      gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &map);
    }
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    return picture;
  }

  const std::filesystem::path folder_;
};

constexpr const char *red = "100", *green = "010", *blue = "001";

TEST_F(JobImage, EveryFormatBecomesASquareOfItsMiddle) {
  for (const char* encoder : {"jpegenc", "pngenc snapshot=true", "webpenc", "webpenc lossless=true"}) {
    const Json answer = job(write("in", made(flag(encoder))));
    EXPECT_EQ(answer["width"].integer(), 400) << encoder << answer.text();
    EXPECT_EQ(answer["height"].integer(), 200) << encoder;
    const Picture picture = decoded();
    ASSERT_EQ(picture.width, 256) << encoder;
    ASSERT_EQ(picture.height, 256) << encoder;
    for (double at : {0.05, 0.5, 0.95}) {
      EXPECT_EQ(picture.colour(at, 0.5), green) << encoder << at;
      EXPECT_EQ(picture.colour(0.5, at), green) << encoder << at;
    }
  }
}

/// An APP1 segment right behind SOI: orientation, and a GPS latitude reference that must not survive.
std::string with_exif(const std::string& jpeg, int orientation) {
  const std::string tiff = std::string("Exif\0\0II*\0\x08\0\0\0", 14) + std::string("\x02\0", 2) +
                           std::string("\x12\x01\x03\0\x01\0\0\0", 8) + static_cast<char>(orientation) +
                           std::string("\0\0\0", 3) + std::string("\x25\x88\x04\0\x01\0\0\0\x26\0\0\0", 12) +
                           std::string("\0\0\0\0", 4) +
                           std::string("\x01\0\x01\0\x02\0\0\0\x02\0\0\0N\0\0\0", 14) +
                           std::string("\0\0\0\0", 4) + "SECRET-PLACE";
  const auto length = static_cast<unsigned>(tiff.size() + 2);
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(length >> 8) + static_cast<char>(length & 255) +
         tiff + jpeg.substr(2);
}

TEST_F(JobImage, ExifTurnsThePictureAndIsDropped) {
  const std::string halves = made(
      "videotestsrc num-buffers=1 pattern=solid-color foreground-color=0xffff0000 ! "
      "video/x-raw,framerate=1/1,width=100,height=200 ! m. videotestsrc num-buffers=1 pattern=solid-color "
      "foreground-color=0xff0000ff ! video/x-raw,framerate=1/1,width=100,height=200 ! m. "
      "compositor name=m sink_1::xpos=100 ! videoconvert ! jpegenc");
  ASSERT_EQ(job(write("in", halves))["width"].integer(), 200);
  EXPECT_EQ(decoded().colour(0.2, 0.5), red);
  EXPECT_EQ(decoded().colour(0.8, 0.5), blue);
  // 3 = upside down, 6 = the camera was turned to the left, 8 = to the right.
  const struct {
    int orientation;
    double x, y;
  } red_is_at[] = {{1, 0.2, 0.5}, {3, 0.8, 0.5}, {6, 0.5, 0.2}, {8, 0.5, 0.8}};
  for (const auto& [orientation, x, y] : red_is_at) {
    const Json answer = job(write("in", with_exif(halves, orientation)));
    ASSERT_FALSE(answer.has("error")) << answer.text();
    EXPECT_EQ(decoded().colour(x, y), red) << orientation;
    EXPECT_EQ(decoded().colour(1 - x, 1 - y), blue) << orientation;
    EXPECT_THAT(result(), testing::Not(HasSubstr("Exif")));
    EXPECT_THAT(result(), testing::Not(HasSubstr("SECRET")));
  }
}

TEST_F(JobImage, WhatElseAFileIsDoesNotSurvive) {
  const std::string script = "<script>alert(1)</script>", zip = "PK\3\4evil.html";
  for (const char* encoder : {"jpegenc", "pngenc snapshot=true", "webpenc"}) {
    const Json answer = job(write("in", made(flag(encoder)) + script + zip));
    ASSERT_FALSE(answer.has("error")) << encoder << answer.text();
    EXPECT_EQ(decoded().width, 256) << encoder;
    EXPECT_THAT(result(), testing::Not(HasSubstr("script"))) << encoder;
    EXPECT_THAT(result(), testing::Not(HasSubstr("PK\3\4"))) << encoder;
  }
}

TEST_F(JobImage, OtherFormatsAreRefusedWhateverTheyAreCalled) {
  EXPECT_EQ(error("GIF89a\x01"), "invalid-params");
  EXPECT_EQ(error("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"), "invalid-params");
  EXPECT_EQ(error(std::string("\0\0\0\x18"
                              "ftypheic",
                              12)),
            "invalid-params");
  EXPECT_EQ(error(""), "invalid-params");
  EXPECT_EQ(error(std::string(1000, '\xff')), "invalid-params");
}

TEST_F(JobImage, TruncatedFilesAreDamaged) {
  for (const char* encoder : {"jpegenc", "pngenc snapshot=true", "webpenc"}) {
    const std::string whole = made(flag(encoder));
    EXPECT_EQ(error(whole.substr(0, whole.size() / 2)), "invalid-params") << encoder;
    EXPECT_EQ(error(whole.substr(0, 40)), "invalid-params") << encoder;
  }
}

TEST_F(JobImage, GiantPicturesAreNotDecoded) {
  const std::string giant = made(
      "videotestsrc num-buffers=1 pattern=black ! "
      "video/x-raw,format=GRAY8,framerate=1/1,width=8000,height=8000 ! pngenc snapshot=true");
  ASSERT_LT(giant.size(), 5U << 20);
  EXPECT_EQ(error(giant), "too-large");
  EXPECT_EQ(error(std::string((5 << 20) + 1, 'x')), "too-large");
}

// The header says little, the decoder finds much: the process has only so much memory and time.
TEST_F(JobImage, AHeaderThatLiesIsDamage) {
  std::string png = made(
      "videotestsrc num-buffers=1 pattern=black ! "
      "video/x-raw,format=GRAY8,framerate=1/1,width=8000,height=8000 ! pngenc snapshot=true");
  png.replace(18, 2, std::string("\0\x40", 2)).replace(22, 2, std::string("\0\x40", 2));
  EXPECT_NE(job(write("bad", png)).text(), "");
  EXPECT_EQ(error(png), "invalid-params") << "its checksum is wrong";

  std::string jpeg =
      made("videotestsrc num-buffers=1 ! video/x-raw,framerate=1/1,width=3000,height=3000 ! jpegenc");
  const size_t frame = jpeg.find(std::string("\xff\xc0", 2));
  const std::string small_frame =
      jpeg.substr(frame, 5) + std::string("\0\x10\0\x10", 4) + jpeg.substr(frame + 9, 10);
  jpeg.insert(frame, small_frame);
  const Json answer = job(write("bad", jpeg));
  EXPECT_TRUE(answer.has("error") || decoded().width == 256) << answer.text();
  EXPECT_FALSE(answer.has("died")) << answer.text();
}

TEST_F(JobImage, NoFlippedBytesEndIt) {
  for (const char* encoder : {"jpegenc", "pngenc snapshot=true", "webpenc"}) {
    const std::string whole =
        made("videotestsrc num-buffers=1 ! video/x-raw,framerate=1/1,width=64,height=64 ! videoconvert ! " +
             std::string(encoder));
    for (size_t at = 20; at < whole.size(); at += whole.size() / 6) {
      std::string bad = whole;
      bad[at] = static_cast<char>(bad[at] ^ 0xff);
      const Json answer = job(write("bad", bad));
      EXPECT_FALSE(answer.has("died")) << encoder << ' ' << at << answer.text();
    }
  }
}

TEST_F(JobImage, NeverWritesOverAFileOrThroughALink) {
  const std::string source = write("in", made(flag("jpegenc")));
  const std::string precious = write("precious", "mine");
  EXPECT_EQ(job(Json::object({{"source", source}, {"target", precious}}))["error"].string(), "internal");
  std::filesystem::create_symlink(precious, path("link"));
  EXPECT_EQ(job(Json::object({{"source", source}, {"target", path("link")}}))["error"].string(), "internal");
  EXPECT_EQ(job(path("link"))["error"].string(), "internal") << "nor reads through one";
  EXPECT_EQ(job(path("nowhere"))["error"].string(), "internal");
  EXPECT_EQ(job(folder_.string())["error"].string(), "invalid-params") << "a directory is no picture";
  EXPECT_EQ(read_file(precious), "mine");
}

TEST_F(JobImage, TheResultIsForItsOwnerOnly) {
  ASSERT_FALSE(job(write("in", made(flag("jpegenc")))).has("error"));
  struct stat info {};
  ASSERT_EQ(stat(path("out.jpg").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

}  // namespace
}  // namespace seodang
