#include "http/router.hpp"

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

}  // namespace

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
