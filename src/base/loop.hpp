#pragma once

// The main thread's ways in: posting from other threads, weak callbacks, timers.

#include <glib.h>

#include <functional>
#include <memory>
#include <utility>

namespace seodang {

/// Runs `call` on the main context's thread, in order of posting. Any thread; never waits.
void post(std::function<void()> call);

/// Base of whatever hands out callbacks that may arrive after its death. Main thread only, but its tokens may
/// travel.
class Bindable {
 public:
  Bindable() = default;
  Bindable(const Bindable&) = delete;
  Bindable& operator=(const Bindable&) = delete;

  std::weak_ptr<void> token() const { return token_; }

 protected:
  ~Bindable() = default;
  /// Every callback handed out before now is dead: first thing in a destructor whose members might call back.
  void unbind() { token_ = std::make_shared<char>(); }

 private:
  std::shared_ptr<void> token_ = std::make_shared<char>();
};

/// bind(this, &Peer::on_offer): calls the method unless its owner has died. To be called on main.
template <typename T, typename R, typename... Args>
auto bind(T* owner, R (T::*method)(Args...)) {
  return [owner, method, token = owner->token()](Args... args) {
    if (auto alive = token.lock()) (owner->*method)(std::forward<Args>(args)...);
  };
}

/// The same for a lambda: weak(this, [this](auto…) {…}).
template <typename T, typename F>
auto weak(T* owner, F function) {
  return [token = owner->token(), function = std::move(function)](auto&&... args) mutable {
    if (auto alive = token.lock()) function(std::forward<decltype(args)>(args)...);
  };
}

/// Runs a function once after, or repeatedly every, so many milliseconds; stops with its holder. Main thread.
class Timer {
 public:
  Timer() = default;
  Timer(Timer&& other) noexcept : source_(std::exchange(other.source_, 0)) {}
  Timer& operator=(Timer&& other) noexcept;
  ~Timer() { stop(); }

  static Timer once(unsigned milliseconds, std::function<void()> call);
  static Timer every(unsigned milliseconds, std::function<void()> call);
  void stop();

 private:
  explicit Timer(guint source) : source_(source) {}
  guint source_ = 0;
};

/// Milliseconds of a clock that never goes back.
inline int64_t monotonic_ms() { return g_get_monotonic_time() / 1000; }
/// The same as something that a test may put its own in place of.
using Clock = std::function<int64_t()>;
/// UTC milliseconds, as on the wire.
inline int64_t wall_ms() { return g_get_real_time() / 1000; }

}  // namespace seodang
