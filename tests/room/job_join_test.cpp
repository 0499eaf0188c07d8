// seodang-room --job join: segments made here, of colours and tones, become one file; what is in it is
// decoded.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>

#include "support/segments_folder.hpp"

namespace seodang::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JobJoin : public testing::Test {
 protected:
  /// From and to in seconds after the start.
  JobRun join(const std::vector<std::string>& video, const std::vector<std::string>& audio, double from,
              double to, const std::string& shell = "") const {
    return run_job("join",
                   Json::object({{"output", output()},
                                 {"title", "김민수"},
                                 {"from", SegmentsFolder::start + static_cast<int64_t>(from * 1000)},
                                 {"to", SegmentsFolder::start + static_cast<int64_t>(to * 1000)},
                                 {"video", SegmentsFolder::paths(video)},
                                 {"audio", SegmentsFolder::paths(audio)}}),
                   shell);
  }
  std::string output() const { return folder_.path("out.webm"); }
  /// What a program prints of both kinds; the exit status ≠ 0 is said too.
  static std::string said(const std::string& command) {
    std::string text;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 256> some{};
    while (fgets(some.data(), some.size(), pipe)) text += some.data();
    const int status = pclose(pipe);
    return text + (status == 0 ? "" : "status " + std::to_string(status));
  }
  static size_t frames_of(const std::string& path) { return pictures_of(path).size(); }

  SegmentsFolder folder_;
};

PictureFile plain(Colour colour, int frames = 90) {
  return {.frames = frames, .colour = [colour](int) { return colour; }};
}
/// Black, and white for 100 ms from each whole second on.
PictureFile flashes(int frames) {
  return {.frames = frames, .colour = [](int frame) { return frame % 30 < 3 ? white : black; }};
}
/// A beep of 100 ms at each whole second.
double beeps(double at) { return at - static_cast<int64_t>(at) < 0.1 ? tone(1000)(at) : 0; }

TEST_F(JobJoin, PictureAndSoundBecomeOneFile) {
  const auto run = join({folder_.camera(0, plain(green))}, {folder_.microphone(0, 3, tone(440))}, -1, 10);
  EXPECT_EQ(run.result["durationMs"].integer(), 3000) << run.result.text();
  EXPECT_EQ(run.result["from"].integer(), SegmentsFolder::start);
  EXPECT_EQ(run.result["width"].integer(), 160);
  EXPECT_EQ(run.result["height"].integer(), 96);
  EXPECT_TRUE(run.result["video"].boolean_or(false) && run.result["audio"].boolean_or(false));
  EXPECT_FALSE(run.result["recovered"].boolean_or(true));
  EXPECT_EQ(run.result["gaps"].size(), 0U);
  EXPECT_EQ(run.result["bytes"].integer(), static_cast<int64_t>(std::filesystem::file_size(output())));
  const auto pictures = pictures_of(output());
  ASSERT_EQ(pictures.size(), 90U);
  for (size_t i = 0; i < pictures.size(); i++) {
    EXPECT_EQ(pictures[i].colour, green) << i;
    EXPECT_NEAR(static_cast<double>(pictures[i].ms), static_cast<double>(i) * 1000 / 30, 1.5);
  }
  const Sound sound(output());
  EXPECT_NEAR(sound.seconds(), 3, 0.03);
  EXPECT_GT(sound.tone(440, 0.2, 2.8), 0.4);
  EXPECT_LT(sound.tone(600, 0.2, 2.8), 0.02);
}

TEST_F(JobJoin, OtherProgramsFindNothingWrongWithIt) {
  const auto run = join({folder_.camera(0, plain(green)), folder_.camera(8, plain(blue))},
                        {folder_.microphone(0, 3, tone(440))}, 0, 20);
  ASSERT_EQ(run.error(), "(none)") << run.result.text();
  EXPECT_EQ(said("ffprobe -v warning -count_frames -show_entries stream=nb_read_frames -select_streams v -of "
                 "csv=p=0 " +
                 output()),
            "180\n");
  EXPECT_EQ(said("ffmpeg -v warning -nostdin -i " + output() + " -f null -"), "");
  const std::string info = said("mkvinfo -a --ui-language en_US " + output());
  for (const char* what : {"Document type: webm", "Duration: 00:00:11.000", "Codec ID: V_VP8",
                           "Codec ID: A_OPUS", "+ Cues", "Name: TITLE"})
    EXPECT_THAT(info, testing::HasSubstr(what)) << info;
  EXPECT_EQ(said("ffprobe -v warning -show_entries format_tags=TITLE -of csv=p=0 " + output()), "김민수\n");
  EXPECT_THAT(info, testing::Not(testing::HasSubstr("rror")));
}

