#include "service/file_names.hpp"

#include <glib.h>

#include "base/gref.hpp"

namespace seodang::service {

namespace {

constexpr size_t most_bytes = 255;
constexpr const char* nameless = "recording";

bool is_dropped(gunichar c) {
  switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:  // bidi, zero-width, byte order mark
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR: return true;
    default: return false;
  }
}

bool is_replaced(gunichar c) {
  return c < 0x80 && std::string_view("/\\:*?\"<>|").find(static_cast<char>(c)) != std::string_view::npos;
}

std::string allowed_letters(const std::string& name) {
  const GPtr<char> valid(g_utf8_make_valid(name.c_str(), -1));
  std::string text;
  for (const char* at = valid.get(); *at; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (is_dropped(c)) continue;
    if (is_replaced(c))
      text += '_';
    else
      text.append(at, static_cast<size_t>(g_utf8_next_char(at) - at));
  }
  const GPtr<char> composed(g_utf8_normalize(text.c_str(), -1, G_NORMALIZE_NFC));
  return composed ? composed.get() : "";
}

/// At most so many bytes, whole characters.
std::string cut(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) end--;
  return text.substr(0, end);
}

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(". "), last = text.find_last_not_of(". ");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// CON, con.txt, COM1, LPT¹ …
bool is_device(const std::string& text) {
  const std::string stem = trimmed(text.substr(0, text.find('.')));
  const GPtr<char> upper(g_utf8_strup(stem.c_str(), -1));
  const std::string_view name = upper.get();
  for (const char* device : {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"})
    if (name == device) return true;
  if (!name.starts_with("COM") && !name.starts_with("LPT")) return false;
  const std::string_view number = name.substr(3);
  return (number.size() == 1 && g_ascii_isdigit(number[0])) || number == "¹" || number == "²" ||
         number == "³";
}

std::string key_of(const std::string& name) {
  const GPtr<char> folded(g_utf8_casefold(name.c_str(), -1));
  const GPtr<char> composed(g_utf8_normalize(folded.get(), -1, G_NORMALIZE_NFC));
  return composed ? composed.get() : name;
}

}  // namespace

std::string file_name(const std::string& name, std::string_view ending, std::set<std::string>& taken) {
  std::string stem = trimmed(allowed_letters(name));
  if (stem.empty()) stem = nameless;
  if (is_device(stem)) stem = "_" + stem;
  for (unsigned number = 1;; number++) {
    const std::string mark = number == 1 ? "" : "~" + std::to_string(number);
    const std::string shortened = trimmed(cut(stem, most_bytes - ending.size() - mark.size()));
    std::string whole = shortened + mark + std::string(ending);
    if (taken.insert(key_of(whole)).second) return whole;
  }
}

}  // namespace seodang::service
