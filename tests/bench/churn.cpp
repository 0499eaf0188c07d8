// `./dev soak churn`: people come and go; what the room's process costs before and after.
//   churn [VISITS]      default 300, about 4 a second
#include "support/churn.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  using namespace seodang::test;
  testing::InitGoogleTest(&argc, argv);
  gst_init(&argc, &argv);
  int visits = argc > 1 ? std::atoi(argv[1]) : 300;
  OpenRoom room;
  PersonBot host(room, "host", white, 300, {.layers = 1});
  host.join();
  ChurnReport report = churn(room, visits, 20);
  auto row = [](const char* when, const ProcessCost& cost) {
    printf("%-7s %8zu KiB RSS %5zu threads %5zu descriptors\n", when, cost.resident_kib, cost.threads,
           cost.descriptors);
  };
  row("before", report.before);
  row("after", report.after);
  double growth =
      static_cast<double>(report.after.resident_kib) - static_cast<double>(report.before.resident_kib);
  printf("%d visits: %.2f KiB each\n", visits, growth / visits);
  bool back =
      report.after.threads == report.before.threads && report.after.descriptors == report.before.descriptors;
  return back ? 0 : 1;
}
