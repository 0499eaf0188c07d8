// The wire between service and room, both real: what a page would send goes all the way, and the room's death
// is survived.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/watchdog.hpp"
#include "unit/service/fixture.hpp"

namespace seodang::test {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string recorded(const std::string& name) {
  std::ifstream file(environment("SEODANG_SOURCE_DIR") + "/tests/data/sdp/" + name + ".sdp");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What Chromium sends with microphone, two camera layers, screen and screen audio.
Json chromium_offer() {
  struct Line {
    const char *mid, *source;
    int layer;
  };
  Json tracks = Json::array();
  for (const Line& line : {Line{"0", "microphone", 0},
                           {"1", "camera", 0},
                           {"2", "camera", 1},
                           {"3", "screen", 0},
                           {"4", "screen-audio", 0}}) {
    tracks.push(Json::object({{"mid", line.mid}, {"source", line.source}, {"layer", line.layer}}));
  }
  return Json::object({{"sdp", recorded("chromium.offer")}, {"tracks", tracks}});
}

class RealRoomTest : public ServiceTest {
 protected:
  void SetUp() override {
    watchdog(60);
    settings_.rooms = {};
    settings_.rooms.program = environment("SEODANG_BUILD_DIR") + "/src/seodang-room";
    settings_.rooms.pipelines = environment("SEODANG_SOURCE_DIR") + "/pipelines";
    settings_.rooms.dumps = folder_;
    settings_.media.allow_loopback = true;
    settings_.times.joined_ms = 20;
    start();
  }
  /// The process of the only live room: the child that is not the spare.
  static std::vector<pid_t> child_pids() {
    std::ifstream file("/proc/self/task/" + std::to_string(getpid()) + "/children");
    std::vector<pid_t> pids;
    for (pid_t pid = 0; file >> pid;) pids.push_back(pid);
    return pids;
  }
  /// The teacher's room runs in the first process of all: it was the only one when the room was opened.
  void open_room() {
    ASSERT_EQ(child_pids().size(), 1U);
    process_ = child_pids()[0];
    teacher_ = host();
    teacher_->answer_sdp = recorded("chromium.answer");
    ASSERT_TRUE(wait_for([] { return child_pids().size() == 2; }, 20));
  }
  pid_t process_ = 0;
  std::unique_ptr<Browser> teacher_;
};

TEST_F(RealRoomTest, AnOfferIsAnsweredAndCandidatesTrickle) {
  open_room();
  Json answer = teacher_->ask("media.publish", chromium_offer());
  ASSERT_TRUE(answer.has("sdp")) << answer.text();
  EXPECT_EQ(answer["sdp"].string_or("").substr(0, 4), "v=0\r");
  EXPECT_NE(answer["sdp"].string_or("").find("a=recvonly"), std::string::npos);
  ASSERT_TRUE(teacher_->wait_for_message("media.candidate"));
  EXPECT_NE(teacher_->got("media.candidate")[0]["candidate"].string_or("").find("typ host"),
            std::string::npos);
}

TEST_F(RealRoomTest, TheSubscriberIsOfferedOnceWithAllSlots) {
  open_room();
  ASSERT_TRUE(teacher_->wait_for_message("media.subscribe", 1, 10));
  Json offer = teacher_->got("media.subscribe")[0];
  EXPECT_EQ(offer["slots"].size(), 11U) << "6 video, 1 screen, 3 audio, 1 screen audio";
  const std::string sdp = offer["sdp"].string_or("");
  size_t lines = 0;
  for (size_t at = sdp.find("\nm="); at != std::string::npos; at = sdp.find("\nm=", at + 1)) lines++;
  EXPECT_EQ(lines, 11U);
  run_for(1);
  EXPECT_TRUE(teacher_->got("media.reset").empty()) << teacher_->got("media.reset")[0].text();
  EXPECT_EQ(teacher_->got("media.subscribe").size(), 1U);
}

TEST_F(RealRoomTest, WhatTheGateRefusesIsBadSdpAndDisturbsNobody) {
  open_room();
  for (const std::string& sdp : {std::string("v=0"), std::string(60'000, 'x'), recorded("chromium.answer")}) {
    Json offer = chromium_offer().set("sdp", sdp);
    EXPECT_EQ(teacher_->ask("media.publish", offer)["error"].string(), "bad-sdp") << sdp.substr(0, 10);
  }
  EXPECT_TRUE(teacher_->ask("media.publish", chromium_offer()).has("sdp"));
}

TEST_F(RealRoomTest, AWrongAnswerIsResetAndOfferedAgain) {
  Json created = create();
  Browser broken(*service_);
  broken.answer_sdp = "v=0";
  broken.join(Json::object({{"ticket", created["ticket"]}}));
  ASSERT_TRUE(broken.wait_for_message("media.reset", 1, 10));
  EXPECT_EQ(broken.got("media.reset")[0]["peer"].string(), "subscribe");
  EXPECT_TRUE(broken.wait_for_message("media.subscribe", 2, 10));
}

TEST_F(RealRoomTest, KilledItIsBackWithinFiveSeconds) {
  open_room();
  ASSERT_TRUE(teacher_->wait_for_message("media.subscribe", 1, 10));
  kill(process_, SIGKILL);
  EXPECT_TRUE(teacher_->wait_for_message("media.subscribe", 2, 5));
  EXPECT_EQ(teacher_->got("media.reset").size(), 2U);
  EXPECT_TRUE(teacher_->ask("media.publish", chromium_offer()).has("sdp"));
}

TEST_F(RealRoomTest, StoppedItIsNoticedAndReplaced) {
  open_room();
  ASSERT_TRUE(teacher_->wait_for_message("media.subscribe", 1, 10));
  kill(process_, SIGSTOP);
  EXPECT_TRUE(teacher_->wait_for_message("media.subscribe", 2, 12)) << "2 s heartbeat, 5 s for its answer";
}

TEST_F(RealRoomTest, DrainingLeavesNoChild) {
  open_room();
  bool drained = false;
  service_->drain([&](const Result<>&) { drained = true; });
  EXPECT_TRUE(wait_for([&] { return drained; }, 10));
  EXPECT_TRUE(child_pids().empty());
}

}  // namespace
}  // namespace seodang::test
