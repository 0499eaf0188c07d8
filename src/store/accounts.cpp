#include "store/accounts.hpp"

#include "store/persons.hpp"

namespace seodang::store {

namespace {

constexpr const char* columns =
    "accounts.person_id, name, role, password_hash, accounts.created_at, login_at";
constexpr int64_t minute_ms = 60'000;  ///< used_at is written no more often

AccountRow read(SQLite::Statement& query) {
  return {query.getColumn(0).getString(),
          query.getColumn(1).getString(),
          named<AccountRole>(query.getColumn(2).getString()).value_or(AccountRole::ml_reader),
          query.getColumn(3).getString(),
          query.getColumn(4).getInt64(),
          query.getColumn(5).getInt64()};
}

std::optional<AccountRow> first(SQLite::Statement& query) {
  return query.executeStep() ? std::optional(read(query)) : std::nullopt;
}

/// Runs a statement whose parameters are `texts`, then `times`.
void run(SQLite::Database& database, const std::string& sql, std::initializer_list<std::string> texts,
         std::initializer_list<int64_t> times = {}) {
  SQLite::Statement statement(database, sql);
  int column = 0;
  for (const std::string& text : texts) statement.bind(++column, text);
  for (int64_t time : times) statement.bind(++column, time);
  statement.exec();
}

std::optional<AccountRow> of_name(SQLite::Database& database, const std::string& name) {
  SQLite::Statement query(database, std::string("SELECT ") + columns + " FROM accounts WHERE name = ?");
  query.bind(1, name);
  return first(query);
}

}  // namespace

void Accounts::add(const AccountRow& row, Completion<> done) {
  worker_.run<Nothing>(
      [row](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        touch_person(database, row.person, row.created_at);
        run(database,
            "INSERT INTO accounts (person_id, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)",
            {row.person, row.name, std::string(name_of(row.role)), row.password_hash}, {row.created_at});
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Accounts::find(const std::string& name, Completion<std::optional<AccountRow>> done) {
  worker_.run<std::optional<AccountRow>>(
      [name](SQLite::Database& database) -> Result<std::optional<AccountRow>> {
        return of_name(database, name);
      },
      std::move(done));
}

void Accounts::all(Completion<std::vector<AccountRow>> done) {
  worker_.run<std::vector<AccountRow>>(
      [](SQLite::Database& database) -> Result<std::vector<AccountRow>> {
        SQLite::Statement query(database, std::string("SELECT ") + columns + " FROM accounts ORDER BY name");
        std::vector<AccountRow> rows;
        while (query.executeStep()) rows.push_back(read(query));
        return rows;
      },
      std::move(done));
}

void Accounts::remove(const std::string& name, Completion<> done) {
  worker_.run<Nothing>(
      [name](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        const std::optional<AccountRow> row = of_name(database, name);
        if (!row) return {Code::not_found, "there is no account of that name"};
        const int operators =
            database.execAndGet("SELECT count(*) FROM accounts WHERE role = 'operator'").getInt();
        if (row->role == AccountRole::operators && operators == 1)
          return {Code::wrong_state, "this is the last operator: make another one first"};
        run(database, "DELETE FROM accounts WHERE person_id = ?", {row->person});
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Accounts::set_password(const std::string& person, const std::string& hash, Completion<> done) {
  worker_.run<Nothing>(
      [person, hash](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        run(database, "UPDATE accounts SET password_hash = ? WHERE person_id = ?", {hash, person});
        run(database, "DELETE FROM logins WHERE person_id = ?", {person});
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Accounts::log_in(const LoginRow& row, LoginTimes times, Completion<> done) {
  worker_.run<Nothing>(
      [row, times](SQLite::Database& database) -> Result<> {
        SQLite::Transaction transaction(database);
        run(database, "DELETE FROM logins WHERE used_at < ? OR created_at < ?", {},
            {row.at - times.idle_ms, row.at - times.most_ms});
        run(database,
            "INSERT INTO logins (token_hash, person_id, created_at, used_at) VALUES (?1, ?2, ?3, ?3)",
            {row.token_hash, row.person}, {row.at});
        run(database, "UPDATE accounts SET login_at = ?2 WHERE person_id = ?1", {row.person}, {row.at});
        transaction.commit();
        return {};
      },
      std::move(done));
}

void Accounts::of_login(const std::string& token_hash, int64_t now, LoginTimes times,
                        Completion<std::optional<AccountRow>> done) {
  worker_.run<std::optional<AccountRow>>(
      [token_hash, now, times](SQLite::Database& database) -> Result<std::optional<AccountRow>> {
        SQLite::Statement query(database,
                                std::string("SELECT ") + columns +
                                    ", used_at FROM logins JOIN accounts USING (person_id) "
                                    "WHERE token_hash = ?1 AND used_at >= ?2 AND logins.created_at >= ?3");
        query.bind(1, token_hash);
        query.bind(2, now - times.idle_ms);
        query.bind(3, now - times.most_ms);
        std::optional<AccountRow> row = first(query);
        if (row && query.getColumn(6).getInt64() < now - minute_ms)
          run(database, "UPDATE logins SET used_at = ?2 WHERE token_hash = ?1", {token_hash}, {now});
        return row;
      },
      std::move(done));
}

void Accounts::log_out(const std::string& token_hash, Completion<> done) {
  worker_.run<Nothing>(
      [token_hash](SQLite::Database& database) -> Result<> {
        run(database, "DELETE FROM logins WHERE token_hash = ?", {token_hash});
        return {};
      },
      std::move(done));
}

}  // namespace seodang::store