// The pictures' first packet came 150 ms late, but they were captured with the sound: the reports say so.
TEST_F(JobJoin, PictureAndSoundLieAsTheSenderSays) {
  const std::string video = folder_.camera(0.15, flashes(120), {.captured_s = 7}),
                    audio = folder_.microphone(0, 4, beeps, {.captured_s = 7});
  ASSERT_EQ(join({video}, {audio}, 0, 20).error(), "(none)");
  const Sound sound(output());
  const auto pictures = pictures_of(output());
  ASSERT_EQ(pictures.size(), 120U);
  for (int second = 1; second < 4; second++) {
    const double beep = sound.first_above(0.1, second - 0.3);
    const auto flash = std::find_if(pictures.begin(), pictures.end(), [second](const Seen& seen) {
      return seen.ms > second * 1000 - 300 && seen.colour == white;
    });
    ASSERT_NE(flash, pictures.end());
    EXPECT_NEAR(static_cast<double>(flash->ms) / 1000, beep, 0.02) << second;
    EXPECT_NEAR(beep, second, 0.02);
  }
}

TEST_F(JobJoin, WithoutReportsTheyLieAsTheyArrived) {
  ASSERT_EQ(join({folder_.camera(0.15, flashes(60))}, {folder_.microphone(0, 3, beeps)}, 0, 20).error(),
            "(none)");
  EXPECT_EQ(pictures_of(output()).front().ms, 150);
}

TEST_F(JobJoin, ItCanBeSoughtAnywhere) {
  std::vector<std::string> video;
  const std::array colours{red, green, blue, white};
  for (size_t i = 0; i < 4; i++)
    video.push_back(folder_.camera(3.0 * static_cast<double>(i), plain(colours[i])));
  ASSERT_EQ(join(video, {folder_.microphone(0, 12, tone(440))}, 0, 20).error(), "(none)");
  for (size_t i = 0; i < 4; i++) {
    std::vector<Colour> seen;
    decode_pictures(
        output(), [&seen](const Picture& picture) { seen.push_back(picture.middle()); },
        static_cast<int64_t>(i) * 3000 + 1500);
    EXPECT_NEAR(static_cast<double>(seen.size()), static_cast<double>(45 + 90 * (3 - i)), 1);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.front(), colours[i]);
  }
  EXPECT_THAT(said("mkvinfo -a " + output() + " | grep -c 'Cue point'"), "12\n") << "one a keyframe";
}

TEST_F(JobJoin, InAGapThePictureStandsAndTheSoundIsSilent) {
  const auto run = join({folder_.camera(0, plain(red, 60)), folder_.camera(6, plain(blue, 60))},
                        {folder_.microphone(0, 2, tone(440)), folder_.microphone(6, 2, tone(880))}, 0, 20);
  ASSERT_EQ(run.result["gaps"].size(), 1U) << run.result.text();
  EXPECT_EQ(run.result["gaps"].at(0)["fromMs"].integer(), 2000);
  EXPECT_EQ(run.result["gaps"].at(0)["toMs"].integer(), 6000);
  EXPECT_EQ(run.result["durationMs"].integer(), 8000);
  EXPECT_FALSE(run.result["recovered"].boolean_or(true));
  const auto pictures = pictures_of(output());
  ASSERT_EQ(pictures.size(), 120U);
  EXPECT_NEAR(static_cast<double>(pictures[59].ms), 1967, 2);
  EXPECT_NEAR(static_cast<double>(pictures[60].ms), 6000, 2);
  const Sound sound(output());
  EXPECT_GT(sound.tone(440, 0.2, 1.9), 0.4);
  EXPECT_LT(sound.peak(2.1, 5.9), 0.001);
  EXPECT_GT(sound.tone(880, 6.1, 7.9), 0.4);
  EXPECT_NEAR(sound.seconds(), 8, 0.03);
  // Not a hole in the track: silent packets.
  EXPECT_EQ(said("ffprobe -v warning -count_packets -show_entries stream=nb_read_packets -select_streams a "
                 "-of csv=p=0 " +
                 output()),
            "400\n");
}

