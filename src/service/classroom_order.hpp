#pragma once

#include <set>
#include <string>
#include <vector>

#include "protocol/rpc.hpp"
#include "service/classroom_media.hpp"
#include "service/people.hpp"
#include "service/settings.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// What hosts order in one Classroom: its title, lock and waiting room, who is muted, who is out, who is
/// what. Rights to call are in methods.cpp. Main thread.
class ClassroomOrder : public Bindable {
 public:
  class Listener {
   public:
    virtual void on_waiting_room(bool on) = 0;
    /// Their role, and with it what they may publish, is another now.
    virtual void on_role_changed(Participant& participant) = 0;
    /// They are to be put out; `participant` is gone afterwards.
    virtual void on_removed(Participant& participant) = 0;

   protected:
    ~Listener() = default;
  };

  /// `room` is kept up to date here.
  ClassroomOrder(const Settings& settings, store::Store& store, store::RoomRow& room, const People& people,
                 ClassroomMedia& media, Listener& listener)
      : settings_(settings),
        store_(store),
        room_(room),
        people_(people),
        media_(media),
        listener_(listener) {}
  ~ClassroomOrder() { unbind(); }

  void restore(const std::vector<std::string>& removed) { removed_.insert(removed.begin(), removed.end()); }

  /// Whether someone with a ticket for this role may come in. Error: forbidden, `reason` removed or locked.
  Result<> may_enter(const std::string& person, Role role) const;
  void keep_out(const std::string& person) { removed_.insert(person); }
  /// Who has the host's key is in again, whatever was before.
  void let_back(const std::string& person) { removed_.erase(person); }

  /// room.update `{locked?, waitingRoom?, title?}`
  void update(Participant& from, const Json& params, const Reply& reply);
  /// participant.mute `{id?, audio?:true, video?:true}`; without id: everyone but hosts.
  void mute(Participant& from, const Json& params, const Reply& reply);
  /// participant.remove `{id}`
  void remove(Participant& from, const Json& params, const Reply& reply);
  /// participant.role `{id, role}`
  void role(Participant& from, const Json& params, const Reply& reply);
  /// floor.leave `{}`: who was given the floor of a seminar, and has done or does not want it.
  void leave_floor(Participant& from, const Json& params, const Reply& reply);

  /// Something of summary() is another: stored and told to everyone.
  void changed(Completion<> done = [](const Result<>&) {});
  /// `{host, locked, waitingRoom, title}`
  Json summary() const;

 private:
  Result<Participant*> someone(const Json& params) const;
  void become(Participant& who, Role role);
  Result<> may_become(const Participant& from, const Participant& target, Role role) const;
  void mute_one(const Participant& from, Participant& target, bool audio, bool video);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  store::RoomRow& room_;
  const People& people_;
  ClassroomMedia& media_;
  Listener& listener_;
  // Owned.
  std::set<std::string> removed_;  ///< persons who are kept out
};

}  // namespace seodang::service
