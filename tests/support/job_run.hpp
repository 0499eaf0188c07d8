// `seodang-room --job NAME` by hand: one request, its answer and what it told on the way.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"

namespace seodang::test {

struct JobRun {
  Json result;  ///< the result, or {error: NAME, text}; {died: status} without an answer
  std::vector<double> progress;
  std::string error() const { return result["error"].string_or("(none)"); }
};

/// `shell`: runs before it in the same process, `ulimit -f 100`.
JobRun run_job(const std::string& name, const Json& params, const std::string& shell = "");

}  // namespace seodang::test
