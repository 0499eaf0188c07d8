#include "http/origin.hpp"

#include <gio/gio.h>

#include <algorithm>

#include "base/gref.hpp"

namespace seodang::http {

namespace {

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lower(std::string_view text) {
  return GPtr<char>(g_ascii_strdown(text.data(), static_cast<gssize>(text.size()))).get();
}

/// "[::1]:8080" → "::1", "localhost:8080" → "localhost"
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

std::string_view host_of_origin(std::string_view origin) {
  const size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

/// Browsers leave out a scheme's own port.
std::string_view without_default_port(std::string_view host, bool tls) {
  const std::string_view port = tls ? ":443" : ":80";
  return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

}  // namespace

bool is_one_of(const std::string& address, const std::vector<std::string>& networks) {
  auto parsed = GRef<GInetAddress>::take(g_inet_address_new_from_string(address.c_str()));
  return parsed && std::any_of(networks.begin(), networks.end(), [&](const std::string& network) {
           auto mask =
               GRef<GInetAddressMask>::take(g_inet_address_mask_new_from_string(network.c_str(), nullptr));
           return mask && g_inet_address_mask_matches(mask.get(), parsed.get());
         });
}

std::string client_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& proxies) {
  std::string address = peer;
  while (is_one_of(address, proxies) && !forwarded_for.empty()) {
    const size_t comma = forwarded_for.rfind(',');
    const std::string entry(
        trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1)));
    if (!g_hostname_is_ip_address(entry.c_str())) break;
    address = entry;
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
  }
  return address;
}

bool is_plain_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return g_ascii_isalnum(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
  });
}

bool is_local_host(std::string_view host) {
  const std::string name = lower(without_port(host));
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  auto address = GRef<GInetAddress>::take(g_inet_address_new_from_string(name.c_str()));
  return address && g_inet_address_get_is_loopback(address.get());
}

Result<> check_host(std::string_view host, bool loopback, const std::vector<std::string>& origins) {
  if (!loopback || is_local_host(host)) return {};
  const std::string asked = lower(host);
  for (const std::string& origin : origins) {
    if (lower(host_of_origin(origin)) == asked) return {};
  }
  return {Code::forbidden,
          "this address answers to localhost only: put the public address into http.origins"};
}

Result<> check_origin(const Provenance& said, const std::vector<std::string>& origins) {
  const Error foreign{Code::forbidden,
                      "this page may not use this service: its address is not in http.origins"};
  if (said.origin.empty()) {
    if (said.fetch_site.empty() || said.fetch_site == "same-origin" || said.fetch_site == "none") return {};
    return foreign;
  }
  const std::string asking = lower(said.origin);
  const std::string own =
      std::string(said.tls ? "https://" : "http://") + lower(without_default_port(said.host, said.tls));
  if (asking == own) return {};
  for (const std::string& origin : origins) {
    if (asking == lower(origin)) return {};
  }
  return foreign;
}

Result<> check_own_page(const Provenance& said, const std::vector<std::string>& origins) {
  if (said.origin.empty() && said.fetch_site != "same-origin") {
    return {Code::forbidden,
            "with a login's cookie the request must say where it comes from: Origin or Sec-Fetch-Site"};
  }
  return check_origin(said, origins);
}

}  // namespace seodang::http
