#include "http/server.hpp"

#include <gmock/gmock.h>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

using test::ask;
using test::fake;
using test::outside;
using test::Reply;
using testing::HasSubstr;

class ServerTest : public test::FrontDoor {
 public:
  Reply get(const std::string& path, const std::map<std::string, std::string>& headers = {}) const {
    return outside([&] { return ask(port, "GET " + path + " HTTP/1.1", headers); });
  }
  Reply post(const std::string& path, const std::string& body,
             const std::map<std::string, std::string>& headers = {}) const {
    return outside([&] { return ask(port, "POST " + path + " HTTP/1.1", headers, body); });
  }
};

std::string error_of(const Reply& reply) {
  Result<Json> body = Json::parse(reply.body);
  return body ? (*body)["error"]["data"]["name"].string_or("(no name)") : "(no JSON)";
}

TEST_F(ServerTest, PassesRestCallsOn) {
  open();
  settings.proxies = {};
  Reply reply = post("/api/rooms", R"({"title":"수학"})", {{"Authorization", "Bearer abc"}});
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.headers["content-type"], "application/json");
  EXPECT_EQ(reply.headers["cache-control"], "no-store");
  EXPECT_EQ(reply.body, "{\"ticket\":\"t-1\"}\n");
  ASSERT_EQ(fake().calls.size(), 1U);
  EXPECT_EQ(fake().calls[0].name, "create_room");
  EXPECT_EQ(fake().calls[0].body["title"].string_or(""), "수학");
  EXPECT_EQ(fake().calls[0].caller.address, "127.0.0.1");
  EXPECT_EQ(fake().calls[0].caller.bearer, "abc");

  EXPECT_EQ(get("/api/rooms/4711").status, 200);
  EXPECT_EQ(fake().calls.back().name, "describe_room");
  EXPECT_EQ(fake().calls.back().path, "4711");
  EXPECT_EQ(post("/api/rooms/4711/join", "{}").status, 200);
  EXPECT_EQ(fake().calls.back().name, "join_room");
  EXPECT_EQ(fake().calls.back().path, "4711");
  EXPECT_EQ(post("/api/rooms/r-1/tickets", "{}").status, 201);
  EXPECT_EQ(fake().calls.back().name, "make_ticket");
}

TEST_F(ServerTest, GivesFilesToBeSaved) {
  open();
  for (const char* call : {"attendance_csv", "chat_text"}) {
    const bool csv = std::string(call) == "attendance_csv";
    Reply reply = get(std::string("/api/rooms/r-1/") + (csv ? "attendance.csv" : "chat.txt"),
                      {{"Authorization", "Bearer key"}});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(fake().calls.back().name, call);
    EXPECT_EQ(fake().calls.back().path, "r-1");
    EXPECT_EQ(fake().calls.back().caller.bearer, "key");
    EXPECT_EQ(reply.headers["content-type"], "text/csv; charset=utf-8");
    EXPECT_EQ(reply.headers["content-disposition"],
              std::string("attachment; filename=\"") + (csv ? "attendance.csv" : "chat.txt") +
                  "\"; filename*=UTF-8''%EC%82%B0%EC%88%98%20a%2Fb.csv");
    EXPECT_EQ(reply.headers["cache-control"], "no-store");
    EXPECT_EQ(reply.headers["x-content-type-options"], "nosniff");
    EXPECT_EQ(reply.body, "\xEF\xBB\xBFname\r\n철수\r\n");
  }
  fake().document = Error{Code::forbidden, "the host key"};
  const Reply refused = get("/api/rooms/r-1/attendance.csv");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(error_of(refused), "forbidden");
  EXPECT_EQ(get("/api/rooms/r-1/attendance").status, 200);
  EXPECT_EQ(fake().calls.back().name, "attendance");
}

TEST_F(ServerTest, GivesErrorsTheirStatusAndName) {
  open();
  const std::pair<Code, int> rows[] = {
      {Code::not_found, 404}, {Code::forbidden, 403}, {Code::limit, 429}, {Code::in_use, 409}};
  for (const auto& [code, status] : rows) {
    fake().result = Error{code, "because"};
    const Reply reply = post("/api/rooms/1/join", "{}");
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(error_of(reply), name_of(code));
    EXPECT_THAT(reply.body, HasSubstr("because"));
  }
}

