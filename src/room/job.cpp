#include "room/job.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/loop.hpp"
#include "protocol/rpc.hpp"
#include "room/job_compose.hpp"
#include "room/job_image.hpp"
#include "room/job_join.hpp"

namespace seodang::room {

namespace {

constexpr JobLimits join_limits{.cpu_seconds = 3600, .memory_bytes = 2U << 30, .file_bytes = 64UL << 30};

constexpr JobLimits compose_limits{
    .cpu_seconds = 48 * 3600, .memory_bytes = 6UL << 30, .file_bytes = 64UL << 30};

constexpr std::array table{
    Job{"image", {}, [](const Json& params, const JobContext&) { return make_profile_image(params); }},
    Job{"join", join_limits, join_segments},
    Job{"compose", compose_limits, compose_segments},
};

/// A lesson of many has thousands of segments.
constexpr Json::Limits request_limits{.bytes = 8U << 20};

/// Until the newline or the end; no longer than a request may be.
std::string read_line(int in) {
  std::string line;
  for (char c = 0; line.size() <= request_limits.bytes && read(in, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

bool write_line(int out, const std::string& text) {
  return write(out, (text + "\n").data(), text.size() + 1) == static_cast<ssize_t>(text.size() + 1);
}

/// Writes what is new and not too soon.
class ProgressLines {
 public:
  explicit ProgressLines(int out) : out_(out) {}
  void tell(double done) {
    constexpr int64_t least_ms = 200;
    const double clamped = std::clamp(done, 0.0, 1.0);
    if (clamped <= told_ || (told_at_ != 0 && monotonic_ms() - told_at_ < least_ms)) return;
    told_ = clamped;
    told_at_ = monotonic_ms();
    write_line(out_, encode_notification("progress", Json::object({{"done", clamped}})));
  }

 private:
  int out_;
  double told_ = -1;
  int64_t told_at_ = 0;
};

}  // namespace

const Job* find_job(std::string_view name) {
  const auto* row =
      std::find_if(table.begin(), table.end(), [name](const Job& job) { return job.name == name; });
  return row == table.end() ? nullptr : row;
}

int run_job(const Job& job, const std::string& pipelines, int in, int out) {
  bound_process(job.limits);
  const Result<RpcMessage> message = decode_rpc(read_line(in), request_limits);
  const auto* request = message ? std::get_if<RpcRequest>(&*message) : nullptr;
  if (!request || request->method != job.name) return EX_DATAERR;
  ProgressLines lines(out);
  const Result<Json> result =
      job.run(request->params, {[&lines](double done) { lines.tell(done); }, pipelines});
  return write_line(out, encode_response(request->id, result)) ? EXIT_SUCCESS : EX_IOERR;
}

}  // namespace seodang::room
