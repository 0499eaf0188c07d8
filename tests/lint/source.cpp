#include "lint/source.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace seodang::lint {
namespace {

namespace fs = std::filesystem;

fs::path root() {
  const char* path = std::getenv("SEODANG_SOURCE_DIR");
  return path ? path : ".";
}

bool ends_with_any(const std::string& name, const std::vector<std::string>& endings) {
  return std::ranges::any_of(endings, [&](const auto& ending) { return name.ends_with(ending); });
}

/// Copies source text and blanks what is not wanted: a hand-written scanner of what C++ and TypeScript share.
class Scanner {
 public:
  Scanner(std::string_view source, bool keep_strings) : in_(source), keep_strings_(keep_strings) {
    out_.reserve(in_.size());
  }

  std::string run() {
    while (at_ < in_.size()) {
      if (starts("//")) {
        skip(in_.find('\n', at_), false);
      } else if (starts("/*")) {
        skip(after("*/"), false);
      } else if (!keep_strings_ && in_[at_] == '#' && at_line_start()) {
        skip(directive_end(), false);
      } else if (starts("R\"") && !word_before()) {
        skip(raw_string_end(), keep_strings_);
      } else if (in_[at_] == '"' || (in_[at_] == '\'' && !word_before()) || regex_starts()) {
        quoted();
      } else if (in_[at_] == '`') {
        text_template();
      } else {
        brace();
      }
    }
    return out_;
  }

 private:
  bool starts(std::string_view text) const { return in_.substr(at_).starts_with(text); }

  size_t after(std::string_view end) const {
    const auto found = in_.find(end, at_ + 2);
    return found == std::string_view::npos ? found : found + end.size();
  }

  /// Of 1'000 or u8"…".
  bool word_before() const { return at_ > 0 && (std::isalnum(in_[at_ - 1]) || in_[at_ - 1] == '_'); }

  bool at_line_start() const {
    const auto before = out_.find_last_not_of(" \t");
    return before == std::string::npos || out_[before] == '\n';
  }

  size_t directive_end() const {
    size_t end = in_.find('\n', at_);
    while (end != std::string_view::npos && in_[end - 1] == '\\') end = in_.find('\n', end + 1);
    return end;
  }

  size_t raw_string_end() const {
    const auto open = in_.find('(', at_);
    return after(")" + std::string(in_.substr(at_ + 2, open - at_ - 2)) + "\"");
  }

  /// A slash where no value can have ended is no division.
  bool regex_starts() const {
    if (in_[at_] != '/' || at_ + 1 >= in_.size() || in_[at_ + 1] == '>') return false;
    const auto before = out_.find_last_not_of(" \n");
    return before != std::string::npos &&
           std::string_view("(,=:[!&|?;").find(out_[before]) != std::string_view::npos;
  }

  /// A string, character or regular expression; ends with its line at the latest (an apostrophe in JSX text).
  void quoted() {
    const char quote = in_[at_];
    bool in_class = false;
    size_t end = at_ + 1;
    for (; end < in_.size() && in_[end] != '\n'; ++end) {
      if (in_[end] == '\\') {
        ++end;
      } else if (quote == '/' && (in_[end] == '[' || in_[end] == ']')) {
        in_class = in_[end] == '[';
      } else if (in_[end] == quote && !in_class) {
        break;
      }
    }
    copy(1, true);
    skip(std::min(end, in_.size()), keep_strings_);
    if (at_ < in_.size() && in_[at_] == quote) copy(1, true);
  }

  /// The text of `…${ code }…`; the code in it is scanned as code, up to the brace that ends it.
  void text_template() {
    size_t end = at_ + 1;
    while (end < in_.size() && in_[end] != '`' && !in_.substr(end).starts_with("${"))
      end += in_[end] == '\\' ? 2 : 1;
    skip(std::min(end, in_.size()), keep_strings_);
    if (starts("${")) {
      copy(2, keep_strings_);
      templates_.push_back(depth_);
    } else {
      copy(1, keep_strings_);
    }
  }

  void brace() {
    const char c = in_[at_];
    if (c == '}' && !templates_.empty() && templates_.back() == depth_) {
      templates_.pop_back();
      text_template();
      return;
    }
    depth_ += (c == '{') - (c == '}');
    copy(1, true);
  }

  void copy(size_t count, bool keep) { skip(std::min(at_ + count, in_.size()), keep); }

  void skip(size_t end, bool keep) {
    for (end = std::min(end, in_.size()); at_ < end; ++at_) out_ += keep || in_[at_] == '\n' ? in_[at_] : ' ';
  }

  const std::string_view in_;
  const bool keep_strings_;
  std::string out_;
  size_t at_ = 0;
  int depth_ = 0;
  std::vector<int> templates_;  // The depth at which each open ${ began.
};

}  // namespace

std::string finding(const File& file, int line, std::string_view text) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(text);
}

std::string lines(const Findings& findings) {
  std::string text;
  for (const auto& each : findings) text += each + "\n";
  return text;
}

File file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(root() / path).rdbuf();
  return {path, text.str()};
}

bool exists(const std::string& path) { return fs::exists(root() / path); }

Files tree(const std::vector<std::string>& folders, const std::vector<std::string>& extensions) {
  Files files;
  for (const auto& folder : folders) {
    if (!fs::is_directory(root() / folder)) continue;
    for (auto entry = fs::recursive_directory_iterator(root() / folder); entry != fs::end(entry); ++entry) {
      const std::string name = entry->path().filename();
      if (name == "node_modules" || name == "corpora") entry.disable_recursion_pending();
      if (!entry->is_regular_file() || !ends_with_any(name, extensions)) continue;
      files.push_back(file(fs::relative(entry->path(), root())));
    }
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

std::string without_comments(std::string_view source) { return Scanner(source, true).run(); }

std::string code_only(std::string_view source) { return Scanner(source, false).run(); }

int line_of(std::string_view text, size_t position) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, position), '\n'));
}

Findings matches(const File& file, std::string_view text, const std::string& pattern, std::string_view what) {
  Findings findings;
  const std::regex expression(pattern);
  std::istringstream stream{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (std::regex_search(line, expression)) findings.push_back(finding(file, number, what));
  }
  return findings;
}

}  // namespace seodang::lint