TEST_F(JobJoin, SoundThatBeginsLaterAndEndsEarlierIsSilentAround) {
  const auto run = join({folder_.camera(0, plain(red, 180))}, {folder_.microphone(2, 2, tone(440))}, 0, 20);
  EXPECT_EQ(run.result["durationMs"].integer(), 6000);
  EXPECT_EQ(run.result["gaps"].size(), 0U) << "there are pictures";
  const Sound sound(output());
  EXPECT_LT(sound.peak(0, 1.95), 0.001);
  EXPECT_GT(sound.tone(440, 2.1, 3.9), 0.4);
  EXPECT_NEAR(sound.seconds(), 6, 0.03);
}

TEST_F(JobJoin, ATornSegmentIsRecovered) {
  const std::string whole = folder_.camera(0, plain(red, 60)),
                    torn = folder_.camera(4, plain(blue, 150), {.clean = false});
  std::filesystem::resize_file(torn, std::filesystem::file_size(torn) / 2);
  const size_t left = frames_of(torn);
  ASSERT_GT(left, 30U);
  ASSERT_LT(left, 120U);
  const auto run = join({whole, torn}, {}, 0, 20);
  EXPECT_TRUE(run.result["recovered"].boolean_or(false)) << run.result.text();
  EXPECT_FALSE(run.result["audio"].boolean_or(true));
  EXPECT_EQ(frames_of(output()), 60 + left);
  EXPECT_EQ(pictures_of(output()).back().colour, blue);
}

TEST_F(JobJoin, WithoutItsSidecarASegmentGoesByItsName) {
  const std::string video = folder_.camera(3, plain(red, 60));
  std::filesystem::remove(video.substr(0, video.size() - 5) + ".jsonl");
  const auto run = join({video}, {folder_.microphone(0, 2, tone(440))}, 0, 20);
  EXPECT_TRUE(run.result["recovered"].boolean_or(false)) << run.result.text();
  EXPECT_EQ(pictures_of(output()).front().ms, 3000);
}

