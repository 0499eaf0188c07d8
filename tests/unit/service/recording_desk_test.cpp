// Recordings by REST: who may, and what they get.
#include <fstream>

#include "fixture.hpp"

namespace seodang::test {
namespace {

using service::Caller;
using service::RecordingCall;
using service::RecordingRequest;

class RecordingDeskTest : public ServiceTest {
 protected:
  /// A room with a section that is ready.
  void record() {
    settings_.recording.disk = [](const std::string&) { return service::DiskSpace{1ULL << 40, 1ULL << 41}; };
    start();
    teacher_ = host();
    const std::string id = last_join_["you"]["id"].string_or("");
    teacher_->ask("consent.answer",
                  Json::object({{"recording", true}, {"capture", false}, {"textVersion", "1"}}));
    ASSERT_TRUE(wait_for_room("open"));
    const int64_t from = wall_ms() - 1000;
    const std::string segment = id + ".camera." + std::to_string(from);
    const std::string path =
        folder_ / "recordings" / room_["id"].string_or("") / "segments" / (segment + ".webm");
    std::ofstream(path) << "media";
    make_room_say(*teacher_, "segment",
                  Json::object({{"participant", id},
                                {"source", "camera"},
                                {"segment", segment},
                                {"path", path},
                                {"state", "open"},
                                {"from", from}}));
    ASSERT_TRUE(teacher_->wait_for_message("recording.changed"));
    section_ =
        call(RecordingCall::start, room_["id"], owner(), Json::object({{"name", "1/2: a?"}}))["recording"];
    ASSERT_EQ(section_["state"].string(), "recording") << section_.text();
    ASSERT_EQ(call(RecordingCall::stop, section_["id"], owner())["recording"]["state"].string(), "finishing");
    ASSERT_TRUE(wait_for([this] {
      section_ = get()["recording"];
      return section_["state"].string() == "ready";
    }));
  }
  Json call(RecordingCall call, const Json& id, const Caller& caller, const Json& body = Json()) {
    RecordingRequest request{id.string_or(""), body};
    return wait([&](Completion<Json> done) { service_->recording(call, request, caller, std::move(done)); });
  }
  Json get() { return call(RecordingCall::get, section_["id"], owner()); }
  Caller owner() const { return {"10.0.0.1", room_["hostKey"].string_or("")}; }
  static Caller stranger() { return {"10.0.0.2", "guess"}; }

  /// What a link leads to: the content of its files, or the error's name.
  std::string follow(const std::string& url, const Caller& caller = {"10.0.0.3"}) {
    const size_t question = url.find('?');
    RecordingRequest request;
    std::string path = url.substr(0, question);
    request.id = path.substr(std::string("/api/recordings/").size(), 16);
    if (const size_t file = path.find("/files/"); file != std::string::npos)
      request.file = path.substr(file + 7);
    if (question != std::string::npos) {
      const std::string query = url.substr(question + 1);
      request.expires = query.substr(8, query.find('&') - 8);
      const size_t signature = query.find("signature=") + 10;
      request.signature = query.substr(signature, query.find('&', signature) - signature);
      request.poster = query.find("poster=1") != std::string::npos;
    }
    return content(request, caller);
  }
  std::string content(const RecordingRequest& request, const Caller& caller) {
    std::optional<Result<service::Download>> answer;
    service_->download(request, caller, [&](Result<service::Download> got) { answer = std::move(got); });
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    if (!*answer) return std::string(name_of(answer->error().code));
    std::string text;
    for (const auto& file : (*answer)->files) {
      std::ifstream in(file.path);
      text += file.name + ": " + std::string(std::istreambuf_iterator<char>(in), {}) + "\n";
    }
    return text;
  }

