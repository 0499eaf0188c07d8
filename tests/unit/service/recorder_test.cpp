// Recording as hosts and rooms' processes meet it, with a scripted room and scripted jobs in their place.
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class RecorderTest : public ServiceTest {
 protected:
  void SetUp() override {
    settings_.recording.disk = [this](const std::string&) { return disk_; };
  }

  static Json yes(bool agreed = true) {
    return Json::object({{"recording", agreed}, {"capture", false}, {"textVersion", "1"}});
  }
  std::string path(const std::string& segment) const {
    return folder_ / "recordings" / room_["id"].string_or("") / "segments" / (segment + ".webm");
  }
  /// The room's process says that it writes a segment, or has; with a file for it.
  void say_segment(Browser& through, const std::string& participant, const std::string& source,
                   const std::string& state, int64_t from, int64_t to = 0, const std::string& reason = {}) {
    const std::string segment = participant + "." + source + "." + std::to_string(from);
    std::ofstream(path(segment)) << "media";
    Json params = Json::object({{"participant", participant},
                                {"source", source},
                                {"segment", segment},
                                {"path", path(segment)},
                                {"state", state},
                                {"from", from}});
    if (to > 0) params.set("to", to);
    if (!reason.empty()) params.set("reason", reason);
    make_room_say(through, "segment", params);
  }
  /// What the room was told last of whether that one is recorded; null: nothing.
  Json told(const std::string& participant) const {
    Json last;
    for (const Json& line : room_log()) {
      const Json& params = line["params"];
      const std::string method = line["method"].string_or("");
      if (method.starts_with("participant.") && params["id"].string() == participant && params.has("record"))
        last = params["record"];
      for (const Json& one : params["participants"].items())
        if (one["id"].string() == participant) last = one["record"];
    }
    return last;
  }
  bool wait_told(const std::string& participant, bool record) const {
    return wait_for([&] { return told(participant).boolean() == record; });
  }
  Json last_changed(const Browser& browser, const std::string& id = {}) const {
    Json last;
    for (const Json& message : browser.got("recording.changed"))
      if (id.empty() || message["recording"]["id"].string() == id) last = message["recording"];
    return last;
  }
  bool wait_state(const Browser& browser, const std::string& state, const std::string& id = {}) const {
    return wait_for([&] { return last_changed(browser, id)["state"].string() == state; });
  }
  /// Not so often that it would be refused.
  std::vector<Json> list(Browser& browser) const {
    wait_for([] { return false; }, 0.03);
    return browser.ask("recording.list")["recordings"].items();
  }
  /// A host who has agreed, in a room whose process runs, and whose camera is being written.
  std::unique_ptr<Browser> recorded_host(const Json& more = Json::object()) {
    start();
    auto teacher = host(more);
    host_ = last_join_["you"]["id"].string_or("");
    EXPECT_FALSE(teacher->ask("consent.answer", yes()).has("error"));
    EXPECT_TRUE(wait_told(host_, true));
    return teacher;
  }
  std::string file_of(const Json& file, const Json& recording) const {
    const auto directory =
        folder_ / "recordings" / room_["id"].string_or("") / "files" / recording["id"].string_or("");
    std::ifstream in(directory / (file["name"].string_or("") + ".webm"));
    return {std::istreambuf_iterator<char>(in), {}};
  }

  service::DiskSpace disk_{1ULL << 40, 1ULL << 41};
  std::string host_;
};

TEST_F(RecorderTest, NobodyIsRecordedBeforeTheyHaveAgreed) {
  start();
  auto teacher = host();
  const std::string id = last_join_["you"]["id"].string_or("");
  const Json now = last_join_["room"]["recording"];
  EXPECT_EQ(now["on"].boolean(), true);
  EXPECT_EQ(now["lesson"].boolean(), true);
  EXPECT_EQ(now["section"].boolean(), false);
  EXPECT_EQ(now["since"], last_join_["room"]["openedAt"]);
  ASSERT_TRUE(wait_for_room("open"));
  ASSERT_TRUE(wait_for_room("open"));
  EXPECT_EQ(room_log("open").front()["params"]["config"]["recordings"].string(),
            std::string(folder_ / "recordings" / room_["id"].string_or("") / "segments"));
  EXPECT_EQ(told(id).boolean(), false);
  teacher->ask("consent.answer", yes(false));
  auto pupil = browser(number(), "철수");
  const std::string other = last_join_["you"]["id"].string_or("");
  teacher->ask("consent.answer", yes(true));
  EXPECT_TRUE(wait_told(id, true)) << "a late yes counts from then on";
  EXPECT_EQ(told(other).boolean(), false);
  teacher->ask("consent.answer", yes(false));
  EXPECT_TRUE(wait_told(id, false)) << "and so does a no";
}

