// What is pure about recordings: which files are made, in which order, when the disk is full, what is too
// old.
#include "service/recording_plan.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/id.hpp"
#include "service/job_queue.hpp"
#include "service/retention.hpp"
#include "service/signed_links.hpp"

namespace seodang::service {
namespace {

store::SegmentRow segment(const std::string& person, Source source, int64_t from, int64_t to,
                          const std::string& name = "철수") {
  const std::string id = person + "." + std::string(name_of(source)) + "." + std::to_string(from);
  return {id,   "r",    "p-" + person,        person,
          name, source, "/s/" + id + ".webm", to > 0 ? SegmentState::closed : SegmentState::open,
          from, to};
}

store::RecordingRow recording(RecordingKind kind, int64_t from, int64_t to) {
  store::RecordingRow row{"rec", "r", "owner", "", kind, RecordingState::finishing, from};
  row.to = to;
  return row;
}

TEST(RecordingPlan, EachPersonGetsAFileAndOneMoreForTheirScreen) {
  const Segments segments{
      segment("a", Source::microphone, 1000, 2000), segment("a", Source::camera, 1500, 9000),
      segment("b", Source::screen, 3000, 0, "영희"), segment("b", Source::screen_audio, 3100, 0, "영희")};
  const auto files = plan_files(recording(RecordingKind::lesson, 1200, 5000), segments);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].leaf, "영희 (screen).webm");
  EXPECT_EQ(files[0].from, 3000);
  EXPECT_EQ(files[1].leaf, "철수.webm");
  EXPECT_EQ(files[1].from, 1200) << "its time 0 is within the recording";
  const JobPlan screen = plan_job(recording(RecordingKind::lesson, 1200, 5000), files[0], segments, "/f");
  EXPECT_EQ(screen.job, "join");
  EXPECT_EQ(screen.params["output"].string(), "/f/영희 (screen).webm");
  EXPECT_EQ(screen.params["title"].string(), "영희");
  EXPECT_EQ(screen.params["video"].at(0)["path"].string(), "/s/b.screen.3000.webm");
  EXPECT_EQ(screen.params["audio"].at(0)["path"].string(), "/s/b.screen-audio.3100.webm");
  const JobPlan camera = plan_job(recording(RecordingKind::lesson, 1200, 5000), files[1], segments, "/f");
  EXPECT_EQ(camera.params["audio"].size(), 1U);
  EXPECT_EQ(camera.params["from"].integer(), 1200);
  EXPECT_EQ(camera.params["to"].integer(), 5000);
}

TEST(RecordingPlan, WhoCameAgainHasOneFileUnderTheLastName) {
  Segments segments{segment("a", Source::camera, 1000, 2000),
                    segment("a", Source::camera, 3000, 4000, "김철수")};
  segments[1].participant = "p-later";
  const auto files = plan_files(recording(RecordingKind::lesson, 1000, 5000), segments);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "김철수");
}

TEST(RecordingPlan, NamesakesAreToldApart) {
  const Segments segments{segment("a", Source::camera, 1000, 2000), segment("b", Source::camera, 1000, 2000)};
  const auto files = plan_files(recording(RecordingKind::section, 1000, 5000), segments);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].leaf, "철수.webm");
  EXPECT_EQ(files[1].leaf, "철수~2.webm");
}

TEST(RecordingPlan, AComposedOneLeavesOutWhoIsToBeLeftOut) {
  const Segments segments{segment("a", Source::camera, 1000, 2000),
                          segment("b", Source::microphone, 1000, 2000, "영희")};
  store::RecordingRow row = recording(RecordingKind::composed, 1000, 2000);
  row.options = R"({"layout":"speaker","leaveOut":["p-a"]})";
  const auto files = plan_files(row, segments);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].leaf, "class.webm");
  const JobPlan plan = plan_job(row, files[0], segments, "/f");
  EXPECT_EQ(plan.job, "compose");
  EXPECT_EQ(plan.params["layout"].string(), "speaker");
  ASSERT_EQ(plan.params["people"].size(), 1U);
  EXPECT_EQ(plan.params["people"].at(0)["name"].string(), "영희");
  EXPECT_EQ(plan.params["people"].at(0)["microphone"].size(), 1U);
  row.options = R"({"leaveOut":["p-a","p-b"]})";
  EXPECT_TRUE(plan_files(row, segments).empty());
}

TEST(RecordingPlan, TheEndOfWhatRanIsTheEndOfItsMedia) {
  const Segments segments{segment("a", Source::camera, 1000, 2000), segment("b", Source::camera, 1000, 7000)};
  EXPECT_EQ(end_of(recording(RecordingKind::lesson, 1000, 0), segments), 7000);
  EXPECT_EQ(end_of(recording(RecordingKind::lesson, 1000, 0), {}), 1000);
}

