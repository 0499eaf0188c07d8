// `./dev soak loss`: what a line that loses packets leaves of a lesson.
//   loss [SECONDS]      of each of four scenes, default 60
// Prints a table for people and, for tests/soak/loss.mjs, a line "= NAME | FIGURES" of each scene.
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
    double loss;
  };
  bool good = true;
  for (const Case& c :
       {Case{"uplink, 5 %", BadLine::uplink, 0.05}, Case{"downlink, 5 %", BadLine::downlink, 0.05},
        Case{"uplink, 20 %", BadLine::uplink, 0.2}, Case{"downlink, 20 %", BadLine::downlink, 0.2}}) {
    LossScene scene(static_cast<uint32_t>(g_random_int()));
    if (!scene.join()) return 1;
    const LossReport report = scene.run(c.line, c.loss, seconds);
    const std::vector<std::string> faults = faults_of(report, limits_of(c.loss));
    printf("%s and 20 ms either way, %.0f s:\n%s", c.name, seconds, text_of(report).c_str());
    for (const std::string& fault : faults) printf("  FAILED: %s\n", fault.c_str());
    printf("= %s | %s%s\n", c.name, faults.empty() ? "passed: " : "FAILED: ", summary_of(report).c_str());
    fflush(stdout);
    good &= faults.empty();
  }
  return good ? 0 : 1;
}
