#include "base/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace seodang {

namespace {

GRef<JsonNode> scalar() { return GRef<JsonNode>::take(json_node_new(JSON_NODE_VALUE)); }

bool opens(char c) { return c == '[' || c == '{'; }
bool closes(char c) { return c == ']' || c == '}'; }

/// The UTF-16 unit of the \uXXXX at the beginning of `text`.
std::optional<unsigned> unit_at(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return error == std::errc() && end == text.data() + 6 ? std::optional(unit) : std::nullopt;
}

/// How long the escape is at the beginning of `text`; 0 for one that stands for no character.
size_t escape_length(std::string_view text) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  if (!text.starts_with("\\u")) return text.size() > 1 && letters.find(text[1]) != letters.npos ? 2 : 0;
  const auto unit = unit_at(text);
  if (!unit || (*unit >= 0xdc00 && *unit < 0xe000)) return 0;
  if (*unit < 0xd800 || *unit >= 0xe000) return 6;
  const auto low = unit_at(text.substr(6));
  return low && *low >= 0xdc00 && *low < 0xe000 ? 12 : 0;
}

/// Deepest nesting of brackets outside strings, as soon as it is more than `enough`. Otherwise it does not
/// mind whether the text is JSON, but for what json-glib 1.6 takes to its harm; then nothing. In comments and
/// between single quotes brackets would hide from the count; of several values in a row it leaks all but the
/// last; half a surrogate pair it leaks with the string around it, or makes of it bytes that are not UTF-8; so it
/// does of numbers in octal (backslash 222).
std::optional<size_t> depth_of(std::string_view text, size_t enough) {
  size_t depth = 0, deepest = 0;
  bool in_string = false;
  bool in_word = false, ended = false;  // of the value that stands in no brackets
  for (size_t i = 0; i < text.size() && deepest <= enough; i++) {
    char c = text[i];
    if (in_string) {
      if (c == '"') {
        in_string = false;
        ended = depth == 0;
      } else if (c == '\\') {
        size_t length = escape_length(text.substr(i));
        if (length == 0) return std::nullopt;
        i += length - 1;
      }
    } else if (g_ascii_isspace(c)) {
      ended = ended || in_word;
    } else if (ended || c == '/' || c == '\'' || (depth == 0 && (closes(c) || c == ',' || c == ':'))) {
      return std::nullopt;
    } else if (in_word && (opens(c) || c == '"')) {
      return std::nullopt;
    } else if (opens(c)) {
      deepest = std::max(deepest, ++depth);
    } else if (closes(c)) {
      ended = --depth == 0;
    } else if (c == '"') {
      in_string = true;
    } else {
      in_word = depth == 0;
    }
  }
  return deepest;
}

/// json-glib reads 1e999 as infinity.
bool is_finite(JsonNode* node) {
  if (JSON_NODE_HOLDS_VALUE(node))
    return json_node_get_value_type(node) != G_TYPE_DOUBLE || std::isfinite(json_node_get_double(node));
  if (JSON_NODE_HOLDS_ARRAY(node)) {
    JsonArray* array = json_node_get_array(node);
    for (guint i = 0; i < json_array_get_length(array); i++)
      if (!is_finite(json_array_get_element(array, i))) return false;
  }
  if (JSON_NODE_HOLDS_OBJECT(node)) {
    JsonObjectIter iter;
    JsonNode* value = nullptr;
    json_object_iter_init(&iter, json_node_get_object(node));
    while (json_object_iter_next(&iter, nullptr, &value))
      if (!is_finite(value)) return false;
  }
  return true;
}

void write_string(const char* text, std::string& out) {
  out += '"';
  for (const char* at = text; *at; at++) {
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"' || c == '\\') {
      out += {'\\', *at};
    } else if (c < 0x20) {
      constexpr char digits[] = "0123456789abcdef";
      out.append("\\u00").append({digits[c >> 4], digits[c & 15]});
    } else {
      out += *at;
    }
  }
  out += '"';
}

/// The shortest text that is read as the same double; what is no number is null, as in browsers.
void write_double(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char text[32];
  const auto written = std::to_chars(std::begin(text), std::end(text), value);
  const std::string_view digits(text, static_cast<size_t>(written.ptr - text));
  out += digits;
  if (digits.find_first_of(".e") == digits.npos) out += ".0";  // so that it stays a double
}

void write_value(JsonNode* node, std::string& out) {
  const GType type = json_node_get_value_type(node);
  if (type == G_TYPE_STRING) return write_string(json_node_get_string(node), out);
  if (type == G_TYPE_DOUBLE) return write_double(json_node_get_double(node), out);
  if (type == G_TYPE_BOOLEAN)
    out += json_node_get_boolean(node) ? "true" : "false";
  else
    out += std::to_string(json_node_get_int(node));
}

/// Written here, for json-glib 1.6 writes 1e98 as 1e+98.0.
void write_node(JsonNode* node, std::string& out) {
  const char* before = "";
  if (JSON_NODE_HOLDS_OBJECT(node)) {
    JsonObjectIter iter;
    const char* name = nullptr;
    JsonNode* value = nullptr;
    json_object_iter_init_ordered(&iter, json_node_get_object(node));
    out += '{';
    for (; json_object_iter_next_ordered(&iter, &name, &value); before = ",") {
      write_string(name, out += before);
      write_node(value, out += ':');
    }
    out += '}';
  } else if (JSON_NODE_HOLDS_ARRAY(node)) {
    JsonArray* array = json_node_get_array(node);
    out += '[';
    for (guint i = 0; i < json_array_get_length(array); i++, before = ",")
      write_node(json_array_get_element(array, i), out += before);
    out += ']';
  } else if (JSON_NODE_HOLDS_VALUE(node)) {
    write_value(node, out);
  } else {
    out += "null";
  }
}

}  // namespace

