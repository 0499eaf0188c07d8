#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "http/cookie.hpp"
#include "service/service.hpp"

namespace seodang::http {

/// A REST request as its handler sees it.
struct Request {
  std::map<std::string, std::string> path;  ///< what stood for {number}, {id}
  Json body;                                ///< of Body::json
  service::Caller caller;
  std::string bytes;  ///< of Body::image
  Line line = Line::local;
};

struct Answer {
  int status = 200;
  Json body;
  /// Instead of the JSON, if `type` is not empty.
  std::string bytes = {};
  std::string type = {};
  std::vector<std::pair<const char*, std::string>> headers = {};  ///< over those that every answer has
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
