// data/openapi.yaml describes the REST table: the same paths, methods and statuses.
#include "http/api.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <vector>

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
    Request request{{{"number", "1"}, {"id", "1"}, {"name", "1"}, {"file", "1"}}, Json::object(), {}, {}};
    int status = 0;
    Api api(*service);
    api.call(route, request, [&](const Answer& answer) { status = answer.status; });
    EXPECT_TRUE(calls.at(std::string(route.method) + " " + std::string(route.pattern)).count(status))
        << route.pattern << ' ' << status;
  }
}

class ApiImages : public ApiTest {
 protected:
  test::Reply put(const std::string& body, std::map<std::string, std::string> headers = {}) {
    headers.try_emplace("Content-Type", "image/png");
    headers.try_emplace("Authorization", "Bearer k-1");
    return test::outside([&] { return test::ask(port, "PUT /api/images HTTP/1.1", headers, body); });
  }
};

TEST_F(ApiImages, APictureGoesInAsItIs) {
  open();
  test::fake().result = Json::object({{"image", "/images/a.jpg"}});
  const std::string bytes("\x89PNG\0\xff\r\n", 8);
  const test::Reply reply = put(bytes);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "{\"image\":\"/images/a.jpg\"}\n");
  ASSERT_EQ(test::fake().calls.size(), 1U);
  EXPECT_EQ(test::fake().calls[0].path, bytes);
  EXPECT_EQ(test::fake().calls[0].caller.bearer, "k-1");
}