Json::Json() : node_(GRef<JsonNode>::take(json_node_new(JSON_NODE_NULL))) {}
Json::Json(bool value) : node_(scalar()) { json_node_set_boolean(node_.get(), value); }
Json::Json(int64_t value) : node_(scalar()) { json_node_set_int(node_.get(), value); }
Json::Json(double value) : node_(scalar()) { json_node_set_double(node_.get(), value); }
Json::Json(const char* value) : Json(std::string_view(value)) {}
Json::Json(std::string_view value) : node_(scalar()) {
  json_node_set_string(node_.get(), std::string(value).c_str());
}
Json::Json(const std::vector<std::string>& values) : Json(array()) {
  for (const std::string& value : values) push(value);
}

Json Json::object(std::initializer_list<std::pair<const char*, Json>> members) {
  Json result(GRef<JsonNode>::take(json_node_new(JSON_NODE_OBJECT)));
  json_node_take_object(result.node(), json_object_new());
  for (const auto& [name, value] : members) result.set(name, value);
  return result;
}

Json Json::array(std::initializer_list<Json> items) {
  Json result(GRef<JsonNode>::take(json_node_new(JSON_NODE_ARRAY)));
  json_node_take_array(result.node(), json_array_new());
  for (const Json& item : items) result.push(item);
  return result;
}

Result<Json> Json::parse(std::string_view text, Limits limits) {
  if (text.size() > limits.bytes)
    return {Code::too_large, "the message is longer than " + std::to_string(limits.bytes) + " bytes"};
  if (text.empty()) return {Code::parse_error, "the message is empty"};
  const auto depth = depth_of(text, limits.depth);
  if (!depth)
    return {Code::parse_error,
            "the message is not JSON: a comment, a single quote, half a surrogate pair or a second value"};
  if (*depth > limits.depth)
    return {Code::too_large, "the message is nested deeper than " + std::to_string(limits.depth) + " levels"};
  if (!g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr))
    return {Code::parse_error, "the message is not UTF-8"};
  auto parser = GRef<JsonParser>::take(json_parser_new_immutable());
  GPtr<GError> error;
  if (!json_parser_load_from_data(parser.get(), text.data(), static_cast<gssize>(text.size()), out(error))) {
    // It quotes what it did not understand, and may cut it inside a character.
    const GPtr<char> why(g_utf8_make_valid(error->message, -1));
    return {Code::parse_error, std::string("the message is not JSON: ") + why.get()};
  }
  JsonNode* root = json_parser_get_root(parser.get());
  if (!root) return {Code::parse_error, "the message is empty"};
  if (!is_finite(root)) return {Code::parse_error, "the message has a number that is too large"};
  return Json(GRef<JsonNode>::share(root));
}

bool Json::is_null() const { return json_node_is_null(node()); }
bool Json::is_object() const { return JSON_NODE_HOLDS_OBJECT(node()); }
bool Json::is_array() const { return JSON_NODE_HOLDS_ARRAY(node()); }
bool Json::holds(GType type) const {
  return JSON_NODE_HOLDS_VALUE(node()) && json_node_get_value_type(node()) == type;
}

Json Json::share(JsonNode* node) { return node ? Json(GRef<JsonNode>::share(node)) : Json(); }

Json Json::operator[](std::string_view member) const {
  if (!is_object()) return {};
  return share(json_object_get_member(json_node_get_object(node()), std::string(member).c_str()));
}

bool Json::has(std::string_view member) const {
  return is_object() && json_object_has_member(json_node_get_object(node()), std::string(member).c_str());
}

Json Json::at(size_t index) const {
  if (index >= size() || !is_array()) return {};
  return share(json_array_get_element(json_node_get_array(node()), static_cast<guint>(index)));
}

size_t Json::size() const {
  if (is_array()) return json_array_get_length(json_node_get_array(node()));
  if (is_object()) return json_object_get_size(json_node_get_object(node()));
  return 0;
}

std::vector<Json> Json::items() const {
  std::vector<Json> result;
  if (is_array()) {
    for (size_t i = 0; i < size(); i++) result.push_back(at(i));
  }
  return result;
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> result;
  if (!is_object()) return result;
  JsonObjectIter iter;
  const char* name = nullptr;
  json_object_iter_init(&iter, json_node_get_object(node()));
  while (json_object_iter_next(&iter, &name, nullptr)) result.emplace_back(name);
  return result;
}

std::optional<std::string> Json::string() const {
  if (!holds(G_TYPE_STRING)) return std::nullopt;
  return json_node_get_string(node());
}

std::optional<int64_t> Json::integer() const {
  if (!holds(G_TYPE_INT64)) return std::nullopt;
  return json_node_get_int(node());
}

std::optional<double> Json::number() const {
  if (!holds(G_TYPE_INT64) && !holds(G_TYPE_DOUBLE)) return std::nullopt;
  return json_node_get_double(node());
}

std::optional<bool> Json::boolean() const {
  if (!holds(G_TYPE_BOOLEAN)) return std::nullopt;
  return json_node_get_boolean(node());
}

Json& Json::set(std::string_view member, const Json& value) {
  json_object_set_member(json_node_get_object(node()), std::string(member).c_str(),
                         json_node_ref(value.node()));
  return *this;
}

Json& Json::push(const Json& value) {
  json_array_add_element(json_node_get_array(node()), json_node_ref(value.node()));
  return *this;
}

std::string Json::text() const {
  std::string text;
  write_node(node(), text);
  return text;
}

bool Json::operator==(const Json& other) const { return json_node_equal(node(), other.node()); }

}  // namespace seodang
