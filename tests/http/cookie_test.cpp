#include "http/cookie.hpp"

#include <gmock/gmock.h>

namespace seodang::http {
namespace {

TEST(Cookie, OverTlsItCannotBeSetFromElsewhere) {
  EXPECT_EQ(login_cookie("abc", Line::tls),
            "__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure");
  EXPECT_EQ(login_cookie("", Line::tls), "__Host-sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
}

TEST(Cookie, OnThisMachineItNeedsNoTls) {
  EXPECT_EQ(login_cookie("abc", Line::local), "sid=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800");
}

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(login_in("a=1; sid=abc; b=2", Line::local), "abc");
  EXPECT_EQ(login_in("sid=abc", Line::local), "abc");
  EXPECT_EQ(login_in("a=1;sid=abc", Line::local), "abc");
  EXPECT_EQ(login_in("xsid=1; sid=abc; sid=def", Line::local), "abc");
  for (const char* none : {"", ";", "a", "sid", "sid=", "SID=abc", "a=sid=abc", "; ; =", "sid =abc"})
    EXPECT_EQ(login_in(none, Line::local), "") << none;
  EXPECT_EQ(login_in("sid=" + std::string(5000, 'x'), Line::local), "");
}

TEST(Cookie, OverTlsThePlainOneIsNotBelieved) {
  EXPECT_EQ(login_in("sid=planted; __Host-sid=own", Line::tls), "own");
  EXPECT_EQ(login_in("sid=planted", Line::tls), "");
  EXPECT_EQ(login_in("__Host-sid=own", Line::local), "");
}

}  // namespace
}  // namespace seodang::http