TEST_F(JobJoin, WhatStillGrowsIsReadAsFarAsItGoes) {
  const std::string video = folder_.camera(0, plain(red, 300), {.clean = false});
  const std::string all = folder_.path("all");
  std::filesystem::copy_file(video, all);
  std::filesystem::resize_file(video, std::filesystem::file_size(video) * 2 / 3);
  const auto first = join({video}, {}, 0, 5);
  EXPECT_FALSE(first.result["recovered"].boolean_or(true)) << first.result.text();
  EXPECT_EQ(frames_of(output()), 150U);
  std::filesystem::copy_file(all, video, std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(join({video}, {}, 0, 20).result["durationMs"].integer(), 10'000);
  EXPECT_EQ(frames_of(output()), 300U) << "the output is replaced";
}

// A keyframe each second: from 2.5 s on, pictures begin at 3 s, sound at once.
TEST_F(JobJoin, CutToItsInterval) {
  const std::string video = folder_.camera(
                        0, {.frames = 300, .colour = [](int frame) { return frame < 90 ? red : blue; }}),
                    audio = folder_.microphone(0, 10, [](double at) { return tone(at < 3 ? 440 : 880)(at); });
  const auto run = join({video}, {audio}, 2.5, 6);
  EXPECT_EQ(run.result["from"].integer(), SegmentsFolder::start + 2500) << run.result.text();
  EXPECT_NEAR(static_cast<double>(run.result["durationMs"].integer_or(0)), 3500, 21);
  const auto pictures = pictures_of(output());
  ASSERT_EQ(pictures.size(), 90U);
  EXPECT_NEAR(static_cast<double>(pictures.front().ms), 500, 21);
  EXPECT_EQ(pictures.front().colour, blue);
  const Sound sound(output());
  EXPECT_GT(sound.tone(440, 0.1, 0.4), 0.4);
  EXPECT_GT(sound.tone(880, 0.6, 3.4), 0.4);
  EXPECT_NEAR(sound.seconds(), 3.5, 0.03);
}

TEST_F(JobJoin, TheSizeMayChange) {
  PictureFile large = plain(blue);
  large.width = 320;
  large.height = 192;
  const auto run = join({folder_.camera(0, plain(red)), folder_.camera(3, large)}, {}, 0, 20);
  EXPECT_EQ(run.result["width"].integer(), 320) << run.result.text();
  const auto pictures = pictures_of(output());
  ASSERT_EQ(pictures.size(), 180U);
  EXPECT_EQ(pictures.front().width, 160);
  EXPECT_EQ(pictures.front().colour, red);
  EXPECT_EQ(pictures.back().width, 320);
  EXPECT_EQ(pictures.back().colour, blue);
}

TEST_F(JobJoin, APosterOfTheFirstSecond) {
  PictureFile file{.width = 1280, .height = 720, .frames = 60, .colour = [](int frame) {
                     return frame < 30 ? red : blue;
                   }};
  ASSERT_EQ(join({folder_.camera(0, file)}, {}, 0, 20).error(), "(none)");
  EXPECT_EQ(said("ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 " +
                 folder_.path("out.jpg")),
            "mjpeg,640,360\n");
  EXPECT_EQ(said("ffmpeg -v error -nostdin -i " + folder_.path("out.jpg") +
                 " -vf scale=1:1 -f rawvideo -pix_fmt rgb24 - | od -An -tu1 | "
                 "awk '{print ($1<60 && $2<60 && $3>200) ? \"blue\" : $0}'"),
            "blue\n");
}

TEST_F(JobJoin, NoMediaInTheInterval) {
  const std::string video = folder_.camera(0, plain(red, 30));
  EXPECT_EQ(join({video}, {}, 5, 20).error(), "not-found");
  EXPECT_EQ(join({}, {}, 0, 20).error(), "not-found");
  EXPECT_EQ(join({folder_.path("p1.camera.5.webm")}, {}, 0, 20).error(), "not-found");
  std::ofstream(folder_.path("p1.camera.1700000000000.webm"), std::ios::trunc) << "this is no media at all";
  EXPECT_EQ(join({video}, {}, 0, 20).error(), "not-found");
  EXPECT_EQ(join({}, {}, 20, 0).error(), "invalid-params");
  EXPECT_EQ(folder_.names(),
            (std::vector<std::string>{"p1.camera.1700000000000.jsonl", "p1.camera.1700000000000.webm"}));
}

TEST_F(JobJoin, AFullDiskLeavesNothing) {
  PictureFile noisy{.width = 320, .height = 192, .frames = 300, .colour = [](int frame) {
                      return static_cast<Colour>(frame) * 2654435761U & 0xffffff;
                    }};
  const std::string video = folder_.camera(0, noisy);
  ASSERT_GT(std::filesystem::file_size(video), 30'000U);
  const auto run = join({video}, {folder_.microphone(0, 10, tone(440))}, 0, 20, "ulimit -f 40");
  EXPECT_EQ(run.error(), "storage-full") << run.result.text();
  for (const std::string& name : folder_.names()) EXPECT_THAT(name, testing::Not(testing::HasSubstr("out")));
}

TEST_F(JobJoin, TheResultIsForItsOwnerOnlyAndTellsItsProgress) {
  const auto run = join({folder_.camera(0, plain(green))}, {}, 0, 10);
  struct stat info {};
  ASSERT_EQ(stat(output().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_FALSE(run.progress.empty());
  EXPECT_TRUE(std::is_sorted(run.progress.begin(), run.progress.end()));
  EXPECT_GE(run.progress.front(), 0);
  EXPECT_LE(run.progress.back(), 1);
}

}  // namespace
}  // namespace seodang::test
