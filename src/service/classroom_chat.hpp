#pragma once

#include <string>

#include "protocol/rpc.hpp"
#include "service/people.hpp"
#include "service/settings.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// The conversation of one Classroom: stored first, then sent to everyone, the sender included. Main thread.
class ClassroomChat : public Bindable {
 public:
  ClassroomChat(const Settings& settings, store::Store& store, const People& people, std::string room)
      : settings_(settings), store_(store), people_(people), room_(std::move(room)) {}
  ~ClassroomChat() { unbind(); }

  /// `{text}` → `{id, at}`
  void say(Participant& from, const Json& params, const Reply& reply);
  /// `{id}` → `{}`: a host any message, everyone their own. It stays in its place, without its text. Errors:
  /// not_found, forbidden.
  void remove(Participant& from, const Json& params, const Reply& reply);
  /// `{before?, limit?}` → `{messages, more}`
  void history(Participant& from, const Json& params, const Reply& reply);
  /// The last messages for a newcomer; `since` as in room.join: the id (or the time) of the last one they
  /// have.
  void recent(const Json& since, Completion<Json> done);

 private:
  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  const People& people_;
  std::string room_;
};

}  // namespace seodang::service
