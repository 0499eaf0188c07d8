// Half-sent requests, drips, crowds and garbage, plain and behind TLS.
#include "http/acceptor.hpp"

#include <gmock/gmock.h>
#include <libsoup/soup.h>

#include <list>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

using test::ask;
using test::outside;
using test::Wire;

class AcceptorTest : public test::FrontDoor {};

/// How many of `wires` the server ends within so many milliseconds.
int ended(std::list<Wire>& wires, int milliseconds) {
  return outside([&] {
    int count = 0;
    for (Wire& wire : wires) count += wire.ends_within(milliseconds);
    return count;
  });
}

TEST_F(AcceptorTest, HalfSentRequestsRunOutOfTime) {
  settings.request_seconds = 1;
  settings.sockets_per_address = 1000;
  open();
  std::list<Wire> wires;
  outside([&] {
    for (int i = 0; i < 400; i++) wires.emplace_back(port).send("GET / HTTP/1.1\r\nHost: loc");
    return 0;
  });
  EXPECT_EQ(ended(wires, 3000), 400);
  EXPECT_EQ(outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }), 200);
}

TEST_F(AcceptorTest, DrippingDoesNotBuyTime) {
  settings.request_seconds = 1;
  open();
  EXPECT_TRUE(outside([this] {
    Wire wire(port);
    for (int i = 0; i < 100; i++) {
      if (!wire.send("x")) return true;
      if (wire.ends_within(50)) return true;
    }
    return false;
  }));
}

TEST_F(AcceptorTest, AnAddressHasSoManyPlaces) {
  settings.sockets_per_address = 3;
  open();
  std::list<Wire> wires;
  outside([&] {
    for (int i = 0; i < 3; i++) wires.emplace_back(port).send("GET ");
    Wire fourth(port);
    EXPECT_TRUE(fourth.ends_within(1000));
    return 0;
  });
  wires.pop_back();
  EXPECT_TRUE(test::run_until([this] {
    return outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }) == 200;
  })) << "a place is free again";
}

TEST_F(AcceptorTest, ProxiesHaveTheTotalOnly) {
  settings.sockets_per_address = 1;
  settings.sockets = 3;
  settings.proxies = {"127.0.0.1"};
  open();
  std::list<Wire> wires;
  outside([&] {
    for (int i = 0; i < 3; i++) wires.emplace_back(port).send("GET ");
    Wire fourth(port);
    EXPECT_TRUE(fourth.ends_within(1000));
    for (Wire& wire : wires) EXPECT_FALSE(wire.ends_within(20));
    return 0;
  });
}

TEST(PlacesTest, CountAnIpv6NetworkAsOne) {
  Places places(10, 2);
  EXPECT_TRUE(places.take("2001:db8::1", false));
  EXPECT_TRUE(places.take("2001:db8::ffff:1", false));
  EXPECT_FALSE(places.take("2001:db8::2", false));
  EXPECT_TRUE(places.take("2001:db8:0:1::2", false));
  places.give_back("2001:db8::1");
  EXPECT_TRUE(places.take("2001:db8::3", false));
  EXPECT_EQ(places.taken(), 3);
}

TEST_F(AcceptorTest, WhoSendsMuchGarbageIsKeptOut) {
  open();
  outside([this] {
    for (int i = 0; i < 30; i++) {
      Wire wire(port);
      wire.send("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
      wire.reply();
    }
    return 0;
  });
  EXPECT_EQ(outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }), 0);
  EXPECT_TRUE(test::run_until([this] {
    return outside([this] { return ask(port, "GET /livez HTTP/1.1").status; }) == 200;
  })) << "not for ever";
}

TEST(HostPortTest, ReadsAddresses) {
  EXPECT_EQ(parse_host_port("127.0.0.1:80")->port, 80);
  EXPECT_EQ(parse_host_port("localhost:0")->host, "127.0.0.1");
  EXPECT_EQ(parse_host_port("[::1]:8080")->host, "::1");
  for (const char* text : {"", "8080", ":80", "localhost", "localhost:", "localhost:x", "localhost:65536",
                           "a.example:80", "1.2.3.4:-1"}) {
    EXPECT_FALSE(parse_host_port(text)) << text;
  }
}

TEST_F(AcceptorTest, APortInUseIsSaidSo) {
  open();
  const Result<> again = server->listen("127.0.0.1:" + std::to_string(port));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::in_use);
}

