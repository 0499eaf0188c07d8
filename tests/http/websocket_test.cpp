// Endless fragments, compression bombs, floods, slow readers, and the manners of closing.
#include "http/websocket.hpp"

#include <gmock/gmock.h>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

using test::fake;
using test::outside;
using test::resident_mb;
using test::WireSocket;
using testing::ElementsAre;

class WebSocketTest : public test::FrontDoor {
 public:
  bool all_gone() const {
    return test::run_until([this] { return server->sockets() == 0; }, 8000);
  }
};

TEST_F(WebSocketTest, CarriesTextBothWays) {
  open();
  outside([this] {
    WireSocket socket(port);
    EXPECT_EQ(socket.opened.status, 101);
    EXPECT_EQ(socket.opened.headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(socket.opened.headers["sec-websocket-protocol"], "seodang.v1");
    EXPECT_EQ(socket.opened.headers["connection"], "Upgrade");
    socket.send("echo 안녕");
    EXPECT_EQ(socket.read_message().payload, "안녕");
    const std::string long_text(60'000, 'y');
    socket.send("echo " + long_text);
    EXPECT_EQ(socket.read_message().payload, long_text);
    socket.send_frame(9, "are you there");
    const WireSocket::Frame pong = socket.read_message();
    EXPECT_EQ(pong.opcode, 10);
    EXPECT_EQ(pong.payload, "are you there");
    socket.send_close(1001);
    EXPECT_EQ(socket.read_message().close_code(), 1001);
    EXPECT_TRUE(socket.wire.ends_within(2000));
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_THAT(fake().closed, ElementsAre(1001));
}

TEST_F(WebSocketTest, WhatCameWithTheUpgradeIsNotLost) {
  open();
  outside([this] {
    test::Wire wire(port);
    const std::string frame(
        "\x81\x87\x00\x00\x00\x00"
        "echo hi",
        13);
    wire.send(WireSocket::request() + frame);
    EXPECT_EQ(wire.reply().status, 101);
    EXPECT_EQ(wire.read_exactly(4), std::string("\x81\x02hi"));
    return 0;
  });
}

TEST_F(WebSocketTest, RefusesUpgradesThatAreNotOurs) {
  settings.origins = {"https://school.example"};
  open();
  const auto status = [this](const std::map<std::string, std::string>& changes) {
    return outside([&] { return WireSocket(port, changes).opened.status; });
  };
  EXPECT_EQ(status({{"Sec-WebSocket-Protocol", ""}}), 400);
  EXPECT_EQ(status({{"Sec-WebSocket-Protocol", "chat"}}), 400);
  EXPECT_EQ(status({{"Sec-WebSocket-Protocol", "chat, seodang.v1"}}), 101);
  EXPECT_EQ(status({{"Sec-WebSocket-Version", "8"}}), 400);
  EXPECT_EQ(status({{"Sec-WebSocket-Key", "short"}}), 400);
  EXPECT_EQ(status({{"Upgrade", ""}}), 400);
  EXPECT_EQ(status({{"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(status({{"Origin", "null"}}), 403);
  EXPECT_EQ(status({{"Origin", "http://localhost"}}), 101);
  EXPECT_EQ(status({{"Origin", "https://school.example"}}), 101);
  EXPECT_TRUE(all_gone());
}

TEST_F(WebSocketTest, UnfinishedFragmentsAreNotCollected) {
  open();
  const double before = resident_mb();
  outside([this] {
    WireSocket socket(port);
    const std::string part(60'000, 'x');
    socket.send_frame(1, part, 0);
    for (int i = 0; i < 3400 && socket.send_frame(0, part, 0); i++) continue;  // 200 MB
    EXPECT_EQ(socket.read_message().close_code(), 1009);
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_LT(resident_mb() - before, 16);
}

TEST_F(WebSocketTest, NoExtensionIsAgreedOnAndNoneUnderstood) {
  open();
  outside([this] {
    WireSocket socket(port, {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}});
    EXPECT_EQ(socket.opened.status, 101);
    EXPECT_EQ(socket.opened.headers.count("sec-websocket-extensions"), 0U);
    socket.send_frame(1, std::string(100'000, '\0'), 0xc0);
    EXPECT_EQ(socket.read_message().close_code(), 1002);
    return 0;
  });
  EXPECT_TRUE(fake().received.empty());
}

TEST_F(WebSocketTest, WrongFramesCloseWithTheirCode) {
  open();
  const auto code = [this](int opcode, const std::string& payload, int first = 0x80, bool masked = true) {
    return outside([&] {
      WireSocket socket(port);
      socket.send_frame(opcode, payload, first, masked);
      return socket.read_message().close_code();
    });
  };
  EXPECT_EQ(code(2, "binary"), 1003);
  EXPECT_EQ(code(1, "\xff"), 1007);
  EXPECT_EQ(code(1, std::string(200'000, 'x')), 1009);
  EXPECT_EQ(code(1, "bare", 0x80, false), 1002);
  EXPECT_TRUE(all_gone());
  EXPECT_EQ(fake().closed.size(), 4U);
}

TEST_F(WebSocketTest, AFloodIsClosedAndNobodyElseDisturbed) {
  settings.frames_burst = 300;
  settings.frames_per_second = 100;
  open();
  auto other = outside([this] { return std::make_unique<WireSocket>(port); });
  outside([&] {
    WireSocket socket(port);
    for (int i = 0; i < 20'000 && socket.send("hello"); i++) continue;
    EXPECT_EQ(socket.read_message().close_code(), 4008);
    other->send("echo still here");
    EXPECT_EQ(other->read_message().payload, "still here");
    return 0;
  });
  EXPECT_LE(fake().received.size(), 400U);
}

TEST_F(WebSocketTest, PingsWithoutReadingArePaidFor) {
  settings.frames_burst = 100'000;
  settings.frames_per_second = 100'000;
  open();
  const double before = resident_mb();
  outside([this] {
    WireSocket socket(port, {}, 4096);
    for (int i = 0; i < 50'000 && socket.send_frame(9, std::string(125, 'p')); i++) continue;
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_LT(resident_mb() - before, 16) << "only the newest pong waits";
}

TEST_F(WebSocketTest, ASlowReaderIsGivenUp) {
  settings.queue_bytes = 1 << 20;
  open();
  const double before = resident_mb();
  outside([this] {
    WireSocket socket(port, {}, 4096);
    for (int i = 0; i < 100; i++) socket.send("fill 1000");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // It does not read: that is the attack.
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_THAT(fake().closed, ElementsAre(WebSocket::too_slow));
  EXPECT_LT(resident_mb() - before, 24);
}

TEST_F(WebSocketTest, WhatWasSentArrivesBeforeTheClose) {
  open();
  outside([this] {
    WireSocket socket(port);
    socket.send("fill 100");
    socket.send("close 4001");
    for (int i = 0; i < 100; i++) EXPECT_EQ(socket.read_message().payload.size(), 1024U);
    const WireSocket::Frame last = socket.read_message();
    EXPECT_EQ(last.close_code(), 4001);
    EXPECT_EQ(last.payload.substr(2), "asked to");
    socket.send("echo too late");
    socket.send_close(4001);
    EXPECT_TRUE(socket.wire.ends_within(2000));
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_THAT(fake().closed, ElementsAre(4001));
  EXPECT_EQ(fake().received.size(), 2U);
}

TEST_F(WebSocketTest, AClientThatDoesNotAnswerACloseIsNotWaitedForLong) {
  open();
  auto socket = outside([this] {
    auto result = std::make_unique<WireSocket>(port);
    result->send("close 4000");
    return result;
  });
  EXPECT_TRUE(all_gone());
}

TEST_F(WebSocketTest, AKilledClientIs1006) {
  open();
  outside([this] {
    WireSocket socket(port);
    socket.send("echo x");
    socket.read_message();
    return 0;
  });
  EXPECT_TRUE(all_gone());
  EXPECT_THAT(fake().closed, ElementsAre(1006));
}

TEST_F(WebSocketTest, ASilentClientIsGivenUpAndAPongIsASignOfLife) {
  settings.ping_seconds = 1;
  settings.silence_seconds = 2;
  open();
  outside([this] {
    WireSocket silent(port), answering(port);
    EXPECT_EQ(silent.read().opcode, 9) << "a ping of the service";
    for (int i = 0; i < 4; i++) {
      EXPECT_EQ(answering.read().opcode, 9);
      answering.send_frame(10, "");
    }
    EXPECT_TRUE(silent.wire.ends_within(2000));
    EXPECT_FALSE(answering.wire.ends_within(100));
    return 0;
  });
}

TEST_F(WebSocketTest, EndsWithTheServer) {
  open();
  auto socket = outside([this] { return std::make_unique<WireSocket>(port); });
  EXPECT_TRUE(test::run_until([this] { return server->sockets() == 1; }));
  server.reset();
  EXPECT_TRUE(outside([&] { return socket->wire.ends_within(1000); }));
  EXPECT_TRUE(fake().transports.empty());
}

}  // namespace
}  // namespace seodang::http
