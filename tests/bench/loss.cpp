// `./dev soak loss`: what a line that loses packets leaves of a lesson.
//   loss [SECONDS]      of each of four scenes, default 60
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "support/loss_scene.hpp"

int main(int argc, char** argv) {
  using namespace seodang::test;
  testing::InitGoogleTest(&argc, argv);
  gst_init(&argc, &argv);
  const double seconds = argc > 1 ? std::atof(argv[1]) : 60;
  struct Case {
    const char* name;
    BadLine line;
    double loss, most_missing;
  };
  bool good = true;
  for (const Case& c : {Case{"uplink, 5 %", BadLine::uplink, 0.05, 0.005},
                        Case{"downlink, 5 %", BadLine::downlink, 0.05, 0.005},
                        Case{"uplink, 20 %", BadLine::uplink, 0.2, 0.03},
                        Case{"downlink, 20 %", BadLine::downlink, 0.2, 0.03}}) {
    LossScene scene(static_cast<uint32_t>(g_random_int()));
    if (!scene.join()) return 1;
    const LossReport report = scene.run(c.line, c.loss, seconds);
    printf("%s and 20 ms either way, %.0f s:\n%s", c.name, seconds, text_of(report).c_str());
    fflush(stdout);
    good &= report.missing_share() <= c.most_missing && report.answered_share() >= 0.95 &&
            report.heard_share >= 0.95 && report.decode_errors == 0 && report.others_missing() == 0;
  }
  return good ? 0 : 1;
}