TEST_F(ApiImages, OnlyPicturesAreTaken) {
  open();
  for (const char* type :
       {"image/svg+xml", "image/gif", "multipart/form-data; boundary=x", "application/json"})
    EXPECT_EQ(put("x", {{"Content-Type", type}}).status, 400) << type;
  EXPECT_EQ(put("x", {{"Content-Type", ""}}).status, 400);
  EXPECT_EQ(put("x", {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_TRUE(test::fake().calls.empty());
}

TEST_F(ApiImages, APictureMayHave5MiBAndOtherBodiesMayNot) {
  open();
  EXPECT_EQ(put(std::string(5 << 20, 'x')).status, 201);
  test::Reply reply = put(std::string((5 << 20) + 1, 'x'));
  EXPECT_EQ(reply.status, 413);
  EXPECT_THAT(reply.body, testing::HasSubstr("5242880"));
  EXPECT_EQ(test::outside([this] {
              return test::ask(port, "POST /api/rooms HTTP/1.1", {}, std::string(70'000, ' ')).status;
            }),
            413);
  EXPECT_EQ(test::fake().calls.size(), 1U);
}

TEST_F(ApiImages, FewLargePicturesAreOnTheirWayAtATime) {
  open();
  const auto begin = [this](test::Wire& wire) {
    wire.send(
        "PUT /api/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
        "5000000\r\n\r\n");
  };
  std::vector<std::unique_ptr<test::Wire>> slow;
  for (int i = 0; i < 4; i++) begin(*slow.emplace_back(std::make_unique<test::Wire>(port)));
  const auto fifth = [&] {
    test::Wire wire(port);
    begin(wire);
    wire.send(std::string(5'000'000, 'x'));
    return wire.reply().status;
  };
  ASSERT_TRUE(test::run_until([&] { return server->connections() == 4; }));
  int status = 0;
  for (int i = 0; i < 50 && status != 429; i++) status = test::outside(fifth);
  EXPECT_EQ(status, 429);
  EXPECT_EQ(put("small").status, 201) << "what fits into other bodies needs no such place";
  slow.clear();
  for (int i = 0; i < 50 && status != 201; i++) status = test::outside(fifth);
  EXPECT_EQ(status, 201);
}

TEST_F(ApiImages, AnImageIsServedAsAJpegThatNeverChanges) {
  open();
  test::Reply reply = test::outside([this] { return test::ask(port, "GET /images/0a.jpg HTTP/1.1"); });
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "jpeg");
  EXPECT_EQ(reply.headers["content-type"], "image/jpeg");
  EXPECT_EQ(reply.headers["x-content-type-options"], "nosniff");
  EXPECT_THAT(reply.headers["cache-control"], testing::HasSubstr("immutable"));
  EXPECT_EQ(test::fake().calls.back().path, "0a.jpg");
  test::fake().image = Error{Code::not_found, {}};
  reply = test::outside([this] { return test::ask(port, "GET /images/0a.jpg HTTP/1.1"); });
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.headers["cache-control"], "no-store");
}

TEST_F(ApiImages, RemovingAnswersWithoutABody) {
  open();
  const test::Reply reply = test::outside([this] {
    return test::ask(port, "DELETE /api/images HTTP/1.1", {{"Authorization", "Bearer k-1"}});
  });
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
}

class ApiLogin : public ApiTest {
 protected:
  static constexpr const char* credentials = R"({"name":"kim","password":"correct horse"})";

  test::Reply ask(const std::string& line, std::map<std::string, std::string> headers = {},
                  const std::string& body = {}) {
    return test::outside([&] { return test::ask(port, line, headers, body); });
  }
};

TEST_F(ApiLogin, SetsACookieThatNoScriptReads) {
  open();
  test::fake().login = "s3cret";
  test::Reply reply = ask("POST /api/login HTTP/1.1", {}, credentials);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers["set-cookie"], "sid=s3cret; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800");
  EXPECT_EQ(reply.headers["cache-control"], "no-store");
  EXPECT_THAT(reply.body, testing::Not(testing::HasSubstr("s3cret")));
  test::fake().login = "";
  reply = ask("POST /api/logout HTTP/1.1", {{"Cookie", "sid=s3cret"}, {"Sec-Fetch-Site", "same-origin"}});
  EXPECT_THAT(reply.headers["set-cookie"], testing::StartsWith("sid=; "));
  EXPECT_THAT(reply.headers["set-cookie"], testing::HasSubstr("Max-Age=0"));
  EXPECT_EQ(test::fake().calls.back().caller.login, "s3cret");
}

TEST_F(ApiLogin, BehindAProxyWithTlsTheCookieIsForTlsOnly) {
  settings.proxies = {"127.0.0.1"};
  settings.origins = {"https://school.example"};
  open();
  test::fake().login = "s3cret";
  const std::map<std::string, std::string> forwarded{{"Host", "school.example"},
                                                     {"X-Forwarded-Proto", "https"}};
  test::Reply reply = ask("POST /api/login HTTP/1.1", forwarded, credentials);
  EXPECT_THAT(reply.headers["set-cookie"], testing::StartsWith("__Host-sid=s3cret; "));
  EXPECT_THAT(reply.headers["set-cookie"], testing::HasSubstr("; Secure"));
  reply = ask("POST /api/login HTTP/1.1", {{"Host", "school.example"}}, credentials);
  EXPECT_EQ(reply.status, 403) << "plain http over a network";
  EXPECT_THAT(reply.body, testing::HasSubstr("https"));
  EXPECT_EQ(reply.headers.count("set-cookie"), 0U);
}

TEST_F(ApiLogin, AStrangersWordOnTlsIsNotBelieved) {
  settings.origins = {"https://school.example"};
  open();
  const test::Reply reply = ask("POST /api/login HTTP/1.1",
                                {{"Host", "school.example"}, {"X-Forwarded-Proto", "https"}}, credentials);
  EXPECT_EQ(reply.status, 403);
  EXPECT_TRUE(test::fake().calls.empty());
}

TEST_F(ApiLogin, ARefusedLoginSetsNoCookie) {
  open();
  test::fake().result = Error{Code::forbidden, "no"};
  const test::Reply reply = ask("POST /api/login HTTP/1.1", {}, credentials);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.headers.count("set-cookie"), 0U);
}

// Cross-site request forgery: what a browser sends along by itself proves nothing.
TEST_F(ApiLogin, WithTheCookieAnUnsafeCallMustComeFromOurPage) {
  open();
  const std::string own = "http://localhost:" + std::to_string(port);
  const auto create = [&](std::map<std::string, std::string> headers) {
    headers["Cookie"] = "sid=s3cret";
    return ask("POST /api/rooms HTTP/1.1", std::move(headers), "{}").status;
  };
  EXPECT_EQ(create({}), 403) << "nothing is said";
  EXPECT_EQ(create({{"Sec-Fetch-Site", "none"}}), 403);
  EXPECT_EQ(create({{"Sec-Fetch-Site", "same-site"}}), 403);
  EXPECT_EQ(create({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(create({{"Origin", "https://evil.example"}}), 403);
  EXPECT_EQ(create({{"Origin", "null"}}), 403);
  EXPECT_EQ(create({{"Origin", own + ".evil.example"}}), 403);
  EXPECT_TRUE(test::fake().calls.empty());
  EXPECT_EQ(create({{"Sec-Fetch-Site", "same-origin"}}), 201);
  EXPECT_EQ(create({{"Origin", own}}), 201);
  EXPECT_EQ(test::fake().calls.back().caller.login, "s3cret");
  for (const char* line :
       {"POST /api/logout HTTP/1.1", "DELETE /api/accounts/kim HTTP/1.1", "DELETE /api/images HTTP/1.1"})
    EXPECT_EQ(ask(line, {{"Cookie", "sid=s3cret"}}).status, 403) << line;
  EXPECT_EQ(ask("GET /api/me HTTP/1.1", {{"Cookie", "sid=s3cret"}}).status, 200) << "reading changes nothing";
}

TEST_F(ApiLogin, AFormOfAnotherPageCannotLogAnybodyIn) {
  open();
  EXPECT_EQ(ask("POST /api/login HTTP/1.1", {{"Origin", "https://evil.example"}}, credentials).status, 403);
  EXPECT_EQ(ask("POST /api/login HTTP/1.1", {{"Content-Type", "text/plain"}}, credentials).status, 400);
  EXPECT_TRUE(test::fake().calls.empty());
}

TEST_F(ApiLogin, NamesOfAccountsMayBeOfAnyScript) {
  open();
  EXPECT_EQ(ask("DELETE /api/accounts/%EA%B9%80 HTTP/1.1").status, 204);
  EXPECT_EQ(test::fake().calls.back().path, "김");
  EXPECT_EQ(ask("DELETE /api/accounts/a%2Fb HTTP/1.1").status, 404);
}

TEST(Api, ErrorsBearTheTablesStatusAndName) {
  const Answer answer = answer_of({Code::bad_ticket, "no"});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body.text(), R"({"error":{"code":-32001,"message":"no","data":{"name":"bad-ticket"}}})");
}

}  // namespace
}  // namespace seodang::http
