#pragma once

// From webrtcbin's threads to main: its signals and promises arrive on its own `:pc` thread or on a streaming
// thread. Here their arguments are copied and posted; nothing else happens on the foreign thread (law 1 of
// src/README.md). Wrap the function in weak(): it may be called after its owner's death otherwise.

#include <functional>
#include <memory>
#include <string>
#include <tuple>

#include "base/gst.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"

namespace seodang::room {

/// How a signal's argument outlives the signal.
template <typename C>
struct Kept {
  using type = C;
  static C keep(C value) { return value; }
};
template <>
struct Kept<char*> {
  using type = std::string;
  static std::string keep(const char* text) { return text ? text : ""; }
};
struct Dropped {};
template <>
struct Kept<GParamSpec*> {
  using type = Dropped;
  static Dropped keep(GParamSpec*) { return {}; }
};

/// Connects `call` to a signal with the C arguments C… (after the object), to run on main.
template <typename... C>
Signal posted_signal(gpointer object, const char* name, std::function<void(typename Kept<C>::type...)> call) {
  using Call = std::function<void(typename Kept<C>::type...)>;
  using Shared = std::shared_ptr<Call>;
  auto trampoline = +[](gpointer, C... args, gpointer data) {
    post([call = *static_cast<Shared*>(data), kept = std::make_tuple(Kept<C>::keep(args)...)] {
      std::apply(*call, kept);
    });
  };
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Shared*>(data); };
  return Signal(object, name, reinterpret_cast<GCallback>(trampoline),
                new Shared(std::make_shared<Call>(std::move(call))), destroy);
}

/// What a promise was answered: a structure, or an error.
using PromiseReply = Result<std::shared_ptr<GstStructure>>;

/// A promise whose answer is posted to `call`: also when it is given up unanswered. webrtcbin takes a
/// reference of its own; ours ends with the caller's.
GRef<GstPromise> posted_promise(std::function<void(PromiseReply)> call);

}  // namespace seodang::room
