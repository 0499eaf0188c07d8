#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "service/classroom.hpp"

namespace seodang::service {

/// The live rooms, by id and by number. Main thread.
class Classrooms : public Bindable, public Classroom::Listener {
 public:
  Classrooms(const Settings& settings, store::Store& store, Supervisor& supervisor, Recordings& recordings)
      : settings_(settings), store_(store), supervisor_(supervisor), recordings_(recordings) {}
  ~Classrooms() { unbind(); }

  /// Those that were live when the last process died, with their people, who now have their time to come
  /// back.
  void restore(Completion<> done);
  /// Errors: in_use, limit, those of the store.
  void open(const store::RoomRow& row, Completion<Classroom*> done);
  /// A closed room, for who has its host key. Errors: not_found, as above.
  void reopen(const std::string& number, const std::string& host_key_hash, Completion<Classroom*> done);

  /// The same for the account that opened it.
  void reopen_own(const std::string& number, const std::string& account, Completion<Classroom*> done);

  Classroom* find(const std::string& id) const;
  Classroom* of_number(const std::string& number) const;
  Classroom* of_secret(const std::string& resume) const;
  std::string free_number() const;
  void image_changed(const std::string& person, const std::string& image);
  void recording_changed(const std::string& room, const Json& recording);
  void disk_changed();

  size_t count() const { return rooms_.size(); }
  size_t participants() const;
  void dismiss();

 private:
  void on_classroom_closed(Classroom& classroom) override;
  void on_classroom_gone(Classroom& classroom) override;
  void reopen(const Result<std::optional<store::RoomRow>>& row, const Completion<Classroom*>& done);
  Result<> reserve(const std::string& number);
  Classroom& add(const store::RoomRow& row);
  /// What is kept of a room beside its people.
  struct Kept {
    store::OrderRows order;
    store::AttendanceRows attendance;
  };
  void load(const std::string& id, Completion<Kept> done);
  /// Into these rooms, one after the other.
  void restore_order(std::vector<std::string> ids, Completion<> done);
  void open_again(store::RoomRow row, const Completion<Classroom*>& done);
  void opened(const store::RoomRow& row, const Result<>& result, const Completion<Classroom*>& done);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  Supervisor& supervisor_;
  Recordings& recordings_;
  // Owned.
  std::map<std::string, std::unique_ptr<Classroom>> rooms_;  ///< by id
  std::vector<std::unique_ptr<Classroom>> over_;             ///< closed; what was recorded is being finished
  std::vector<std::unique_ptr<Classroom>> closed_;  ///< until the loop is back: they are called from within
  std::set<std::string> reserved_;                  ///< numbers that are being opened
};

}  // namespace seodang::service
