#include "support/udp_relay.hpp"

#include <arpa/inet.h>
#include <glib.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/wait.hpp"

namespace seodang::test {
namespace {

/// Somebody on 127.0.0.1 who speaks to one other port.
class Party {
 public:
  Party() {
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address_), sizeof address_), 0);
    socklen_t size = sizeof address_;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address_), &size);
  }
  ~Party() { close(fd_); }

  uint16_t port() const { return ntohs(address_.sin_port); }
  void send(const std::vector<uint8_t>& packet, uint16_t port) {
    sockaddr_in to = address_;
    to.sin_port = htons(port);
    sendto(fd_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  /// The next packet, and the port it came from; empty after `milliseconds`.
  std::vector<uint8_t> receive(uint16_t* from = nullptr, int milliseconds = 5000) {
    pollfd polled{fd_, POLLIN, 0};
    if (poll(&polled, 1, milliseconds) != 1) return {};
    std::vector<uint8_t> packet(2048);
    sockaddr_in sender{};
    socklen_t size = sizeof sender;
    packet.resize(static_cast<size_t>(
        recvfrom(fd_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&sender), &size)));
    if (from) *from = ntohs(sender.sin_port);
    return packet;
  }

 private:
  int fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address_{
      .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
};

std::vector<uint8_t> rtp(uint8_t number, uint8_t ssrc = 9) {
  return {0x80, 96, 0, number, 0, 0, 0, 0, 0, 0, 0, ssrc, 1, 2, 3};
}

struct UdpRelayTest : testing::Test {
  UdpRelay relay;
  Party near, far;
  uint16_t near_for_far = relay.stand_in(UdpRelay::near, near.port());
  uint16_t far_for_near = relay.stand_in(UdpRelay::far, far.port());
};

TEST_F(UdpRelayTest, StandsBetweenThem) {
  uint16_t from = 0;
  near.send({1, 2, 3}, far_for_near);
  EXPECT_EQ(far.receive(&from), (std::vector<uint8_t>{1, 2, 3}));
  EXPECT_EQ(from, near_for_far) << "the answer goes to the sender";
  far.send({4}, near_for_far);
  EXPECT_EQ(near.receive(&from), (std::vector<uint8_t>{4}));
  EXPECT_EQ(from, far_for_near);
}

TEST_F(UdpRelayTest, DelaysByWhatIsAsked) {
  relay.set({.delay_us = 40'000}, {});
  int64_t began = g_get_monotonic_time();
  near.send(rtp(1), far_for_near);
  ASSERT_EQ(far.receive().size(), 15u);
  EXPECT_GE(g_get_monotonic_time() - began, 40'000);
  far.send(rtp(1), near_for_far);
  EXPECT_EQ(near.receive().size(), 15u);
}

TEST_F(UdpRelayTest, LosesAndCountsByStream) {
  relay.set({.loss = 0.3}, {});
  for (uint8_t i = 0; i < 200; i++) near.send(rtp(i, i % 2 ? 9 : 10), far_for_near);
  near.send({0x80, 201, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0}, far_for_near);
  near.send(std::vector<uint8_t>(20), far_for_near);  // STUN begins with 0
  ASSERT_TRUE(wait_for([&] { return relay.counts(UdpRelay::far).all.packets == 202; }));
  RelayCounts counts = relay.counts(UdpRelay::far);
  for (uint64_t came = 0; came < 202 - counts.all.lost; came++) ASSERT_FALSE(far.receive().empty());
  EXPECT_TRUE(far.receive(nullptr, 50).empty()) << "lost, and come nevertheless";
  EXPECT_EQ(counts.rtp[9].packets, 100u);
  EXPECT_EQ(counts.rtp[10].packets, 100u);
  EXPECT_EQ(counts.rtp[9].bytes, 1500u);
  EXPECT_NEAR(static_cast<double>(counts.rtp[9].lost + counts.rtp[10].lost), 60, 30);
  EXPECT_EQ(counts.rtcp.packets, 1u);
  EXPECT_EQ(counts.other.packets, 1u);
  EXPECT_EQ(relay.counts(UdpRelay::near).all.packets, 0u);
}

TEST_F(UdpRelayTest, StandsInForCandidates) {
  std::string port = std::to_string(near.port()), stand_in = std::to_string(near_for_far);
  EXPECT_EQ(relayed_candidate("candidate:1 1 UDP 2015363327 127.0.0.1 " + port + " typ host", relay,
                              UdpRelay::near),
            "candidate:1 1 UDP 2015363327 127.0.0.1 " + stand_in + " typ host");
  EXPECT_EQ(
      relayed_candidate("candidate:1 1 TCP 1 127.0.0.1 9 typ host tcptype active", relay, UdpRelay::near),
      "");
}

}  // namespace
}  // namespace seodang::test