TEST_F(RecorderTest, WhoHasAgreedIsRecordedFromTheirFirstMomentOn) {
  start();
  auto teacher = host();
  auto pupil = browser(number(), "철수", Json::object({{"person", "k-1"}}));
  pupil->ask("consent.answer", yes());
  pupil->ask("room.leave");
  auto again = browser(number(), "철수", Json::object({{"person", "k-1"}}));
  const std::string id = last_join_["you"]["id"].string_or("");
  EXPECT_TRUE(wait_for([&] { return !told(id).is_null(); }));
  for (const Json& line : room_log("participant.add"))
    if (line["params"]["id"].string() == id) EXPECT_EQ(line["params"]["record"].boolean(), true);
}

TEST_F(RecorderTest, TheLessonBeginsWithTheFirstMediaAndIsFinishedWithTheRoom) {
  auto teacher = recorded_host();
  EXPECT_TRUE(list(*teacher).empty());
  const int64_t from = wall_ms() - 2000;
  say_segment(*teacher, host_, "camera", "open", from);
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  EXPECT_EQ(last_changed(*teacher)["kind"].string(), "lesson");
  EXPECT_EQ(last_changed(*teacher)["from"].integer(), from);
  say_segment(*teacher, host_, "microphone", "open", from + 5);
  say_segment(*teacher, host_, "camera", "closed", from, from + 900);
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  EXPECT_EQ(teacher->close_code(), 0) << "who asked for it stays";
  ASSERT_TRUE(wait_state(*teacher, "ready"));
  const Json lesson = last_changed(*teacher);
  EXPECT_EQ(lesson["files"].size(), 1U);
  const Json file = lesson["files"].at(0);
  EXPECT_EQ(file["state"].string(), "ready");
  EXPECT_EQ(file["participant"].string(), host_);
  EXPECT_GT(file["size"].integer_or(0), 0);
  EXPECT_TRUE(
      file["url"].string_or("").starts_with("/api/recordings/" + lesson["id"].string_or("") + "/files/"));
  EXPECT_TRUE(file["poster"].string_or("").ends_with("&poster=1"));
  const std::string made = file_of(file, lesson);
  EXPECT_NE(made.find(path(host_ + ".camera." + std::to_string(from))), std::string::npos) << made;
  EXPECT_NE(made.find(".microphone."), std::string::npos);
  ASSERT_TRUE(teacher->wait_for_message("room.closed")) << "after all are ready";
  EXPECT_EQ(room_log("record.stop").size(), 1U);
}

TEST_F(RecorderTest, ProgressIsToldAndRises) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  ASSERT_TRUE(wait_state(*teacher, "ready"));
  std::vector<double> seen;
  for (const Json& message : teacher->got("recording.changed")) {
    if (message["recording"]["state"].string() != "recording")
      seen.push_back(message["recording"]["progress"].number().value_or(-1));
  }
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_TRUE(std::find(seen.begin(), seen.end(), 0.5) != seen.end());
  EXPECT_EQ(seen.back(), 1.0);
}

TEST_F(RecorderTest, WithoutAWordOfTheHostEverythingIsKept) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  teacher->ask("room.leave", Json::object({{"end", true}}));
  EXPECT_EQ(teacher->close_code(), service::Client::room_closed);
  const Json entered = enter(number(), Json::object({{"key", room_["hostKey"]}, {"name", "선생"}}));
  auto back = std::make_unique<Browser>(*service_);
  back->join(Json::object({{"ticket", entered["ticket"]}}));
  ASSERT_TRUE(
      wait_for([&] { return list(*back).size() == 1 && list(*back)[0]["state"].string() == "ready"; }));
}

