#include "service/methods.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "protocol/errors.hpp"

namespace seodang::service {
namespace {

Json document() {
  std::ifstream file(std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/data/openrpc.json");
  std::stringstream text;
  text << file.rdbuf();
  auto json = Json::parse(text.str(), {1 << 20, 64});
  EXPECT_TRUE(json) << json.error().text;
  return json ? *json : Json();
}

constexpr const char* from_names[] = {"client", "service", "both"};
constexpr const char* when_names[] = {"before-join", "joined", "any"};
constexpr Role roles[] = {Role::host, Role::speaker, Role::listener};

std::vector<std::string> roles_of(const Method& method) {
  std::vector<std::string> names;
  for (Role role : roles) {
    if (method.roles & (1U << static_cast<unsigned>(role))) names.emplace_back(name_of(role));
  }
  return names;
}

TEST(MethodsTest, TheDocumentSaysWhatTheTableSays) {
  std::vector<Json> documented = document()["methods"].items();
  ASSERT_EQ(documented.size(), method_table().size());
  for (size_t i = 0; i < documented.size(); i++) {
    const Method& method = method_table()[i];
    const Json& row = documented[i];
    const std::string name(method.name);
    EXPECT_EQ(row["name"].string(), name);
    EXPECT_EQ(row["x-from"].string(), from_names[static_cast<size_t>(method.from)]) << name;
    EXPECT_EQ(row["x-notification"].boolean(), method.notification) << name;
    EXPECT_EQ(row["x-when"].string(), when_names[static_cast<size_t>(method.when)]) << name;
    EXPECT_EQ(row["x-roles"], Json(roles_of(method))) << name;
    EXPECT_EQ(row.has("result"), !method.notification) << name;
    EXPECT_FALSE(row["summary"].string_or("").empty()) << name;
    ASSERT_EQ(row["params"].size(), method.params.size()) << name;
    for (size_t p = 0; p < method.params.size(); p++) {
      EXPECT_EQ(row["params"].at(p)["name"].string(), std::string(method.params[p].name)) << name;
      EXPECT_EQ(row["params"].at(p)["required"].boolean(), method.params[p].required) << name;
      EXPECT_TRUE(row["params"].at(p)["schema"].is_object()) << name;
    }
  }
}

TEST(MethodsTest, TheDocumentKnowsEveryError) {
  Json errors = document()["components"]["errors"];
  EXPECT_EQ(errors.size(), error_table().size());
  for (const ErrorRow& row : error_table()) {
    Json documented = errors[name_of(row.code)];
    EXPECT_EQ(documented["code"].integer(), row.rpc) << name_of(row.code);
    EXPECT_EQ(documented["data"]["http"].integer(), row.http) << name_of(row.code);
    EXPECT_EQ(documented["message"].string(), std::string(row.sentence));
  }
}

TEST(MethodsTest, ReferencesOfTheDocumentExist) {
  Json json = document();
  std::string text = json.text();
  const std::string mark = "\"#/components/";
  int count = 0;
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1), count++) {
    std::string path = text.substr(at + mark.size(), text.find('"', at + 1) - at - mark.size());
    size_t slash = path.find('/');
    EXPECT_TRUE(json["components"][path.substr(0, slash)].has(path.substr(slash + 1))) << path;
  }
  EXPECT_GT(count, 20);
}

TEST(MethodsTest, WhatOnlyTheServiceSendsCannotBeCalled) {
  for (const Method& method : method_table()) {
    EXPECT_EQ(method.callable(), method.from != Method::From::service) << method.name;
    EXPECT_EQ(find_client_method(method.name) != nullptr, method.callable()) << method.name;
    // Before joining there is neither room nor participant to hand over.
    EXPECT_EQ(method.own != nullptr,
              method.callable() && (method.when != Method::When::joined || method.name == "room.leave"))
        << method.name;
  }
  EXPECT_EQ(find_client_method("room.destroy"), nullptr);
}

/// Every cell of method × (nobody, host, speaker, listener), written out.
TEST(MethodsTest, RightsMatrix) {
  struct Row {
    const char* method;
    const char* cells;  // before joining, host, speaker, listener: y(es), w(rong-state), f(orbidden)
  };
  constexpr Row matrix[] = {
      {"room.join", "ywww"},          {"room.leave", "wyyy"},        {"ping", "yyyy"},
      {"media.publish", "wyyf"},      {"media.candidate", "wyyy"},   {"media.view", "wyyy"},
      {"media.state", "wyyy"},        {"chat.say", "wyyy"},          {"chat.history", "wyyy"},
      {"room.update", "wyff"},        {"waiting.answer", "wyff"},    {"participant.mute", "wyff"},
      {"participant.remove", "wyff"}, {"participant.role", "wyff"},  {"floor.leave", "wfyf"},
      {"hand.raise", "wyyy"},         {"hand.lower", "wyff"},        {"attendance.get", "wyff"},
      {"attendance.roster", "wyff"},  {"consent.answer", "wyyy"},    {"chat.delete", "wyyy"},
      {"talk.request", "wyyf"},       {"talk.answer", "wyyy"},       {"talk.end", "wyyy"},
      {"screen.request", "wyyf"},     {"screen.release", "wyyy"},    {"recording.start", "wyff"},
      {"recording.stop", "wyff"},     {"recording.mark", "wyff"},    {"recording.list", "wyff"},
      {"recording.first", "wyff"},    {"recording.discard", "wyff"}, {"recording.restore", "wyff"},
      {"recording.compose", "wyff"},
  };
  size_t callable = 0;
  for (const Method& method : method_table()) callable += method.callable();
  EXPECT_EQ(callable, std::size(matrix));
  for (const Row& row : matrix) {
    const Method* method = find_client_method(row.method);
    ASSERT_NE(method, nullptr) << row.method;
    std::string cells;
    for (std::optional<Role> role : {std::optional<Role>(), std::optional(Role::host),
                                     std::optional(Role::speaker), std::optional(Role::listener)}) {
      Result<> allowed = may_call(*method, role);
      cells += allowed ? 'y' : allowed.error().code == Code::forbidden ? 'f' : 'w';
    }
    EXPECT_EQ(cells, row.cells) << row.method;
  }
}

TEST(MethodsTest, RequiredParamsAreAskedFor) {
  const Method* method = find_client_method("media.publish");
  EXPECT_FALSE(check_params(*method, Json::object({{"sdp", "x"}})));
  EXPECT_TRUE(check_params(*method, Json::object({{"sdp", "x"}, {"tracks", Json::array()}, {"more", 1}})));
}

}  // namespace
}  // namespace seodang::service
