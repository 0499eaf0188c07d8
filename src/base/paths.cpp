#include "base/paths.hpp"

#include <filesystem>

namespace seodang {

std::string beside_program(std::initializer_list<const char*> places, const std::string& otherwise) {
  std::error_code error;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : places) {
    const std::filesystem::path candidate = (own / place).lexically_normal();
    if (std::filesystem::exists(candidate, error)) return candidate.string();
  }
  return otherwise;
}

}  // namespace seodang