TEST_F(RecorderTest, NotSavedIsDiscardedAndCanBeHadBack) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  const Json section = teacher->ask("recording.start", Json::object({{"name", "둘째"}}))["recording"];
  teacher->ask("recording.stop", Json::object({{"id", section["id"]}}));
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", false}}));
  EXPECT_NE(teacher->close_code(), 0);
  const Json entered = enter(number(), Json::object({{"key", room_["hostKey"]}, {"name", "선생"}}));
  auto back = std::make_unique<Browser>(*service_);
  back->join(Json::object({{"ticket", entered["ticket"]}}));
  ASSERT_TRUE(wait_for([&] {
    const auto all = list(*back);
    return all.size() == 2 && std::all_of(all.begin(), all.end(), [](const Json& one) {
             return one["state"].string() == "discarded";
           });
  }));
  const Json discarded = list(*back)[1];
  EXPECT_GT(discarded["discardUntil"].integer_or(0), wall_ms() + 9 * 60'000);
  EXPECT_FALSE(discarded.has("zip"));
  const Json restored = back->ask("recording.restore", Json::object({{"id", discarded["id"]}}))["recording"];
  EXPECT_NE(restored["state"].string(), "discarded");
  EXPECT_TRUE(wait_state(*back, "ready", discarded["id"].string_or("")));
}

TEST_F(RecorderTest, ASectionIsListedWithItsFilesAsSoonAsItStops) {
  auto teacher = recorded_host();
  auto pupil = browser(number(), "철수");
  say_segment(*teacher, host_, "camera", "open", wall_ms() - 1000);
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const Json begun = teacher->ask("recording.start", Json::object({{"name", "1/2"}}))["recording"];
  EXPECT_EQ(begun["kind"].string(), "section");
  EXPECT_EQ(begun["state"].string(), "recording");
  ASSERT_TRUE(pupil->wait_for_message("recording.state"));
  EXPECT_EQ(pupil->got("recording.state").back()["section"].boolean(), true);
  EXPECT_EQ(teacher->ask("recording.start")["error"].string(), "wrong-state") << "one at a time";
  const Json mark = teacher->ask("recording.mark", Json::object({{"label", "here"}, {"ago", 500}}))["mark"];
  EXPECT_EQ(mark["label"].string(), "here");
  const Json ended = teacher->ask("recording.stop", Json::object({{"id", begun["id"]}}))["recording"];
  EXPECT_EQ(ended["state"].string(), "finishing");
  EXPECT_EQ(ended["files"].at(0)["name"].string(), "선생");
  EXPECT_EQ(ended["marks"].size(), 1U);
  EXPECT_TRUE(wait_state(*teacher, "ready", begun["id"].string_or("")));
  EXPECT_TRUE(pupil->got("recording.changed").empty()) << "only hosts see recordings";
  EXPECT_EQ(teacher->ask("recording.stop", Json::object({{"id", begun["id"]}}))["error"].string(),
            "wrong-state");
  EXPECT_EQ(pupil->ask("recording.list")["error"].string(), "forbidden");
  EXPECT_EQ(pupil->got("recording.state").back()["section"].boolean(), false);
  EXPECT_EQ(list(*teacher).size(), 2U) << "the lesson goes on";
}

TEST_F(RecorderTest, ARoomThatIsNotRecordedByItselfRecordsASection) {
  auto created = [this] {
    start();
    return host(Json::object({{"record", false}}));
  };
  auto teacher = created();
  host_ = last_join_["you"]["id"].string_or("");
  EXPECT_EQ(last_join_["room"]["recording"]["on"].boolean(), false);
  teacher->ask("consent.answer", yes());
  EXPECT_NE(told(host_).boolean(), true);
  const Json section = teacher->ask("recording.start")["recording"];
  EXPECT_TRUE(wait_told(host_, true));
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  teacher->ask("recording.stop", Json::object({{"id", section["id"]}}));
  EXPECT_TRUE(wait_told(host_, false));
  EXPECT_EQ(list(*teacher).size(), 1U) << "no lesson";
}

TEST_F(RecorderTest, WhereNothingIsRecordedNobodyIs) {
  settings_.notice.recording = false;
  start();
  auto teacher = host();
  EXPECT_TRUE(last_join_["room"]["recording"].is_null());
  teacher->ask("consent.answer", yes());
  EXPECT_EQ(teacher->ask("recording.start")["error"].string(), "forbidden");
  EXPECT_NE(told(last_join_["you"]["id"].string_or("")).boolean(), true);
  ASSERT_TRUE(wait_for_room("open"));
  EXPECT_EQ(room_log("open").front()["params"]["config"]["recordings"].string(), "");
}

