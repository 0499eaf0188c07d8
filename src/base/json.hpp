#pragma once

#include <json-glib/json-glib.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/gref.hpp"
#include "base/result.hpp"

namespace seodang {

SEODANG_GREF(JsonNode, json_node_ref, json_node_unref);

/// A JSON value over json-glib. Copies share the node: fill it first, then hand it on. Main thread (or one
/// thread at a time).
///
///     Json reply = Json::object({{"sdp", sdp}, {"count", 3}});
///     if (auto name = params["name"].string()) …
class Json {
 public:
  struct Limits {
    size_t bytes = 64 * 1024;
    size_t depth =
        32;  ///< json-glib 1.6 parses by recursion: deep nesting overruns the stack, so it is counted before
  };

  Json();  ///< null
  Json(bool value);
  Json(int value) : Json(static_cast<int64_t>(value)) {}
  Json(unsigned value) : Json(static_cast<int64_t>(value)) {}
  Json(int64_t value);
  Json(uint64_t value) : Json(static_cast<int64_t>(value)) {}
  Json(double value);
  Json(const char* value);
  Json(std::string_view value);
  Json(const std::string& value) : Json(std::string_view(value)) {}
  Json(const std::vector<std::string>& values);

  static Json object(std::initializer_list<std::pair<const char*, Json>> members = {});
  static Json array(std::initializer_list<Json> items = {});
  /// Errors: too_large (bytes or depth), parse_error (also text that is not UTF-8).
  static Result<Json> parse(std::string_view text, Limits limits);
  static Result<Json> parse(std::string_view text) { return parse(text, Limits{}); }

  bool is_null() const;
  bool is_object() const;
  bool is_array() const;

  /// Reading never fails: what is absent or of another type is null / nullopt.
  Json operator[](std::string_view member) const;
  Json at(size_t index) const;
  bool has(std::string_view member) const;
  size_t size() const;  ///< items of an array, members of an object; else 0
  std::vector<Json> items() const;
  std::vector<std::string> keys() const;
  std::optional<std::string> string() const;
  std::optional<int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;
  std::string string_or(std::string_view fallback) const { return string().value_or(std::string(fallback)); }
  int64_t integer_or(int64_t fallback) const { return integer().value_or(fallback); }
  bool boolean_or(bool fallback) const { return boolean().value_or(fallback); }

  /// Building; on an object / an array only.
  Json& set(std::string_view member, const Json& value);
  Json& push(const Json& value);

  std::string text() const;  ///< one line
  bool operator==(const Json& other) const;

  JsonNode* node() const { return node_.get(); }
  static Json share(JsonNode* node);

 private:
  explicit Json(GRef<JsonNode> node) : node_(std::move(node)) {}
  bool holds(GType type) const;
  GRef<JsonNode> node_;
};

}  // namespace seodang
