#include "service/classrooms.hpp"

#include <algorithm>

#include "base/descriptors.hpp"
#include "base/id.hpp"
#include "base/log.hpp"

namespace seodang::service {

static constexpr size_t first_digits = 6, last_digits = 9;

void Classrooms::restore(Completion<> done) {
  auto people = [this, done](const Result<std::vector<store::ParticipantRow>>& rows) {
    if (!rows) return done(rows.error());
    for (const store::ParticipantRow& row : *rows) {
      if (Classroom* classroom = find(row.room)) classroom->restore(row);
    }
    if (count() > 0) log_info("service", "%zu rooms with %zu participants restored", count(), participants());
    done({});
  };
  store_.rooms().live(weak(this, [this, done, people](const Result<std::vector<store::RoomRow>>& rows) {
    if (!rows) return done(rows.error());
    for (const store::RoomRow& row : *rows) add(row);
    store_.participants().of_live_rooms(wall_ms() - settings_.times.resume_ms, weak(this, people));
  }));
}

void Classrooms::open(const store::RoomRow& row, Completion<Classroom*> done) {
  if (Result<> reserved = reserve(row.number); !reserved) return done(reserved.error());
  store_.rooms().open(row,
                      weak(this, [this, row, done](const Result<>& result) { opened(row, result, done); }));
}

void Classrooms::reopen(const std::string& number, const std::string& host_key_hash,
                        Completion<Classroom*> done) {
  store_.rooms().by_host_key(
      number, host_key_hash,
      weak(this, [this, number, done](const Result<std::optional<store::RoomRow>>& row) {
        if (!row) return done(row.error());
        if (!*row) return done(Error{Code::not_found, "there is no room of that number"});
        if (Classroom* live = find((*row)->id)) return done(live);
        if (Result<> reserved = reserve(number); !reserved) return done(reserved.error());
        store_.rooms().reopen((*row)->id, weak(this, [this, room = **row, done](const Result<>& result) {
                                opened(room, result, done);
                              }));
      }));
}

Result<> Classrooms::reserve(const std::string& number) {
  if (of_number(number) || reserved_.contains(number))
    return {Code::in_use, "that number is in use: choose another"};
  if (rooms_.size() + reserved_.size() >= settings_.limits.rooms)
    return {Code::limit, "too many rooms are live: try again later"};
  if (descriptors().exceed(Descriptors::joins_share))
    return {Code::limit, "the server can hold no more connections: try again later"};
  reserved_.insert(number);
  return {};
}

void Classrooms::opened(const store::RoomRow& row, const Result<>& result,
                        const Completion<Classroom*>& done) {
  reserved_.erase(row.number);
  if (!result) return done(result.error());
  log_info("service", "room %s is open", row.id.c_str());
  done(&add(row));
}

Classroom& Classrooms::add(const store::RoomRow& row) {
  auto& place = rooms_[row.id];
  place = std::make_unique<Classroom>(settings_, store_, supervisor_, row, *this);
  return *place;
}

void Classrooms::on_classroom_closed(Classroom& classroom) {
  log_info("service", "room %s is closed", classroom.room().id.c_str());
  auto entry = rooms_.find(classroom.room().id);
  closed_.push_back(std::move(entry->second));
  rooms_.erase(entry);
  post(weak(this, [this] { closed_.clear(); }));
}

Classroom* Classrooms::find(const std::string& id) const {
  auto entry = rooms_.find(id);
  return entry == rooms_.end() ? nullptr : entry->second.get();
}

Classroom* Classrooms::of_number(const std::string& number) const {
  for (const auto& [id, room] : rooms_) {
    if (room->room().number == number) return room.get();
  }
  return nullptr;
}

Classroom* Classrooms::of_secret(const std::string& resume) const {
  for (const auto& [id, room] : rooms_) {
    if (room->people().of_secret(resume)) return room.get();
  }
  return nullptr;
}

std::string Classrooms::free_number() const {
  for (size_t digits = first_digits;; digits = std::min(digits + 1, last_digits)) {
    std::string number = random_digits(digits);
    if (!of_number(number) && !reserved_.contains(number)) return number;
  }
}

size_t Classrooms::participants() const {
  size_t count = 0;
  for (const auto& [id, room] : rooms_) count += room->people().present();
  return count;
}

void Classrooms::dismiss() {
  for (const auto& [id, room] : rooms_) room->dismiss();
  rooms_.clear();
}

}  // namespace seodang::service