TEST_F(RecorderTest, ASectionInWhichNobodyWasRecordedSaysSo) {
  start();
  auto teacher = host();
  const Json section = teacher->ask("recording.start")["recording"];
  const Json ended = teacher->ask("recording.stop", Json::object({{"id", section["id"]}}))["recording"];
  EXPECT_EQ(ended["state"].string(), "failed");
  EXPECT_EQ(ended["reason"].string(), "not-found");
}

TEST_F(RecorderTest, AComposedSectionIsOneFileAndCanBeComposedAgain) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms() - 1000);
  const Json section =
      teacher->ask("recording.start", Json::object({{"mode", "composed"}, {"name", "all"}}))["recording"];
  EXPECT_EQ(section["kind"].string(), "composed");
  teacher->ask("recording.stop", Json::object({{"id", section["id"]}}));
  ASSERT_TRUE(wait_state(*teacher, "ready", section["id"].string_or("")));
  EXPECT_EQ(last_changed(*teacher, section["id"].string_or(""))["files"].at(0)["what"].string(), "composed");
  const Json again = teacher->ask("recording.compose",
                                  Json::object({{"id", section["id"]}, {"layout", "speaker"}}))["recording"];
  EXPECT_NE(again["id"], section["id"]);
  EXPECT_TRUE(wait_state(*teacher, "ready", again["id"].string_or("")));
  EXPECT_EQ(teacher->ask("recording.compose", Json::object({{"id", section["id"]}, {"layout", "x"}}))["error"]
                .string(),
            "invalid-params");
  const Json nobody =
      teacher->ask("recording.compose",
                   Json::object({{"id", section["id"]}, {"leaveOut", Json::array({host_})}}))["recording"];
  EXPECT_EQ(nobody["state"].string(), "failed");
}

TEST_F(RecorderTest, TheClickedFileIsMadeFirst) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms() - 1000);
  std::vector<std::unique_ptr<Browser>> pupils;
  for (const char* name : {"slow one", "slow two", "slow three"}) {
    pupils.push_back(browser(number(), name));
    say_segment(*teacher, last_join_["you"]["id"].string_or(""), "camera", "open", wall_ms() - 500);
  }
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const Json section = teacher->ask("recording.start")["recording"];
  const Json ended = teacher->ask("recording.stop", Json::object({{"id", section["id"]}}))["recording"];
  ASSERT_EQ(ended["files"].size(), 4U);
  const Json last = ended["files"].at(3);
  EXPECT_FALSE(teacher->ask("recording.first", Json::object({{"id", section["id"]}, {"file", last["id"]}}))
                   .has("error"));
  const auto state_of = [&](size_t file) {
    return last_changed(*teacher, section["id"].string_or(""))["files"].at(file)["state"].string_or("");
  };
  ASSERT_TRUE(wait_for([&] { return state_of(3) == "ready"; }));
  EXPECT_EQ(state_of(2), "waiting");
  EXPECT_EQ(
      teacher->ask("recording.first", Json::object({{"id", section["id"]}, {"file", "x"}}))["error"].string(),
      "not-found");
  EXPECT_TRUE(wait_state(*teacher, "ready", section["id"].string_or("")));
}

TEST_F(RecorderTest, AJobThatDiesIsTriedAgainAndOneThatDiesAlwaysHasFailed) {
  auto teacher = recorded_host();
  std::vector<std::unique_ptr<Browser>> pupils;
  for (const char* name : {"flaky", "full", "crash", "broken"}) {
    pupils.push_back(browser(number(), name));
    say_segment(*teacher, last_join_["you"]["id"].string_or(""), "camera", "open", wall_ms() - 500);
  }
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const Json section = teacher->ask("recording.start")["recording"];
  const std::string id = section["id"].string_or("");
  teacher->ask("recording.stop", Json::object({{"id", id}}));
  ASSERT_TRUE(wait_state(*teacher, "ready", id));
  std::map<std::string, std::string> states;
  for (const Json& file : last_changed(*teacher, id)["files"].items())
    states[file["name"].string_or("")] = file["state"].string_or("") + file["reason"].string_or("");
  EXPECT_EQ(states["flaky"], "ready");
  EXPECT_EQ(states["full"], "ready");
  EXPECT_EQ(states["crash"], "failedmedia-failed");
  EXPECT_EQ(states["broken"], "failedmedia-failed");
}

