// Texts agree with the code in the checkout; and each lint finds what it is there for in a wrong sample.
#include "lint/text_rules.hpp"

#include <gst/gst.h>
#include <gtest/gtest.h>

#include "base/gref.hpp"
#include "protocol/errors.hpp"

namespace seodang::lint {
namespace {

File english() { return file("data/locales/en.json"); }
Files client() { return tree({"web/src"}, {".ts", ".tsx"}); }
Files documents() {
  auto files = tree({"src", "tests", "pipelines", "data", "docs"}, {".md"});
  files.push_back(file("README.md"));
  return files;
}

/// The names that reach people: JSON-RPC's own are for programmers.
std::vector<std::string> error_names() {
  std::vector<std::string> names;
  for (const auto& row : error_table())
    if (row.code < Code::parse_error) names.emplace_back(name_of(row.code));
  return names;
}

std::vector<std::string> our_elements() {
  GList* features = gst_registry_get_feature_list_by_plugin(gst_registry_get(), "seodang");
  std::vector<std::string> names;
  for (const GList* each = features; each; each = each->next) names.emplace_back(GST_OBJECT_NAME(each->data));
  gst_plugin_feature_list_free(features);
  return names;
}

TEST(LintTexts, LocalesAgree) {
  auto locales = tree({"data/locales"}, {".json"});
  ASSERT_GE(locales.size(), 2U);
  EXPECT_EQ(lines(locales_agree(locales)), "");
}
TEST(LintTexts, LocaleKeys) { EXPECT_EQ(lines(locale_keys(english(), client())), ""); }
TEST(LintTexts, ErrorSentences) { EXPECT_EQ(lines(error_sentences(english(), error_names())), ""); }
TEST(LintTexts, Subcommands) { EXPECT_EQ(lines(subcommands(file("dev"), file("README.md"))), ""); }
TEST(LintTexts, Links) { EXPECT_EQ(lines(links(documents())), ""); }
TEST(LintTexts, ConfigurationKeys) {
  const auto toml = file("data/seodang.toml");
  ASSERT_NE(toml.text, "") << "data/seodang.toml is missing";
  EXPECT_EQ(lines(configuration_keys(toml, file("README.md"))), "");
}
TEST(LintTexts, Elements) {
  const auto elements = our_elements();
  ASSERT_GE(elements.size(), 3U) << "the plugin is not found through GST_PLUGIN_PATH";
  EXPECT_EQ(lines(named(elements, {file("pipelines/README.md")})), "");
}
TEST(LintTexts, Modules) {
  const std::vector<std::string> modules{"base", "protocol", "elements", "room", "store", "service", "http"};
  EXPECT_EQ(lines(named(modules, {file("src/README.md")})), "");
}

TEST(LintTextsSample, LocalesAgree) {
  const File en{"en.json", R"({"a": "Hello {name}", "b": "x"})"};
  EXPECT_EQ(lines(locales_agree({en, {"ko.json", R"({"a": "{name} 안녕", "b": "y"})"}})), "");
  EXPECT_EQ(lines(locales_agree({en, {"ko.json", R"({"a": "안녕", "c": "y"})"}})),
            "ko.json:1: a has other {values} than en.json\nko.json:1: no sentence for b\nko.json:1: c is not "
            "in en.json\n");
  EXPECT_NE(lines(locales_agree({en, {"ko.json", "[]"}})), "");
}

TEST(LintTextsSample, LocaleKeys) {
  const File en{"en.json", R"({"menu.leave": "Leave", "error.busy": "Busy", "old.key": "?"})"};
  const Files client{{"a.ts", "t('menu.leave'); t(`error.${name}`); t('menu.gone'); // 'old.key'\n"}};
  EXPECT_EQ(lines(locale_keys(en, client)),
            "a.ts:1: no sentence for menu.gone\nen.json:1: old.key is used nowhere in web/src\n");
}

TEST(LintTextsSample, ErrorSentences) {
  EXPECT_EQ(lines(error_sentences({"en.json", R"({"error.busy": "Busy"})"}, {"busy", "bad-sdp"})),
            "en.json:1: no sentence for error.bad-sdp\n");
}

TEST(LintTextsSample, ConfigurationKeys) {
  const File toml{
      "a.toml", "[http]\n# Prose about limits.\nlisten = \"x\"\n#tls = true\n[limits]  # more\nrooms = 5\n"};
  EXPECT_EQ(lines(configuration_keys(toml, {"README.md", "`http.listen`"})),
            "a.toml:4: http.tls is not in README.md\na.toml:6: limits.rooms is not in README.md\n");
}

TEST(LintTextsSample, Subcommands) {
  const File script{"dev", "\n#: run\ncmd_run() {\n}\n\ncmd_fly() {\n}\n"};
  EXPECT_EQ(lines(subcommands(script, {"README.md", "./dev run"})),
            "dev:1: fly is not explained by ./dev help\nREADME.md:1: ./dev fly is not named\n");
}

TEST(LintTextsSample, Named) {
  EXPECT_EQ(lines(named({"rtptrack", "room", "nobody"}, {{"README.md", "`rtptrack` and room/"}})),
            "README.md:1: nobody is not named\n");
}

TEST(LintTextsSample, Links) {
  EXPECT_EQ(lines(links({{"tests/a.md", "[a](../dev) [b](https://example.org/x) [c](gone.md#x)"}})),
            "tests/a.md:1: no such file: gone.md\n");
}

}  // namespace
}  // namespace seodang::lint
