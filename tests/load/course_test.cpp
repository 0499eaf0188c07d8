// The soaks of `./dev soak`, with few people for a few seconds: strict about what is counted, loose about
// time.
#include "load/course.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "load/churn.hpp"

namespace seodang::load {
namespace {

std::string path_of(const char* variable, const std::string& rest) {
  const char* folder = std::getenv(variable);
  return std::string(folder ? folder : ".") + rest;
}

ServerOptions server() {
  return {path_of("SEODANG_BUILD_DIR", "/src/seodang"), path_of("SEODANG_SOURCE_DIR", "/data/bench.toml")};
}

void expect_back(const Tide& tide, const char* what) {
  EXPECT_EQ(tide.before.threads, tide.after.threads) << what;
  EXPECT_EQ(tide.before.descriptors, tide.after.descriptors) << what;
  EXPECT_EQ(tide.before.udp_ports, tide.after.udp_ports) << what;
}

/// `per_stream`: packets per second that come in each slot, at least.
void expect_clean(const Report& report, double per_stream) {
  EXPECT_EQ(report.streams_live, report.streams_expected);
  EXPECT_GT(static_cast<double>(report.totals.received),
            per_stream * report.streams_expected * report.seconds);
  EXPECT_EQ(report.totals.lost, 0U);
  EXPECT_EQ(report.totals.duplicates, 0U);
  EXPECT_EQ(report.totals.unknown, 0U);
  EXPECT_EQ(report.totals.unauthentic, 0U);
  EXPECT_EQ(report.dropped_by_bots, 0U);
  EXPECT_GT(report.delays, 0U);
  EXPECT_GT(report.p50_ms, 0);
  EXPECT_LT(report.p95_ms, 500);
  expect_back(report.room, "room");
  expect_back(report.service, "service");
  EXPECT_GT(report.room.with_all.udp_ports, report.room.before.udp_ports);
  EXPECT_EQ(report.processes_after, 2U) << "the service and its spare";
  EXPECT_EQ(report.exit_status, 0);
}

TEST(Load, AMeetingLosesNothingAndLeavesNothingBehind) {
  const Result<Report> report = Course({.publishers = 6, .warm_seconds = 0.5, .seconds = 2}, server()).run();
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(report->streams_expected, 6 * (5 + 3));
  expect_clean(*report, 25);
}

TEST(Load, ASeminarLosesNothingAndLeavesNothingBehind) {
  // A keyframe every 2 s: a whole span between two is in each of these.
  const Scenario scenario{.seminar = true,
                          .publishers = 1,
                          .viewers = 30,
                          .joins_per_second = 60,
                          .alone_seconds = 4.2,
                          .warm_seconds = 0.5,
                          .seconds = 4.2};
  const Result<Report> report = Course(scenario, server()).run();
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(report->streams_expected, 30 * 2);
  expect_clean(*report, 25);
  EXPECT_LT(report->all_in_seconds, 30);
  // Nobody has asked the lecturer to connect anew, or this would be an error.
  EXPECT_GT(report->upload_alone, 0);
  EXPECT_NEAR(report->upload_watched / report->upload_alone, 1, 0.05) << "an upload is what it is";
}

TEST(Load, ComingAndGoingLeavesNothingBehind) {
  const ChurnPlan plan{
      .staying = 2, .cycles = 10, .sample_every = 10, .trim_seconds = 0, .settle_seconds = 0};
  const Result<ChurnReport> report = Churn(plan, server()).run();
  ASSERT_TRUE(report) << report.error().text;
  ASSERT_EQ(report->samples.size(), 2U);
  for (const auto process : {&ChurnSample::room, &ChurnSample::service}) {
    const Cost& first = report->samples[0].*process;
    const Cost& last = report->samples[1].*process;
    EXPECT_EQ(first.threads, last.threads);
    EXPECT_EQ(first.descriptors, last.descriptors);
    EXPECT_EQ(first.udp_ports, last.udp_ports);
  }
  EXPECT_EQ(report->exit_status, 0);
}

}  // namespace
}  // namespace seodang::load
