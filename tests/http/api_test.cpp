// data/openapi.yaml describes the REST table: the same paths, methods and statuses.
#include "http/api.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

/// "POST /api/rooms" → its statuses. Reads by indentation, which is how that file is written.
std::map<std::string, std::set<int>> documented() {
  std::ifstream file(std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/data/openapi.yaml");
  std::map<std::string, std::set<int>> calls;
  std::string line, path, call;
  while (std::getline(file, line)) {
    if (line.starts_with("components:")) break;
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    const bool is_method = !path.empty() && line.starts_with("    ") && line[4] != ' ' && line.ends_with(":");
    if (is_method) {
      call.clear();
      for (char c : line.substr(4, line.size() - 5)) call += static_cast<char>(g_ascii_toupper(c));
      call += " " + path;
    }
    if (line.starts_with("        \"")) calls[call].insert(std::stoi(line.substr(9, 3)));
  }
  return calls;
}

TEST(Api, IsWhatOpenapiYamlSays) {
  std::set<std::string> in_code, in_document;
  for (const Route<Api>& route : Api::routes())
    in_code.insert(std::string(route.method) + " " + std::string(route.pattern));
  for (const auto& [call, statuses] : documented()) in_document.insert(call);
  EXPECT_EQ(in_code, in_document);
}

class ApiTest : public test::FrontDoor {};

TEST_F(ApiTest, EveryCallAnswersWithItsDocumentedStatus) {
  open();
  const auto calls = documented();
  for (const Route<Api>& route : Api::routes()) {
    Request request{{{"number", "1"}, {"id", "1"}}, Json::object(), {}};
    int status = 0;
    Api api(*service);
    api.call(route, request, [&](const Answer& answer) { status = answer.status; });
    EXPECT_TRUE(calls.at(std::string(route.method) + " " + std::string(route.pattern)).count(status))
        << route.pattern << ' ' << status;
  }
}

TEST(Api, ErrorsBearTheTablesStatusAndName) {
  const Answer answer = answer_of({Code::bad_ticket, "no"});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body.text(), R"({"error":{"code":-32001,"message":"no","data":{"name":"bad-ticket"}}})");
}

}  // namespace
}  // namespace seodang::http
