#include "service/text.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

std::string line(const std::string& raw, size_t most = 32) {
  auto text = line_member(Json::object({{"name", raw}}), "name", most);
  return text ? *text : std::string("!") + std::string(name_of(text.error().code));
}

TEST(TextTest, LinesAreComposedTrimmedAndSingleSpaced) {
  EXPECT_EQ(line("  김 \t\n 철수  "), "김 철수");
  EXPECT_EQ(line("한글"), "한글");                          // NFD becomes NFC
  EXPECT_EQ(line("a\u202Eb\u200Bc\u0007d\uFEFF"), "abcd");  // bidi, zero-width, bell, byte order mark
  EXPECT_EQ(line("😀 é"), "😀 é");
}

TEST(TextTest, NothingLeftIsRefused) {
  EXPECT_EQ(line(""), "!invalid-params");
  EXPECT_EQ(line(" \n "), "!invalid-params");
  EXPECT_EQ(line("\u200B\u202E"), "!invalid-params");
  EXPECT_FALSE(line_member(Json::object(), "name", 32));
  EXPECT_FALSE(line_member(Json::object({{"name", 5}}), "name", 32));
}

TEST(TextTest, LengthCountsLettersAsRead) {
  std::string syllables;
  for (int i = 0; i < 32; i++) syllables += "가";
  EXPECT_EQ(line(syllables), syllables);
  EXPECT_EQ(line(syllables + "가"), "!too-large");
  std::string marked;
  for (int i = 0; i < 32; i++) marked += "x\u0323";
  EXPECT_EQ(line(marked), marked);
  std::string zalgo = "z";
  for (int i = 0; i < 1000; i++) zalgo += "\u0323";
  EXPECT_EQ(line(zalgo), "!too-large");
}

TEST(TextTest, BlocksKeepTheirLines) {
  auto block = [](const std::string& raw) {
    return *text_block_member(Json::object({{"text", raw}}), "text", 100);
  };
  EXPECT_EQ(block("가\r\n\t나  다"), "가\n\t나  다");
  EXPECT_EQ(block("<b>'\"&"), "<b>'\"&");
  EXPECT_FALSE(text_block_member(Json::object({{"text", " \n\t "}}), "text", 100));
  EXPECT_FALSE(text_block_member(Json::object({{"text", std::string(101, 'x')}}), "text", 100));
}

TEST(TextTest, NumbersArePartOfALink) {
  EXPECT_TRUE(is_number("4711"));
  EXPECT_TRUE(is_number("class-3_b"));
  for (const char* bad : {"", "a b", "a/b", "..", "방", "a?b"}) EXPECT_FALSE(is_number(bad)) << bad;
  EXPECT_FALSE(is_number(std::string(33, '1')));
  EXPECT_EQ(*number_member(Json::object({{"number", 4711}})), "4711");
}

}  // namespace
}  // namespace seodang::service
