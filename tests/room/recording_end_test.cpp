// How recordings end: in order, by a stop, by a full disk, and by a crash.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "support/recorded_room.hpp"

namespace seodang::test {
namespace {

/// As small as it can be made: a tmpfs of 1 MiB with little left, or (not root) a limit on the files' size.
class SmallDisk : public RecordingsFolder {
 public:
  static constexpr size_t left = 96 * 1024;

  SmallDisk() {
    mounted_ = mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") == 0;
    if (mounted_) std::ofstream(path / "filler") << std::string((1 << 20) - left, 'x');
  }
  ~SmallDisk() {
    if (mounted_) umount2(path.c_str(), MNT_DETACH);
  }
  void limit(pid_t pid) const {
    const rlimit small{left / 4, left / 4};
    if (!mounted_) prlimit(pid, RLIMIT_FSIZE, &small, nullptr);
  }
  void make_room() const { std::filesystem::remove(path / "filler"); }
  bool mounted() const { return mounted_; }

 private:
  bool mounted_ = false;
};

struct RecordedAnn {
  explicit RecordedAnn(RoomDriver& room, Sends sends = {.layers = 1}) : ann(room, "ann", red, 500, sends) {
    room.ok("participant.update", Json::object({{"id", "ann"}, {"record", true}}));
    ann.publisher->publish();
  }
  PersonBot ann;
};

bool writes_both(const RecordedRoom& room) {
  return wait_for([&] { return room.writes("ann", "camera") && room.writes("ann", "microphone"); }, 10);
}

double seconds_since(int64_t us) { return static_cast<double>(g_get_monotonic_time() - us) / 1e6; }

TEST(RecordingEnd, AStopIsAnsweredWhenAllThatCameIsInTheFiles) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  run_for(1.5);
  const int64_t asked = g_get_monotonic_time(), asked_ms = wall_ms();
  EXPECT_GE(room.ok("record.stop", Json::object({{"recording", "s1"}}))["at"].integer_or(0), asked_ms);
  EXPECT_LT(seconds_since(asked), 0.3) << "nothing was missing";
  const SegmentSeen camera = room.segments("ann", "camera")[0];
  EXPECT_EQ(camera.state, "open") << "the lesson goes on";
  const RecordedFile file = decode(camera.path);
  EXPECT_GE(camera.from + file.duration_us() / 1000, asked_ms - 150) << "15 pictures a second, and the way";
  EXPECT_TRUE(file.shows_only(red));
}

TEST(RecordingEnd, AStopDoesNotWaitForEverForWhatIsMissing) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  const uint32_t camera = ann.ann.publisher->ssrc(Source::camera);
  std::atomic<int> after = 0;
  ann.ann.publisher->wire().lose_outgoing([&](const WirePacket& packet) {
    return packet.ssrc == camera ? after++ != 1
                                 : packet.payload == 97;  // one comes behind the hole, then none
  });
  ASSERT_TRUE(wait_for([&] { return after > 2; }));
  const int64_t asked = g_get_monotonic_time();
  room.ok("record.stop", Json::object({{"recording", "s1"}}));
  EXPECT_LT(seconds_since(asked), 1.5);
}

TEST(RecordingEnd, StartAndStopWithoutAPlaceToWriteSaySo) {
  OpenRoom room;
  EXPECT_EQ(room.error_of("record.start", Json::object({{"recording", "s1"}})), "wrong-state");
  EXPECT_EQ(room.error_of("record.stop"), "invalid-params");
}

TEST(RecordingEnd, CloseLetsEverythingGetToTheDisk) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  run_for(1);
  const std::string path = room.segments("ann", "camera")[0].path;
  const int64_t asked = g_get_monotonic_time();
  EXPECT_EQ(room.finish(), 0);
  EXPECT_LT(seconds_since(asked), 2);
  EXPECT_TRUE(read_sidecar(beside(path)).back().has("endUs"));
  EXPECT_TRUE(decode(path).shows_only(red));
}

TEST(RecordingEnd, SigtermLetsEverythingGetToTheDisk) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  run_for(0.5);
  const std::string path = room.segments("ann", "microphone")[0].path;
  kill(room.pid(), SIGTERM);
  EXPECT_TRUE(wait_for([&] { return !room.running(); }, 2));
  EXPECT_EQ(room.segments("ann", "microphone")[0].state, "closed");
  EXPECT_TRUE(read_sidecar(beside(path)).back().has("endUs"));
}

TEST(RecordingEnd, WhatIsWrittenIsForNobodyElse) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  for (const auto& entry : std::filesystem::directory_iterator(room.path))
    EXPECT_EQ(entry.status().permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
}

