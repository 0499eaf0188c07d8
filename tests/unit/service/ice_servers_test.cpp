#include "service/ice_servers.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

TEST(IceServersTest, NoneByDefault) { EXPECT_EQ(ice_servers({}, "p", 0).size(), 0U); }

TEST(IceServersTest, TurnCredentialsAsCoturnWantsThem) {
  Settings::BrowserIce settings;
  settings.stun = {"stun:a:3478"};
  settings.turn = {"turn:a:3478?transport=udp", "turn:a:3478?transport=tcp"};
  settings.turn_secret = "north";
  settings.turn_hours = 4;
  Json servers = ice_servers(settings, "p1", 1'600'000'000'000);
  ASSERT_EQ(servers.size(), 2U);
  EXPECT_EQ(servers.at(0)["urls"].at(0).string(), "stun:a:3478");
  EXPECT_EQ(servers.at(1)["urls"].size(), 2U);
  EXPECT_EQ(servers.at(1)["username"].string(), "1600014400:p1");
  // printf 1600014400:p1 | openssl dgst -sha1 -hmac north -binary | base64
  EXPECT_EQ(servers.at(1)["credential"].string(), "KMqDxd47duo8etU5E1r4/U4Xh4M=");
}

TEST(IceServersTest, NoTurnWithoutASecret) {
  Settings::BrowserIce settings;
  settings.turn = {"turn:a:3478"};
  EXPECT_EQ(ice_servers(settings, "p", 0).size(), 0U);
}

}  // namespace
}  // namespace seodang::service