TEST_F(ServerTest, RefusesBodiesThatAreNoJsonObject) {
  open();
  EXPECT_EQ(post("/api/rooms", "{").status, 400);
  EXPECT_EQ(error_of(post("/api/rooms", "{")), "parse-error");
  EXPECT_EQ(error_of(post("/api/rooms", "[]")), "invalid-params");
  EXPECT_EQ(error_of(post("/api/rooms", std::string(60'000, '['))), "too-large")
      << "deep nesting overruns json-glib's stack";
  EXPECT_EQ(error_of(post("/api/rooms", "{}", {{"Content-Type", "text/plain"}})), "invalid-request")
      << "a form could send that";
  EXPECT_EQ(
      error_of(post("/api/rooms", "--x\r\n\r\n", {{"Content-Type", "multipart/form-data; boundary=x"}})),
      "invalid-request");
  EXPECT_EQ(post("/api/rooms", "{}", {{"Content-Type", "application/json; charset=utf-8"}}).status, 201);
  EXPECT_EQ(fake().calls.size(), 1U);
}

TEST_F(ServerTest, RefusesForeignPages) {
  open();
  const std::string own = "http://localhost:" + std::to_string(port);
  EXPECT_EQ(post("/api/rooms", "{}", {{"Origin", own}}).status, 201);
  for (const char* origin : {"http://evil.example", "null", "https://localhost"}) {
    const Reply reply = post("/api/rooms", "{}", {{"Origin", origin}});
    EXPECT_EQ(reply.status, 403) << origin;
    EXPECT_EQ(error_of(reply), "forbidden");
  }
  EXPECT_EQ(post("/api/rooms", "{}", {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(fake().calls.size(), 1U);
}

TEST_F(ServerTest, AnswersToItsOwnNamesOnly) {
  settings.origins = {"https://school.example"};
  open();
  EXPECT_EQ(get("/", {{"Host", "evil.example"}}).status, 403) << "DNS rebinding";
  EXPECT_EQ(get("/", {{"Host", "school.example"}}).status, 200);
  EXPECT_EQ(
      post("/api/rooms", "{}", {{"Host", "school.example"}, {"Origin", "https://school.example"}}).status,
      201);
}

TEST_F(ServerTest, BelievesConfiguredProxies) {
  settings.proxies = {"127.0.0.1"};
  open();
  post("/api/rooms", "{}", {{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}});
  EXPECT_EQ(fake().calls.back().caller.address, "203.0.113.9");
}

TEST_F(ServerTest, TellsPathsFromMethods) {
  open();
  EXPECT_EQ(get("/api/nothing").status, 404);
  EXPECT_EQ(error_of(get("/api/nothing")), "not-found");
  EXPECT_EQ(error_of(post("/api/nothing", "{}")), "not-found");
  Reply reply = get("/api/rooms");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers["allow"], "POST");
  reply = post("/app.js", "{}");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers["allow"], "GET, HEAD");
  EXPECT_EQ(get("/nothing.js").status, 404);
  EXPECT_EQ(outside([&] { return ask(port, "OPTIONS * HTTP/1.1").status; }) / 100, 4);
  EXPECT_EQ(outside([&] { return ask(port, "DELETE /api/rooms HTTP/1.1").status; }), 405);
}

TEST_F(ServerTest, SaysWhetherItIsAliveAndReady) {
  open();
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  const Reply head = outside([&] { return ask(port, "HEAD /readyz HTTP/1.1"); });
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  fake().readiness = {false, "no room's process", {}};
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_THAT(get("/readyz").body, HasSubstr("no room's process"));
  fake().readiness = {true, "", {}};
  server->stop_being_ready();
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ServerTest, ServesFilesOnceAndThenTheirTags) {
  open();
  Reply first = get("/app.js");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "console.log('app')");
  EXPECT_EQ(first.headers["cache-control"], "no-cache");
  EXPECT_EQ(first.headers["content-type"], "text/javascript; charset=utf-8");
  const Reply again = get("/app.js", {{"If-None-Match", first.headers["etag"]}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  Reply range = get("/app.js", {{"Range", "bytes=0-6"}});
  EXPECT_EQ(range.status, 206);
  EXPECT_EQ(range.body, "console");
  EXPECT_EQ(range.headers["content-range"], "bytes 0-6/18");
  EXPECT_EQ(get("/app.js", {{"Range", "bytes=99-"}}).status, 416);
}

TEST_F(ServerTest, NothingEscapesTheFiles) {
  open();
  write("../secret.txt", "secret");
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//../secret.txt",
                           "/r/../../secret.txt", "/locales/..%5c..%5csecret.txt"}) {
    const Reply reply = get(path);
    EXPECT_EQ(reply.body.find("secret\n"), std::string::npos) << path;
    EXPECT_NE(reply.body, "secret") << path;
  }
}

TEST_F(ServerTest, EveryAnswerBearsTheSecurityHeaders) {
  open();
  const std::string host = "localhost:" + std::to_string(port);
  const std::string policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; "
      "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws://" +
      host +
      "; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  for (const char* path : {"/", "/app.js", "/livez", "/nothing", "/api/nothing"}) {
    Reply reply = get(path);
    EXPECT_EQ(reply.headers["content-security-policy"], policy) << path;
    EXPECT_EQ(reply.headers["x-content-type-options"], "nosniff") << path;
    EXPECT_EQ(reply.headers["referrer-policy"], "no-referrer") << path;
    EXPECT_EQ(reply.headers["cross-origin-opener-policy"], "same-origin") << path;
    EXPECT_EQ(reply.headers["cross-origin-resource-policy"], "same-origin") << path;
    EXPECT_THAT(reply.headers["permissions-policy"], HasSubstr("camera=(self), microphone=(self)")) << path;
    EXPECT_EQ(reply.headers.count("strict-transport-security"), 0U) << "plain http";
    EXPECT_EQ(reply.headers.count("server"), 0U);
  }
}

TEST_F(ServerTest, AnAnswerMayComeLaterOrNever) {
  open();
  fake().hold = true;
  auto waiting =
      std::async(std::launch::async, [this] { return ask(port, "POST /api/rooms HTTP/1.1", {}, "{}"); });
  ASSERT_TRUE(test::run_until([] { return fake().held.size() == 1; }));
  fake().held[0](Json::object({{"late", true}}));
  ASSERT_TRUE(test::run_until(
      [&] { return waiting.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
  EXPECT_EQ(waiting.get().body, "{\"late\":true}\n");

  {  // A client that has gone, and a server that has gone before its service answers.
    test::Wire wire(port);
    wire.send(
        "POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "2\r\n\r\n{}");
    ASSERT_TRUE(test::run_until([] { return fake().held.size() == 2; }));
  }
  fake().held[1](Json::object());
  test::Wire wire(port);
  wire.send(
      "POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "2\r\n\r\n{}");
  ASSERT_TRUE(test::run_until([] { return fake().held.size() == 3; }));
  server.reset();
  fake().held[2](Json::object());
}

}  // namespace
}  // namespace seodang::http
