#pragma once

#include <list>
#include <set>

#include "service/supervisor.hpp"

namespace seodang::service {

/// One room's wire to whatever process runs it now: the class that reconnects when it dies. Main thread.
///
/// open() gets a process from the Supervisor and gives it the whole wanted state; calls made before that is
/// answered wait. When the process dies or hangs, what was asked fails, the listener is told, and another one
/// is opened. Three deaths within blame_window_ms that were each preceded by a message of one participant:
/// that one is blamed.
class RoomLink : public Bindable, private RoomProcess::Listener {
 public:
  class Listener {
   public:
    /// The params of `open`: the whole wanted state.
    virtual Json wanted_state() = 0;
    virtual void on_link_open() = 0;
    /// All peers are gone; the next process is on its way.
    virtual void on_link_lost() = 0;
    virtual void on_link_event(const std::string& method, const Json& params) = 0;
    virtual void on_link_blames(const std::string& participant) = 0;

   protected:
    ~Listener() = default;
  };

  RoomLink(Supervisor& supervisor, const Settings::Rooms& settings, Listener& listener)
      : supervisor_(supervisor), settings_(settings), listener_(listener) {}
  ~RoomLink();

  /// True if it was closed until now: `open` will carry the wanted state of this moment or a later one.
  bool open();
  /// Its process ends as it should, and none follows; what waits is dropped.
  void close();
  bool is_open() const { return state_ == State::open; }
  /// What the process has places for, as the last one said that was opened.
  const Capacity& capacity() const { return capacity_; }

  /// `from` = the participant whose message this passes on; empty: our own.
  void call(const std::string& method, const Json& params, const std::string& from, Completion<Json> done);
  void notify(const std::string& method, const Json& params, const std::string& from);
  /// A change of the wanted state: nothing to do while there is no process, `open` will carry it.
  void update(const std::string& method, const Json& params);

  GPid pid() const { return process_ ? process_->pid() : 0; }

 private:
  enum class State { idle, waiting, opening, open, closed };
  struct Waiting {
    std::function<void()> send;
    Completion<Json> done;
    Timer timer;
  };
  struct Death {
    int64_t at;
    std::set<std::string> suspects;
    std::string last;
  };
  static constexpr size_t max_waiting = 1'000;

  // RoomProcess::Listener
  void on_process_ready(RoomProcess&) override {}
  void on_process_event(RoomProcess&, const std::string& method, const Json& params) override;
  void on_process_dead(RoomProcess& process, const std::string& why) override;

  void request_process();
  void got_process(Result<std::unique_ptr<RoomProcess>> process);
  void opened(const Result<Json>& result);
  void send(const std::string& method, const Json& params, const std::string& from, Completion<Json> done);
  void wait(std::function<void()> send, Completion<Json> done);
  void fail_waiting(const Error& error);
  void note(const std::string& from);
  Death autopsy();
  std::string culprit() const;
  unsigned pause_ms() const;

  // Passed in.
  Supervisor& supervisor_;
  const Settings::Rooms& settings_;
  Listener& listener_;
  // Owned.
  State state_ = State::idle;
  std::unique_ptr<RoomProcess> process_;
  Capacity capacity_ = capacity_from({});
  std::list<Waiting> waiting_;
  std::multiset<std::string> unanswered_;  ///< whose requests the process is at
  std::string last_;                       ///< whose message was the last
  int64_t last_at_ = 0;
  std::vector<Death> deaths_;  ///< within blame_window_ms
  Timer pause_;
};

}  // namespace seodang::service
