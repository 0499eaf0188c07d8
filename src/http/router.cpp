#include "http/router.hpp"

#include <algorithm>

#include "base/gref.hpp"

namespace seodang::http {

namespace {

/// Cuts the first "/segment" off; false: there is none.
bool next_segment(std::string_view& path, std::string_view& segment) {
  if (!path.starts_with('/')) return false;
  const size_t end = path.find('/', 1);
  segment = path.substr(1, end == std::string_view::npos ? end : end - 1);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return true;
}

/// Null bytes end nothing of ours: such a text is none.
std::string decoded(std::string_view text) {
  const GPtr<char> value(g_uri_unescape_segment(text.data(), text.data() + text.size(), nullptr));
  return value ? value.get() : "";
}

}  // namespace

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> values;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    values.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1)));
  }
  return values;
}

bool match_path(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& values) {
  std::string_view wanted, given;
  while (next_segment(pattern, wanted)) {
    if (!next_segment(path, given)) return false;
    if (wanted.starts_with('{')) {
      // Neither an encoded slash nor an encoded NUL is part of a name of ours.
      GPtr<char> value(g_uri_unescape_segment(given.data(), given.data() + given.size(), "/"));
      if (!value || !*value) return false;
      values.emplace(wanted.substr(1, wanted.size() - 2), value.get());
    } else if (wanted != given) {
      return false;
    }
  }
  return path.empty();
}

}  // namespace seodang::http