TEST_F(RecorderTest, TheRoomsProcessDiesAndTheLessonGoesOn) {
  auto teacher = recorded_host();
  const int64_t from = wall_ms() - 2000;
  say_segment(*teacher, host_, "camera", "open", from);
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const std::string lesson = last_changed(*teacher)["id"].string_or("");
  kill(room_pid(), SIGKILL);
  ASSERT_TRUE(wait_for_room("open", 2));
  EXPECT_EQ(told(host_).boolean(), true) << "the next one begins with it";
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  EXPECT_FALSE(teacher->ask("recording.mark", Json::object()).has("error"));
  EXPECT_EQ(list(*teacher).size(), 1U);
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  ASSERT_TRUE(wait_state(*teacher, "ready", lesson));
  EXPECT_EQ(last_changed(*teacher)["files"].size(), 1U) << "one file over both";
}

TEST_F(RecorderTest, KilledServiceEverythingBecomesReadyByItself) {
  auto teacher = recorded_host();
  const int64_t from = wall_ms() - 3000;
  say_segment(*teacher, host_, "camera", "open", from);
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  auto slow = browser(number(), "slow");
  say_segment(*teacher, last_join_["you"]["id"].string_or(""), "camera", "open", from);
  const Json section = teacher->ask("recording.start")["recording"];
  teacher->ask("recording.stop", Json::object({{"id", section["id"]}}));
  const std::string orphan = path(host_ + ".screen." + std::to_string(from + 100));
  std::ofstream(orphan) << "media";
  const auto files =
      folder_ / "recordings" / room_["id"].string_or("") / "files" / section["id"].string_or("");
  ASSERT_TRUE(wait_for([&] { return std::filesystem::exists(files / "slow.webm.part"); }));
  teacher->disconnect();
  slow->disconnect();
  teacher.reset();
  slow.reset();
  service_.reset();  // no word to anybody: its jobs die with it
  store_.reset();
  std::ofstream(files / "half.webm.part") << "half";
  start();
  const Json entered = enter(number(), Json::object({{"key", room_["hostKey"]}, {"name", "선생"}}));
  auto back = std::make_unique<Browser>(*service_);
  back->join(Json::object({{"ticket", entered["ticket"]}}));
  ASSERT_TRUE(wait_for([&] { return list(*back).size() == 2 && list(*back)[0]["state"].string() == "ready"; }));
  EXPECT_EQ(list(*back)[1]["state"].string(), "recording") << "the class goes on, and so does its lesson";
  back->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  ASSERT_TRUE(wait_for([&] {
    const auto all = list(*back);
    return all.size() == 2 && std::all_of(all.begin(), all.end(),
                                          [](const Json& one) { return one["state"].string() == "ready"; });
  }));
  const Json lesson = list(*back)[1];
  EXPECT_EQ(lesson["kind"].string(), "lesson");
  EXPECT_EQ(lesson["recovered"].boolean(), true);
  EXPECT_EQ(lesson["files"].size(), 3U) << "the orphan's screen is one of them: " << lesson.text();
  EXPECT_NEAR(static_cast<double>(lesson["to"].integer_or(0)), static_cast<double>(wall_ms()), 5000)
      << "to where its media ends";
  EXPECT_FALSE(std::filesystem::exists(files / "half.webm.part"));
}

TEST_F(RecorderTest, OneLessonGoesOnAfterTheServiceWasKilled) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const std::string lesson = last_changed(*teacher)["id"].string_or("");
  teacher->disconnect();
  teacher.reset();
  restart();
  const Json entered = enter(number(), Json::object({{"key", room_["hostKey"]}, {"name", "선생"}}));
  auto back = std::make_unique<Browser>(*service_);
  const Json joined = back->join(Json::object({{"ticket", entered["ticket"]}}));
  back->ask("consent.answer", yes());
  say_segment(*back, joined["you"]["id"].string_or(""), "camera", "open", wall_ms());
  EXPECT_FALSE(back->ask("recording.mark", Json::object()).has("error")) << "it runs";
  const auto all = list(*back);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["id"].string(), lesson);
  EXPECT_EQ(all[0]["state"].string(), "recording");
  EXPECT_EQ(all[0]["recovered"].boolean(), true);
}

