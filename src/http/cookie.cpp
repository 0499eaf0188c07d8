#include "http/cookie.hpp"

#include <algorithm>

namespace seodang::http {

namespace {

constexpr size_t most_secret = 128;
constexpr int week_s = 7 * 24 * 3600;

std::string_view name_on(Line line) { return line == Line::tls ? "__Host-sid" : "sid"; }

std::string_view without_spaces(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

std::string login_in(std::string_view cookies, Line line) {
  while (!cookies.empty()) {
    const size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = without_spaces(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name_on(line)) continue;
    const std::string_view secret = pair.substr(equals + 1);
    return secret.size() <= most_secret ? std::string(secret) : "";
  }
  return "";
}

std::string login_cookie(std::string_view secret, Line line) {
  const int seconds = secret.empty() ? 0 : week_s;
  return std::string(name_on(line)) + "=" + std::string(secret) +
         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
         (line == Line::tls ? "; Secure" : "");
}

}  // namespace seodang::http
