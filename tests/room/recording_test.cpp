// What people send is written as it came, from the moment it comes, as long as it may be; and how the files
// say so.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "support/reach.hpp"
#include "support/recorded_room.hpp"
#include "support/watchdog.hpp"

namespace seodang::test {
namespace {

constexpr int64_t second_us = 1'000'000;

/// The pictures that were sent between two arrivals (UTC ms), told apart by their RTP time.
size_t pictures_sent(const WireTap& wire, uint32_t ssrc, int64_t from_ms, int64_t to_ms) {
  const int64_t to_wall = g_get_real_time() - g_get_monotonic_time();
  std::set<uint32_t> times;
  for (const WirePacket& packet : wire.sent(ssrc)) {
    const int64_t at_ms = (packet.at_us + to_wall) / 1000;
    if (at_ms >= from_ms - 20 && at_ms <= to_ms + 20) times.insert(packet.timestamp);
  }
  return times.size();
}

/// How many of the packets with these prints (WirePacket::print) have got into a file.
size_t found_in(const std::string& path, const std::set<uint64_t>& prints) {
  constexpr size_t end = 24;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string bytes = text.str();
  std::set<uint64_t> found;
  for (size_t at = 0; at + end <= bytes.size(); at++) {
    uint64_t hash = 14695981039346656037u;  // FNV-1a, as the wire tap's
    for (size_t i = 0; i < end; i++) hash = (hash ^ static_cast<uint8_t>(bytes[at + i])) * 1099511628211u;
    if (prints.count(hash)) found.insert(hash);
  }
  return found.size();
}

class Recording : public testing::Test {
 protected:
  /// Ann sends, is recorded, and nobody looks.
  void start(Sends sends = {}) {
    ann = std::make_unique<PersonBot>(room, "ann", red, 500, sends);
    room.record("ann");
    ann->publisher->publish();
  }
  bool writes_both() {
    return wait_for([&] { return room.writes("ann", "camera") && room.writes("ann", "microphone"); }, 10);
  }
  /// The only segment of a source, ended, as are all others, by switching the recording off.
  SegmentSeen ended(const std::string& source) {
    room.record("ann", false);
    const auto closed = [&](const char* of) {
      return room.count_of("ann", of, "closed") == room.segments("ann", of).size();
    };
    EXPECT_TRUE(wait_for([&] { return closed("camera") && closed("microphone"); }, 3));
    const auto all = room.segments("ann", source);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? SegmentSeen{} : all[0];
  }

