#pragma once

#include <string>
#include <string_view>

namespace seodang::http {

/// Who may read along between the browser and us.
enum class Line {
  open,   ///< plain http over a network: no login here
  local,  ///< plain http on this machine
  tls,    ///< ours, or that of a proxy that we believe
};

/// The secret of the login's cookie in a Cookie header; empty: none. Over TLS only the name counts that no
/// page of another host or of plain http can have set (`__Host-`).
std::string login_in(std::string_view cookies, Line line);

/// The Set-Cookie header's value for a secret; an empty one removes the cookie. It lives as long as a login
/// may.
std::string login_cookie(std::string_view secret, Line line);

}  // namespace seodang::http
