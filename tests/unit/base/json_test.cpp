#include "base/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace seodang {
namespace {

Code code_of(const std::string& text, Json::Limits limits = {}) {
  Result<Json> parsed = Json::parse(text, limits);
  EXPECT_FALSE(parsed) << text.substr(0, 60);
  return parsed ? Code::internal : parsed.error().code;
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, ReadsWhatItWrote) {
  Json json = Json::object({{"text", "a \"b\" \\ \n"},
                            {"count", 3},
                            {"half", 0.5},
                            {"yes", true},
                            {"none", Json()},
                            {"list", Json::array({1, "two", Json::object({{"three", 3}})})}});
  Result<Json> again = Json::parse(json.text());
  ASSERT_TRUE(again);
  EXPECT_TRUE(*again == json) << again->text();
  EXPECT_EQ((*again)["list"].at(2)["three"].integer(), 3);
  EXPECT_EQ(json.text().find('\n'), std::string::npos) << "one line";
}

TEST(Json, ReadingWhatIsAbsentOrOfAnotherTypeGivesNothing) {
  Json json = *Json::parse(R"({"n": 1, "s": "x", "b": true, "f": 1.5, "l": [1]})");
  EXPECT_FALSE(json["n"].string());
  EXPECT_FALSE(json["s"].integer());
  EXPECT_FALSE(json["b"].integer());
  EXPECT_FALSE(json["f"].integer());
  EXPECT_FALSE(json["n"].boolean());
  EXPECT_EQ(json["n"].number(), 1.0);
  EXPECT_TRUE(json["absent"]["deeper"].is_null());
  EXPECT_TRUE(json["l"].at(1).is_null());
  EXPECT_TRUE(json.at(0).is_null());
  EXPECT_EQ(json["s"].size(), 0u);
  EXPECT_TRUE(json["s"].items().empty());
  EXPECT_EQ(json.keys().size(), 5u);
}

// json-glib parses by recursion: without the count this is a crash (hardening, row 15).
TEST(Json, TwoHundredKilobytesOfBracketsAreRefused) {
  Json::Limits large{1 << 20, 32};
  EXPECT_EQ(code_of(std::string(200'000, '['), large), Code::too_large);
  std::string objects;
  for (int i = 0; i < 40'000; i++) objects += "{\"a\":";
  EXPECT_EQ(code_of(objects, large), Code::too_large);
  EXPECT_EQ(code_of("[\"]\"," + std::string(40, '['), large), Code::too_large);
}

// json-glib takes comments and single quotes: a double quote in one of them would hide the brackets after it.
TEST(Json, NothingHidesBracketsFromTheCount) {
  for (const std::string& text :
       {"[/*\"*/" + nested(40) + "]", "[//\"\n" + nested(40) + "]", "['\"'," + nested(40) + ",'\"']"})
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  EXPECT_TRUE(Json::parse("[\"it's 1/2\"]"));
}

// json-glib would take the last of them and leak the others.
TEST(Json, ThereIsOneValue) {
  for (const char* text : {"{}{}", "[1][2]", "2{}", "2[{}]", "2\"a\"", "1 2", "\"a\"\"b\"", "\"a\" {}",
                           "{},{}", "1,2", "{}]", "{} x", "var x = 1"})
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  for (const char* text : {" {} ", "\n[1]\n", " 12 ", "-1.5e3", " \"a b\" ", "true"})
    EXPECT_TRUE(Json::parse(text)) << text;
}

// As infinity it would be written in a way that nobody reads.
TEST(Json, NumbersBeyondADoubleAreRefused) {
  for (const char* text : {"1e999", "[-1e999]", "{\"a\":{\"b\":[0,1e999]}}"})
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  EXPECT_TRUE(Json::parse("[1e308,{\"a\":-1e308}]"));
}

TEST(Json, DepthIsCountedExactlyAndNotInsideStrings) {
  EXPECT_TRUE(Json::parse(nested(32)));
  EXPECT_EQ(code_of(nested(33)), Code::too_large);
  EXPECT_TRUE(Json::parse("\"" + std::string(100, '[') + "\""));
  EXPECT_TRUE(Json::parse("\"\\\"" + std::string(100, '[') + "\""));
  std::string wide = "[";
  for (int i = 0; i < 100; i++) wide += "[],";
  EXPECT_TRUE(Json::parse(wide + "[]]"));
}

TEST(Json, SizeIsLimited) {
  EXPECT_TRUE(Json::parse("\"" + std::string(98, 'a') + "\"", {100, 32}));
  EXPECT_EQ(code_of("\"" + std::string(99, 'a') + "\"", {100, 32}), Code::too_large);
}

TEST(Json, WhatIsNotJsonIsAParseError) {
  EXPECT_FALSE(Json::parse(std::string_view())) << "no text at all";
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\":}", "nul", "\x01", "{\"a\":1}}", "[1 2]", "{1:2}"}) {
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  }
}

TEST(Json, UnicodeSurvivesAndBrokenUtf8IsRefused) {
  Result<Json> json = Json::parse(R"({"name": "서당 \ud83c\udf93 é"})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["name"].string(), "서당 🎓 é");
  EXPECT_EQ((*Json::parse(json->text()))["name"].string(), "서당 🎓 é");
  for (const char* text : {"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\xaf\""})
    EXPECT_EQ(code_of(text), Code::parse_error);
}

// json-glib would write 1e98 as 1e+98.0, and what is no number as a word.
TEST(Json, EveryNumberIsWrittenAsJson) {
  for (const double value : {1e98, 1e-8, 1e17, 0.1, 5.0, -0.5, 1.7976931348623157e308, 5e-324, 1.0 / 3}) {
    const auto again = Json::parse(Json(value).text());
    ASSERT_TRUE(again) << Json(value).text();
    EXPECT_EQ(again->number(), value) << again->text();
    EXPECT_FALSE(again->integer()) << "a double stays one";
  }
  EXPECT_EQ(Json(5.0).text(), "5.0");
  EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).text(), "null");
  EXPECT_EQ(Json(std::numeric_limits<double>::quiet_NaN()).text(), "null");
  EXPECT_EQ(Json(std::numeric_limits<int64_t>::min()).text(), "-9223372036854775808");
}

TEST(Json, EveryStringIsWrittenInOneLine) {
  const std::string text = "\"\\\x01\n\t\x1f\x7f/가\u2028🎓";
  const Json json = Json::object({{text.c_str(), text}});
  EXPECT_EQ(json.text().find('\n'), std::string::npos);
  EXPECT_EQ((*Json::parse(json.text()))[text].string(), text);
  EXPECT_EQ(Json("\x02\"").text(), R"("\u0002\"")");
  EXPECT_EQ(Json::object({{"b", Json::array({1, true, Json()})}, {"a", Json::object()}}).text(),
            R"({"b":[1,true,null],"a":{}})");
}

// json-glib makes bytes of it that are not UTF-8 (sent on, they would end the connection of everyone who gets
// them), or leaks the whole string.
TEST(Json, HalfASurrogatePairIsRefused) {
  for (const char* text :
       {R"(["\ud83cx"])", R"(["\ud83c\n"])", R"({"\ud83c\{":1})", R"(["\udc00\{"])", R"(["\ud83c"])",
        R"(["\ud83c\ud83c"])", R"(["\ud83c\u0041"])", R"(["\udf93\ud83c"])", R"(["\u12"])", R"(["\u00zz"])"})
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  EXPECT_EQ(Json::parse(R"(["\uac00\\ud83c\ud83c\udf93"])")->at(0).string(), "가\\ud83c🎓");
}

// json-glib takes \222 for the byte of that octal number, and drops the backslash of \c.
TEST(Json, EscapesThatJsonDoesNotHaveAreRefused) {
  for (const char* text : {R"(["\222"])", R"(["\c"])", R"({"\'":1})", R"(["\0"])", R"(["\U0041"])", "[\"\\"})
    EXPECT_EQ(code_of(text), Code::parse_error) << text;
  EXPECT_EQ(Json::parse(R"(["\"\\\/\b\f\n\r\t\\222"])")->at(0).string(), "\"\\/\b\f\n\r\t\\222");
}

// json-glib quotes the string that stands in the wrong place.
TEST(Json, TheReasonOfARefusalIsUtf8) {
  const auto json = Json::parse("{\"" + std::string(300, 'x') + "안녕\"\"안녕\"}");
  ASSERT_FALSE(json);
  EXPECT_TRUE(g_utf8_validate(json.error().text.c_str(), -1, nullptr)) << json.error().text;
}

TEST(Json, NulBytesAreRefused) {
  EXPECT_EQ(code_of(std::string("{\"a\":\"b\0c\"}", 11)), Code::parse_error);
  EXPECT_EQ(code_of(std::string("{}\0{}", 5)), Code::parse_error);
}

}  // namespace
}  // namespace seodang
