#include "service/session.hpp"

#include "service/classroom.hpp"
#include "service/methods.hpp"
#include "service/waiting_room.hpp"

namespace seodang::service {

static constexpr uint16_t close_normal = 1000, close_abnormal = 1006, close_policy = 1008;

Session::Session(Transport& transport, const Settings& settings, Listener& listener)
    : transport_(transport),
      settings_(settings),
      listener_(&listener),
      rpc_(*this, Json::Limits{}),
      rate_(settings.limits.messages_per_second, settings.limits.messages_burst) {
  await_join();
}

void Session::await_join() {
  join_timer_ = Timer::once(settings_.times.join_ms, [this] { end(close_policy, "no room.join in time"); });
}

Session::~Session() {
  unbind();
  closed(close_abnormal);
}

void Session::receive(std::string_view text) {
  if (state_ == State::ended) return;
  over_rate_ = !rate_.take();
  refused_ = over_rate_ ? refused_ + 1 : 0;
  if (refused_ > settings_.limits.messages_refused) return end(close_policy, "too many messages");
  if (has_joined() && !std::exchange(confirmed_, true)) classroom_->confirm(*participant_);
  rpc_.receive(text);
}

void Session::closed(uint16_t code) {
  Classroom* classroom = classroom_;
  Participant* participant = participant_;
  detach();
  if (classroom) classroom->lost(*participant, code);
  if (auto* listener = std::exchange(listener_, nullptr)) listener->on_session_gone(*this);
}

void Session::wait(WaitingRoom& room) {
  waiting_room_ = &room;
  waited_ = true;
  join_timer_.stop();
  notify("room.waiting", Json::object());
}

void Session::attach(Classroom& classroom, Participant& participant) {
  waiting_room_ = nullptr;
  classroom_ = &classroom;
  participant_ = &participant;
}

void Session::joined() {
  state_ = State::joined;
  join_timer_.stop();
}

void Session::detach() {
  state_ = State::ended;
  classroom_ = nullptr;
  participant_ = nullptr;
  join_timer_.stop();
  if (auto* room = std::exchange(waiting_room_, nullptr)) room->gone(*this);
}

void Session::end(uint16_t code, const std::string& reason) {
  if (state_ == State::ended) return;
  Classroom* classroom = classroom_;
  Participant* participant = participant_;
  detach();
  if (classroom && participant->session == this) classroom->lost(*participant, code);
  transport_.close(code, reason);
}

void Session::abandon() { listener_ = nullptr; }

void Session::send_text(std::string text, const std::string&) {
  if (listener_) transport_.send(std::move(text));
}

void Session::on_garbage(const Error&) { refused_ += over_rate_ ? 0 : 1; }

void Session::on_request(const std::string& name, const Json& params, Reply reply) {
  if (over_rate_)
    return reply(Error{Code::limit, "too many messages: at most " +
                                        std::to_string(settings_.limits.messages_per_second) + " a second"});
  const Method* method = find_client_method(name);
  if (!method) return reply(Error{Code::method_not_found, {}});
  std::optional<Role> role;
  if (has_joined()) role = participant_->who.role;
  Result<> allowed = may_call(*method, role);
  if (!allowed) return reply(allowed.error());
  if (has_joined() && classroom_->is_over() && !outlasts_room(*method))
    return reply(Error{Code::wrong_state, "the room has ended"});
  Result<> complete = check_params(*method, params);
  if (!complete) return reply(complete.error());
  if (method->handler) return method->handler(*classroom_, *participant_, params, reply);
  (this->*method->own)(params, std::move(reply));
}

void Session::room_join(const Json& params, Reply reply) {
  if (state_ != State::waiting) return reply(Error{Code::wrong_state, "this connection is joining already"});
  state_ = State::joining;
  // A refusal leaves the connection open for another attempt.
  auto answer = weak(this, [this, reply = std::move(reply)](const Result<Json>& result) {
    if (!result && state_ == State::joining) {
      state_ = State::waiting;
      classroom_ = nullptr;
      participant_ = nullptr;
      waiting_room_ = nullptr;
      if (std::exchange(waited_, false)) await_join();
    }
    reply(result);
  });
  if (!listener_) return answer(Result<Json>(Code::wrong_state, "the service is being stopped"));
  listener_->on_join(*this, params, answer);
}

void Session::room_leave(const Json& params, Reply reply) {
  if (params["end"].boolean_or(false)) {
    if (participant_->who.role != Role::host)
      return reply(Error{Code::forbidden, "only a host ends the room"});
    reply(Json::object());
    return classroom_->end(*participant_, params["save"].boolean());
  }
  reply(Json::object());
  Classroom* classroom = classroom_;
  Participant* participant = participant_;
  detach();
  transport_.close(close_normal, "left");
  classroom->leave(*participant);
}

void Session::ping(const Json&, Reply reply) { reply(Json::object({{"at", wall_ms()}})); }

}  // namespace seodang::service
