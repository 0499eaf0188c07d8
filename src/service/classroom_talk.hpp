#pragma once

#include <map>
#include <string>
#include <string_view>

#include "protocol/rpc.hpp"
#include "service/classroom_media.hpp"
#include "service/people.hpp"

namespace seodang::service {

/// 1:1 talks: one asks another, both withdraw from the class, and come back. Main thread.
///
/// Everyone is in one at most, from the question on. *active* is told once the two are cut off in the room's
/// graph, *ended* before they are let back. Nothing of it outlives a socket: who is lost, leaves or is
/// removed has ended theirs, and a restarted service knows of none.
class ClassroomTalk : public Bindable {
 public:
  class Listener {
   public:
    /// They talk now, or do so no more: the others are to see that.
    virtual void on_talking_changed(Participant& participant) = 0;

   protected:
    ~Listener() = default;
  };

  ClassroomTalk(const Settings& settings, const People& people, ClassroomMedia& media, Listener& listener)
      : settings_(settings), people_(people), media_(media), listener_(listener) {}
  ~ClassroomTalk() { unbind(); }

  /// `{to}` → `{talk, state}`: asked; active, if they had asked the same; busy. Errors: not_found,
  /// wrong_state.
  void request(Participant& from, const Json& params, const Reply& reply);
  /// `{talk, accept}` of who was asked. Error: wrong_state, when it is not asked any more.
  void answer(Participant& from, const Json& params, const Reply& reply);
  /// `{talk}` of either; of one that is over already it does nothing.
  void end(Participant& from, const Json& params, const Reply& reply);
  /// They have left, or may not publish any more.
  void drop(const Participant& participant);
  /// Their socket is gone, or taken over by a newer one. Their page does not know that the talk has ended: it
  /// goes on sending what was meant for one alone, so nobody gets it until they are back.
  void lost(Participant& participant);

 private:
  enum class State : uint8_t { asked, starting, active };
  struct Entry {
    Talk talk;  ///< `a` asks `b`
    State state = State::asked;
    Timer expiry;
  };

  Entry* of(const std::string& participant);
  Entry* find(const Json& params);
  Result<Participant*> partner_in(const Participant& from, const Json& params) const;
  void ask(const Participant& from, const Participant& to, const Reply& reply);
  void start(Entry& entry, Completion<> done);
  void started(const Talk& talk, const Result<>& cut);
  /// `state`: declined, expired or ended.
  void finish(Entry& entry, std::string_view state);
  void tell(const Talk& talk, std::string_view state) const;
  void set_talking(const Talk& talk, bool talking);

  // Passed in.
  const Settings& settings_;
  const People& people_;
  ClassroomMedia& media_;
  Listener& listener_;
  // Owned.
  std::map<std::string, Entry> entries_;  ///< by the talk's id
};

}  // namespace seodang::service
