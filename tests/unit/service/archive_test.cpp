// What is kept of a class, for who has its host key: while it lives and after.
#include "fixture.hpp"

namespace seodang::test {
namespace {

class ArchiveTest : public ServiceTest {
 protected:
  void meet() {
    start();
    teacher_ = host(Json::object({{"title", "산수"}}));
    pupil_ = browser(number(), "=철수", Json::object({{"person", "pupil"}}));
    EXPECT_FALSE(
        teacher_->ask("attendance.roster", Json::object({{"names", Json::array({"영희"})}})).has("error"));
    EXPECT_FALSE(pupil_->ask("chat.say", Json::object({{"text", "안녕\n선생: 거짓"}})).has("error"));
    EXPECT_FALSE(teacher_->ask("chat.say", Json::object({{"text", "반가워요"}})).has("error"));
  }
  service::Caller key(const std::string& bearer) const { return {"10.0.0.1", bearer}; }
  service::Caller owner() const { return key(room_["hostKey"].string_or("")); }
  std::string id() const { return room_["id"].string_or(""); }
  Json attendance(const std::string& id, const service::Caller& caller) {
    return wait([&](Completion<Json> done) { service_->attendance(id, caller, std::move(done)); });
  }
  using Call = void (service::Service::*)(const std::string&, const service::Caller&,
                                          Completion<service::Document>);
  service::Document document(Call call) {
    std::optional<Result<service::Document>> answer;
    ((*service_).*call)(id(), owner(), [&](Result<service::Document> result) { answer = std::move(result); });
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    EXPECT_TRUE(*answer);
    return answer && *answer ? **answer : service::Document{};
  }

  std::unique_ptr<Browser> teacher_, pupil_;
};

TEST_F(ArchiveTest, TheAttendanceIsKeptAfterClassAndOverARestart) {
  meet();
  EXPECT_TRUE(attendance(id(), owner())["people"].at(1)["to"].is_null()) << "while it lives";
  pupil_->ask("room.leave");
  teacher_->ask("room.leave", Json::object({{"end", true}}));
  for (int visit = 0; visit < 2; visit++) {
    Json list = attendance(id(), owner());
    ASSERT_EQ(list["people"].size(), 2U) << list.text();
    EXPECT_EQ(list["people"].at(0)["name"].string(), "선생");
    EXPECT_GT(list["people"].at(0)["to"].integer_or(0), 1'600'000'000'000);
    EXPECT_GT(list["people"].at(1)["to"].integer_or(0), 1'600'000'000'000);
    EXPECT_EQ(list["absent"], Json::array({"영희"}));
    restart();
  }
}

TEST_F(ArchiveTest, AsATableForSpreadsheets) {
  meet();
  service::Document table = document(&service::Service::attendance_csv);
  EXPECT_EQ(table.type, "text/csv; charset=utf-8");
  EXPECT_TRUE(table.name.starts_with("산수 20")) << table.name;
  EXPECT_TRUE(table.name.ends_with(" attendance.csv")) << table.name;
  EXPECT_TRUE(table.text.starts_with("\xEF\xBB\xBFname,role,from,to,minutes,visits\r\n선생,host,20"));
  EXPECT_NE(table.text.find("\r\n'=철수,speaker,"), std::string::npos) << table.text;
  EXPECT_TRUE(table.text.ends_with("\r\n영희,absent,,,0,0\r\n")) << table.text;
}

TEST_F(ArchiveTest, TheChatIsATextInWhichNobodyWritesAnothersLine) {
  meet();
  service::Document chat = document(&service::Service::chat_text);
  EXPECT_EQ(chat.type, "text/plain; charset=utf-8");
  EXPECT_TRUE(chat.name.ends_with(" chat.txt")) << chat.name;
  const size_t stamp = std::string("2026-03-02 09:00:00").size();
  std::string text = chat.text.substr(3);
  EXPECT_EQ(text.substr(stamp, text.find("\r\n20") - stamp), " =철수: 안녕\r\n    선생: 거짓");
  EXPECT_TRUE(text.ends_with(" 선생: 반가워요\r\n")) << text;
  Json mistake = pupil_->ask("chat.say", Json::object({{"text", "실수"}}));
  EXPECT_EQ(pupil_->ask("chat.delete", Json::object({{"id", mistake["id"]}})), Json::object());
  text = document(&service::Service::chat_text).text;
  EXPECT_TRUE(text.ends_with(" =철수: [deleted]\r\n")) << text;
}

TEST_F(ArchiveTest, ALongChatIsThereInItsOrder) {
  settings_.limits.chat_per_second = 1000;
  settings_.limits.chat_burst = 1000;
  settings_.limits.messages_burst = 10'000;
  meet();
  for (int i = 0; i < 700; i++) pupil_->begin("chat.say", Json::object({{"text", "n" + std::to_string(i)}}));
  ASSERT_TRUE(teacher_->wait_for_message("chat.message", 702, 30));
  std::string text = document(&service::Service::chat_text).text;
  size_t at = 0;
  for (int i = 0; i < 700; i++) {
    at = text.find(": n" + std::to_string(i) + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(ArchiveTest, IsForWhoHasTheKeyOfThatRoom) {
  settings_.limits.tries_per_minute = 5;
  meet();
  Json other = create();
  EXPECT_EQ(attendance(id(), key(""))["error"].string(), "forbidden");
  EXPECT_EQ(attendance(id(), key("wrong"))["error"].string(), "forbidden");
  EXPECT_EQ(attendance(id(), key(other["hostKey"].string_or("")))["error"].string(), "forbidden");
  EXPECT_EQ(attendance("nowhere", owner())["error"].string(), "not-found");
  EXPECT_TRUE(attendance(id(), owner()).has("people"));
  EXPECT_EQ(attendance(id(), key("wrong"))["error"].string(), "forbidden");
  EXPECT_EQ(attendance(id(), key("wrong"))["error"].string(), "limit") << "wrong tries are counted";
}

}  // namespace
}  // namespace seodang::test