TEST_F(RecorderTest, BelowTheFloorNothingIsRecordedAndTheClassGoesOn) {
  settings_.recording.floor_ms = 20;
  auto teacher = recorded_host();
  auto pupil = browser(number(), "철수");
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  disk_.free_bytes = 1;
  ASSERT_TRUE(wait_told(host_, false));
  ASSERT_TRUE(pupil->wait_for_message("recording.state"));
  EXPECT_EQ(pupil->got("recording.state").back()["on"].boolean(), false);
  EXPECT_EQ(pupil->got("recording.state").back()["paused"].string(), "storage-full");
  EXPECT_EQ(teacher->ask("recording.start")["error"].string(), "storage-full");
  EXPECT_FALSE(pupil->ask("chat.say", Json::object({{"text", "still here"}})).has("error"));
  EXPECT_EQ(list(*teacher)[0]["state"].string(), "recording") << "with a gap";
  disk_.free_bytes = 1ULL << 40;
  ASSERT_TRUE(wait_told(host_, true));
  EXPECT_FALSE(pupil->got("recording.state").back().has("paused"));
}

TEST_F(RecorderTest, WhatIsDeletedIsRemovedWithItsSegmentsWhenItsTimeIsOver) {
  settings_.recording.undo_minutes = 0;
  settings_.recording.sweep_ms = 200;
  auto teacher = recorded_host();
  const int64_t from = wall_ms() - 5000;
  say_segment(*teacher, host_, "camera", "open", from);
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  say_segment(*teacher, host_, "camera", "closed", from, from + 1000);
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  ASSERT_TRUE(wait_state(*teacher, "ready"));
  const std::string id = last_changed(*teacher)["id"].string_or("");
  const auto files = folder_ / "recordings" / room_["id"].string_or("") / "files" / id;
  EXPECT_TRUE(std::filesystem::exists(files / "선생.webm"));
  teacher->ask("recording.discard", Json::object({{"id", id}}));
  EXPECT_TRUE(wait_for([&] { return !std::filesystem::exists(files); }));
  EXPECT_TRUE(
      wait_for([&] { return !std::filesystem::exists(path(host_ + ".camera." + std::to_string(from))); }));
  EXPECT_TRUE(list(*teacher).empty());
}

TEST_F(RecorderTest, OnceTheRoomIsOverOnlyRecordingsAreSpokenOf) {
  auto teacher = recorded_host();
  auto pupil = browser(number(), "slow");
  say_segment(*teacher, last_join_["you"]["id"].string_or(""), "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  teacher->ask("room.leave", Json::object({{"end", true}, {"save", true}}));
  EXPECT_EQ(pupil->close_code(), service::Client::room_closed);
  EXPECT_FALSE(teacher->ask("ping").has("error"));
  EXPECT_EQ(teacher->ask("chat.say", Json::object({{"text", "?"}}))["error"].string(), "wrong-state");
  EXPECT_EQ(enter(number())["error"].string(), "not-found");
  EXPECT_TRUE(wait_state(*teacher, "ready"));
  const Json lesson = list(*teacher)[0];
  EXPECT_EQ(
      teacher->ask("recording.discard", Json::object({{"id", lesson["id"]}}))["recording"]["state"].string(),
      "discarded");
  teacher->ask("room.leave");
  EXPECT_NE(teacher->close_code(), 0);
}

TEST_F(RecorderTest, RecordingsOfOtherRoomsAreNotToBeReached) {
  auto teacher = recorded_host();
  say_segment(*teacher, host_, "camera", "open", wall_ms());
  ASSERT_TRUE(wait_state(*teacher, "recording"));
  const Json id = Json::object({{"id", last_changed(*teacher)["id"]}});
  auto other = host();
  for (const char* method : {"recording.discard", "recording.restore", "recording.compose"})
    EXPECT_EQ(other->ask(method, id)["error"].string(), "not-found") << method;
  EXPECT_EQ(teacher->ask("recording.discard", id)["error"].string(), "wrong-state")
      << "the lesson still runs";
}

}  // namespace
}  // namespace seodang::test
