// `seodang-room --job NAME` by hand: one request, its answer and what it told on the way.
#pragma once

#include <gio/gio.h>

#include <string>
#include <vector>

#include "base/gref.hpp"
#include "base/json.hpp"

namespace seodang::test {

struct JobRun {
  Json result;  ///< the result, or {error: NAME, text}; {died: status} without an answer
  std::vector<double> progress;
  std::string error() const { return result["error"].string_or("(none)"); }
};

/// `shell`: runs before it in the same process, `ulimit -f 100`.
JobRun run_job(const std::string& name, const Json& params, const std::string& shell = "");

/// A job that is killed on its way.
class KilledJob {
 public:
  KilledJob(const std::string& name, const Json& params);
  ~KilledJob();
  /// The next line it writes.
  std::string line();
  /// How many processes it has started.
  size_t children();
  /// SIGKILL; whether all of its children are gone within five seconds.
  bool kill();

 private:
  GRef<GSubprocess> process_;
  std::vector<std::string> children_;
};

}  // namespace seodang::test
