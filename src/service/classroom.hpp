#pragma once

#include <optional>
#include <string>

#include "service/attendance.hpp"
#include "service/chair.hpp"
#include "service/classroom_chat.hpp"
#include "service/classroom_media.hpp"
#include "service/classroom_order.hpp"
#include "service/classroom_recorder.hpp"
#include "service/classroom_screen.hpp"
#include "service/classroom_talk.hpp"
#include "service/consents.hpp"
#include "service/hands.hpp"
#include "service/people.hpp"
#include "service/tickets.hpp"
#include "service/waiting_room.hpp"

namespace seodang::service {

/// A live room: who is in it, who is lost, who has left; what each is told. What goes on in it belongs to its
/// parts: media, chat, order, hands and so on. Main thread; owned by Classrooms.
///
/// A participant whose socket is gone is lost; after reload_ms (closed with 1001) or lost_ms they have left;
/// until resume_ms the same participant may come back. The newest connection of a person wins.
class Classroom : public Bindable,
                  private ClassroomMedia::Listener,
                  private ClassroomOrder::Listener,
                  private WaitingRoom::Listener,
                  private Chair::Listener,
                  private ClassroomTalk::Listener,
                  private ClassroomScreen::Listener,
                  private Consents::Listener {
 public:
  class Listener {
   public:
    /// It is over: nobody comes in any more. What was recorded is being finished, and who asked for that may
    /// still be told of it.
    virtual void on_classroom_closed(Classroom& classroom) = 0;
    /// After that: nobody is in it any more, and nothing left to do; to be destroyed from the loop.
    virtual void on_classroom_gone(Classroom& classroom) = 0;

   protected:
    ~Listener() = default;
  };

  Classroom(const Settings& settings, store::Store& store, Supervisor& supervisor, Recordings& recordings,
            store::RoomRow room, Listener& listener);
  ~Classroom();

  /// Someone of before the service's restart.
  void restore(const store::ParticipantRow& row);
  /// What was ordered before the restart, or before the room was closed; to be given after its people.
  void restore(const store::OrderRows& order, const store::AttendanceRows& attendance);
  const store::RoomRow& room() const { return room_; }
  const People& people() const { return people_; }
  ClassroomMedia& media() { return media_; }
  ClassroomChat& chat() { return chat_; }
  ClassroomOrder& order() { return order_; }
  WaitingRoom& waiting_room() { return waiting_room_; }
  Hands& hands() { return hands_; }
  Consents& consents() { return consents_; }
  Attendance& attendance() { return attendance_; }
  ClassroomTalk& talk() { return talk_; }
  ClassroomScreen& screen() { return screen_; }
  ClassroomRecorder& recorder() { return recorder_; }
  /// Whether one more may come in. Error: limit, with what is full.
  Result<> has_place_for(Role role) const;

  /// room.join with a ticket (which may have to wait for a host) / with a resume secret of ours. Errors:
  /// forbidden, limit, those of the store.
  void enter(const Ticket& ticket, Session& session, const Json& params, const Reply& reply);
  void resume(const std::string& secret, Session& session, const Json& params, const Reply& reply);
  /// Someone, who may be in it, has another profile image; empty: none.
  void image_changed(const std::string& person, const std::string& image);
  /// The first message under the newest resume secret has come.
  void confirm(Participant& participant);
  /// The socket is gone, by this close code.
  void lost(Participant& participant, uint16_t code);
  /// For good, by their own wish.
  void leave(Participant& participant);
  /// Ends it for all; what was recorded is kept.
  void close(const std::string& reason) { close(reason, ClassroomRecorder::Outcome::kept, nullptr); }
  /// The same by a host's word. `save`: their socket stays, and is told when the recordings are ready; false:
  /// they are discarded.
  void end(Participant& host, std::optional<bool> save);
  bool is_over() const { return closed_; }
  /// A recording of this room, as it is now.
  void recording_changed(const Json& recording);
  /// The service is being stopped: sockets are closed, nothing else changes.
  void dismiss();

 private:
  // ClassroomMedia::Listener
  void on_media_arrived(Participant& participant) override { announce(participant); }
  void on_media_changed(Participant& participant) override;
  void on_media_blames(Participant& participant) override;
  // ClassroomOrder::Listener
  void on_waiting_room(bool on) override { waiting_room_.switched(on); }
  void on_role_changed(Participant& participant) override;
  void on_removed(Participant& participant) override { remove(participant); }
  void on_segment(const Json& params) override { recorder_.segment(params); }
  void on_media_lost() override { recorder_.process_lost(); }
  std::string recordings_directory() override { return recorder_.directory(); }
  // Consents::Listener
  void on_consent(const std::string& person) override;
  // WaitingRoom::Listener
  void on_admitted(const Ticket& ticket, Session& session, const Json& params, const Reply& reply) override {
    let_in(ticket, session, params, reply);
  }
  // Chair::Listener
  void on_chair_changed() override { order_.changed(); }
  // ClassroomTalk::Listener, ClassroomScreen::Listener
  void on_talking_changed(Participant& participant) override { on_media_changed(participant); }
  void on_screen_changed(Participant& participant) override { on_media_changed(participant); }

  void let_in(const Ticket& ticket, Session& session, const Json& params, const Reply& reply);
  void seat(Participant& participant, Session& session, const Json& params, const Reply& reply);
  void replace(Participant& participant);
  void admit(Participant& participant, Session& session, const std::string& secret, const Json& chat,
             const Reply& reply);
  void settle(Participant& participant, bool is_new);
  void announce(Participant& participant);
  void left(Participant& participant, const std::string& reason);
  void erase(Participant& participant);
  void remove(Participant& participant);
  void save(const Participant& participant, const std::string& left_reason = {});
  void start_going(Participant& participant, unsigned leave_ms);
  void check_empty();
  void close(const std::string& reason, ClassroomRecorder::Outcome outcome, const Participant* stays);
  /// Whether who stayed has been told of everything, and has gone.
  void check_gone();
  void turn_out(Participant& participant, const char* reason, uint16_t code);
  Json join_result(const Participant& participant, const std::string& secret, const Json& chat) const;
  Json describe() const;

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  store::RoomRow room_;
  Listener& listener_;
  // Owned.
  People people_;
  ClassroomMedia media_;
  ClassroomChat chat_;
  ClassroomOrder order_;
  WaitingRoom waiting_room_;
  Chair chair_;
  Hands hands_;
  Consents consents_;
  Attendance attendance_;
  ClassroomTalk talk_;
  ClassroomScreen screen_;
  ClassroomRecorder recorder_;
  Timer empty_timer_;
  bool closed_ = false, finished_ = false, gone_ = false;
  std::string stays_;         ///< who is told of what is made of it once it is over; empty: nobody
  std::string close_reason_;  ///< for them, in the end
};

}  // namespace seodang::service