TEST(RecordingEnd, ACrashCostsLessThanASecond) {
  RecordedRoom room;
  RecordedAnn ann(room);
  ASSERT_TRUE(writes_both(room));
  run_for(3);
  const SegmentSeen camera = room.segments("ann", "camera")[0], voice = room.segments("ann", "microphone")[0];
  room.strike();
  const int64_t struck = wall_ms();
  ann.ann.publisher->stop();
  const RecordedFile pictures = decode(camera.path), sound = decode(voice.path);
  EXPECT_GT(camera.from + pictures.duration_us() / 1000, struck - 1'000);
  EXPECT_GT(voice.from + sound.duration_us() / 1000, struck - 1'000);
  EXPECT_TRUE(pictures.shows_only(red));
  EXPECT_GE(sound.heard(500), 0.9);
  EXPECT_FALSE(read_sidecar(beside(camera.path)).back().has("endUs"));
}

TEST(RecordingEnd, AFullDiskEndsTheRecordingAndNothingElse) {
  SmallDisk disk;
  RoomDriver driver({.recordings = disk.path.string()});
  driver.open();
  disk.limit(driver.pid());
  RecordedAnn ann(driver, {.layers = 2, .lifelike = true});
  PersonBot dan(driver, "dan", blue, 0, {}, false);
  dan.join();
  auto failed = [&] {
    for (const RoomEvent& event : driver.events())
      if (event.method == "segment" && event.params["state"].string() == "failed") return true;
    return false;
  };
  ASSERT_TRUE(wait_for(failed, 20));
  const Json told = driver.last("segment")->params;
  EXPECT_EQ(told["reason"].string(), "storage-full");
  ASSERT_TRUE(
      wait_for([&] { return !driver.slot_of("dan", "ann", "camera").empty() && dan.hears(ann.ann); }, 10));
  const std::string mid = driver.slot_of("dan", "ann", "camera");
  const size_t before = dan.subscriber.pictures(mid), segments = driver.count("segment");
  run_for(6);
  EXPECT_GT(dan.subscriber.pictures(mid), before + 60) << "the class goes on";
  EXPECT_EQ(driver.count("peer.state", "ann"), 2u) << "connecting, connected";
  EXPECT_LE(driver.count("segment"), segments + 1) << "only what was still open may fail, too";
  if (!disk.mounted()) return;
  disk.make_room();
  driver.ok("participant.update", Json::object({{"id", "ann"}, {"record", false}}));
  driver.ok("participant.update", Json::object({{"id", "ann"}, {"record", true}}));
  EXPECT_TRUE(wait_for([&] { return driver.last("segment")->params["state"].string() == "open"; }, 5));
}

TEST(RecordingEnd, WithoutItsFolderItTriesAgain) {
  RecordedRoom room;
  const auto elsewhere = room.path.string() + "-away";
  std::filesystem::rename(room.path, elsewhere);
  RecordedAnn ann(room);
  ASSERT_TRUE(wait_for([&] { return room.count_of("ann", "camera", "failed") == 1; }, 10));
  EXPECT_EQ(room.segments("ann", "camera")[0].reason, "media-failed");
  std::filesystem::rename(elsewhere, room.path);
  EXPECT_TRUE(wait_for([&] { return room.writes("ann", "camera"); }, 8));
}

// What is written costs the class nothing: not a packet, not a repetition.
TEST(RecordingEnd, TheWayToAViewerIsTheSame) {
  RecordedRoom room;
  PersonBot ann(room, "ann", red, 500, {.layers = 1}), dan(room, "dan", blue, 0, {}, false);
  ann.join();
  dan.join();
  ASSERT_TRUE(wait_for([&] { return dan.sees(ann) && dan.hears(ann); }, 10));
  const uint32_t slot = dan.slot_ssrc(ann), heard = dan.slot_ssrc(ann, "microphone");
  const size_t before = dan.subscriber.wire().received_count(slot);
  for (int i = 0; i < 3; i++) {
    room.record("ann", true);
    run_for(0.7);
    room.record("ann", false);
    run_for(0.3);
  }
  EXPECT_GT(dan.subscriber.wire().received_count(slot), before + 30);
  for (uint32_t ssrc : {slot, heard}) {
    const auto packets = dan.subscriber.wire().received(ssrc);
    for (size_t i = 1; i < packets.size(); i++)
      EXPECT_EQ(static_cast<uint16_t>(packets[i].seqnum - packets[i - 1].seqnum), 1) << i;
  }
  EXPECT_TRUE(dan.sees(ann));
}

}  // namespace
}  // namespace seodang::test
