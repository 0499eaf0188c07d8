#include "service/accounts.hpp"

#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/log.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

constexpr size_t secret_bytes = 32, id_bytes = 16;
constexpr store::LoginTimes login_times{12 * 3'600'000LL, 7 * 24 * 3'600'000LL};
constexpr unsigned most_rooms = 500;

Error not_logged_in() { return {Code::forbidden, "log in first"}; }
Error wrong_password() { return {Code::forbidden, "the name or the password is wrong"}; }

Json to_json(const store::AccountRow& account) {
  return Json::object({{"name", account.name}, {"role", name_of(account.role)}});
}

Json time_or_null(int64_t at) { return at ? Json(at) : Json(); }

Json to_json(const store::RoomRow& room) {
  return Json::object({{"id", room.id},
                       {"number", room.number},
                       {"title", room.title},
                       {"kind", name_of(room.kind)},
                       {"openedAt", room.opened_at},
                       {"closedAt", time_or_null(room.closed_at)}});
}

/// What tries are counted by: case does not make another account.
std::string folded(const std::string& name) { return GPtr<char>(g_utf8_casefold(name.c_str(), -1)).get(); }

/// It stands in a path: letters and digits of any script, and . _ - @
Result<std::string> account_name(const Json& body, size_t most) {
  Result<std::string> name = line_member(body, "name", most);
  if (!name) return name;
  for (const char* at = name->c_str(); *at; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    const bool is_sign =
        c < 128 && std::string_view("._-@").find(static_cast<char>(c)) != std::string_view::npos;
    if (!g_unichar_isalnum(c) && !g_unichar_ismark(c) && !is_sign)
      return {Code::invalid_params, "`name` has letters, digits and . _ - @ only"};
  }
  return name;
}

}  // namespace

Accounts::Accounts(const Settings& settings, store::Store& store)
    : settings_(settings),
      store_(store),
      passwords_(settings.password_cost),
      by_name_(settings.limits.logins_per_minute),
      by_address_(settings.limits.address_logins_per_minute) {}

void Accounts::who(const Caller& caller, Completion<Someone> done) {
  if (caller.login.empty()) return done(Someone());
  store_.accounts().of_login(sha256_hex(caller.login), wall_ms(), login_times, std::move(done));
}

template <typename T>
void Accounts::with_account(const Caller& caller, const Completion<T>& done, Known then) {
  who(caller, weak(this, [done, then = std::move(then)](const Result<Someone>& someone) {
        if (!someone) return done(someone.error());
        if (!*someone) return done(not_logged_in());
        then(**someone);
      }));
}

template <typename T>
void Accounts::with_operator(const Caller& caller, const Completion<T>& done, Known then) {
  with_account<T>(caller, done, [done, then = std::move(then)](const store::AccountRow& account) {
    if (account.role != AccountRole::operators)
      return done(Error{Code::forbidden, "only an operator may do this"});
    then(account);
  });
}

// Logging in.

/// Before the work is done: many at once must not get through together. A right one gets it back.
Result<> Accounts::spend_try(const std::string& name, const std::string& address) {
  if (!by_name_.is_left(name))
    return {Code::limit, "too many wrong passwords for this account: wait a minute"};
  if (!by_address_.is_left(address))
    return {Code::limit, "too many wrong passwords from your address: wait a minute"};
  by_name_.spend(name);
  by_address_.spend(address);
  return {};
}

void Accounts::login(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  const std::string password = typed_password(body["password"].string_or(""));
  const Result<std::string> name = account_name(body, settings_.limits.name_characters);
  if (!name || password.empty()) return done(wrong_password());
  const std::string counted = folded(*name);
  if (Result<> left = spend_try(counted, caller.address); !left) return done(left.error());
  auto found = [this, password, caller, counted, done](const Result<Someone>& account) {
    if (!account) return done(account.error());
    auto compared = [this, account = *account, caller, counted, done](const Result<bool>& right) {
      if (!right) return done(right.error());
      if (!*right || !account) {
        log_info("service", "a login from %s was refused", caller.address.c_str());
        return done(wrong_password());
      }
      by_name_.give_back(counted);
      by_address_.give_back(caller.address);
      checked(*account, caller, done);
    };
    passwords_.verify(password, *account ? (*account)->password_hash : "", weak(this, compared));
  };
  store_.accounts().find(*name, weak(this, found));
}

/// The login they came with ends: whoever knew its secret does not get into the account by it.
void Accounts::checked(const store::AccountRow& account, const Caller& caller,
                       const Completion<LoggedIn>& done) {
  if (caller.login.empty()) return log_in(account, done);
  store_.accounts().log_out(sha256_hex(caller.login), weak(this, [this, account, done](const Result<>& out) {
                              if (!out) return done(out.error());
                              log_in(account, done);
                            }));
}

