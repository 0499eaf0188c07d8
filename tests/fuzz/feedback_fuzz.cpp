// RTCP of a viewer's browser: whatever it says, the numbers read of it lie in their ranges, a compound packet
// cut short says nothing that the whole does not, and the loss made of it is a share.
#include <algorithm>

#include "fuzz/property.hpp"
#include "room/rtcp_feedback.hpp"

namespace seodang::room {
namespace {

using fuzz::require;
using Bytes = std::span<const uint8_t>;

bool same(const ReportBlock& a, const ReportBlock& b) {
  return a.ssrc == b.ssrc && a.lost == b.lost && a.highest == b.highest;
}

void check_numbers(const RtcpFeedback& feedback) {
  require(feedback.reports.size() <= max_reports, "no more blocks than are looked at");
  for (const ReportBlock& report : feedback.reports)
    require(report.lost >= -(1 << 23) && report.lost < 1 << 23, "what was lost has 24 bits");
  require(!feedback.estimate || *feedback.estimate >= 0, "an estimate is no debt");
}

void check_cut(Bytes compound, const RtcpFeedback& whole) {
  const RtcpFeedback part = read_rtcp(compound.first(compound.size() - 1));
  require(part.reports.size() <= whole.reports.size() &&
              std::equal(part.reports.begin(), part.reports.end(), whole.reports.begin(), same),
          "the part begins as the whole does");
}

/// The same report may come at once, late, or after a restart: every byte of the input moves time and packets
/// on.
void check_loss(Bytes compound, const RtcpFeedback& feedback) {
  LossMeter meter;
  int64_t now_ms = 0, sent = 0;
  for (const ReportBlock& report : feedback.reports) {
    for (const uint8_t byte : compound.first(std::min<size_t>(compound.size(), 16))) {
      meter.add(now_ms += byte, {report.ssrc, report.lost, report.highest + byte}, sent += byte);
      const double loss = meter.fraction(now_ms);
      require(loss >= 0 && loss <= 1, "loss is a share");
      require(meter.fraction(now_ms, byte) <= 1, "also of a shorter while");
    }
  }
}

}  // namespace
}  // namespace seodang::room

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seodang::room;
  const std::span<const uint8_t> compound(data, size);
  const RtcpFeedback feedback = read_rtcp(compound);
  check_numbers(feedback);
  if (size > 0) check_cut(compound, feedback);
  check_loss(compound, feedback);
  return 0;
}
