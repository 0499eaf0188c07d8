// seodang-room --job compose: people of one colour and one tone each, made here, become one picture and one
// sound.
#include <gmock/gmock.h>

#include <array>
#include <cstdio>

#include "support/pipelines_folder.hpp"
#include "support/segments_folder.hpp"

namespace seodang::test {
namespace {

/// One of the job's people.
struct Someone {
  std::string name;
  std::vector<std::string> camera, microphone, screen;
};

class JobCompose : public testing::Test {
 protected:
  Json params(const std::vector<Someone>& people, double to, const std::string& layout = "grid",
              const std::string& output = "out.webm") const {
    Json list = Json::array();
    for (const Someone& one : people) {
      list.push(Json::object({{"name", one.name},
                              {"camera", SegmentsFolder::paths(one.camera)},
                              {"microphone", SegmentsFolder::paths(one.microphone)},
                              {"screen", SegmentsFolder::paths(one.screen)},
                              {"screenAudio", Json::array()}}));
    }
    return Json::object({{"output", folder_.path(output)},
                         {"title", "수학 수업"},
                         {"from", SegmentsFolder::start},
                         {"to", SegmentsFolder::start + static_cast<int64_t>(to * 1000)},
                         {"width", 640},
                         {"height", 360},
                         {"fps", 10},
                         {"layout", layout},
                         {"people", list}});
  }
  JobRun compose(const std::vector<Someone>& people, double to, const std::string& layout = "grid",
                 const std::string& output = "out.webm") const {
    return run_job("compose", params(people, to, layout, output));
  }
  std::string output(const std::string& name = "out.webm") const { return folder_.path(name); }
  /// The picture at each tenth of a second.
  std::vector<Picture> pictures() const {
    std::vector<Picture> all;
    decode_pictures(output(), [&all](const Picture& picture) { all.push_back(picture); });
    return all;
  }
  std::string camera(const std::string& person, double at, Colour colour, double seconds,
                     const std::string& source = "camera") const {
    return folder_.camera(at,
                          {.width = 320,
                           .height = 180,
                           .frames = static_cast<int>(seconds * 30),
                           .colour = [colour](int) { return colour; }},
                          {}, person, source);
  }

  std::string codec_of(const char* stream) const {
    const std::string command =
        std::string("ffprobe -v error -show_entries stream=codec_name -of csv=p=0 -select_streams ") +
        stream + " " + output();
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 64> line{};
    const std::string said = fgets(line.data(), line.size(), pipe) ? line.data() : "\n";
    pclose(pipe);
    return said.substr(0, said.find('\n'));
  }

