#include "http/certificate.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

class CertificateTest : public test::FrontDoor {};

TEST_F(CertificateTest, IsMadeOnceForThisMachinesNames) {
  const auto made = own_certificate(directory);
  ASSERT_TRUE(made) << made.error().text;
  GPtr<char> first, second;
  g_object_get(made->get(), "certificate-pem", static_cast<char**>(out(first)), nullptr);
  const auto again = own_certificate(directory);
  ASSERT_TRUE(again);
  g_object_get(again->get(), "certificate-pem", static_cast<char**>(out(second)), nullptr);
  EXPECT_STREQ(first.get(), second.get());

  auto localhost = GRef<GSocketConnectable>::take(g_network_address_new("localhost", 443));
  EXPECT_EQ(g_tls_certificate_verify(made->get(), localhost.get(), nullptr) & G_TLS_CERTIFICATE_BAD_IDENTITY,
            0);
  auto loopback = GRef<GSocketConnectable>::take(g_network_address_new("127.0.0.1", 443));
  EXPECT_EQ(g_tls_certificate_verify(made->get(), loopback.get(), nullptr) & G_TLS_CERTIFICATE_BAD_IDENTITY,
            0);
  struct stat info {};
  ASSERT_EQ(stat((directory + "/tls.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(CertificateTest, AWrongFileIsNamed) {
  const auto missing = load_certificate("/nowhere/a.crt", "/nowhere/a.key");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text.find("/nowhere/a.crt"), std::string::npos);
  EXPECT_FALSE(own_certificate("/nowhere"));
}

}  // namespace
}  // namespace seodang::http
