#include "http/frames.hpp"

#include <gtest/gtest.h>

#include "http/support/wire.hpp"

namespace seodang::http {
namespace {

using Kind = FrameEvent::Kind;

/// A client's frame, masked with 1 2 3 4.
std::string frame(int first, std::string_view payload, bool masked = true) {
  std::string result = encode_frame(0, payload);
  result[0] = static_cast<char>(first);
  if (!masked) return result;
  const size_t at = result.size() - payload.size();
  result[1] = static_cast<char>(result[1] | 0x80);
  result.insert(at, "\x01\x02\x03\x04");
  for (size_t i = 0; i < payload.size(); i++)
    result[at + 4 + i] = static_cast<char>(result[at + 4 + i] ^ static_cast<char>(i % 4 + 1));
  return result;
}

std::optional<FrameEvent> read(const std::string& bytes, size_t max = 1000) {
  FrameReader reader(max);
  reader.append(bytes);
  return reader.next();
}

void expect_error(const std::string& bytes, int code) {
  const auto event = read(bytes);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Kind::error);
  EXPECT_EQ(event->code, code);
}

TEST(Frames, ReadsTextOfEveryLengthEncoding) {
  for (size_t size : {0, 1, 125, 126, 65535, 65536}) {
    const std::string text(size, 'a');
    const auto event = read(frame(0x81, text), 100'000);
    ASSERT_TRUE(event) << size;
    EXPECT_EQ(event->kind, Kind::text);
    EXPECT_EQ(event->payload, text);
  }
}

TEST(Frames, ReadsByteByByte) {
  FrameReader reader(1000);
  const std::string bytes = frame(0x81, "안녕") + frame(0x89, "p");
  std::vector<Kind> kinds;
  for (char byte : bytes) {
    reader.append({&byte, 1});
    while (auto event = reader.next()) kinds.push_back(event->kind);
  }
  EXPECT_EQ(kinds, (std::vector{Kind::text, Kind::ping}));
  EXPECT_EQ(reader.held(), frame(0x89, "p").size()) << "erased with the next append";
}

TEST(Frames, JoinsFragmentsAroundControlFrames) {
  FrameReader reader(1000);
  reader.append(frame(0x01, "one ") + frame(0x89, "now") + frame(0x00, "two ") + frame(0x80, "three"));
  EXPECT_EQ(reader.next()->kind, Kind::ping);
  const auto text = reader.next();
  ASSERT_TRUE(text);
  EXPECT_EQ(text->payload, "one two three");
  EXPECT_FALSE(reader.next());
}

TEST(Frames, RefusesWhatIsTooLargeByItsHeaderAlone) {
  expect_error(frame(0x81, std::string(1001, 'x')).substr(0, 4), 1009);
  FrameReader reader(1000);
  reader.append(frame(0x01, std::string(600, 'x')) + frame(0x80, std::string(401, 'x')).substr(0, 4));
  EXPECT_EQ(reader.next()->code, 1009) << "all fragments count together";
  reader.append(std::string(5000, 'x'));
  EXPECT_EQ(reader.held(), 0U) << "nothing is kept after an error";
  EXPECT_FALSE(reader.next());
}

TEST(Frames, RefusesALengthThatWouldOverflow) {
  expect_error(std::string("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10), 1009);
}

TEST(Frames, RefusesWhatIsBroken) {
  expect_error(frame(0xc1, "compressed"), 1002);             // RSV1: permessage-deflate was not agreed on
  expect_error(frame(0x81, "bare", false), 1002);            // not masked
  expect_error(frame(0x80, "nothing to go on with"), 1002);  // a continuation of nothing
  expect_error(frame(0x01, "a") + frame(0x81, "b"), 1002);   // a message within a message
  expect_error(frame(0x09, "ping"), 1002);                   // a fragmented ping
  expect_error(frame(0x89, std::string(126, 'x')), 1002);    // a long one
  expect_error(frame(0x83, "x"), 1002);                      // reserved
  expect_error(frame(0x8b, "x"), 1002);
  expect_error(frame(0x82, "binary"), 1003);
  expect_error(frame(0x81, "\xff\xfe"), 1007);
}

TEST(Frames, ReadsTheCodeOfAClose) {
  EXPECT_EQ(read(frame(0x88, ""))->code, 1005);
  const auto away = read(frame(0x88, "\x03\xe9gone"));
  EXPECT_EQ(away->kind, Kind::close);
  EXPECT_EQ(away->code, 1001);
  EXPECT_EQ(away->payload, "gone");
  expect_error(frame(0x88, "\x03"), 1002);
  expect_error(frame(0x88, "\x03\xee"), 1002);  // 1006 is never sent
}

TEST(Frames, AnswersTheKeyOfTheRfc) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_TRUE(is_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_FALSE(is_websocket_key(""));
  EXPECT_FALSE(is_websocket_key("dGhlIHNhbXBsZSBub25j"));
}

}  // namespace
}  // namespace seodang::http
