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
    std::vector<std::string> ids;
    for (const auto& [id, room] : rooms_) ids.push_back(id);
    restore_order(std::move(ids), done);
  };
  store_.rooms().live(weak(this, [this, done, people](const Result<std::vector<store::RoomRow>>& rows) {
    if (!rows) return done(rows.error());
    for (const store::RoomRow& row : *rows) add(row);
    store_.participants().of_live_rooms(wall_ms() - settings_.times.resume_ms, weak(this, people));
  }));
}

void Classrooms::restore_order(std::vector<std::string> ids, Completion<> done) {
  if (ids.empty()) return done({});
  std::string id = std::move(ids.back());
  ids.pop_back();
  load(id, weak(this, [this, id, ids, done](const Result<Kept>& kept) {
         if (!kept) return done(kept.error());
         if (Classroom* classroom = find(id)) classroom->restore(kept->order, kept->attendance);
         restore_order(ids, done);
       }));
}

void Classrooms::load(const std::string& id, Completion<Kept> done) {
  auto ordered = [this, id, done](const Result<store::OrderRows>& order) {
    if (!order) return done(order.error());
    auto attended = [done, order = *order](const Result<store::AttendanceRows>& attendance) {
      if (!attendance) return done(attendance.error());
      done(Kept{order, *attendance});
    };
    store_.attendance().of_room(id, attended);
  };
  store_.order().of_room(id, weak(this, ordered));
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
      weak(this, [this, done](const Result<std::optional<store::RoomRow>>& row) { reopen(row, done); }));
}

void Classrooms::reopen_own(const std::string& number, const std::string& account,
                            Completion<Classroom*> done) {
  store_.rooms().by_account(
      number, account,
      weak(this, [this, done](const Result<std::optional<store::RoomRow>>& row) { reopen(row, done); }));
}

void Classrooms::reopen(const Result<std::optional<store::RoomRow>>& row,
                        const Completion<Classroom*>& done) {
  if (!row) return done(row.error());
  if (!*row) return done(Error{Code::not_found, "there is no room of that number"});
  if (Classroom* live = find((*row)->id)) return done(live);
  if (Result<> reserved = reserve((*row)->number); !reserved) return done(reserved.error());
  open_again(**row, done);
}

void Classrooms::open_again(store::RoomRow row, const Completion<Classroom*>& done) {
  row.closed_at = 0;
  row.begun_at = wall_ms();
  load(row.id, weak(this, [this, row, done](const Result<Kept>& kept) {
         if (!kept) return opened(row, kept.error(), done);
         auto restored = [done, kept = *kept](const Result<Classroom*>& classroom) {
           if (classroom) (*classroom)->restore(kept.order, kept.attendance);
           done(classroom);
         };
         store_.rooms().reopen(
             row.id, row.begun_at,
             weak(this, [this, row, restored](const Result<>& result) { opened(row, result, restored); }));
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
  place = std::make_unique<Classroom>(settings_, store_, supervisor_, recordings_, row, *this);
  return *place;
}

void Classrooms::on_classroom_closed(Classroom& classroom) {
  log_info("service", "room %s is closed", classroom.room().id.c_str());
  auto entry = rooms_.find(classroom.room().id);
  over_.push_back(std::move(entry->second));
  rooms_.erase(entry);
}

void Classrooms::on_classroom_gone(Classroom& classroom) {
  const auto entry = std::find_if(over_.begin(), over_.end(),
                                  [&classroom](const auto& over) { return over.get() == &classroom; });
  closed_.push_back(std::move(*entry));
  over_.erase(entry);
  post(weak(this, [this] { closed_.clear(); }));
}

void Classrooms::recording_changed(const std::string& room, const Json& recording) {
  if (Classroom* live = find(room)) live->recording_changed(recording);
  std::vector<Classroom*> over;  // being told, they may go
  for (const auto& classroom : over_)
    if (classroom->room().id == room) over.push_back(classroom.get());
  for (Classroom* classroom : over) classroom->recording_changed(recording);
}

void Classrooms::disk_changed() {
  for (const auto& [id, room] : rooms_) room->recorder().disk_changed();
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

void Classrooms::image_changed(const std::string& person, const std::string& image) {
  for (const auto& [id, room] : rooms_) room->image_changed(person, image);
}

size_t Classrooms::participants() const {
  size_t count = 0;
  for (const auto& [id, room] : rooms_) count += room->people().present();
  return count;
}

void Classrooms::dismiss() {
  for (const auto& [id, room] : rooms_) room->dismiss();
  for (const auto& room : over_) room->dismiss();
  rooms_.clear();
  over_.clear();
}

}  // namespace seodang::service