TEST(WorkOrder, ClickedFirstThenByRankThenAsItCame) {
  const Work clicked{"c", "join", {}, 2, 1, 9}, clicked_later{"d", "join", {}, 2, 2, 8};
  const Work section{"s", "join", {}, 0, 0, 3}, lesson{"l", "join", {}, 1, 0, 1},
      lesson_later{"m", "join", {}, 1, 0, 2};
  EXPECT_TRUE(goes_before(clicked_later, clicked));
  EXPECT_TRUE(goes_before(clicked, section));
  EXPECT_TRUE(goes_before(section, lesson));
  EXPECT_TRUE(goes_before(lesson, lesson_later));
  EXPECT_FALSE(goes_before(lesson_later, lesson));
}

TEST(DiskFloorTest, TheLargerFloorCountsAndAFifthMoreIsAskedToGoOn) {
  constexpr uint64_t gib = 1ULL << 30;
  DiskFloor floor(1024, 5);
  EXPECT_TRUE(floor.look({10 * gib, 100 * gib}));
  EXPECT_FALSE(floor.look({4 * gib, 100 * gib})) << "5 % are more than 1 GiB";
  EXPECT_FALSE(floor.look({5 * gib + gib / 2, 100 * gib})) << "not yet a fifth above";
  EXPECT_TRUE(floor.look({6 * gib, 100 * gib}));
  EXPECT_TRUE(floor.look({gib, 10 * gib})) << "on a small disk the MiB count";
  EXPECT_FALSE(floor.look({gib - 1, 10 * gib}));
  EXPECT_TRUE(floor.look({0, 0})) << "not known";
}

store::Recording kept(const std::string& id, int64_t to, int64_t size) {
  store::Recording one;
  one.row.id = id;
  one.row.to = to;
  one.files.emplace_back();
  one.files[0].size = size;
  return one;
}

std::vector<std::string> names(const std::vector<store::Recording>& list) {
  std::vector<std::string> ids;
  for (const auto& one : list) ids.push_back(one.row.id);
  return ids;
}

TEST(Retention, WhatIsTooOldGoesAndThenTheOldestUntilTheRestFits) {
  constexpr int64_t day = 86'400'000, gib = 1LL << 30, now = 100 * day;
  const std::vector<store::Recording> all{kept("a", 60 * day, gib), kept("b", 80 * day, gib),
                                          kept("c", 90 * day, gib), kept("d", 99 * day, gib)};
  Settings::Recording settings;
  settings.days = 30;
  EXPECT_EQ(names(overdue(all, settings, now)), (std::vector<std::string>{"a"}));
  settings.max_gib = 2;
  EXPECT_EQ(names(overdue(all, settings, now)), (std::vector<std::string>{"a", "b"}));
  settings.days = 0;
  settings.max_gib = 3;
  EXPECT_EQ(names(overdue(all, settings, now)), (std::vector<std::string>{"a"}));
  settings.max_gib = 0;
  EXPECT_TRUE(overdue(all, settings, now).empty());
}

TEST(SignedLinksTest, AreGoodForAWhileAndForOnePath) {
  const std::string file = std::filesystem::temp_directory_path() / ("seodang-key-" + random_hex(8));
  SignedLinks links;
  ASSERT_TRUE(links.load(file));
  const std::string url = links.sign("/a", 1000);
  const std::string expires = url.substr(11, url.find('&') - 11), signature = url.substr(url.rfind('=') + 1);
  EXPECT_EQ(url.substr(0, 11), "/a?expires=");
  EXPECT_TRUE(links.check("/a", expires, signature, 1000 + SignedLinks::life_ms));
  EXPECT_FALSE(links.check("/a", expires, signature, 1001 + SignedLinks::life_ms));
  EXPECT_FALSE(links.check("/b", expires, signature, 1000));
  EXPECT_FALSE(links.check("/a", std::to_string(1 << 30), signature, 1000));
  EXPECT_FALSE(links.check("/a", expires, "", 1000));
  SignedLinks restarted, stranger;
  ASSERT_TRUE(restarted.load(file));
  EXPECT_TRUE(restarted.check("/a", expires, signature, 1000)) << "the key outlives the process";
  EXPECT_FALSE(stranger.check("/a", expires, signature, 1000));
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::ofstream(file) << "short";
  SignedLinks repaired;
  EXPECT_TRUE(repaired.load(file));
  EXPECT_EQ(std::filesystem::file_size(file), 32U);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace seodang::service
