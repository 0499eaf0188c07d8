#include "lint/functions.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>

#include "lint/source.hpp"

namespace seodang::lint {
namespace {

using Name = std::optional<std::string>;

bool matches_all(const std::string& text, const std::regex& pattern) {
  return std::regex_match(text, pattern);
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }

/// What stands before a brace, on one line: it tells what the brace opens.
std::string header(std::string_view text) {
  constexpr size_t most = 4000;  // std::regex recurses for each character.
  std::string flat(text.substr(text.size() - std::min(text.size(), most)));
  std::ranges::replace(flat, '\n', ' ');
  const auto first = flat.find_first_not_of(' ');
  return first == std::string::npos ? "" : flat.substr(first, flat.find_last_not_of(' ') - first + 1);
}

size_t closing_parenthesis(const std::string& text, size_t open) {
  int depth = 0;
  for (size_t at = open; at < text.size(); ++at) {
    depth += (text[at] == '(') - (text[at] == ')');
    if (depth == 0) return at;
  }
  return std::string::npos;
}

std::string word_before(const std::string& text, size_t end) {
  while (end > 0 && text[end - 1] == ' ') --end;
  size_t begin = end;
  while (begin > 0 && (is_word(text[begin - 1]) || text[begin - 1] == ':' || text[begin - 1] == '~')) --begin;
  return text.substr(begin, end - begin);
}

/// May this stand between the parameters and the body? Qualifiers, a type, initializers of members.
bool ends_signature(const std::string& text, Language language) {
  static const std::regex cpp_tail(
      R"( *((const|noexcept(\([^)]*\))?|override|final|mutable|&&?|requires [^{]*) *)*(-> *[^=;]*|:[^:].*[)}])?)");
  static const std::regex typescript_tail(R"( *(:.*[^:|<&,=(?])?)");
  return matches_all(text, language == Language::cpp ? cpp_tail : typescript_tail);
}

bool opens_scope(const std::string& text) {
  static const std::regex scope(
      R"(.*\b(namespace|class|struct|union|enum|interface|extern)\b[^()=]*|.*\b(else|do|try|finally))");
  return text.empty() || matches_all(text, scope);
}

/// The name of the function whose body follows; nothing if it is none.
Name function_name(const std::string& text, Language language) {
  static const std::regex control("if|for|while|switch|catch|constexpr|with");
  static const std::regex bare_lambda(R"((|.*[^\w\])])\[[^\[\]]*\])");
  if (text.ends_with("=>")) return "lambda";
  for (size_t open = text.find('('); open != std::string::npos; open = text.find('(', open)) {
    const auto close = closing_parenthesis(text, open);
    if (close == std::string::npos) return function_name(text.substr(open + 1), language);  // An argument.
    const auto name = word_before(text, open);
    if (matches_all(name, control)) return std::nullopt;
    if (ends_signature(text.substr(close + 1), language)) return name.empty() ? "lambda" : name;
    open = close;
  }
  return matches_all(text, bare_lambda) ? Name("lambda") : std::nullopt;
}

struct Scope {
  size_t start = 0;      // Where the statement began that the scope belongs to.
  size_t statement = 0;  // Where the current statement in it begins.
  int parentheses = 0;   // Open in it.
  bool value = false;    // Part of an expression or a type: the statement goes on behind it.
  Name function;
};

Scope open_scope(std::string_view code, const Scope& parent, size_t at, Language language) {
  Scope scope{.start = parent.statement, .statement = at + 1, .function = {}};
  const auto text = header(code.substr(parent.statement, at - parent.statement));
  if (opens_scope(text)) return scope;
  scope.function = function_name(text, language);
  scope.value = !scope.function && !text.ends_with(')');
  return scope;
}

}  // namespace

std::vector<Function> functions(std::string_view code, Language language) {
  std::vector<Function> found;
  std::vector<Scope> scopes(1);
  for (size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    auto& scope = scopes.back();
    scope.parentheses += (c == '(') - (c == ')');
    if (scope.parentheses == 0 && (c == ';' || (c == ',' && scope.value))) scope.statement = at + 1;
    if (c == '{') scopes.push_back(open_scope(code, scope, at, language));
    if (c != '}' || scopes.size() == 1) continue;
    const auto closed = scopes.back();
    scopes.pop_back();
    if (closed.function) {
      const int line = line_of(code, code.find_first_not_of(" \n", closed.start));
      found.push_back({*closed.function, line, line_of(code, at) - line + 1});
    }
    if (!closed.value && scopes.back().parentheses == 0) scopes.back().statement = at + 1;
  }
  return found;
}

}  // namespace seodang::lint
