#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "protocol/types.hpp"

namespace seodang::service {

/// The right to join one room once.
struct Ticket {
  std::string room, person, name;
  Role role = Role::speaker;
  std::string data;  ///< what an application server gave along, JSON; or empty
};

/// The tickets that have been handed out and not used yet. In memory: a restart voids them. Main thread.
class Tickets {
 public:
  Tickets(unsigned lifetime_ms, size_t most, Clock clock = monotonic_ms)
      : lifetime_ms_(lifetime_ms), most_(most), clock_(std::move(clock)) {}

  /// 32 hex digits. Error: limit.
  Result<std::string> issue(Ticket ticket);
  /// Error: bad_ticket if it is unknown, used or too old.
  Result<Ticket> use(const std::string& secret);
  size_t size() const { return tickets_.size(); }

 private:
  struct Entry {
    Ticket ticket;
    int64_t until;
  };
  void drop_old();

  // Passed in.
  unsigned lifetime_ms_;
  size_t most_;
  Clock clock_;
  // Owned.
  std::map<std::string, Entry> tickets_;  ///< by SHA-256: comparing tells nothing about a secret
};

}  // namespace seodang::service
