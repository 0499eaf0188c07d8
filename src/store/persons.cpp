#include "store/persons.hpp"

namespace seodang::store {

namespace {

std::string image_of(SQLite::Database& database, const std::string& person) {
  SQLite::Statement query(database, "SELECT image FROM persons WHERE person_id = ?");
  query.bind(1, person);
  return query.executeStep() ? query.getColumn(0).getString() : "";
}

}  // namespace

void touch_person(SQLite::Database& database, const std::string& person, int64_t at) {
  SQLite::Statement statement(database,
                              "INSERT INTO persons (person_id, first_seen, last_seen) VALUES (?1, ?2, ?2) "
                              "ON CONFLICT (person_id) DO UPDATE SET last_seen = excluded.last_seen");
  statement.bind(1, person);
  statement.bind(2, at);
  statement.exec();
}

void Persons::image(const std::string& person, Completion<std::string> done) {
  worker_.run<std::string>(
      [person](SQLite::Database& database) -> Result<std::string> { return image_of(database, person); },
      std::move(done));
}

void Persons::set_image(const std::string& person, const std::string& image, int64_t at,
                        Completion<std::string> done) {
  worker_.run<std::string>(
      [person, image, at](SQLite::Database& database) -> Result<std::string> {
        SQLite::Transaction transaction(database);
        touch_person(database, person, at);
        std::string old = image_of(database, person);
        SQLite::Statement statement(database, "UPDATE persons SET image = ? WHERE person_id = ?");
        statement.bind(1, image);
        statement.bind(2, person);
        statement.exec();
        transaction.commit();
        return old;
      },
      std::move(done));
}

}  // namespace seodang::store
