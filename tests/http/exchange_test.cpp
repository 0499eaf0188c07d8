// What a request's size and form may cost.
#include "http/exchange.hpp"

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

using test::ask;
using test::outside;
using test::Reply;
using test::resident_mb;
using test::Wire;

class ExchangeTest : public test::FrontDoor {};

TEST_F(ExchangeTest, A200MegabyteBodyIsAnswered413AndNotKept) {
  open();
  const double before = resident_mb();
  const Reply reply = outside([&] {
    Wire wire(port);
    wire.send(
        "POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "209715200\r\n\r\n");
    const std::string block(1 << 16, 'x');
    for (int i = 0; i < 3200; i++) wire.send(block);
    return wire.reply();
  });
  EXPECT_EQ(reply.status, 413);
  EXPECT_NE(reply.body.find("too-large"), std::string::npos);
  EXPECT_LT(resident_mb() - before, 16);
  EXPECT_TRUE(test::fake().calls.empty());
}

TEST_F(ExchangeTest, AnEndlessChunkedBodyEndsByTheDeadlineAndHoldsNobodyUp) {
  settings.request_seconds = 2;
  open();
  const double before = resident_mb();
  auto endless = std::async(std::launch::async, [this] {
    Wire wire(port);
    wire.send("POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(1 << 16, 'x') + "\r\n";
    while (wire.send(chunk)) continue;
  });
  const int64_t asked = monotonic_ms();
  EXPECT_EQ(outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }), 200);
  EXPECT_LT(monotonic_ms() - asked, 1000);
  EXPECT_TRUE(test::run_until([&] { return server->connections() == 0; }, 4000));
  EXPECT_LT(resident_mb() - before, 16);
}

TEST_F(ExchangeTest, ABodyJustBelowTheLimitPasses) {
  open();
  const std::string body = "{\"title\":\"" + std::string(60'000, 'x') + "\"}";
  EXPECT_EQ(outside([&] { return ask(port, "POST /api/rooms HTTP/1.1", {}, body).status; }), 201);
  EXPECT_EQ(
      outside([&] { return ask(port, "POST /api/rooms HTTP/1.1", {}, std::string(70'000, ' ')).status; }),
      413);
}

TEST_F(ExchangeTest, ManyOverlappingRangesGiveTheFileOnce) {
  write("large.bin", std::string(10 << 20, 'x'));
  open();
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 100; i++) ranges += ",0-";
  const double before = resident_mb();
  const Reply reply = outside([&] { return ask(port, "GET /large.bin HTTP/1.1", {{"Range", ranges}}); });
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.size(), 10U << 20);
  EXPECT_LT(resident_mb() - before, 40) << "the client's own copies included";
}

TEST_F(ExchangeTest, HeadersAreBounded) {
  open();
  const Reply reply = outside([&] {
    return ask(port, "GET / HTTP/1.1", {{"X-Long", std::string(200'000, 'x')}});
  });
  EXPECT_TRUE(reply.status == 0 || reply.status / 100 == 4 || reply.status == 500) << reply.status;
}

TEST_F(ExchangeTest, GarbageIsRefusedAndNothingElse) {
  open();
  for (const char* text :
       {"GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\r\n\r\n",
        "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"}) {
    Reply reply = outside([&] {
      Wire wire(port);
      wire.send(text);
      return wire.reply();
    });
    EXPECT_GE(reply.status, 400) << text;
    EXPECT_EQ(reply.headers["x-content-type-options"], "nosniff") << text;
  }
  EXPECT_TRUE(outside([this] {
    Wire wire(port);
    wire.send("POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n");
    return wire.ends_within(1000);
  }));
  EXPECT_TRUE(test::fake().calls.empty());
  EXPECT_EQ(outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }), 200);
}

TEST_F(ExchangeTest, ASlowReaderOfAnAnswerIsGivenUp) {
  settings.response_seconds = 1;
  write("large.bin", std::string(10 << 20, 'x'));
  open();
  const size_t got = outside([this] {
    Wire wire(port, 4096);
    wire.send("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));  // That is the attack.
    return wire.read_all().size();
  });
  EXPECT_LT(got, 10U << 20);
}

}  // namespace
}  // namespace seodang::http
