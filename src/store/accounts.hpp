#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "store/worker.hpp"

namespace seodang::store {

struct AccountRow {
  std::string person;  ///< its id: an account is a person
  std::string name;    ///< unique, whatever the case of its Latin letters
  AccountRole role = AccountRole::teacher;
  std::string password_hash;
  int64_t created_at = 0;
  int64_t login_at = 0;  ///< 0: never
};

struct LoginRow {
  std::string token_hash, person;
  int64_t at = 0;  ///< made and first used
};

/// How long a login is good for, in ms: without use, and in all.
struct LoginTimes {
  int64_t idle_ms = 0, most_ms = 0;
};

/// The tables `accounts` and `logins`. Main thread; see Worker.
class Accounts {
 public:
  explicit Accounts(Worker& worker) : worker_(worker) {}

  /// Error: in_use, if there is one of that name.
  void add(const AccountRow& row, Completion<> done);
  void find(const std::string& name, Completion<std::optional<AccountRow>> done);
  void all(Completion<std::vector<AccountRow>> done);  ///< by name
  /// With its logins; its rooms are nobody's then. Errors: not_found; wrong_state, if it is the last
  /// operator.
  void remove(const std::string& name, Completion<> done);
  /// Ends every login it has.
  void set_password(const std::string& person, const std::string& hash, Completion<> done);

  /// Also forgets those that are too old.
  void log_in(const LoginRow& row, LoginTimes times, Completion<> done);
  /// Whose it is, if it is good still; it is in use then.
  void of_login(const std::string& token_hash, int64_t now, LoginTimes times,
                Completion<std::optional<AccountRow>> done);
  void log_out(const std::string& token_hash, Completion<> done);

 private:
  Worker& worker_;
};

}  // namespace seodang::store
