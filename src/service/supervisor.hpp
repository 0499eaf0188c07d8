#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>

#include "service/room_process.hpp"

namespace seodang::service {

/// The pool of room processes: keeps warm spares, hands one out for each room, reaps all. Main thread.
///
/// A program that does not start is tried again after 1 s, 2 s, … 30 s; rooms that wait for one get it then.
class Supervisor : public Bindable, private RoomProcess::Listener {
 public:
  explicit Supervisor(const Settings::Rooms& settings) : settings_(settings) {}
  ~Supervisor() { unbind(); }

  /// Spawns the spares; done at the first `ready`, or with the error of the first attempt.
  void start(Completion<> done);
  /// A warm process, now or when there is one; its listener must be set by who gets it.
  void take(Completion<std::unique_ptr<RoomProcess>> done);
  /// Ends a process that is not needed any more.
  void retire(std::unique_ptr<RoomProcess> process);
  /// Ends all that is still here and refuses what waits; done when no child is left.
  void stop(Completion<> done);

  size_t spares() const;  ///< warm and ready
  size_t children() const { return pool_.size() + ending_.size(); }

 private:
  // RoomProcess::Listener: the spares, and those that end.
  void on_process_ready(RoomProcess& process) override;
  void on_process_event(RoomProcess&, const std::string&, const Json&) override {}
  void on_process_dead(RoomProcess& process, const std::string& why) override;

  using Pool = std::list<std::unique_ptr<RoomProcess>>;
  static std::unique_ptr<RoomProcess> extract(Pool& pool, const RoomProcess& process);
  void refill();
  void failed(const Error& error);
  void tell_started(const Result<>& result);
  void check_stopped();

  // Passed in.
  const Settings::Rooms& settings_;
  // Owned.
  Pool pool_;    ///< starting or spare
  Pool ending_;  ///< until reaped
  std::deque<Completion<std::unique_ptr<RoomProcess>>> waiting_;
  Completion<> started_, stopped_;
  Timer pause_, refilling_;  ///< after a failure
  unsigned pause_ms_ = 0;    ///< its length; 0 again once a process is ready
  bool pausing_ = false, stopping_ = false;
};

}  // namespace seodang::service
