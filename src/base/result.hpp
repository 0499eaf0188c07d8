#pragma once

#include <functional>
#include <utility>
#include <variant>

#include "base/error.hpp"

namespace seodang {

struct Nothing {};

/// A value or an Error. Nothing of ours throws.
///
///     Result<Offer> offer = check_offer(text);
///     if (!offer) return offer.error();
///     use(*offer);
template <typename T = Nothing>
class [[nodiscard]] Result {
 public:
  Result() requires std::is_same_v<T, Nothing> : value_(Nothing{}) {}
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : value_(std::move(error)) {}
  Result(Code code, std::string text) : value_(Error{code, std::move(text)}) {}

  explicit operator bool() const { return value_.index() == 0; }
  T& operator*() { return std::get<0>(value_); }
  const T& operator*() const { return std::get<0>(value_); }
  T* operator->() { return &std::get<0>(value_); }
  const T* operator->() const { return &std::get<0>(value_); }
  const Error& error() const { return std::get<1>(value_); }

 private:
  std::variant<T, Error> value_;
};

/// Where the answer to something asynchronous goes; called once, on main.
template <typename T = Nothing>
using Completion = std::function<void(Result<T>)>;

}  // namespace seodang
