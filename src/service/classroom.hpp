#pragma once

#include <set>
#include <string>
#include <vector>

#include "service/classroom_chat.hpp"
#include "service/classroom_media.hpp"
#include "service/people.hpp"
#include "service/tickets.hpp"

namespace seodang::service {

/// A live room: who is in it, who is lost, who has left; what each is told. Main thread; owned by Classrooms.
///
/// A participant whose socket is gone is lost; after reload_ms (closed with 1001) or lost_ms they have left;
/// until resume_ms the same participant may come back. The newest connection of a person wins.
class Classroom : public Bindable, private ClassroomMedia::Listener {
 public:
  class Listener {
   public:
    /// Nobody is in it any more, as far as sockets go; to be destroyed from the loop.
    virtual void on_classroom_closed(Classroom& classroom) = 0;

   protected:
    ~Listener() = default;
  };

  Classroom(const Settings& settings, store::Store& store, Supervisor& supervisor, store::RoomRow room,
            Listener& listener);
  ~Classroom();

  /// Someone of before the service's restart.
  void restore(const store::ParticipantRow& row);
  const store::RoomRow& room() const { return room_; }
  const People& people() const { return people_; }
  ClassroomMedia& media() { return media_; }
  ClassroomChat& chat() { return chat_; }
  bool is_removed(const std::string& person) const { return removed_.contains(person); }
  /// Whether one more may come in. Error: limit, with what is full.
  Result<> has_place_for(Role role) const;

  /// room.join with a ticket / with a resume secret of ours. Errors: forbidden, limit, those of the store.
  void enter(const Ticket& ticket, Session& session, const Json& params, const Reply& reply);
  void resume(const std::string& secret, Session& session, const Json& params, const Reply& reply);
  /// The first message under the newest resume secret has come.
  void confirm(Participant& participant);
  /// The socket is gone, by this close code.
  void lost(Participant& participant, uint16_t code);
  /// For good, by their own wish.
  void leave(Participant& participant);
  /// Ends it for all.
  void close(const std::string& reason);
  /// The service is being stopped: sockets are closed, nothing else changes.
  void dismiss();

 private:
  // ClassroomMedia::Listener
  void on_media_arrived(Participant& participant) override { announce(participant); }
  void on_media_changed(Participant& participant) override;
  void on_media_blames(Participant& participant) override;

  void seat(Participant& participant, Session& session, const Json& params, const Reply& reply);
  void replace(Participant& participant);
  void admit(Participant& participant, Session& session, const std::string& secret, const Json& chat,
             const Reply& reply);
  void settle(Participant& participant, bool is_new);
  void announce(Participant& participant);
  void left(Participant& participant, const std::string& reason);
  void erase(Participant& participant);
  void save(const Participant& participant, const std::string& left_reason = {});
  void start_going(Participant& participant, unsigned leave_ms);
  void check_empty();
  void turn_out(Participant& participant, const char* reason, uint16_t code);
  Json join_result(const Participant& participant, const std::string& secret, const Json& chat) const;

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  const store::RoomRow room_;
  Listener& listener_;
  // Owned.
  People people_;
  std::set<std::string> removed_;  ///< persons who are kept out
  ClassroomMedia media_;
  ClassroomChat chat_;
  Timer empty_timer_;
  bool closed_ = false;
};

}  // namespace seodang::service
