#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace seodang::http {

// Who asks, by what browsers and proxies say of them: pure functions over header values. An absent header is
// "".

/// Whether `address` is one of `networks` ("10.0.0.1", "10.0.0.0/8", "::1").
bool is_one_of(const std::string& address, const std::vector<std::string>& networks);

/// The client's address: the peer's, or what trusted proxies say of theirs. X-Forwarded-For is read from its
/// end and only as long as the one who wrote the entry is trusted.
std::string client_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& proxies);

/// A Host header's value that can stand in other headers: a name or address with an optional port, nothing
/// else.
bool is_plain_host(std::string_view host);
/// localhost, 127.0.0.0/8 or ::1, with any port.
bool is_local_host(std::string_view host);

/// Against DNS rebinding: an address that only this machine reaches answers to local names and to the hosts
/// of the configured origins only. Errors: forbidden, with a sentence for the operator.
Result<> check_host(std::string_view host, bool loopback, const std::vector<std::string>& origins);

/// What a browser says about the page that makes a request.
struct Provenance {
  std::string_view origin, fetch_site, host;
  bool tls = false;
};
/// Errors: forbidden for pages of others. No Origin and no Sec-Fetch-Site: not a browser; allowed.
Result<> check_origin(const Provenance& said, const std::vector<std::string>& origins);
/// The same for what a browser does by itself with the cookie that it keeps: the page must show that it is
/// ours. Errors: forbidden, also if nothing is said.
Result<> check_own_page(const Provenance& said, const std::vector<std::string>& origins);

}  // namespace seodang::http
