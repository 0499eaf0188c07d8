#include "base/loop.hpp"

namespace seodang {

namespace {

using Call = std::function<void()>;

void free_call(gpointer data) { delete static_cast<Call*>(data); }

gboolean run_once(gpointer data) {
  (*static_cast<Call*>(data))();
  return G_SOURCE_REMOVE;
}

gboolean run_again(gpointer data) {
  (*static_cast<Call*>(data))();
  return G_SOURCE_CONTINUE;
}

}  // namespace

void post(Call call) {
  // Not g_main_context_invoke(): that would run at once when called on main, in the middle of something.
  g_idle_add_full(G_PRIORITY_DEFAULT, run_once, new Call(std::move(call)), free_call);
}

Timer& Timer::operator=(Timer&& other) noexcept {
  stop();
  source_ = std::exchange(other.source_, 0);
  return *this;
}

// A timer may be replaced or destroyed by its own call: GLib keeps the closure until the call returns, and
// the one-shot's id is looked up before removal because it is gone by then.
Timer Timer::once(unsigned milliseconds, Call call) {
  return Timer(
      g_timeout_add_full(G_PRIORITY_DEFAULT, milliseconds, run_once, new Call(std::move(call)), free_call));
}

Timer Timer::every(unsigned milliseconds, Call call) {
  return Timer(
      g_timeout_add_full(G_PRIORITY_DEFAULT, milliseconds, run_again, new Call(std::move(call)), free_call));
}

void Timer::stop() {
  guint id = std::exchange(source_, 0);
  if (GSource* source = id ? g_main_context_find_source_by_id(nullptr, id) : nullptr)
    g_source_destroy(source);
}

}  // namespace seodang
