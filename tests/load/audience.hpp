// Viewers by the hundred for a class of somebody else's: a lecture by real browsers, say.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "load/person.hpp"

namespace seodang::load {

struct AudiencePlan {
  std::string url, number;  ///< the service's, and the room's; empty number: no audience is wanted
  int viewers = 200;
  double joins_per_second = 60, seconds = 20;
};

/// Runs once. Main thread.
class Audience {
 public:
  explicit Audience(AudiencePlan plan) : plan_(std::move(plan)), world_(plan_.url) {}

  /// Lets all in, says "in" on stderr once each sees and hears somebody, counts for `seconds`, lets all leave.
  /// Errors: somebody cannot join, gets no media or cannot leave.
  Result<Json> run();

 private:
  Result<> wait_for_all(bool (Person::*done)() const, const char* what) const;
  Receiver::Totals count();

  // Passed in.
  AudiencePlan plan_;
  // Owned.
  World world_;
  std::vector<std::unique_ptr<Person>> people_;
};

}  // namespace seodang::load
