#include "protocol/errors.hpp"

#include <gtest/gtest.h>

#include <set>

namespace seodang {
namespace {

TEST(Errors, EveryRowIsWhereItsCodeLooksForIt) {
  for (const ErrorRow& row : error_table()) EXPECT_EQ(&row_of(row.code), &row) << name_of(row.code);
  EXPECT_EQ(error_table().size(), static_cast<size_t>(Code::invalid_params) + 1) << "a code without a row";
}

TEST(Errors, NamesAndNumbersAreUniqueAndNamesLeadBack) {
  std::set<std::string_view> names;
  std::set<int> numbers;
  for (const ErrorRow& row : error_table()) {
    EXPECT_TRUE(names.insert(name_of(row.code)).second) << name_of(row.code);
    EXPECT_TRUE(numbers.insert(row.rpc).second) << row.rpc;
    EXPECT_EQ(code_named(name_of(row.code)), row.code);
    EXPECT_FALSE(row.sentence.empty());
    EXPECT_GE(row.http, 400);
    EXPECT_LT(row.http, 600);
  }
  EXPECT_FALSE(code_named("no-such-error"));
}

TEST(Errors, ProtocolMdsNamesAreThere) {
  for (const char* name : {"bad-ticket", "not-found", "in-use", "forbidden", "wrong-state", "busy", "limit",
                           "too-large", "bad-sdp", "media-failed", "storage-full", "internal"}) {
    EXPECT_TRUE(code_named(name)) << name;
  }
  EXPECT_EQ(row_of(Code::method_not_found).rpc, -32601);
  EXPECT_EQ(row_of(Code::parse_error).rpc, -32700);
  EXPECT_EQ(row_of(Code::invalid_request).rpc, -32600);
  EXPECT_EQ(row_of(Code::invalid_params).rpc, -32602);
}

TEST(Errors, SurviveTheWire) {
  for (const ErrorRow& row : error_table()) {
    Error back = error_from(to_json(Error{row.code, "why"}));
    EXPECT_EQ(back.code, row.code);
    EXPECT_EQ(back.text, "why");
    EXPECT_EQ(to_json(Error{row.code, ""})["message"].string(), row.sentence);
  }
  EXPECT_EQ(error_from(Json::object({{"code", -1}})).code, Code::internal);
}

TEST(Errors, MaySayMoreToPrograms) {
  const Error plain{Code::busy, "someone shares"};
  const Error one = with_data(plain, "reason", "screen");
  const Error two = with_data(one, "holder", Json::object({{"id", "p1"}, {"name", "철수"}}));
  EXPECT_EQ(to_json(plain)["data"].text(), R"({"name":"busy"})");
  EXPECT_EQ(to_json(one)["data"].text(), R"({"name":"busy","reason":"screen"})") << "each is its own";
  EXPECT_EQ(to_json(error_from(to_json(two))).text(), to_json(two).text());
  EXPECT_EQ(to_json(two)["data"]["holder"]["name"].string(), "철수");
}

}  // namespace
}  // namespace seodang
