#include "http/origin.hpp"

#include <gtest/gtest.h>

namespace seodang::http {
namespace {

const std::vector<std::string> none;
const std::vector<std::string> school{"https://School.example"};

TEST(Origin, BelievesForwardedAddressesOfProxiesOnly) {
  const std::vector<std::string> proxies{"127.0.0.1", "10.0.0.0/8"};
  EXPECT_EQ(client_address("203.0.113.5", "1.2.3.4", proxies), "203.0.113.5") << "not a proxy";
  EXPECT_EQ(client_address("127.0.0.1", "1.2.3.4", none), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", "1.2.3.4", proxies), "1.2.3.4");
  EXPECT_EQ(client_address("127.0.0.1", "6.6.6.6, 1.2.3.4", proxies), "1.2.3.4")
      << "the client wrote the first one itself";
  EXPECT_EQ(client_address("127.0.0.1", "1.2.3.4, 10.1.1.1", proxies), "1.2.3.4") << "a chain of proxies";
  EXPECT_EQ(client_address("127.0.0.1", "unknown", proxies), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", "", proxies), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", "2001:db8::1", proxies), "2001:db8::1");
}

TEST(Origin, WithACookieAPageMustShowThatItIsOurs) {
  const auto allowed = [](std::string_view origin, std::string_view site) {
    return static_cast<bool>(check_own_page({origin, site, "school.example", true}, school));
  };
  EXPECT_TRUE(allowed("https://school.example", ""));
  EXPECT_TRUE(allowed("", "same-origin"));
  EXPECT_FALSE(allowed("", "")) << "a browser's cookie, or a stolen one";
  EXPECT_FALSE(allowed("", "none"));
  EXPECT_FALSE(allowed("", "same-site"));
  EXPECT_FALSE(allowed("https://evil.example", "same-origin"));
}

TEST(Origin, LocalAddressesAnswerToLocalNames) {
  for (const char* host :
       {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "a.localhost", "LOCALHOST"}) {
    EXPECT_TRUE(check_host(host, true, none)) << host;
  }
  for (const char* host : {"evil.example", "evil.example:8080", "localhost.evil.example", "10.0.0.1", ""}) {
    EXPECT_FALSE(check_host(host, true, none)) << host;
    EXPECT_TRUE(check_host(host, false, none)) << host;
  }
  EXPECT_TRUE(check_host("school.example", true, school));
}

TEST(Origin, AllowsOwnPagesAndProgramsOnly) {
  const auto allowed = [](std::string_view origin, std::string_view site, bool tls = false,
                          const std::vector<std::string>& origins = none) {
    return static_cast<bool>(check_origin({origin, site, "localhost:8080", tls}, origins));
  };
  EXPECT_TRUE(allowed("", ""));
  EXPECT_TRUE(allowed("", "same-origin"));
  EXPECT_FALSE(allowed("", "cross-site"));
  EXPECT_FALSE(allowed("", "same-site"));
  EXPECT_TRUE(allowed("http://localhost:8080", "same-origin"));
  EXPECT_FALSE(allowed("https://localhost:8080", "")) << "another scheme";
  EXPECT_TRUE(allowed("https://localhost:8080", "", true));
  EXPECT_FALSE(allowed("http://localhost:8081", ""));
  EXPECT_FALSE(allowed("http://evil.example", "cross-site"));
  EXPECT_FALSE(allowed("null", ""));
  EXPECT_TRUE(allowed("https://school.example", "same-origin", false, school));
  EXPECT_TRUE(check_origin({"https://a.example", "", "a.example:443", true}, none))
      << "browsers leave the scheme's port out";
}

TEST(Origin, OnlyPlainHostsAreRepeated) {
  EXPECT_TRUE(is_plain_host("school.example:8443"));
  EXPECT_TRUE(is_plain_host("[::1]:8080"));
  EXPECT_FALSE(is_plain_host("a; script-src *"));
  EXPECT_FALSE(is_plain_host(""));
  EXPECT_FALSE(is_plain_host(std::string(300, 'a')));
}

}  // namespace
}  // namespace seodang::http
