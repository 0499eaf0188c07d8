// Lines that lose a share of everything: what the viewers feel of it (issue: 5 % and 20 % with 40 ms round
// trip).
// `./dev soak loss` looks longer at the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/loss_scene.hpp"

namespace seodang::test {
namespace {

constexpr int64_t half_second_ms = 500, jitter_ms = 30;

void expect_whole(const LossReport& report, LossLimits limits) {
  EXPECT_THAT(faults_of(report, limits), testing::IsEmpty()) << text_of(report);
}

TEST(Recovery, OfLinesThatLoseOneInTwenty) {
  LossScene scene;
  ASSERT_TRUE(scene.join());
  for (const BadLine line : {BadLine::uplink, BadLine::downlink}) {
    const LossReport report = scene.run(line, 0.05, 2.5);
    expect_whole(report, limits_of(0.05));
    EXPECT_GT(report.lost_share, 0.015) << "that was no bad line";
    EXPECT_LE(report.repeats_per_loss, 2) << "repeated more than was lost\n" << text_of(report);
  }
}

TEST(Recovery, OfLinesThatLoseOneInFive) {
  LossScene scene;
  ASSERT_TRUE(scene.join());
  for (const BadLine line : {BadLine::uplink, BadLine::downlink})
    expect_whole(scene.run(line, 0.2, 1.5), limits_of(0.2));
}

// Opus carries its own forward error correction, if either side is told so (RFC 7587 §7).
TEST(Recovery, InBandFecIsOfferedBothWays) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1});
  ann.join();
  for (const std::string& sdp : {ann.publisher->answer(), ann.subscriber.offer()}) {
    const size_t opus = sdp.find(" OPUS/48000");
    ASSERT_NE(opus, std::string::npos) << sdp;
    const std::string payload = sdp.substr(sdp.rfind(':', opus) + 1, opus - sdp.rfind(':', opus) - 1);
    const size_t fmtp = sdp.find("a=fmtp:" + payload + " ");
    ASSERT_NE(fmtp, std::string::npos) << sdp;
    EXPECT_NE(sdp.substr(fmtp, sdp.find('\r', fmtp) - fmtp).find("useinbandfec=1"), std::string::npos) << sdp;
  }
}

// However many viewers ask, and however often: a publisher makes at most two keyframes a second for all of
// them.
TEST(Recovery, AnyNumberOfViewersGetTwoKeyframesASecond) {
  OpenRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1});
  std::vector<std::unique_ptr<PersonBot>> viewers;
  for (const char* id : {"v1", "v2", "v3", "v4"})
    viewers.push_back(std::make_unique<PersonBot>(room, id, blue, 0, Sends{}, false));
  ann.join();
  for (auto& viewer : viewers) viewer->join();
  for (auto& viewer : viewers) ASSERT_TRUE(wait_for([&] { return viewer->sees(ann); }, 10)) << viewer->id;

  const int64_t from = g_get_monotonic_time();
  const Timer asking = Timer::every(50, [&] {
    for (auto& viewer : viewers) viewer->subscriber.ask_keyframe(room.slot_of(viewer->id, "ann", "camera"));
  });
  run_for(2);
  std::vector<int64_t> times =
      ann.publisher->wire().keyframe_request_times(ann.publisher->ssrc(Source::camera));
  std::erase_if(times, [&](int64_t at) { return at < from; });
  EXPECT_GE(times.size(), 3u) << "and they are not forgotten";
  for (size_t i = 1; i < times.size(); i++)
    EXPECT_GE((times[i] - times[i - 1]) / 1000, half_second_ms - jitter_ms) << i;
}

}  // namespace
}  // namespace seodang::test