  std::unique_ptr<Browser> teacher_;
  Json section_;
};

TEST_F(RecordingDeskTest, OnlyWhoMayReachesThem) {
  record();
  for (RecordingCall what : {RecordingCall::list, RecordingCall::start})
    EXPECT_EQ(call(what, room_["id"], stranger(), Json::object())["error"].string(), "forbidden");
  for (RecordingCall what :
       {RecordingCall::get, RecordingCall::stop, RecordingCall::discard, RecordingCall::restore,
        RecordingCall::compose, RecordingCall::mark, RecordingCall::first})
    EXPECT_EQ(call(what, section_["id"], {"10.0.0.4", "guess"}, Json::object())["error"].string(),
              "forbidden");
  EXPECT_EQ(call(RecordingCall::get, "0123456789abcdef", owner())["error"].string(), "not-found");
  EXPECT_EQ(follow("/api/recordings/" + section_["id"].string_or("") + "/zip"), "forbidden");
  EXPECT_EQ(call(RecordingCall::list, room_["id"], owner())["recordings"].size(), 2U);
}

TEST_F(RecordingDeskTest, AWrongKeyIsATry) {
  settings_.limits.tries_per_minute = 3;
  record();
  for (int i = 0; i < 3; i++) call(RecordingCall::get, section_["id"], stranger());
  EXPECT_EQ(call(RecordingCall::get, section_["id"], stranger())["error"].string(), "limit");
}

TEST_F(RecordingDeskTest, ALinkLeadsToItsFileAndToNoOther) {
  record();
  const Json file = section_["files"].at(0);
  const std::string url = file["url"].string_or("");
  EXPECT_TRUE(follow(url).starts_with("선생.webm: ")) << follow(url);
  EXPECT_EQ(follow(file["poster"].string_or("")), "선생.jpg: picture of 선생\n");
  EXPECT_EQ(follow(url + "0"), "forbidden");
  std::string other = url;
  other.replace(other.find("/files/") + 7, 16, "0123456789abcdef");
  EXPECT_EQ(follow(other), "forbidden");
  EXPECT_TRUE(follow(section_["zip"].string_or("")).starts_with("선생.webm: "));
  RecordingRequest by_key{section_["id"].string_or("")};
  by_key.file = file["id"].string_or("");
  EXPECT_TRUE(content(by_key, owner()).starts_with("선생.webm: "));
  EXPECT_EQ(content(by_key, {"10.0.0.5", "guess"}), "forbidden");
}

TEST_F(RecordingDeskTest, WhatIsDeletedIsNotServedUntilItIsHadBack) {
  record();
  const std::string url = section_["files"].at(0)["url"].string_or("");
  EXPECT_EQ(call(RecordingCall::discard, section_["id"], owner())["recording"]["state"].string(),
            "discarded");
  EXPECT_EQ(follow(url), "not-found");
  EXPECT_EQ(call(RecordingCall::restore, section_["id"], owner())["recording"]["state"].string(), "ready");
  EXPECT_TRUE(follow(url).starts_with("선생.webm: "));
}

TEST_F(RecordingDeskTest, AfterTheClassEverythingIsStillThere) {
  record();
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  EXPECT_EQ(call(RecordingCall::start, room_["id"], owner(), Json::object())["error"].string(),
            "wrong-state");
  EXPECT_EQ(call(RecordingCall::stop, section_["id"], owner())["error"].string(), "wrong-state");
  const Json mark = call(RecordingCall::mark, section_["id"], owner(),
                         Json::object({{"label", "later"}, {"at", section_["from"]}}))["mark"];
  EXPECT_EQ(mark["at"], section_["from"]);
  const Json composed = call(RecordingCall::compose, section_["id"], owner(),
                             Json::object({{"layout", "speaker"}}))["recording"];
  EXPECT_EQ(composed["kind"].string(), "composed");
  EXPECT_TRUE(wait_for([&] {
    return call(RecordingCall::get, composed["id"], owner())["recording"]["state"].string() == "ready";
  }));
  RecordingRequest page{room_["id"].string_or("")};
  page.limit = 1;
  const Json first = wait([&](Completion<Json> done) {
    service_->recording(RecordingCall::list, page, owner(), std::move(done));
  });
  EXPECT_EQ(first["recordings"].size(), 1U);
  EXPECT_EQ(first["more"].boolean(), true);
  restart();
  EXPECT_EQ(call(RecordingCall::list, room_["id"], owner())["recordings"].size(), 3U);
  EXPECT_TRUE(follow(section_["files"].at(0)["url"].string_or("")).starts_with("선생.webm: "))
      << "the key for links outlives the process";
}

}  // namespace
}  // namespace seodang::test
