#pragma once

#include <string>
#include <vector>

#include "protocol/rpc.hpp"
#include "service/pacer.hpp"
#include "service/people.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// The hands that are up in one Classroom, in the order in which they came up by the service's clock. Stored;
/// the whole queue is told to everyone. A hand outlasts a reconnect, not a leave. Main thread.
class Hands : public Bindable {
 public:
  Hands(store::Store& store, const People& people, std::string room)
      : store_(store), people_(people), room_(std::move(room)) {}
  ~Hands() { unbind(); }

  /// After a restart, when people are back: hands of others are dropped.
  void restore(const std::vector<store::HandRow>& rows);

  /// `{raised}`: one's own. Raising it twice keeps the place.
  void raise(Participant& from, const Json& params, const Reply& reply);
  /// `{id?}`: of another; without id, of everyone. Error: not_found.
  void lower(Participant& from, const Json& params, const Reply& reply);
  /// Who is out has no hand.
  void left(const Participant& participant);

  bool is_up(const std::string& participant) const;
  /// `[{participant, at}, …]` in order.
  Json list() const;

 private:
  static constexpr unsigned pause_ms = 200;  ///< between two announcements

  void put_up(const Participant& participant);
  /// False: it was not up.
  bool take_down(const std::string& participant);
  void forget(const std::string& participant);

  // Passed in.
  store::Store& store_;
  const People& people_;
  std::string room_;
  // Owned.
  std::vector<store::HandRow> queue_;
  Pacer announcement_{pause_ms, [this] {
                        people_.tell_all("hand.changed", Json::object({{"hands", list()}}));
                      }};
};

}  // namespace seodang::service
