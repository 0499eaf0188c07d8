#pragma once

#include <optional>
#include <string>

#include "service/passwords.hpp"
#include "service/quota.hpp"
#include "service/service.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Who has an account, and who is logged in: guests need neither. Main thread.
///
/// A login is a random secret in a cookie; only its SHA-256 is stored. It ends by logging out, by a new
/// password, after 12 h without use or 7 days in all.
class Accounts : public Bindable {
 public:
  using Someone = std::optional<store::AccountRow>;

  Accounts(const Settings& settings, store::Store& store);
  ~Accounts() { unbind(); }

  /// Whose login the caller has; null: nobody's. Errors: those of the store.
  void who(const Caller& caller, Completion<Someone> done);

  // See Service.
  void login(const Json& body, const Caller& caller, Completion<LoggedIn> done);
  void logout(const Caller& caller, Completion<LoggedIn> done);
  void me(const Caller& caller, Completion<Json> done);
  void rooms(const Caller& caller, Completion<Json> done);
  void change_password(const Json& body, const Caller& caller, Completion<LoggedIn> done);
  void list(const Caller& caller, Completion<Json> done);
  void create(const Json& body, const Caller& caller, Completion<Json> done);
  void remove(const std::string& name, const Caller& caller, Completion<Json> done);

  /// Without asking who wants it: for the one at the machine's terminal. Errors: invalid_params, in_use,
  /// busy.
  void add(const std::string& name, const std::string& password, AccountRole role, Completion<Json> done);

 private:
  using Known = std::function<void(const store::AccountRow&)>;
  /// Goes on with the caller's account; `done` gets an error if they have none, or may not.
  template <typename T>
  void with_account(const Caller& caller, const Completion<T>& done, Known then);
  template <typename T>
  void with_operator(const Caller& caller, const Completion<T>& done, Known then);
  Result<> spend_try(const std::string& name, const std::string& address);
  void checked(const store::AccountRow& account, const Caller& caller, const Completion<LoggedIn>& done);
  void log_in(const store::AccountRow& account, const Completion<LoggedIn>& done);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  // Owned.
  Passwords passwords_;
  Quota by_name_, by_address_;  ///< wrong tries only
};

}  // namespace seodang::service
