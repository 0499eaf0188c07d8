#include "lint/text_rules.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.hpp"

namespace seodang::lint {
namespace {

std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    found.insert((*match)[1]);
  return found;
}

/// Null if the file is no JSON object.
Json parse(const File& locale) {
  const auto json = Json::parse(locale.text, {.bytes = 1024 * 1024});
  return json ? *json : Json();
}

std::vector<std::string> keys(const Json& locale) {
  auto keys = locale.keys();
  std::ranges::sort(keys);
  return keys;
}

std::string sentence(const Json& locale, const std::string& key) { return locale[key].string_or(""); }

std::set<std::string> values(const std::string& sentence) {
  return all_matches(sentence, std::regex(R"(\{(\w+)\})"));
}

/// `error.${name}` fits "error.busy".
std::vector<std::regex> composed_keys(const std::string& text) {
  static const std::regex composed(R"(`((?:[\w.-]|\$\{[^}`]*\})*\$\{[^}`]*\}(?:[\w.-]|\$\{[^}`]*\})*)`)");
  std::vector<std::regex> patterns;
  for (const auto& found : all_matches(text, composed)) {
    const auto literal = std::regex_replace(found, std::regex(R"(\.(?![^{]*\}))"), "\\.");
    if (found.find('.') != std::string::npos && !found.starts_with("${"))
      patterns.emplace_back(std::regex_replace(literal, std::regex(R"(\$\{[^}]*\})"), "[\\w.-]+"));
  }
  return patterns;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

Findings locales_agree(const Files& locales) {
  Findings findings;
  if (locales.size() < 2) return findings;
  const auto measure = parse(locales.front());
  for (const auto& locale : locales) {
    const auto json = parse(locale);
    if (!json.is_object()) findings.push_back(finding(locale, 1, "no JSON object of sentences"));
    for (const auto& key : keys(measure)) {
      if (sentence(json, key).empty())
        findings.push_back(finding(locale, 1, "no sentence for " + key));
      else if (values(sentence(json, key)) != values(sentence(measure, key)))
        findings.push_back(finding(locale, 1, key + " has other {values} than " + locales.front().path));
    }
    for (const auto& key : keys(json))
      if (!measure.has(key))
        findings.push_back(finding(locale, 1, key + " is not in " + locales.front().path));
  }
  return findings;
}

Findings locale_keys(const File& locale, const Files& client) {
  static const std::regex call(R"re(\bt\(\s*['"]([^'"]+)['"])re");
  static const std::regex string(R"re(['"]([\w-]+(?:\.[\w-]+)+)['"])re");
  const auto json = parse(locale);
  Findings findings;
  std::set<std::string> literals;
  std::vector<std::regex> composed;
  for (const auto& module : client) {
    const auto text = without_comments(module.text);
    for (const auto& key : all_matches(text, call))
      if (!json.has(key)) findings.push_back(finding(module, 1, "no sentence for " + key));
    literals.merge(all_matches(text, string));
    std::ranges::move(composed_keys(text), std::back_inserter(composed));
  }
  for (const auto& key : keys(json)) {
    const bool used = literals.contains(key) || std::ranges::any_of(composed, [&](const auto& pattern) {
                        return std::regex_match(key, pattern);
                      });
    if (!used) findings.push_back(finding(locale, 1, key + " is used nowhere in web/src"));
  }
  return findings;
}

Findings error_sentences(const File& locale, const std::vector<std::string>& names) {
  const auto json = parse(locale);
  Findings findings;
  for (const auto& name : names)
    if (!json.has("error." + name)) findings.push_back(finding(locale, 1, "no sentence for error." + name));
  return findings;
}

Findings configuration_keys(const File& toml, const File& document) {
  static const std::regex group(R"(^\s*#?\s*\[+([\w.-]+)\]+\s*(#.*)?$)");
  static const std::regex key(R"(^\s*#?\s?([\w-]+)\s*=)");
  Findings findings;
  std::istringstream stream(toml.text);
  std::string line, prefix;
  std::smatch match;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (std::regex_match(line, match, group)) {
      prefix = match[1].str() + ".";
    } else if (std::regex_search(line, match, key) &&
               !contains(document.text, "`" + prefix + match[1].str() + "`")) {
      findings.push_back(finding(toml, number, prefix + match[1].str() + " is not in " + document.path));
    }
  }
  return findings;
}

Findings subcommands(const File& script, const File& document) {
  Findings findings;
  for (const auto& name : all_matches(script.text, std::regex(R"(\ncmd_(\w+)\(\))"))) {
    if (!std::regex_search(script.text, std::regex("\n#: " + name + "\\b")))
      findings.push_back(finding(script, 1, name + " is not explained by ./dev help"));
    if (!std::regex_search(document.text, std::regex("\\./dev " + name + "\\b")))
      findings.push_back(finding(document, 1, "./dev " + name + " is not named"));
  }
  return findings;
}

Findings named(const std::vector<std::string>& words, const Files& documents) {
  Findings findings;
  for (const auto& word : words) {
    const bool found = std::ranges::any_of(documents, [&](const File& document) {
      return contains(document.text, "`" + word) || contains(document.text, word + "/");
    });
    if (!found) findings.push_back(finding(documents.front(), 1, word + " is not named"));
  }
  return findings;
}

Findings links(const Files& documents) {
  static const std::regex link(R"(\]\(([^)#\s]+)[^)]*\))");
  Findings findings;
  for (const auto& document : documents) {
    const auto folder = std::filesystem::path(document.path).parent_path();
    for (const auto& target : all_matches(document.text, link)) {
      const bool foreign = contains(target, "://") || target.starts_with("mailto:");
      if (!foreign && !exists((folder / target).lexically_normal().string()))
        findings.push_back(finding(document, 1, "no such file: " + target));
    }
  }
  return findings;
}

}  // namespace seodang::lint
