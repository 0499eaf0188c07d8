#include "http/certificate.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <set>

#include "base/log.hpp"

namespace seodang::http {

namespace {

constexpr int valid_days = 825, renew_days = 14;

/// "DNS:name,IP:10.0.0.1,…": whatever other machines may call this one.
std::string alternative_names() {
  std::set<std::string> addresses{"127.0.0.1", "::1"};
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) == 0) {
    for (const ifaddrs* item = list; item; item = item->ifa_next) {
      if (!item->ifa_addr || (item->ifa_addr->sa_family != AF_INET && item->ifa_addr->sa_family != AF_INET6))
        continue;
      auto address = GRef<GSocketAddress>::take(g_socket_address_new_from_native(
          item->ifa_addr, item->ifa_addr->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)));
      if (!G_IS_INET_SOCKET_ADDRESS(address.get())) continue;
      GInetAddress* inet = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get()));
      if (!g_inet_address_get_is_link_local(inet))
        addresses.insert(GPtr<char>(g_inet_address_to_string(inet)).get());
    }
    freeifaddrs(list);
  }
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::string names = "DNS:localhost";
  if (host[0] && !g_hostname_is_ascii_encoded(host.data())) names += std::string(",DNS:") + host.data();
  for (const std::string& address : addresses) names += ",IP:" + address;
  return names;
}

bool expires_soon(GTlsCertificate* certificate) {
  GPtr<GDateTime> end(g_tls_certificate_get_not_valid_after(certificate)), now(g_date_time_new_now_utc());
  return !end || g_date_time_difference(end.get(), now.get()) < renew_days * G_TIME_SPAN_DAY;
}

Result<> make(const std::string& certificate, const std::string& key) {
  const std::string names = "subjectAltName=" + alternative_names(), days = std::to_string(valid_days);
  const char* command[] = {"openssl",
                           "req",
                           "-x509",
                           "-newkey",
                           "ec",
                           "-pkeyopt",
                           "ec_paramgen_curve:P-256",
                           "-nodes",
                           "-days",
                           days.c_str(),
                           "-subj",
                           "/CN=seodang",
                           "-addext",
                           names.c_str(),
                           "-addext",
                           "extendedKeyUsage=serverAuth",
                           "-keyout",
                           key.c_str(),
                           "-out",
                           certificate.c_str(),
                           nullptr};
  const mode_t before = umask(077);
  GPtr<GError> error;
  auto process = GRef<GSubprocess>::take(g_subprocess_newv(
      command,
      static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE),
      out(error)));
  umask(before);
  if (process && g_subprocess_wait_check(process.get(), nullptr, out(error))) return {};
  return {Code::internal, std::string("openssl made no certificate: ") + error->message};
}

}  // namespace

Result<GRef<GTlsCertificate>> load_certificate(const std::string& certificate, const std::string& key) {
  GPtr<GError> error;
  auto loaded = GRef<GTlsCertificate>::take(
      g_tls_certificate_new_from_files(certificate.c_str(), key.c_str(), out(error)));
  if (!loaded) return {Code::invalid_params, certificate + ", " + key + ": " + error->message};
  return loaded;
}

Result<GRef<GTlsCertificate>> own_certificate(const std::string& directory) {
  const std::string certificate = directory + "/tls.crt", key = directory + "/tls.key";
  Result<GRef<GTlsCertificate>> present = load_certificate(certificate, key);
  if (present && !expires_soon(present->get())) return present;
  if (Result<> made = make(certificate, key); !made) return made.error();
  log_info("http", "made a certificate for https: %s", certificate.c_str());
  return load_certificate(certificate, key);
}

}  // namespace seodang::http
