#pragma once

#include <functional>
#include <utility>

#include "base/loop.hpp"

namespace seodang::service {

/// Does something as soon as it is asked to, but not more often than once per pause: what is asked for
/// meanwhile is done once, at its end. For lists that go out whole to many. Main thread; what it does ends
/// with it.
class Pacer {
 public:
  Pacer(unsigned pause_ms, std::function<void()> act) : pause_ms_(pause_ms), act_(std::move(act)) {}

  void ask() {
    wanted_ = true;
    if (!pausing_) act();
  }

 private:
  void act() {
    pausing_ = std::exchange(wanted_, false);
    if (!pausing_) return;
    pause_ = Timer::once(pause_ms_, [this] { act(); });
    act_();
  }

  // Passed in.
  unsigned pause_ms_;
  std::function<void()> act_;
  // Owned.
  bool wanted_ = false;
  bool pausing_ = false;
  Timer pause_;
};

}  // namespace seodang::service