void Accounts::log_in(const store::AccountRow& account, const Completion<LoggedIn>& done) {
  const std::string secret = random_hex(secret_bytes);
  store_.accounts().log_in({sha256_hex(secret), account.person, wall_ms()}, login_times,
                           [account, secret, done](const Result<>& in) {
                             if (!in) return done(in.error());
                             done(LoggedIn{Json::object({{"account", to_json(account)}}), secret});
                           });
}

void Accounts::logout(const Caller& caller, Completion<LoggedIn> done) {
  if (caller.login.empty()) return done(LoggedIn{Json::object(), {}});
  store_.accounts().log_out(sha256_hex(caller.login), [done](const Result<>& out) {
    done(out ? Result<LoggedIn>(LoggedIn{Json::object(), {}}) : Result<LoggedIn>(out.error()));
  });
}

void Accounts::change_password(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  auto known = [this, body, caller, done](const store::AccountRow& account) {
    Result<std::string> fresh = new_password(body["new"].string_or(""), account.name);
    if (!fresh) return done(fresh.error());
    if (Result<> left = spend_try(folded(account.name), caller.address); !left) return done(left.error());
    auto hashed = [this, account, done](const Result<std::string>& hash) {
      if (!hash) return done(hash.error());
      auto changed = [this, account, done](const Result<>& result) {
        result ? log_in(account, done) : done(result.error());
      };
      store_.accounts().set_password(account.person, *hash, weak(this, changed));
    };
    auto compared = [this, account, caller, fresh, hashed, done](const Result<bool>& right) {
      if (!right) return done(right.error());
      if (!*right) return done(Error{Code::forbidden, "the old password is wrong"});
      by_name_.give_back(folded(account.name));
      by_address_.give_back(caller.address);
      passwords_.hash(*fresh, weak(this, hashed));
    };
    passwords_.verify(typed_password(body["old"].string_or("")), account.password_hash, weak(this, compared));
  };
  with_account<LoggedIn>(caller, done, known);
}

// What is one's own.

void Accounts::me(const Caller& caller, Completion<Json> done) {
  who(caller, [done](const Result<Someone>& someone) {
    if (!someone) return done(someone.error());
    done(Json::object({{"account", *someone ? to_json(**someone) : Json()}}));
  });
}

void Accounts::rooms(const Caller& caller, Completion<Json> done) {
  with_account<Json>(caller, done, [this, done](const store::AccountRow& account) {
    store_.rooms().of_account(account.person, most_rooms,
                              [done](const Result<std::vector<store::RoomRow>>& rows) {
                                if (!rows) return done(rows.error());
                                Json rooms = Json::array();
                                for (const store::RoomRow& row : *rows) rooms.push(to_json(row));
                                done(Json::object({{"rooms", rooms}}));
                              });
  });
}

// Operators.

void Accounts::list(const Caller& caller, Completion<Json> done) {
  with_operator<Json>(caller, done, [this, done](const store::AccountRow&) {
    store_.accounts().all([done](const Result<std::vector<store::AccountRow>>& rows) {
      if (!rows) return done(rows.error());
      Json accounts = Json::array();
      for (const store::AccountRow& row : *rows) {
        accounts.push(
            to_json(row).set("createdAt", row.created_at).set("loginAt", time_or_null(row.login_at)));
      }
      done(Json::object({{"accounts", accounts}}));
    });
  });
}

void Accounts::create(const Json& body, const Caller& caller, Completion<Json> done) {
  with_operator<Json>(caller, done, [this, body, done](const store::AccountRow&) {
    const Result<AccountRole> role = enum_member<AccountRole>(body, "role");
    if (!role) return done(role.error());
    add(body["name"].string_or(""), body["password"].string_or(""), *role, done);
  });
}

void Accounts::add(const std::string& wanted, const std::string& typed, AccountRole role,
                   Completion<Json> done) {
  const Result<std::string> name =
      account_name(Json::object({{"name", wanted}}), settings_.limits.name_characters);
  if (!name) return done(name.error());
  const Result<std::string> password = new_password(typed, *name);
  if (!password) return done(password.error());
  auto hashed = [this, name = *name, role, done](const Result<std::string>& hash) {
    if (!hash) return done(hash.error());
    const store::AccountRow row{random_hex(id_bytes), name, role, *hash, wall_ms(), 0};
    store_.accounts().add(row, [row, done](const Result<>& added) {
      if (!added && added.error().code == Code::in_use)
        return done(Error{Code::in_use, "there is an account of that name: choose another"});
      if (!added) return done(added.error());
      done(Json::object({{"account", to_json(row)}}));
    });
  };
  passwords_.hash(*password, weak(this, hashed));
}

void Accounts::remove(const std::string& name, const Caller& caller, Completion<Json> done) {
  with_operator<Json>(caller, done, [this, name, done](const store::AccountRow&) {
    store_.accounts().remove(name, [done](const Result<>& removed) {
      done(removed ? Result<Json>(Json::object()) : Result<Json>(removed.error()));
    });
  });
}

}  // namespace seodang::service
