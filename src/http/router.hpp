#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "http/cookie.hpp"
#include "service/service.hpp"

namespace seodang::http {

class ByteSource;

/// A REST request as its handler sees it.
struct Request {
  std::map<std::string, std::string> path;  ///< what stood for {number}, {id}
  Json body;                                ///< of Body::json
  service::Caller caller;
  std::string bytes;  ///< of Body::image
  Line line = Line::local;
  std::map<std::string, std::string> query = {};           ///< what stands behind the `?`, decoded
  std::string range = {}, if_range = {}, none_match = {};  ///< the headers of these names; empty: none
  std::string asked(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
  }
};

struct Answer {
  int status = 200;
  Json body;
  /// Instead of the JSON, if `type` is not empty.
  std::string bytes = {};
  std::string type = {};
  std::vector<std::pair<const char*, std::string>> headers = {};  ///< over those that every answer has
  /// Instead of both: the body as it is made.
  std::shared_ptr<ByteSource> source = nullptr;
  int64_t length = -1;  ///< of it; below 0: not known
};
/// Called once, now or later, on main.
using Answered = std::function<void(Answer)>;

/// What a call takes: nothing; a JSON object; a picture as it is (image/jpeg, image/png, image/webp).
enum class Body { none, json, image };

/// One row of the REST table.
template <typename T>
struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/api/rooms/{number}/join"
  void (T::*handler)(const Request& request, Answered done);
  Body body = Body::none;
};

/// The values of a pattern's {names}, decoded; false: the path is another.
bool match_path(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& values);

/// The values of "a=1&b=2", decoded. What comes twice counts once.
std::map<std::string, std::string> parse_query(std::string_view text);

/// Where a request leads: a row, or the methods that its path has rows for ("GET, HEAD"; empty: no such
/// path).
template <typename T>
struct Found {
  const Route<T>* route = nullptr;
  std::map<std::string, std::string> values;
  std::string allowed;
};

/// HEAD is GET without the body.
template <typename T>
Found<T> find_route(std::span<const Route<T>> table, std::string_view method, std::string_view path) {
  Found<T> found;
  for (const Route<T>& row : table) {
    std::map<std::string, std::string> values;
    if (!match_path(row.pattern, path, values)) continue;
    if (row.method == method || (row.method == "GET" && method == "HEAD"))
      return {&row, std::move(values), {}};
    found.allowed += std::string(found.allowed.empty() ? "" : ", ") + std::string(row.method);
    if (row.method == "GET") found.allowed += ", HEAD";
  }
  return found;
}

}  // namespace seodang::http
