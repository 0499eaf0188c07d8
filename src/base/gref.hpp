#pragma once

// How this program holds what GLib counts or allocates. No wrapper classes: C calls on get().
//
//   GRef<T>   a counted reference. How it came to be ours is spelled at the place where it does:
//             take (transfer full), share (transfer none), sink (floating).
//   GPtr<T>   a unique_ptr for what one function frees.
//   Signal    a signal connection that ends with its holder.
//
// Any thread, as far as the held type allows.

#include <glib-object.h>

#include <memory>
#include <utility>

namespace seodang {

/// How references to T are taken and given back; GObjects unless specialised (base/gst.hpp, below).
template <typename T>
struct GRefTraits {
  static void ref(T* object) { g_object_ref(object); }
  static void unref(T* object) { g_object_unref(object); }
  static void sink(T* object) { g_object_ref_sink(object); }
};

template <typename T>
class GRef {
 public:
  GRef() = default;
  GRef(std::nullptr_t) {}
  GRef(const GRef& other) : object_(other.object_) {
    if (object_) GRefTraits<T>::ref(object_);
  }
  GRef(GRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ~GRef() { reset(); }

  GRef& operator=(GRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }

  /// Transfer full: the caller's reference becomes ours.
  static GRef take(T* object) {
    GRef result;
    result.object_ = object;
    return result;
  }
  /// Transfer none: a reference of our own.
  static GRef share(T* object) {
    if (object) GRefTraits<T>::ref(object);
    return take(object);
  }
  /// Floating: a fresh GObject without an owner.
  static GRef sink(T* object) {
    if (object) GRefTraits<T>::sink(object);
    return take(object);
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  bool operator==(const GRef& other) const { return object_ == other.object_; }

  /// Gives the reference away (to a transfer-full parameter).
  [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }
  void reset() {
    if (T* object = std::exchange(object_, nullptr)) GRefTraits<T>::unref(object);
  }

 private:
  T* object_ = nullptr;
};

/// A GRef's traits in one line, for types with functions of their own: SEODANG_GREF(GBytes, g_bytes_ref,
/// g_bytes_unref).
#define SEODANG_GREF(Type, ref_function, unref_function)        \
  template <>                                                   \
  struct GRefTraits<Type> {                                     \
    static void ref(Type* object) { ref_function(object); }     \
    static void unref(Type* object) { unref_function(object); } \
  }

SEODANG_GREF(GBytes, g_bytes_ref, g_bytes_unref);
SEODANG_GREF(GMainContext, g_main_context_ref, g_main_context_unref);
SEODANG_GREF(GMainLoop, g_main_loop_ref, g_main_loop_unref);
SEODANG_GREF(GSource, g_source_ref, g_source_unref);
SEODANG_GREF(GByteArray, g_byte_array_ref, g_byte_array_unref);
SEODANG_GREF(GHashTable, g_hash_table_ref, g_hash_table_unref);

/// The function that frees a T; specialise by SEODANG_GPTR.
template <typename T>
struct GPtrTraits;

#define SEODANG_GPTR(Type, free_function)                          \
  template <>                                                      \
  struct GPtrTraits<Type> {                                        \
    void operator()(Type* object) const { free_function(object); } \
  }

SEODANG_GPTR(char, g_free);
SEODANG_GPTR(GError, g_error_free);
SEODANG_GPTR(GDateTime, g_date_time_unref);

template <typename T>
using GPtr = std::unique_ptr<T, GPtrTraits<T>>;

/// The address of a GPtr or GRef for `T**` out parameters: `g_foo(&…, out(error))`.
template <typename Holder, typename T>
class Out {
 public:
  explicit Out(Holder& holder) : holder_(holder) {}
  ~Out() { assign(); }
  operator T**() { return &raw_; }

 private:
  void assign() {
    if constexpr (requires { holder_ = Holder::take(raw_); }) {
      holder_ = Holder::take(raw_);
    } else {
      holder_.reset(raw_);
    }
  }
  Holder& holder_;
  T* raw_ = nullptr;
};

template <typename T>
Out<GPtr<T>, T> out(std::unique_ptr<T, GPtrTraits<T>>& holder) {
  return Out<GPtr<T>, T>(holder);
}
template <typename T>
Out<GRef<T>, T> out(GRef<T>& holder) {
  return Out<GRef<T>, T>(holder);
}

/// A signal connection, ended when its holder dies. The object is kept alive until then.
class Signal {
 public:
  Signal() = default;
  /// `destroy` frees `data` once no thread runs the callback any more (disconnecting does not wait for those
  /// that do).
  Signal(gpointer object, const char* name, GCallback callback, gpointer data,
         GClosureNotify destroy = nullptr)
      : object_(GRef<GObject>::share(G_OBJECT(object))),
        id_(g_signal_connect_data(object, name, callback, data, destroy, GConnectFlags{})) {}
  Signal(Signal&& other) noexcept : object_(std::move(other.object_)), id_(std::exchange(other.id_, 0)) {}
  Signal& operator=(Signal&& other) noexcept {
    disconnect();
    object_ = std::move(other.object_);
    id_ = std::exchange(other.id_, 0);
    return *this;
  }
  ~Signal() { disconnect(); }

  void disconnect() {
    if (gulong id = std::exchange(id_, 0)) g_signal_handler_disconnect(object_.get(), id);
    object_.reset();
  }

 private:
  GRef<GObject> object_;
  gulong id_ = 0;
};

}  // namespace seodang
