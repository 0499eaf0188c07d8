#pragma once

#include <functional>
#include <string>

#include "base/token_bucket.hpp"
#include "protocol/rpc.hpp"
#include "service/client.hpp"
#include "service/settings.hpp"

namespace seodang::service {

class Classroom;
class WaitingRoom;
struct Participant;

/// The Client of the service: one WebSocket's JSON-RPC, its rate, its place in a Classroom once it has
/// joined. Main thread.
///
/// What it may call, and what answers, is the table in methods.cpp.
class Session final : public Client, public Bindable, private RpcEndpoint::Listener {
 public:
  class Listener {
   public:
    virtual void on_join(Session& session, const Json& params, Reply reply) = 0;
    virtual void on_session_gone(Session& session) = 0;

   protected:
    ~Listener() = default;
  };

  Session(Transport& transport, const Settings& settings, Listener& listener);
  ~Session() override;

  // Client
  void receive(std::string_view text) override;
  void closed(uint16_t code) override;

  // For the Classroom.
  void notify(const char* method, const Json& params) { rpc_.notify(method, params); }
  void call(const char* method, const Json& params, Completion<Json> done, unsigned timeout_ms) {
    rpc_.call(method, params, std::move(done), timeout_ms);
  }
  /// Its room.join stays unanswered until a host has decided.
  void wait(WaitingRoom& room);
  /// Its place; the result of room.join follows.
  void attach(Classroom& classroom, Participant& participant);
  /// The result has been sent: notifications may follow it.
  void joined();
  bool has_joined() const { return state_ == State::joined; }
  void detach();
  /// Detaches and closes the socket.
  void end(uint16_t code, const std::string& reason);
  /// The service ends: nothing upward any more.
  void abandon();

  // Handlers, for the table in methods.cpp: what belongs to the socket.
  void room_join(const Json& params, Reply reply);
  void room_leave(const Json& params, Reply reply);
  void ping(const Json& params, Reply reply);

 private:
  enum class State { waiting, joining, joined, ended };

  // RpcEndpoint::Listener
  void send_text(std::string text, const std::string& key) override;
  void on_request(const std::string& method, const Json& params, Reply reply) override;
  void on_timeout(const std::string&) override {}
  void on_garbage(const Error& error) override;
  void await_join();

  // Passed in.
  Transport& transport_;
  const Settings& settings_;
  Listener* listener_;
  Classroom* classroom_ = nullptr;
  Participant* participant_ = nullptr;
  WaitingRoom* waiting_room_ = nullptr;
  // Owned.
  RpcEndpoint rpc_;
  State state_ = State::waiting;
  bool waited_ = false;     ///< for a host: the join timer stands still
  bool confirmed_ = false;  ///< a message has come under the newest resume secret
  TokenBucket rate_;
  bool over_rate_ = false;
  unsigned refused_ = 0;  ///< over the rate or garbage, in a row
  Timer join_timer_;
};

}  // namespace seodang::service
