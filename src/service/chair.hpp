#pragma once

#include <string>

#include "service/people.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// Who presides over one Classroom: one of its hosts, or nobody; nobody is promoted. A host who is away for
/// host_ms, leaves, or is host no more passes it on to the host who has been there longest; whoever comes
/// back takes it only if nobody has it. Main thread.
class Chair : public Bindable {
 public:
  class Listener {
   public:
    virtual void on_chair_changed() = 0;

   protected:
    ~Listener() = default;
  };

  /// `holder`: the id of who presides, empty for nobody; kept up to date here.
  Chair(const Settings& settings, const People& people, std::string& holder, Listener& listener)
      : settings_(settings), people_(people), holder_(holder), listener_(listener) {}
  ~Chair() { unbind(); }

  /// After a restart, when people are back (but not their sockets).
  void restore();
  /// They are in (again), or have another role.
  void came(const Participant& participant);
  /// Their socket is gone; they may come back.
  void away(const Participant& participant);
  /// They have left for good, or are host no more.
  void gone(const Participant& participant);

 private:
  void wait();
  void pass_on();

  // Passed in.
  const Settings& settings_;
  const People& people_;
  std::string& holder_;
  Listener& listener_;
  // Owned.
  Timer absence_;
};

}  // namespace seodang::service
