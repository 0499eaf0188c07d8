// What must hold whatever comes in. libFuzzer takes an abort for a crash and keeps the input; the replay in
// the normal suite has named the file before.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace seodang::fuzz {

/// `what` is the sentence that turned out to be false, `more` what else helps.
inline void require(bool holds, const char* what, std::string_view more = {}) {
  if (holds) return;
  std::fprintf(stderr, "not true: %s\n%s\n", what, std::string(more).c_str());
  std::abort();
}

inline std::string_view text_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace seodang::fuzz
