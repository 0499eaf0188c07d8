// Every file of a target's corpus through the target, in the normal suite; and the proof that the corpus is
// worth it: the lines of the target's sources that it reaches, as gcov counts them in this very process.
#include <glib.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "fuzz/coverage.hpp"
#include "fuzz/property.hpp"

namespace seodang::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr double wanted = 80;  // % of the lines of each source

std::vector<fs::path> corpus() {
  const fs::path folder = fs::path(std::getenv("SEODANG_SOURCE_DIR")) / "tests/fuzz/corpus" / FUZZ_TARGET;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void replay(const std::vector<uint8_t>& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

void replay(const fs::path& path) {
  // Named before, for a property that does not hold ends the process.
  std::cout << path.filename().string() << std::endl;
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path;
  replay(std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {}));
}

std::vector<std::string> sources() {
  std::vector<std::string> paths;
  std::istringstream list(FUZZ_SOURCES);
  for (std::string path; std::getline(list, path, ' ');) paths.push_back(path);
  return paths;
}

TEST(Corpus, HoldsAndReachesItsSources) {
  g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL));
  Coverage coverage(FUZZ_OBJECTS);
  for (const fs::path& file : corpus()) replay(file);
  const auto reached = coverage.read();
  for (const std::string& source : sources()) {
    const auto lines = reached.find(source);
    ASSERT_NE(lines, reached.end()) << source << " was not compiled into the target";
    std::cout << source << ": " << lines->second.percent() << " % of " << lines->second.count << " lines\n";
    EXPECT_GE(lines->second.percent(), wanted) << "not reached: " << lines->second.missed_text();
  }
}

// The measure can fail: one input without content reaches little.
TEST(Corpus, IsNeeded) {
  Coverage coverage(FUZZ_OBJECTS);
  replay(std::vector<uint8_t>{});
  const auto reached = coverage.read();
  const auto all = sources();
  EXPECT_TRUE(std::ranges::any_of(all, [&](const auto& source) {
    const auto lines = reached.find(source);
    return lines != reached.end() && lines->second.percent() < wanted;
  }));
}

}  // namespace
}  // namespace seodang::fuzz
