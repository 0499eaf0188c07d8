#pragma once

#include <deque>
#include <memory>
#include <string>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// Passwords, hashed by Argon2id. One hash costs 64 MiB and 0.1 s on purpose, so it is done on threads of
/// GLib's pool, two at a time; who comes when twenty wait is told `busy`. Main thread.
///
/// The threads get copies and give one back: nothing is shared.
class Passwords : public Bindable {
 public:
  static constexpr size_t most_running = 2, most_waiting = 20;

  explicit Passwords(PasswordCost cost);
  ~Passwords();

  /// A string with the salt and the cost in it. Errors: busy, internal (no memory).
  void hash(const std::string& password, Completion<std::string> done);
  /// Whether it is the password of that hash; an empty one is nobody's, and as costly. Error: busy.
  void verify(const std::string& password, const std::string& hash, Completion<bool> done);

 private:
  struct Work;
  void add(std::unique_ptr<Work> work);
  void start_next();

  // Passed in.
  PasswordCost cost_;
  // Owned.
  std::deque<std::unique_ptr<Work>> waiting_;
  size_t running_ = 0;
};

/// A new password as it is to be hashed (NFC: the same keys are the same password on every system). Errors:
/// invalid_params, with what is wrong: under 10 characters, over 128, a common one, the account's own name.
Result<std::string> new_password(const std::string& typed, const std::string& account);
/// One that is to be compared.
std::string typed_password(const std::string& typed);

}  // namespace seodang::service
