#pragma once

#include <string>

#include "protocol/rpc.hpp"
#include "service/classroom_media.hpp"
#include "service/people.hpp"

namespace seodang::service {

/// Whose screen the room sees: one at a time; a host may take it over. Main thread.
class ClassroomScreen {
 public:
  class Listener {
   public:
    /// They hold the screen now, or do so no more: what others see them send may be another.
    virtual void on_screen_changed(Participant& participant) = 0;

   protected:
    ~Listener() = default;
  };

  ClassroomScreen(const People& people, ClassroomMedia& media, Listener& listener)
      : people_(people), media_(media), listener_(listener) {}

  /// `{takeover?}` → `{}`. Errors: forbidden; busy, with `holder` in its data.
  void request(Participant& from, const Json& params, const Reply& reply);
  /// `{}` → `{}`, also of who does not hold it.
  void release(Participant& from, const Json& params, const Reply& reply);
  /// They have left, or may not share any more.
  void drop(const Participant& participant);

  const std::string& holder() const { return holder_; }  ///< empty: nobody

 private:
  /// `by`: who took it over from another; null: nobody did.
  void give(Participant* holder, const Participant* by);

  // Passed in.
  const People& people_;
  ClassroomMedia& media_;
  Listener& listener_;
  // Owned.
  std::string holder_;
};

}  // namespace seodang::service
