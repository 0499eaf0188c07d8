#include "base/error.hpp"

#include <array>

namespace seodang {

std::string_view name_of(Code code) {
  static constexpr std::array names{
      "bad-ticket",  "not-found",       "in-use",           "forbidden",     "wrong-state",  "busy",
      "limit",       "too-large",       "bad-sdp",          "media-failed",  "storage-full", "internal",
      "parse-error", "invalid-request", "method-not-found", "invalid-params"};
  static_assert(names.size() == static_cast<size_t>(Code::invalid_params) + 1);
  return names[static_cast<size_t>(code)];
}

}  // namespace seodang
