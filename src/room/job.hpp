#pragma once

#include <functional>
#include <string>

#include "base/json.hpp"
#include "room/job_limits.hpp"

namespace seodang::room {

/// Tells how much of a job is done, 0…1; as often as one likes.
using Progress = std::function<void(double done)>;

/// What a job is given beside its params.
struct JobContext {
  Progress progress;
  std::string pipelines;  ///< the descriptions' directory
};

/// One kind of media work that a limited child does, `seodang-room --job NAME`: a row of the table in
/// job.cpp.
struct Job {
  std::string_view name;
  JobLimits limits;
  /// The request's params → its result. Blocking; the process is the job's alone.
  Result<Json> (*run)(const Json& params, const JobContext& context);
};

/// Null: there is no such job.
const Job* find_job(std::string_view name);
/// Reads one JSON-RPC request, of the job's name, from `in` and writes its response to `out`: a line each.
/// Before it, while the work goes on, notifications `progress {done}`: five a second at most, never less than
/// before. The exit status: 0 even if the response is an error, else as in sysexits.h.
int run_job(const Job& job, const std::string& pipelines, int in, int out);

}  // namespace seodang::room