  SegmentsFolder folder_;
};

TEST_F(JobCompose, EveryoneInTheirBoxWhileTheirCameraIsOn) {
  const auto run = compose({{"김민수", {camera("p1", 0, red, 4)}, {}, {}},
                            {"Ada <Lovelace> & co", {camera("p2", 1, blue, 2)}, {}, {}},
                            {"", {camera("p3", 1, green, 2)}, {}, {}}},
                           10);
  ASSERT_EQ(run.error(), "(none)") << run.result.text();
  EXPECT_EQ(run.result["durationMs"].integer(), 4000);
  EXPECT_EQ(run.result["width"].integer(), 640);
  EXPECT_FALSE(run.result["audio"].boolean_or(true));
  const auto seen = pictures();
  ASSERT_EQ(seen.size(), 40U);
  for (const size_t alone : {5U, 35U}) {
    EXPECT_EQ(seen[alone].at(0.1, 0.2), red) << alone;
    EXPECT_EQ(seen[alone].at(0.9, 0.8), red) << alone;
  }
  // Two above, one in the middle below.
  EXPECT_EQ(seen[20].at(0.25, 0.25), red);
  EXPECT_EQ(seen[20].at(0.75, 0.25), blue);
  EXPECT_EQ(seen[20].at(0.5, 0.75), green);
  EXPECT_EQ(seen[20].at(0.1, 0.75), black);
  // A name is white on a shade; who has none has none.
  const auto letters = [&](double left, double bottom) {
    int bright = 0;
    for (int x = 0; x < 80; x++)
      for (int y = 0; y < 14; y++)
        bright += seen[20].at(left + x / 640.0, bottom - (y + 1) / 360.0) == white ? 1 : 0;
    return bright;
  };
  EXPECT_GT(letters(0, 0.5), 30);
  EXPECT_GT(letters(0.5, 0.5), 30);
  EXPECT_EQ(letters(0.25, 1), 0);
  EXPECT_TRUE(std::filesystem::exists(folder_.path("out.jpg")));
}

TEST_F(JobCompose, AScreenIsLargeWhileItIsShared) {
  ASSERT_EQ(compose({{"a", {camera("p1", 0, red, 4)}, {}, {camera("p1", 1, green, 2, "screen")}},
                     {"b", {camera("p2", 0, blue, 4)}, {}, {}}},
                    10)
                .error(),
            "(none)");
  const auto seen = pictures();
  ASSERT_EQ(seen.size(), 40U);
  EXPECT_EQ(seen[5].at(0.25, 0.5), red);
  EXPECT_EQ(seen[5].at(0.75, 0.5), blue);
  EXPECT_EQ(seen[20].at(0.1, 0.5), green);
  EXPECT_EQ(seen[20].at(0.75, 0.5), green);
  EXPECT_EQ(seen[20].at(0.9, 0.42), red);
  EXPECT_EQ(seen[20].at(0.9, 0.56), blue);
  EXPECT_EQ(seen[35].at(0.25, 0.5), red);
}

TEST_F(JobCompose, EveryoneIsHeardAndWhoSpeaksIsMarked) {
  const std::string one = folder_.microphone(0, 4, tone(440), {}, "p1"),
                    two = folder_.microphone(2, 2, tone(880), {}, "p2"),
                    left_out = folder_.microphone(0, 4, tone(1320), {}, "p3");
  const std::vector<Someone> people{{"a", {camera("p1", 0, red, 4)}, {one}, {}},
                                    {"b", {camera("p2", 0, blue, 4)}, {two}, {}}};
  const auto run = compose(people, 10);
  ASSERT_EQ(run.error(), "(none)") << run.result.text();
  const Sound sound(output());
  EXPECT_NEAR(sound.seconds(), 4, 0.05);
  EXPECT_GT(sound.tone(440, 0.2, 3.8), 0.4);
  EXPECT_LT(sound.tone(880, 0.2, 1.8), 0.02);
  EXPECT_GT(sound.tone(880, 2.2, 3.8), 0.4);
  EXPECT_LT(sound.tone(1320, 0.2, 3.8), 0.02) << "left out";
  const auto seen = pictures();
  constexpr double edge = 2.0 / 640, middle = 0.5;
  EXPECT_EQ(seen[10].at(edge, middle), green) << "a ring";
  EXPECT_EQ(seen[10].at(0.5 + edge, middle), blue) << "none";
  EXPECT_EQ(seen[30].at(edge, middle), green);
  EXPECT_EQ(seen[30].at(0.5 + edge, middle), green);
}

TEST_F(JobCompose, WhoSpeaksIsLarge) {
  const std::string one = folder_.microphone(0, 3, tone(440), {}, "p1"),
                    two = folder_.microphone(4, 4, tone(880), {}, "p2");
  ASSERT_EQ(
      compose({{"a", {camera("p1", 0, red, 8)}, {one}, {}}, {"b", {camera("p2", 0, blue, 8)}, {two}, {}}}, 20,
              "speaker")
          .error(),
      "(none)");
  const auto seen = pictures();
  ASSERT_EQ(seen.size(), 80U);
  EXPECT_EQ(seen[10].at(0.4, 0.5), red);
  EXPECT_EQ(seen[10].at(0.9, 0.5), blue);
  EXPECT_EQ(seen[60].at(0.4, 0.5), blue);
  EXPECT_EQ(seen[60].at(0.9, 0.5), red);
}

TEST_F(JobCompose, AGapIsDarkAndSilentAndTheSameEveryTime) {
  const std::vector<Someone> people{
      {"a",
       {camera("p1", 0, red, 2), camera("p1", 4, red, 2)},
       {folder_.microphone(0, 2, tone(440), {}, "p1"), folder_.microphone(4, 2, tone(440), {}, "p1")},
       {}}};
  const auto run = compose(people, 10);
  EXPECT_EQ(run.result["gaps"].at(0)["fromMs"].integer(), 2000) << run.result.text();
  EXPECT_EQ(run.result["gaps"].at(0)["toMs"].integer(), 4000);
  const auto seen = pictures();
  ASSERT_EQ(seen.size(), 60U);
  EXPECT_EQ(seen[10].middle(), red);
  EXPECT_EQ(seen[30].middle(), black);
  EXPECT_EQ(seen[50].middle(), red);
  const Sound sound(output());
  EXPECT_LT(sound.peak(2.2, 3.8), 0.001);
  EXPECT_GT(sound.tone(440, 4.2, 5.8), 0.4);
  EXPECT_FALSE(run.progress.empty());
  EXPECT_TRUE(std::is_sorted(run.progress.begin(), run.progress.end()));
  ASSERT_EQ(compose(people, 10, "grid", "again.webm").error(), "(none)");
  size_t at = 0;
  decode_pictures(output("again.webm"), [&](const Picture& picture) {
    ASSERT_LT(at, seen.size());
    EXPECT_EQ(picture.rgb, seen[at].rgb) << at;
    at++;
  });
  EXPECT_EQ(at, seen.size());
}

TEST_F(JobCompose, KilledItLeavesOnlyPartsAndNobody) {
  const std::vector<Someone> people{{"a", {camera("p1", 0, red, 20)}, {}, {}}};
  std::vector<std::string> before = folder_.names();
  {
    KilledJob job("compose", params(people, 20));
    EXPECT_THAT(job.line(), testing::HasSubstr("progress"));
    EXPECT_EQ(job.children(), 1U);
    EXPECT_TRUE(job.kill()) << "its child goes with it";
  }
  std::vector<std::string> after = before;
  after.insert(after.end(), {"out.jpg.part", "out.webm.part"});
  std::sort(after.begin(), after.end());
  EXPECT_EQ(folder_.names(), after);
  EXPECT_EQ(compose(people, 1).error(), "(none)") << "the parts are written over";
}

TEST_F(JobCompose, TheOperatorChoosesTheEncoder) {
  const std::vector<Someone> people{
      {"a", {camera("p1", 0, red, 1)}, {folder_.microphone(0, 1, tone(440))}, {}}};
  const auto composed = [&](const char* file, const std::string& text) {
    const PipelinesFolder pipelines(file, text);
    return run_job("compose", params(people, 10), "export SEODANG_PIPELINES=" + pipelines.path());
  };
  ASSERT_EQ(composed("compose.video", "videoconvert name=head ! vp9enc deadline=1 cpu-used=8").error(),
            "(none)");
  EXPECT_EQ(codec_of("v"), "vp9");
  ASSERT_EQ(composed("compose.audio", "audioconvert name=head ! vorbisenc").error(), "(none)");
  EXPECT_EQ(codec_of("a"), "vorbis");
  EXPECT_EQ(composed("compose.video", "videoconvert name=head ! jpegenc").error(), "wrong-state");
  EXPECT_EQ(composed("compose.video", "vp8enc").error(), "wrong-state");
}

TEST_F(JobCompose, BadRequests) {
  EXPECT_EQ(compose({}, 10).error(), "not-found");
  EXPECT_EQ(compose({{"a", {camera("p1", 20, red, 1)}, {}, {}}}, 10).error(), "not-found");
  EXPECT_EQ(compose({}, 10, "circle").error(), "invalid-params");
  EXPECT_EQ(compose({}, -10).error(), "invalid-params");
}

}  // namespace
}  // namespace seodang::test
