// What the lints read: the files of the checkout, with comments or strings blanked where a rule asks for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seodang::lint {

struct File {
  std::string path;  // Relative to the checkout.
  std::string text;
};
using Files = std::vector<File>;

/// One line each, "path:line: what is wrong", so that an editor can jump there.
using Findings = std::vector<std::string>;

std::string finding(const File& file, int line, std::string_view text);

/// All findings as one text; empty if there are none. For EXPECT_EQ(lines(…), "").
std::string lines(const Findings& findings);

/// The files below `folders` whose names end with one of `extensions`, sorted. Skips node_modules and
/// corpora.
Files tree(const std::vector<std::string>& folders, const std::vector<std::string>& extensions);

/// Empty text if there is no such file.
File file(const std::string& path);

/// Is there a file or folder of that path?
bool exists(const std::string& path);

/// C++, TypeScript or JavaScript with comments replaced by blanks; the lines stay where they are.
std::string without_comments(std::string_view source);

/// The same without the contents of strings, characters, regular expressions, and without preprocessor lines.
std::string code_only(std::string_view source);

/// 1 for the first line.
int line_of(std::string_view text, size_t position);

/// A finding for each line of `text` (already without comments) that `pattern` (ECMAScript) matches.
Findings matches(const File& file, std::string_view text, const std::string& pattern, std::string_view what);

}  // namespace seodang::lint
