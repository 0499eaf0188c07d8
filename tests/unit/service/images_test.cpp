// Profile images with a scripted job in the decoder's place; the real one: tests/room/image_test.cpp.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "fixture.hpp"

namespace seodang::test {
namespace {

class ImagesTest : public ServiceTest {
 protected:
  service::Caller caller(const std::string& key, const std::string& address = "10.0.0.1") const {
    return {address, key};
  }
  Json put(const std::string& key, const std::string& bytes, const std::string& address = "10.0.0.1") {
    return wait(
        [&](Completion<Json> done) { service_->put_image(bytes, caller(key, address), std::move(done)); });
  }
  Json remove(const std::string& key) {
    return wait([&](Completion<Json> done) { service_->remove_image(caller(key), std::move(done)); });
  }
  std::string read(const Json& put) const {
    const std::string path = put["image"].string_or("");
    const Result<std::string> bytes = service_->image(path.substr(path.rfind('/') + 1));
    return bytes ? *bytes : std::string(name_of(bytes.error().code));
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator(folder_ / "uploads/images"))
      names.insert(item.path().filename());
    return names;
  }
  static Json with_key(const std::string& key) { return Json::object({{"person", key}}); }
};

TEST_F(ImagesTest, WhatTheJobMadeIsKeptUnderARandomName) {
  start();
  const Json first = put("k-1", "a picture");
  EXPECT_TRUE(first["image"].string_or("").starts_with("/images/")) << first.text();
  EXPECT_EQ(read(first), "a picture");
  const Json other = put("k-2", "a picture");
  EXPECT_NE(first["image"], other["image"]);
  EXPECT_EQ(files().size(), 2U) << "nothing of the way is left";
}

TEST_F(ImagesTest, AReplacedImageIsRemoved) {
  start();
  const Json first = put("k-1", "one");
  const Json second = put("k-1", "two");
  EXPECT_EQ(read(first), "not-found");
  EXPECT_EQ(read(second), "two");
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(ImagesTest, DeletingTakesTheFileWithIt) {
  start();
  const Json image = put("k-1", "one");
  EXPECT_FALSE(remove("k-1").has("error"));
  EXPECT_EQ(read(image), "not-found");
  EXPECT_TRUE(files().empty());
  EXPECT_FALSE(remove("k-1").has("error")) << "twice is once";
  EXPECT_FALSE(remove("nobody").has("error"));
}

TEST_F(ImagesTest, WithoutAPersonsKeyNothingIsDone) {
  start();
  EXPECT_EQ(put("", "one")["error"].string(), "forbidden");
  EXPECT_EQ(remove("")["error"].string(), "forbidden");
  EXPECT_TRUE(files().empty());
}

TEST_F(ImagesTest, WhatIsRefusedLeavesTheImageBefore) {
  settings_.times.image_ms = 500;
  start();
  const Json image = put("k-1", "one");
  EXPECT_EQ(put("k-1", "refuse")["error"].string(), "bad-sdp") << "the job's own error";
  EXPECT_EQ(put("k-1", "crash")["error"].string(), "media-failed");
  EXPECT_EQ(put("k-1", "hang")["error"].string(), "media-failed");
  EXPECT_EQ(read(image), "one");
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(ImagesTest, AProgramThatDoesNotStartIsAnError) {
  start();
  settings_.rooms.program = "/nowhere";
  settings_.rooms.spare = 0;
  service_ = std::make_unique<service::Service>(settings_, *store_);
  EXPECT_EQ(put("k-1", "one")["error"].string(), "internal");
  EXPECT_TRUE(files().empty());
}

TEST_F(ImagesTest, AFloodWaitsInAQueueThatEnds) {
  settings_.times.image_ms = 300;
  start();
  size_t busy = 0, failed = 0;
  for (int i = 0; i < 30; i++) {
    service_->put_image(
        "hang", caller("k-" + std::to_string(i), "10.0.0." + std::to_string(i)),
        [&](const Result<Json>& result) { (result.error().code == Code::busy ? busy : failed)++; });
  }
  EXPECT_EQ(busy, 8U) << "two are being read, twenty wait";
  EXPECT_LE(children(), 2U + 1U) << "one is the warm room";
  EXPECT_TRUE(wait_for([&] { return failed == 22; }, 10)) << failed;
  EXPECT_EQ(put("k-1", "one")["error"].string(), std::nullopt);
}

TEST_F(ImagesTest, OneAddressHasItsRate) {
  settings_.limits.images_per_minute = 2;
  start();
  put("k-1", "one");
  put("k-2", "one");
  EXPECT_EQ(put("k-3", "one")["error"].string(), "limit");
  EXPECT_FALSE(put("k-3", "one", "10.0.0.2").has("error"));
}

TEST_F(ImagesTest, NoNameLeavesTheDirectory) {
  start();
  std::ofstream(folder_ / "uploads/secret.jpg") << "secret";
  std::ofstream(folder_ / "uploads/images/secret.jpg") << "secret";
  for (const char* name :
       {"../secret.jpg", "..", ".", "", "/etc/passwd", "secret.jpg", "0123456789abcdef0123456789abcde/.jpg",
        "0123456789abcdef0123456789abcdef.jpgx", "0123456789ABCDEF0123456789ABCDEF.jpg"}) {
    const Result<std::string> bytes = service_->image(name);
    EXPECT_FALSE(bytes) << name;
  }
}

TEST_F(ImagesTest, WhatWasOnTheWayIsGoneAfterARestart) {
  start();
  const Json image = put("k-1", "one");
  std::ofstream(folder_ / "uploads/images/0123.upload") << "half";
  std::ofstream(folder_ / "uploads/images/0123.new") << "half";
  restart();
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(read(image), "one");
}

TEST_F(ImagesTest, OthersSeeItWhenOneCameWithIt) {
  start();
  auto teacher = host();
  const std::string number = room_["number"].string_or("");
  const Json image = put("k-1", "one");
  auto pupil = browser(number, "철수", with_key("k-1"));
  EXPECT_EQ(last_join_["you"]["avatar"], image["image"]);
  auto other = browser(number, "영희");
  const auto participants = last_join_["participants"].items();
  const auto found = std::find_if(participants.begin(), participants.end(), [](const Json& participant) {
    return participant["name"].string() == "철수";
  });
  ASSERT_NE(found, participants.end());
  EXPECT_EQ((*found)["avatar"], image["image"]);
  EXPECT_FALSE(last_join_["you"].has("avatar"));
}

TEST_F(ImagesTest, AChangeDuringClassIsTold) {
  start();
  auto teacher = host();
  auto pupil = browser(room_["number"].string_or(""), "철수", with_key("k-1"));
  ASSERT_TRUE(teacher->wait_for_message("participant.joined"));
  teacher->forget();
  const Json image = put("k-1", "one");
  ASSERT_TRUE(teacher->wait_for_message("participant.changed"));
  EXPECT_EQ(teacher->got("participant.changed").back()["participant"]["avatar"], image["image"]);
  teacher->forget();
  remove("k-1");
  ASSERT_TRUE(teacher->wait_for_message("participant.changed"));
  EXPECT_FALSE(teacher->got("participant.changed").back()["participant"].has("avatar"));
}

TEST_F(ImagesTest, ItIsThereAfterARestartOfTheService) {
  start();
  auto teacher = host();
  const Json image = put("k-1", "one");
  auto pupil = browser(room_["number"].string_or(""), "철수", with_key("k-1"));
  const std::string resume = last_join_["resume"].string_or("");
  pupil->disconnect();
  teacher->disconnect();
  pupil.reset();
  teacher.reset();
  restart();
  auto newcomer = browser(room_["number"].string_or(""), "영희");
  Json seen;
  for (const Json& participant : last_join_["participants"].items())
    if (participant["name"].string() == "철수") seen = participant;
  EXPECT_EQ(seen["avatar"], image["image"]) << "before they have come back";
}

}  // namespace
}  // namespace seodang::test
