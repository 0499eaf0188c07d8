#include "fixture.hpp"

namespace seodang::test {
namespace {

class ConsentsTest : public ServiceTest {
 protected:
  void SetUp() override {
    start();
    teacher_ = host();
    pupil_ = browser(number(), "철수", Json::object({{"person", "key"}}));
  }
  static Json answer(bool recording, bool capture, const Json& version = "1") {
    return Json::object({{"recording", recording}, {"capture", capture}, {"textVersion", version}});
  }
  Json stored() {
    Json list = Json::array();
    std::optional<store::OrderRows> read;
    store_->order().of_room(room_["id"].string_or(""), [&](Result<store::OrderRows> r) { read = *r; });
    EXPECT_TRUE(wait_for([&] { return read.has_value(); }));
    for (const auto& [person, row] : read->consents) {
      EXPECT_GT(row.at, 1'600'000'000'000);
      list.push(Json::object(
          {{"recording", row.recording}, {"capture", row.capture}, {"textVersion", row.text_version}}));
    }
    return list;
  }
  std::unique_ptr<Browser> teacher_, pupil_;
};

TEST_F(ConsentsTest, NobodyHasAgreedBeforeTheirAnswer) {
  EXPECT_TRUE(last_join_["you"].has("consent"));
  EXPECT_TRUE(last_join_["you"]["consent"].is_null());
  EXPECT_EQ(last_join_["room"]["notice"],
            Json::object({{"version", "1"}, {"recording", true}, {"capture", true}}));
  EXPECT_EQ(stored().size(), 0U);
}

TEST_F(ConsentsTest, TheLastAnswerCountsAndIsBackAfterARestart) {
  EXPECT_FALSE(pupil_->ask("consent.answer", answer(true, true)).has("error"));
  EXPECT_FALSE(pupil_->ask("consent.answer", answer(true, false, "2")).has("error"));
  EXPECT_EQ(stored(), Json::array({answer(true, false, "2")}));
  pupil_->ask("room.leave");
  pupil_ = browser(number(), "철수", Json::object({{"person", "key"}}));
  EXPECT_EQ(last_join_["you"]["consent"], answer(true, false, "2")) << "of the person, not of the visit";
  restart();
  pupil_ = browser(number(), "철수", Json::object({{"person", "key"}}));
  EXPECT_EQ(last_join_["you"]["consent"], answer(true, false, "2"));
  auto other = browser(number(), "영희");
  EXPECT_TRUE(last_join_["you"]["consent"].is_null());
}

TEST_F(ConsentsTest, AnAnswerIsWhole) {
  for (const Json& params : {Json::object({{"recording", true}, {"capture", "no"}, {"textVersion", "1"}}),
                             answer(true, true, ""), answer(true, true, 1)}) {
    EXPECT_EQ(pupil_->ask("consent.answer", params)["error"].string(), "invalid-params") << params.text();
  }
  EXPECT_EQ(pupil_->ask("consent.answer", answer(true, true, std::string(65, 'x')))["error"].string(),
            "too-large");
  EXPECT_EQ(stored().size(), 0U);
}

}  // namespace
}  // namespace seodang::test