/// A libsoup client that takes any certificate; `GET path` over TLS.
test::Reply get_tls(uint16_t port, const std::string& path) {
  test::Reply reply;
  auto session = GRef<SoupSession>::take(soup_session_new());
  auto message = GRef<SoupMessage>::take(
      soup_message_new("GET", ("https://127.0.0.1:" + std::to_string(port) + path).c_str()));
  g_signal_connect(message.get(), "accept-certificate",
                   G_CALLBACK(+[](SoupMessage*, GTlsCertificate*, guint, gpointer) { return 1; }), nullptr);
  GRef<GBytes> body;
  bool done = false;
  auto finish = [&](GAsyncResult* result) {
    body = GRef<GBytes>::take(soup_session_send_and_read_finish(session.get(), result, nullptr));
    done = true;
  };
  using Finish = decltype(finish);
  soup_session_send_and_read_async(
      session.get(), message.get(), 0, nullptr,
      [](GObject*, GAsyncResult* result, gpointer call) { (*static_cast<Finish*>(call))(result); }, &finish);
  test::run_until([&] { return done; });
  reply.status = static_cast<int>(soup_message_get_status(message.get()));
  if (body)
    reply.body.assign(static_cast<const char*>(g_bytes_get_data(body.get(), nullptr)),
                      g_bytes_get_size(body.get()));
  soup_message_headers_foreach(
      soup_message_get_response_headers(message.get()),
      [](const char* name, const char* value, gpointer to) {
        std::string lower(name);
        for (char& c : lower) c = static_cast<char>(g_ascii_tolower(c));
        static_cast<test::Reply*>(to)->headers[lower] = value;
      },
      &reply);
  return reply;
}

TEST_F(AcceptorTest, SpeaksTlsWithACertificateOfItsOwn) {
  write("large.bin", std::string(3 << 20, 'x'));
  open_tls();
  test::Reply page = get_tls(tls_port, "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<!doctype html><title>seodang</title>");
  EXPECT_THAT(page.headers["content-security-policy"],
              testing::HasSubstr("connect-src 'self' wss://127.0.0.1:" + std::to_string(tls_port)));
  EXPECT_EQ(page.headers.count("strict-transport-security"), 0U) << "it would take http://localhost away";
  EXPECT_EQ(get_tls(tls_port, "/large.bin").body.size(), 3U << 20) << "nothing is cut off at the end";
}

TEST_F(AcceptorTest, HalfAHandshakeRunsOutOfTime) {
  settings.request_seconds = 1;
  open_tls();
  std::list<Wire> wires;
  outside([&] {
    for (int i = 0; i < 20; i++) wires.emplace_back(tls_port).send("\x16\x03\x01\x02");
    return 0;
  });
  EXPECT_EQ(ended(wires, 3000), 20);
  EXPECT_TRUE(outside([this] {
    Wire plain(tls_port);
    plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return plain.ends_within(3000);
  }));
}

struct TlsSocket {
  GRef<SoupSession> session = GRef<SoupSession>::take(soup_session_new());
  GRef<SoupWebsocketConnection> socket;
  std::vector<std::string> texts;
  bool done = false, closed = false;

  explicit TlsSocket(uint16_t port) {
    auto message = GRef<SoupMessage>::take(
        soup_message_new("GET", ("https://127.0.0.1:" + std::to_string(port) + "/ws").c_str()));
    g_signal_connect(message.get(), "accept-certificate",
                     G_CALLBACK(+[](SoupMessage*, GTlsCertificate*, guint, gpointer) { return 1; }), nullptr);
    const char* protocols[] = {"seodang.v1", nullptr};
    soup_session_websocket_connect_async(session.get(), message.get(), nullptr, const_cast<char**>(protocols),
                                         0, nullptr, opened, this);
    test::run_until([this] { return done; });
  }
  static void opened(GObject* session, GAsyncResult* result, gpointer data) {
    auto* self = static_cast<TlsSocket*>(data);
    self->done = true;
    self->socket = GRef<SoupWebsocketConnection>::take(
        soup_session_websocket_connect_finish(SOUP_SESSION(session), result, nullptr));
    if (!self->socket) return;
    g_signal_connect(self->socket.get(), "message",
                     G_CALLBACK(+[](SoupWebsocketConnection*, int, GBytes* text, gpointer to) {
                       static_cast<TlsSocket*>(to)->texts.emplace_back(
                           static_cast<const char*>(g_bytes_get_data(text, nullptr)), g_bytes_get_size(text));
                     }),
                     self);
    g_signal_connect(self->socket.get(), "closed", G_CALLBACK(+[](SoupWebsocketConnection*, gpointer to) {
                       static_cast<TlsSocket*>(to)->closed = true;
                     }),
                     self);
  }
};

TEST_F(AcceptorTest, AWebSocketOverTlsOutlivesTheRequestsDeadlineAndIsBounded) {
  settings.request_seconds = 1;
  settings.response_seconds = 1;
  settings.message_bytes = 100'000;
  open_tls();
  TlsSocket client(tls_port);
  ASSERT_TRUE(client.socket);
  test::run_until([] { return false; }, 2500);
  EXPECT_FALSE(client.closed);
  soup_websocket_connection_send_text(client.socket.get(), "echo 안녕");
  EXPECT_TRUE(test::run_until([&] { return client.texts == std::vector<std::string>{"안녕"}; }));
  soup_websocket_connection_send_text(client.socket.get(), std::string(200'000, 'x').c_str());
  EXPECT_TRUE(test::run_until([&] { return client.closed; }));
  EXPECT_EQ(soup_websocket_connection_get_close_code(client.socket.get()), 1009);
  EXPECT_TRUE(test::run_until([&] { return server->sockets() == 0; }));
}

}  // namespace
}  // namespace seodang::http
