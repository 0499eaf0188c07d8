#include "room/job_alignment.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

constexpr int64_t utc = 1'700'000'000'000'000, ntp = 3'900'000'000'000'000;

/// Reports every second: file time f is sender time `ntp_us` + f × `rate`.
SidecarText segment(const char* source, int64_t from_us, int64_t ntp_us, int reports, double rate = 1) {
  SidecarText sidecar{.source = source, .connection = "c1", .from_us = from_us};
  for (int i = 1; i <= reports; i++) {
    const int64_t file = i * 1'000'000;
    sidecar.reports.push_back({file, ntp_us + static_cast<int64_t>(static_cast<double>(file) * rate)});
  }
  return sidecar;
}

TEST(JobAlignment, LatePicturesAreBroughtToTheirSound) {
  // Captured together; the picture's first packet arrived 150 ms later than the sound's.
  const SidecarText both[] = {segment("microphone", utc, ntp, 5), segment("camera", utc + 150'000, ntp, 5)};
  const auto clocks = align(both);
  EXPECT_EQ(clocks[0].origin_us, utc);
  EXPECT_EQ(clocks[1].origin_us, utc);
  EXPECT_EQ(clocks[1].utc(2'000'000), utc + 2'000'000);
  EXPECT_EQ(clocks[1].file(utc + 2'000'000), 2'000'000);
}

TEST(JobAlignment, WithoutReportsTheArrivalCounts) {
  const SidecarText both[] = {segment("microphone", utc, ntp, 5), segment("camera", utc + 150'000, ntp, 0)};
  EXPECT_EQ(align(both)[1].origin_us, utc + 150'000);
  const SidecarText none[] = {segment("microphone", utc, ntp, 0), segment("camera", utc + 150'000, ntp, 5)};
  EXPECT_EQ(align(none)[1].origin_us, utc + 150'000) << "pictures alone are their own anchor";
}

TEST(JobAlignment, ConnectionsLieAsTheyArrived) {
  SidecarText other = segment("camera", utc + 9'000'000, ntp + 77'000'000, 5);
  other.connection = "c2";
  const SidecarText both[] = {segment("microphone", utc, ntp, 5), other};
  EXPECT_EQ(align(both)[1].origin_us, utc + 9'000'000);
  SidecarText unknown = segment("camera", utc + 40'000, ntp, 5);
  unknown.connection = "";
  EXPECT_EQ(align(std::vector{segment("microphone", utc, ntp, 5), unknown})[1].origin_us, utc + 40'000);
}

TEST(JobAlignment, OddReportsDoNotCount) {
  SidecarText camera = segment("camera", utc + 150'000, ntp, 9);
  camera.reports[3].ntp_us += 3'600'000'000;  // a clock that was set
  camera.reports[7].ntp_us = 0;
  camera.reports.push_back({-5, -5});
  EXPECT_EQ(align(std::vector{segment("microphone", utc, ntp, 5), camera})[1].origin_us, utc);
  // All of them odd: another epoch than the sound's.
  const SidecarText both[] = {segment("microphone", utc, ntp, 5),
                              segment("camera", utc + 150'000, ntp / 2, 9)};
  EXPECT_EQ(align(both)[1].origin_us, utc + 150'000);
}

TEST(JobAlignment, ASoundCardsClockIsStretched) {
  // 100 ppm: after ten minutes the sound would be 60 ms off.
  const SidecarText both[] = {segment("microphone", utc, ntp, 600, 1.0001), segment("camera", utc, ntp, 600)};
  const auto clocks = align(both);
  constexpr int64_t late = 600'000'000;
  EXPECT_NEAR(static_cast<double>(clocks[0].utc(late) - clocks[1].utc(late)), 60'000, 1'000);
  EXPECT_NEAR(static_cast<double>(clocks[0].origin_us), static_cast<double>(utc), 100);
  // Nonsense is not: one per cent.
  EXPECT_EQ(align(std::vector{segment("microphone", utc, ntp, 90, 1.01)})[0].rate, 1);
}

TEST(JobAlignment, SeveralSoundsOfAConnectionHaveOneAnchor) {
  const SidecarText all[] = {segment("microphone", utc, ntp, 5),
                             segment("microphone", utc + 20'030'000, ntp + 20'000'000, 5),
                             segment("microphone", utc + 40'000'000, ntp + 40'000'000, 5),
                             segment("camera", utc + 100'000, ntp, 50)};
  const auto clocks = align(all);
  EXPECT_EQ(clocks[1].origin_us, utc + 20'000'000) << "30 ms late by the network";
  EXPECT_EQ(clocks[3].origin_us, utc);
}

TEST(JobSidecar, OfACrashedRoom) {
  const auto sidecar = read_sidecar(
      "{\"participant\":\"p\",\"source\":\"camera\",\"codec\":\"vp8\",\"connection\":\"c\",\"fromUs\":"
      "1700000000000001}\n"
      "{\"srFileUs\":1000000,\"srNtpUs\":3900000000000002}\nnonsense\n{\"srFileUs\":2000000}\n{\"srFi");
  ASSERT_TRUE(sidecar);
  EXPECT_EQ(sidecar->source, "camera");
  EXPECT_EQ(sidecar->connection, "c");
  EXPECT_EQ(sidecar->from_us, 1'700'000'000'000'001);
  ASSERT_EQ(sidecar->reports.size(), 1U);
  EXPECT_EQ(sidecar->reports[0].ntp_us, 3'900'000'000'000'002);
  EXPECT_FALSE(sidecar->end_us);
  EXPECT_EQ(read_sidecar("{\"fromUs\":5}\n{\"endUs\":7}")->end_us, 7);
  EXPECT_FALSE(read_sidecar(""));
  EXPECT_FALSE(read_sidecar("{\"fromUs\":\"5\"}"));
}

TEST(JobSidecar, TheNameAlone) {
  const auto sidecar = sidecar_of_name("/a.b/p_1-x.screen-audio.1700000000123.webm");
  ASSERT_TRUE(sidecar);
  EXPECT_EQ(sidecar->source, "screen-audio");
  EXPECT_EQ(sidecar->from_us, 1'700'000'000'123'000);
  EXPECT_FALSE(sidecar_of_name("/a.b/video.webm"));
  EXPECT_FALSE(sidecar_of_name("p.camera.12x.webm"));
  EXPECT_EQ(sidecar_path("/a/p.camera.5.webm"), "/a/p.camera.5.jsonl");
}

}  // namespace
}  // namespace seodang::room
