#include "load/audience.hpp"

#include <algorithm>
#include <cstdio>

#include "support/wait.hpp"

namespace seodang::load {

namespace {
constexpr double patience_seconds = 40;
}

Result<Json> Audience::run() {
  const int64_t began_ns = now_ns();
  for (int place = 0; place < plan_.viewers; place++) {
    people_.push_back(std::make_unique<Person>(world_, "viewer " + std::to_string(place)));
    people_.back()->enter(plan_.number, std::nullopt);
    test::run_for(1 / plan_.joins_per_second);
  }
  if (Result<> in = wait_for_all(&Person::gets_media, "get a picture and a voice"); !in) return in.error();
  const double all_in_seconds = static_cast<double>(now_ns() - began_ns) / 1e9;
  std::fprintf(stderr, "in\n");
  const Receiver::Totals totals = count();
  for (const auto& person : people_) person->leave();
  if (Result<> out = wait_for_all(&Person::left, "leave"); !out) return out.error();
  return Json::object({{"viewers", int64_t{plan_.viewers}},
                       {"allInSeconds", all_in_seconds},
                       {"received", totals.received},
                       {"lost", totals.lost},
                       {"duplicates", totals.duplicates},
                       {"unauthentic", totals.unauthentic}});
}

Receiver::Totals Audience::count() {
  for (const auto& person : people_) person->receiver()->start();
  test::run_for(plan_.seconds);
  Receiver::Totals totals;
  for (const auto& person : people_) {
    person->receiver()->stop();
    totals += person->receiver()->totals();
  }
  return totals;
}

Result<> Audience::wait_for_all(bool (Person::*done)() const, const char* what) const {
  const auto waits = [done](const auto& person) { return !((*person).*done)(); };
  if (test::wait_for([&] { return std::ranges::none_of(people_, waits); }, patience_seconds)) return {};
  const auto late = std::ranges::find_if(people_, waits);
  return {Code::internal, std::to_string(std::ranges::count_if(people_, waits)) + " did not " + what + " " +
                              (late == people_.end() ? "" : (*late)->trouble())};
}

}  // namespace seodang::load
