#include "service/text.hpp"

#include <algorithm>

namespace seodang::service {

namespace {

bool is_invisible(gunichar c) {
  switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:  // bidi, zero-width, byte order mark
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED: return true;
    default: return false;
  }
}

struct Clean {
  std::string text;
  size_t characters = 0;
};

Clean clean(const std::string& raw, bool one_line) {
  Clean result;
  GPtr<char> composed(g_utf8_normalize(raw.c_str(), -1, G_NORMALIZE_NFC));
  bool space = false;
  for (const char* at = composed ? composed.get() : ""; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!one_line && (c == '\n' || c == '\t')) {
      result.text += static_cast<char>(c);
      result.characters++;
    } else if (g_unichar_isspace(c)) {
      space = one_line && !result.text.empty();  // several become one; none at either end
      if (!one_line && c != '\r') result.text += ' ', result.characters++;
    } else if (!is_invisible(c)) {
      if (std::exchange(space, false)) result.text += ' ', result.characters++;
      char bytes[6];
      result.text.append(bytes, static_cast<size_t>(g_unichar_to_utf8(c, bytes)));
      if (!g_unichar_ismark(c)) result.characters++;
    }
  }
  return result;
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \n\t") == std::string::npos; }

Result<std::string> member(const Json& json, const char* name, size_t most, bool one_line) {
  auto raw = json[name].string();
  if (!raw) return {Code::invalid_params, std::string("`") + name + "` is missing"};
  Clean cleaned = clean(*raw, one_line);
  if (is_blank(cleaned.text)) return {Code::invalid_params, std::string("`") + name + "` is empty"};
  // Marks pile up on one character: bytes are bounded as well.
  if (cleaned.characters > most || cleaned.text.size() > most * 8) {
    return {Code::too_large,
            std::string("`") + name + "` is longer than " + std::to_string(most) + " characters"};
  }
  return std::move(cleaned.text);
}

}  // namespace

Result<std::string> line_member(const Json& json, const char* name, size_t most) {
  return member(json, name, most, true);
}

Result<std::string> text_block_member(const Json& json, const char* name, size_t most) {
  return member(json, name, most, false);
}

std::string local_time(int64_t at) {
  GPtr<GDateTime> time(g_date_time_new_from_unix_local(at / 1000));
  GPtr<char> text(time ? g_date_time_format(time.get(), "%Y-%m-%d %H:%M:%S") : nullptr);
  return text ? text.get() : "";
}

bool is_number(const std::string& number) {
  return !number.empty() && number.size() <= 32 && std::all_of(number.begin(), number.end(), [](char c) {
    return g_ascii_isalnum(c) || c == '-' || c == '_';
  });
}

Result<std::string> number_member(const Json& json) {
  std::string number = json["number"].string_or("");
  if (auto integer = json["number"].integer()) number = std::to_string(*integer);
  if (is_number(number)) return number;
  return {Code::invalid_params, "`number` must be 1 to 32 digits or letters"};
}

}  // namespace seodang::service
