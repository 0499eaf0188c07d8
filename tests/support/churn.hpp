// People who come, are seen, and go: what a room's process costs before and after.
#pragma once

#include <gtest/gtest.h>

#include "support/person_bot.hpp"

namespace seodang::test {

struct ProcessCost {
  size_t threads = 0, descriptors = 0, resident_kib = 0;
};

inline ProcessCost cost_of(const RoomDriver& room) {
  return {room.threads(), room.descriptors(), room.resident_kib()};
}

struct ChurnReport {
  ProcessCost before, after;
};

/// One visit: in, media both ways, out.
inline void visit(RoomDriver& room) {
  PersonBot guest(room, "guest", red, 500, {.layers = 1});
  guest.join();
  EXPECT_TRUE(wait_for([&] {
    return room.peer_state("guest", "publish") == "connected" &&
           room.peer_state("guest", "subscribe") == "connected" && !guest.subscriber.wire().ssrcs().empty();
  }));
  room.ok("participant.remove", Json::object({{"id", "guest"}}));
}

/// The first visits are not counted: pools and caches fill. The room must be open.
inline ChurnReport churn(RoomDriver& room, int visits, int warm_up = 3) {
  for (int i = 0; i < warm_up; i++) visit(room);
  // What is being buried takes a few turns of the room's loop, its threads a moment.
  auto settled = [&] {
    ProcessCost cost;
    wait_for([&, since = g_get_monotonic_time()]() mutable {
      ProcessCost now = cost_of(room);
      if (now.threads != cost.threads || now.descriptors != cost.descriptors) since = g_get_monotonic_time();
      cost = now;
      return g_get_monotonic_time() - since > 700'000;
    });
    return cost;
  };
  ChurnReport report;
  report.before = settled();
  for (int i = 0; i < visits; i++) visit(room);
  report.after = settled();
  return report;
}

}  // namespace seodang::test
