#pragma once

#include <list>
#include <set>
#include <string>
#include <vector>

#include "protocol/rpc.hpp"
#include "service/pacer.hpp"
#include "service/people.hpp"
#include "service/settings.hpp"
#include "service/tickets.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Who asked to join one Classroom and waits for a host's answer: their room.join stays unanswered meanwhile.
/// A person who was admitted once need not wait again, and neither does who was in when the waiting room was
/// switched on. Hosts are told of every change. Main thread.
class WaitingRoom : public Bindable {
 public:
  class Listener {
   public:
    /// To be let in now, or refused through `reply`.
    virtual void on_admitted(const Ticket& ticket, Session& session, const Json& params,
                             const Reply& reply) = 0;

   protected:
    ~Listener() = default;
  };

  WaitingRoom(const Settings& settings, store::Store& store, const People& people, const store::RoomRow& room,
              Listener& listener)
      : settings_(settings), store_(store), people_(people), room_(room), listener_(listener) {}
  ~WaitingRoom() { unbind(); }

  void restore(const std::vector<std::string>& admitted) {
    admitted_.insert(admitted.begin(), admitted.end());
  }

  bool must_wait(const Ticket& ticket) const;
  /// Error to the one who asks: limit, when too many wait already.
  void add(const Ticket& ticket, Session& session, const Json& params, const Reply& reply);
  /// Their socket is gone.
  void gone(const Session& session);
  /// It has been switched on or off: whoever waited is let in.
  void switched(bool on);
  /// `{id?, admit}`; without id: everyone. Error: not_found.
  void answer(Participant& from, const Json& params, const Reply& reply);
  /// Everyone is sent away; `reason` as in room.closed, empty: without a word.
  void close(const std::string& reason, uint16_t code);

  /// `[{id, name, at}, …]` in the order of coming; for hosts.
  Json list() const;

 private:
  static constexpr unsigned pause_ms = 200;  ///< between two announcements

  struct Guest {
    std::string id;
    int64_t at;
    Ticket ticket;
    Session& session;
    Json params;
    Reply reply;
  };
  using Guests = std::list<Guest>;

  void admit(Guests guests);
  void remember(const std::vector<std::string>& persons);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  const People& people_;
  const store::RoomRow& room_;
  Listener& listener_;
  // Owned.
  Guests guests_;
  std::set<std::string> admitted_;  ///< persons
  Pacer announcement_{pause_ms, [this] {
                        people_.tell_hosts("waiting.changed", Json::object({{"waiting", list()}}));
                      }};
};

}  // namespace seodang::service