  RecordedRoom room;
  std::unique_ptr<PersonBot> ann;
};

TEST_F(Recording, ACameraAndAMicrophoneAreWrittenWhole) {
  start();
  ASSERT_TRUE(writes_both());
  run_for(4);
  room.record("ann", false);
  ASSERT_TRUE(wait_for([&] {
    return room.count_of("ann", "camera", "closed") == 1 && room.count_of("ann", "microphone", "closed") == 1;
  }));
  const SegmentSeen camera = room.segments("ann", "camera")[0], voice = room.segments("ann", "microphone")[0];
  EXPECT_EQ(camera.name, "ann.camera." + std::to_string(camera.from));
  EXPECT_EQ(camera.path, (room.path / (camera.name + ".webm")).string());

  const RecordedFile pictures = decode(camera.path), sound = decode(voice.path);
  EXPECT_TRUE(pictures.errors.empty()) << pictures.errors[0];
  EXPECT_TRUE(sound.errors.empty()) << sound.errors[0];
  EXPECT_TRUE(pictures.shows_only(red));
  EXPECT_GE(sound.heard(500), 0.95);
  EXPECT_EQ(pictures.keyframes_us.front(), 0);

  const size_t sent =
      pictures_sent(ann->publisher->wire(), ann->publisher->ssrc(Source::camera, 1), camera.from, camera.to);
  EXPECT_NEAR(static_cast<double>(pictures.pictures.size()), static_cast<double>(sent), 1.5);
  EXPECT_NEAR(static_cast<double>(pictures.duration_us()) / 1000,
              static_cast<double>(camera.to - camera.from), 70);
  EXPECT_NEAR(static_cast<double>(sound.duration_us()) / 1000, static_cast<double>(voice.to - voice.from),
              70);
  EXPECT_GT(sound.duration_us(), 3 * second_us);
}

// Between people by arrival, within one browser by the sender's clock.
TEST_F(Recording, TheSidecarSaysHowTimeLies) {
  start();
  ASSERT_TRUE(writes_both());
  run_for(3.5);
  ended("camera");
  std::vector<int64_t> file_zero_ntp;
  std::set<std::string> connections;
  for (const char* source : {"camera", "microphone"}) {
    const SegmentSeen segment = room.segments("ann", source)[0];
    const auto lines = read_sidecar(beside(segment.path));
    ASSERT_GE(lines.size(), 3u) << "head, sender report, end";
    EXPECT_EQ(lines[0]["participant"].string(), "ann");
    EXPECT_EQ(lines[0]["source"].string(), source);
    EXPECT_EQ(lines[0]["codec"].string(), std::string(source) == "camera" ? "vp8" : "opus");
    EXPECT_EQ(lines[0]["fromUs"].integer_or(0) / 1000, segment.from);
    connections.insert(lines[0]["connection"].string_or(""));
    for (size_t i = 1; i + 1 < lines.size(); i++)
      file_zero_ntp.push_back(lines[i]["srNtpUs"].integer_or(0) - lines[i]["srFileUs"].integer_or(0) -
                              lines[0]["fromUs"].integer_or(0));
    EXPECT_NEAR(static_cast<double>(lines.back()["endUs"].integer_or(0)) / 1000,
                static_cast<double>(segment.to - segment.from), 1);
  }
  EXPECT_EQ(connections.size(), 1u);
  // Sender and server have one clock here: however it is asked, the way takes about as long.
  ASSERT_GE(file_zero_ntp.size(), 2u);
  const auto [least, most] = std::ranges::minmax(file_zero_ntp);
  EXPECT_LT(most - least, 60'000) << "camera and microphone lie together";
}

TEST_F(Recording, TheLargeLayerIsWantedAndWrittenThoughNobodyLooks) {
  start();
  ASSERT_TRUE(writes_both());
  const RoomEvent* wanted = room.last("wanted", "ann");
  ASSERT_TRUE(wanted);
  for (const Json& track : wanted->params["tracks"].items()) EXPECT_EQ(track["active"].boolean(), true);
  run_for(2);
  const RecordedFile file = decode(ended("camera").path);
  ASSERT_FALSE(file.pictures.empty());
  EXPECT_EQ(file.pictures.back().height, 96);
  EXPECT_TRUE(wait_for([&] {
    const Json tracks = room.last("wanted", "ann")->params["tracks"];
    return std::ranges::any_of(tracks.items(),
                               [](const Json& track) { return track["active"].boolean() == false; });
  })) << "recorded no more, the large one rests";
}

TEST_F(Recording, TheSmallLayerStandsInAndTheSizeChangesInTheFile) {
  start();
  ASSERT_TRUE(writes_both());
  run_for(1.5);
  ann->publisher->flow(Source::camera, 1, false);
  run_for(3);
  ann->publisher->flow(Source::camera, 1, true);
  run_for(2);
  const RecordedFile file = decode(ended("camera").path);
  EXPECT_TRUE(file.errors.empty()) << file.errors[0];
  EXPECT_TRUE(file.shows_only(red));
  std::vector<int> heights;
  int64_t gap = 0;
  for (size_t i = 0; i < file.pictures.size(); i++) {
    if (heights.empty() || heights.back() != file.pictures[i].height)
      heights.push_back(file.pictures[i].height);
    if (i > 0) gap = std::max(gap, file.pictures[i].at_us - file.pictures[i - 1].at_us);
  }
  ASSERT_GE(heights.size(), 3u);
  EXPECT_EQ(std::vector<int>(heights.end() - 3, heights.end()), (std::vector<int>{96, 48, 96}));
  EXPECT_LT(gap, 1'600'000) << "until it is noticed that the large one is gone";
}

TEST_F(Recording, WhatIsLostOnTheWayIsHadAgain) {
  start({.layers = 1});
  ASSERT_TRUE(writes_both());
  const uint32_t camera = ann->publisher->ssrc(Source::camera);
  std::atomic<unsigned> count = 0;
  ann->publisher->wire().lose_outgoing(
      [&](const WirePacket& packet) { return packet.ssrc == camera && ++count % 10 == 0; });
  run_for(4);
  ann->publisher->wire().lose_outgoing(nullptr);
  run_for(0.5);
  const SegmentSeen segment = ended("camera");
  const RecordedFile file = decode(segment.path);
  const size_t sent = pictures_sent(ann->publisher->wire(), camera, segment.from, segment.to);
  EXPECT_GE(static_cast<double>(file.pictures.size()), 0.99 * static_cast<double>(sent) - 1);
  EXPECT_TRUE(file.shows_only(red));
}

TEST_F(Recording, WhatCannotBeHadAgainCostsNoMoreThanItself) {
  start({.layers = 1});
  ASSERT_TRUE(writes_both());
  const uint32_t camera = ann->publisher->ssrc(Source::camera);
  std::atomic<unsigned> count = 0;
  ann->publisher->wire().lose_outgoing([&](const WirePacket& packet) {
    if (packet.ssrc == camera) return ++count == 10;
    return packet.payload == 97;  // and whatever repeats it
  });
  run_for(4);
  const SegmentSeen segment = ended("camera");
  const RecordedFile file = decode(segment.path);
  EXPECT_TRUE(file.errors.empty()) << file.errors[0];
  EXPECT_TRUE(file.shows_only(red));
  EXPECT_GE(file.keyframes_us.size(), 2u) << "the picture goes on with a keyframe that was asked for";
  const size_t sent = pictures_sent(ann->publisher->wire(), camera, segment.from, segment.to);
  EXPECT_GE(file.pictures.size() + 20, sent) << "those behind the hole until the keyframe";
}

TEST_F(Recording, ACameraOffAndOnIsTwoSegments) {
  start({.layers = 1});
  ASSERT_TRUE(writes_both());
  run_for(1);
  ann->publisher->flow(Source::camera, 0, false);
  ASSERT_TRUE(wait_for([&] { return room.count_of("ann", "camera", "closed") == 1; }, 4));
  EXPECT_EQ(room.count_of("ann", "microphone", "open"), 1u);
  ann->publisher->flow(Source::camera, 0, true);
  ASSERT_TRUE(wait_for([&] { return room.segments("ann", "camera").size() == 2; }));
  run_for(1);
  room.record("ann", false);
  ASSERT_TRUE(wait_for([&] { return room.count_of("ann", "camera", "closed") == 2; }));
  const auto two = room.segments("ann", "camera");
  EXPECT_GT(two[1].from - two[0].to, 1'500);
  for (const SegmentSeen& segment : two) EXPECT_TRUE(decode(segment.path).shows_only(red));
}

TEST_F(Recording, WhoIsMutedIsNotWritten) {
  start();
  ASSERT_TRUE(writes_both());
  run_for(0.5);
  room.ok("participant.update", Json::object({{"id", "ann"}, {"on", Json::object({{"video", false}})}}));
  ASSERT_TRUE(wait_for([&] { return room.count_of("ann", "camera", "closed") == 1; }, 1));
  run_for(1);
  EXPECT_EQ(room.segments("ann", "camera").size(), 1u);
  EXPECT_EQ(room.count_of("ann", "microphone", "open"), 1u);
}

TEST_F(Recording, WithoutTheWishNothingIsWritten) {
  ann = std::make_unique<PersonBot>(room, "ann", red, 500);
  ann->publisher->publish();
  ASSERT_TRUE(wait_for([&] { return room.count("track.added", "ann") == 3; }, 10));
  run_for(1);
  EXPECT_EQ(room.count("segment"), 0u);
  EXPECT_TRUE(std::filesystem::is_empty(room.path));
}

// S001-34: nobody hears of a talk, the recording neither.
TEST_F(Recording, OfATalkNotAPacketIsWritten) {
  start({.layers = 1, .unique = true});
  PersonBot bob(room, "bob", green, 900, {.layers = 1, .unique = true});
  room.record("bob");
  bob.join();
  ASSERT_TRUE(writes_both());
  ASSERT_TRUE(wait_for([&] { return room.writes("bob", "camera"); }, 10));
  run_for(1);
  const int64_t before = g_get_monotonic_time();
  const Json talk = Json::object({{"talk", "t1"}, {"a", "ann"}, {"b", "bob"}});
  room.ok("talk", Json(talk).set("active", true));
  const Span span{g_get_monotonic_time()};
  run_for(1.5);
  const int64_t until = g_get_monotonic_time();
  EXPECT_EQ(room.count_of("ann", "camera", "open") + room.count_of("bob", "camera", "open"), 0u);
  room.ok("talk", Json::object({{"talk", "t1"}, {"a", "ann"}, {"b", "bob"}, {"active", false}}));
  ASSERT_TRUE(wait_for([&] { return room.writes("ann", "camera") && room.writes("bob", "microphone"); }));
  run_for(0.5);
  for (const char* id : {"ann", "bob"}) room.record(id, false);
  ASSERT_TRUE(wait_for([&] {
    return room.count_of("ann", "camera", "closed") == 2 && room.count_of("bob", "microphone", "closed") == 2;
  }));
  for (const PersonBot* person : {ann.get(), &bob}) {
    const auto sent = person->publisher->wire().all_sent();
    const std::set<uint64_t> in_talk = prints(sent, {span.from, until - in_flight_us});
    const std::set<uint64_t> earlier = prints(sent, {before - second_us / 2, before - in_flight_us});
    size_t leaked = 0, written = 0;
    for (const char* source : {"camera", "microphone"}) {
      for (const SegmentSeen& segment : room.segments(person->id, source)) {
        leaked += found_in(segment.path, in_talk);
        written += found_in(segment.path, earlier);
      }
    }
    EXPECT_GT(in_talk.size(), 20u);
    EXPECT_EQ(leaked, 0u) << person->id;
    EXPECT_GT(written, earlier.size() / 2) << "packets can be told in a file";
  }
}

TEST_F(Recording, AReconnectIsAnotherConnectionOfTheSamePerson) {
  start({.layers = 1});
  ASSERT_TRUE(writes_both());
  run_for(1);
  ann->publisher->stop();
  ann->publisher = std::make_unique<PublisherBot>(room, "ann", red, 500, Sends{.layers = 1});
  ann->publisher->publish();
  ASSERT_TRUE(wait_for([&] { return room.segments("ann", "camera").size() == 2; }, 10));
  run_for(1);
  const auto two = room.segments("ann", "camera");
  EXPECT_EQ(two[0].state, "closed");
  EXPECT_NE(read_sidecar(beside(two[0].path)).at(0)["connection"].string(),
            read_sidecar(beside(two[1].path)).at(0)["connection"].string());
}

TEST_F(Recording, AScreenIsWrittenWhileItIsShown) {
  start({.layers = 1, .screen = true, .screen_audio = true});
  ASSERT_TRUE(writes_both());
  EXPECT_FALSE(room.writes("ann", "screen")) << "nobody sees it";
  room.ok("screen", Json::object({{"participant", "ann"}}));
  ASSERT_TRUE(wait_for([&] { return room.writes("ann", "screen") && room.writes("ann", "screen-audio"); }));
  run_for(1.5);
  room.ok("screen", Json::object({{"participant", Json()}}));
  ASSERT_TRUE(wait_for([&] { return room.count_of("ann", "screen-audio", "closed") == 1; }));
  EXPECT_TRUE(decode(room.segments("ann", "screen")[0].path).shows_only(white));
  EXPECT_GE(decode(room.segments("ann", "screen-audio")[0].path).heard(2500), 0.9);
}

// The bot makes none by itself.
TEST_F(Recording, AKeyframeComesEveryTenSeconds) {
  start({.layers = 1});
  ASSERT_TRUE(writes_both());
  run_for(5);
  const size_t before = decode(room.segments("ann", "camera")[0].path).keyframes_us.size();
  room.ok("record.start", Json::object({{"recording", "s1"}}));
  run_for(1);
  EXPECT_EQ(decode(room.segments("ann", "camera")[0].path).keyframes_us.size(), before + 1)
      << "a section begins with one";
  run_for(11);
  const RecordedFile file = decode(ended("camera").path);
  int64_t gap = 0;
  for (size_t i = 1; i < file.keyframes_us.size(); i++)
    gap = std::max(gap, file.keyframes_us[i] - file.keyframes_us[i - 1]);
  EXPECT_LE(gap, 10 * second_us);
  EXPECT_LE(file.keyframes_us.size(), 5u) << "and not many more than needed";
}

}  // namespace
}  // namespace seodang::test
