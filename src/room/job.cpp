#include "room/job.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "protocol/rpc.hpp"
#include "room/job_image.hpp"

namespace seodang::room {

namespace {

constexpr std::array table{
    Job{"image", {}, make_profile_image},
};

/// Until the newline or the end; no longer than a message may be.
std::string read_line(int in) {
  std::string line;
  for (char c = 0; line.size() <= Json::Limits{}.bytes && read(in, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

const Job* find_job(std::string_view name) {
  const auto* row =
      std::find_if(table.begin(), table.end(), [name](const Job& job) { return job.name == name; });
  return row == table.end() ? nullptr : row;
}

int run_job(const Job& job, int in, int out) {
  bound_process(job.limits);
  const Result<RpcMessage> message = decode_rpc(read_line(in), Json::Limits{});
  const auto* request = message ? std::get_if<RpcRequest>(&*message) : nullptr;
  if (!request || request->method != job.name) return EX_DATAERR;
  const std::string answer = encode_response(request->id, job.run(request->params)) + "\n";
  return write(out, answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()) ? EXIT_SUCCESS
                                                                                         : EX_IOERR;
}

}  // namespace seodang::room
