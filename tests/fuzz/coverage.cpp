#include "fuzz/coverage.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "base/json.hpp"

// Of libgcov.
extern "C" void __gcov_reset();
extern "C" void __gcov_dump();

namespace seodang::fuzz {
namespace {

namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 65536> part{};
  while (const size_t size = pipe ? fread(part.data(), 1, part.size(), pipe.get()) : 0)
    text.append(part.data(), size);
  return text;
}

/// A line counts once, however many functions have it: it has run if it has run in one of them.
void add(const Json& file, std::map<int, bool>& ran) {
  for (const Json& line : file["lines"].items())
    ran[static_cast<int>(line["line_number"].integer_or(0))] |= line["count"].integer_or(0) > 0;
}

Lines summed(const std::map<int, bool>& ran) {
  Lines lines{.count = ran.size()};
  for (const auto& [line, has_run] : ran)
    if (!has_run) lines.missed.push_back(line);
  return lines;
}

}  // namespace

std::string Lines::missed_text() const {
  std::string text;
  for (const int line : missed) text += std::to_string(line) + " ";
  return text;
}

Coverage::Coverage(const fs::path& objects)
    : folder_(fs::temp_directory_path() / ("seodang-coverage-" + std::to_string(getpid()))) {
  fs::create_directories(folder_);
  for (const auto& entry : fs::directory_iterator(objects))
    if (entry.path().extension() == ".gcno")
      fs::create_symlink(entry.path(), folder_ / entry.path().filename());
  // The counts go there instead of beside the objects, where those of earlier runs are.
  setenv("GCOV_PREFIX", folder_.c_str(), 1);
  setenv("GCOV_PREFIX_STRIP", "99", 1);
  __gcov_reset();
}

Coverage::~Coverage() { fs::remove_all(folder_); }

std::map<std::string, Lines> Coverage::read() {
  __gcov_dump();
  const fs::path root = fs::canonical(std::getenv("SEODANG_SOURCE_DIR"));
  std::string command = "cd '" + folder_.string() + "' && gcov --json-format --stdout";
  for (const auto& entry : fs::directory_iterator(folder_))
    if (entry.path().extension() == ".gcda") command += " '" + entry.path().filename().string() + "'";
  std::map<std::string, std::map<int, bool>> ran;
  std::istringstream documents(output_of(command));  // One per object, each in a line.
  for (std::string document; std::getline(documents, document);) {
    const auto json = Json::parse(document, {document.size(), 64});
    EXPECT_TRUE(json) << "gcov: " << document.substr(0, 200);
    if (!json) continue;
    const fs::path directory = (*json)["current_working_directory"].string_or("");
    for (const Json& file : (*json)["files"].items()) {
      const fs::path path = (directory / file["file"].string_or("")).lexically_normal();
      add(file, ran[path.lexically_relative(root)]);
    }
  }
  std::map<std::string, Lines> lines;
  for (const auto& [path, counts] : ran) lines[path] = summed(counts);
  return lines;
}

}  // namespace seodang::fuzz
