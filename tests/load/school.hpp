// A service of its own and one class in it: what every measurement is made of.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "load/person.hpp"
#include "load/server.hpp"

namespace seodang::load {

/// Of each voice its own loudness, −dBov: so many speak, the others are silent.
uint8_t level_of(int place, int speakers);

/// Main thread.
class School {
 public:
  explicit School(ServerOptions server) : server_(std::move(server)) {}
  ~School() { close(); }

  /// Starts the service and lets the host in, who opens the room. The room's process is the spare of before;
  /// the next spare is warm when this returns.
  Result<> open(bool seminar, std::optional<Sends> host);
  /// Begins to let one more in.
  Person& enter(std::optional<Sends> sends);
  /// Until it holds for all; an error says how many are late, or what trouble somebody has.
  Result<> wait_for_all(const std::function<bool(const Person&)>& done, const char* what) const;
  /// All but the first `stay` leave.
  Result<> leave(size_t stay);
  /// Everybody leaves, the host ends the room, and all connections are closed.
  Result<> end_room();
  /// Ends the service: its exit status.
  int close();

  World& world() { return *world_; }
  const Server& server() const { return server_; }
  pid_t room() const { return room_; }  ///< its process
  /// The host first.
  const std::vector<std::unique_ptr<Person>>& people() const { return people_; }

 private:
  Result<> create(bool seminar);

  // Owned.
  Server server_;
  std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Person>> people_;
  std::string number_, ticket_;
  pid_t room_ = 0;
  int entered_ = 0;
};

}  // namespace seodang::load
