#include "service/classroom.hpp"

#include <algorithm>

#include "base/descriptors.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "service/ice_servers.hpp"
#include "service/person.hpp"
#include "service/session.hpp"

namespace seodang::service {

static constexpr uint16_t close_going_away = 1001, close_restart = 1012;
static constexpr size_t id_bytes = 8;

Classroom::Classroom(const Settings& settings, store::Store& store, Supervisor& supervisor,
                     Recordings& recordings, store::RoomRow room, Listener& listener)
    : settings_(settings),
      store_(store),
      room_(std::move(room)),
      listener_(listener),
      media_(settings, supervisor, room_, people_, *this),
      chat_(settings, store, people_, room_.id),
      order_(settings, store, room_, people_, media_, *this),
      waiting_room_(settings, store, people_, room_, *this),
      chair_(settings, people_, room_.host, *this),
      hands_(store, people_, room_.id),
      consents_(store, room_.id, *this),
      attendance_(settings, store, room_.id),
      talk_(settings, people_, media_, *this),
      screen_(people_, media_, *this),
      recorder_(settings, recordings, room_, people_, consents_, media_) {
  check_empty();
}

Classroom::~Classroom() { unbind(); }

Result<> Classroom::has_place_for(Role role) const {
  const Settings::Limits& limits = settings_.limits;
  const size_t most = room_.kind == RoomKind::meeting ? limits.meeting_people : limits.seminar_people;
  if (people_.present() >= most) return {Code::limit, "the room is full: try again when someone has left"};
  const bool process_full = !media_.has_place_for(rights_of(role));
  if (!process_full && !descriptors().exceed(Descriptors::joins_share)) return {};
  log_warning("service",
              "room %s: someone was refused: the descriptors of %s come to an end (LimitNOFILE, ulimit -n)",
              room_.id.c_str(), process_full ? "its process" : "this service");
  return {Code::limit, "the server can hold no more connections: try again when someone has left"};
}

void Classroom::restore(const store::ParticipantRow& row) {
  RoomParticipant who{row.id, row.person, row.name, row.role, rights_of(row.role)};
  auto participant = std::make_unique<Participant>(who, settings_.limits);
  participant->data = row.data;
  participant->image = row.image;
  participant->joined_at = row.joined_at;
  participant->secrets = ResumeSecrets(row.resume_hash, row.next_resume_hash);
  participant->entered = participant->announced = true;
  participant->left = row.left_at > 0;
  start_going(people_.add(std::move(participant)), settings_.times.lost_ms);
  check_empty();
}

void Classroom::restore(const store::OrderRows& order, const store::AttendanceRows& attendance) {
  order_.restore(order.removed);
  waiting_room_.restore(order.admitted);
  hands_.restore(order.hands);
  consents_.restore(order.consents);
  attendance_.restore(attendance);
  chair_.restore();
  for (const auto& [id, participant] : people_.all()) recorder_.refresh(*participant);
}

// Coming.

void Classroom::enter(const Ticket& ticket, Session& session, const Json& params, const Reply& reply) {
  if (Result<> may = order_.may_enter(ticket.person, ticket.role); !may) return reply(may.error());
  if (!waiting_room_.must_wait(ticket)) return let_in(ticket, session, params, reply);
  if (Result<> place = has_place_for(ticket.role); !place) return reply(place.error());
  waiting_room_.add(ticket, session, params, reply);
}

void Classroom::let_in(const Ticket& ticket, Session& session, const Json& params, const Reply& reply) {
  Participant* known = people_.of_person(ticket.person);
  if (!known || known->left) {
    if (Result<> place = has_place_for(ticket.role); !place) return reply(place.error());
  }
  if (!known) {
    RoomParticipant who{random_hex(id_bytes), ticket.person, ticket.name, ticket.role,
                        rights_of(ticket.role)};
    known = &people_.add(std::make_unique<Participant>(who, settings_.limits));
    known->joined_at = wall_ms();
  }
  known->data = ticket.data;
  known->who.name = ticket.name;
  known->who.role =
      std::min(known->who.role, ticket.role);  // a host who comes by the number is still the host
  known->who.publishes = rights_of(known->who.role);
  if (known->who.role == Role::host) order_.let_back(ticket.person);
  media_.forget_peers(*known);
  seat(*known, session, params, reply);
}

void Classroom::resume(const std::string& secret, Session& session, const Json& params, const Reply& reply) {
  Participant* participant = people_.of_secret(secret);
  if (!participant || !participant->secrets.accept(secret)) return reply(Error{Code::bad_ticket, {}});
  if (participant->left) {
    if (Result<> place = has_place_for(participant->who.role); !place) return reply(place.error());
  }
  if (params["fresh"].boolean_or(false)) media_.forget_peers(*participant);
  seat(*participant, session, params, reply);
}

void Classroom::seat(Participant& participant, Session& session, const Json& params, const Reply& reply) {
  if (participant.session) replace(participant);
  participant.session = &session;
  session.attach(*this, participant);
  participant.leave_timer.stop();
  participant.forget_timer.stop();
  std::string secret = participant.secrets.issue();
  // Stored, then their image, then the last of the chat, then in; void if the socket is gone by then.
  auto in = [this, id = participant.id(), socket = session.token(), &session](auto then) {
    return weak(this, [this, id, socket, &session, then](const auto& result) {
      Participant* found = people_.find(id);
      if (!socket.expired() && found && found->session == &session) then(*found, result);
    });
  };
  auto refuse = [this, reply](Participant& refused, const Error& error) {
    refused.session = nullptr;
    start_going(refused, settings_.times.lost_ms);
    reply(error);
  };
  auto admitted = [this, &session, secret, reply, refuse](Participant& found, const Result<Json>& chat) {
    if (!chat) return refuse(found, chat.error());
    admit(found, session, secret, *chat, reply);
  };
  auto pictured = [this, since = params["chatSince"], in, admitted](Participant& found,
                                                                    const Result<std::string>& image) {
    if (image) found.image = *image;
    chat_.recent(since, in(admitted));
  };
  auto stored = [this, in, pictured, refuse](Participant& found, const Result<>& result) {
    if (!result) return refuse(found, result.error());
    store_.persons().image(found.who.person, in(pictured));
  };
  store_.participants().save(row_of(participant, room_.id), in(stored));
}

void Classroom::replace(Participant& participant) {
  turn_out(participant, "replaced", Client::replaced);
  talk_.lost(participant);
  media_.disconnected(participant);
}

void Classroom::turn_out(Participant& participant, const char* reason, uint16_t code) {
  Session* session = std::exchange(participant.session, nullptr);
  if (!session) return;
  session->notify("room.closed", Json::object({{"reason", reason}}));
  session->end(code, reason);
}

void Classroom::admit(Participant& participant, Session& session, const std::string& secret, const Json& chat,
                      const Reply& reply) {
  bool is_new = !participant.entered || participant.left;
  participant.entered = true;
  participant.left = false;
  for (const auto& [id, other] : people_.all()) {
    if (!other->announced) other->known_to.insert(participant.id());
  }
  attendance_.came(participant);
  chair_.came(participant);
  reply(join_result(participant, secret, chat));
  session.joined();
  settle(participant, is_new);
}

void Classroom::settle(Participant& participant, bool is_new) {
  empty_timer_.stop();
  participant.silenced = false;
  recorder_.refresh(participant);
  if (is_new) {
    participant.announced = false;
    participant.known_to.clear();
    media_.add(participant);
    participant.announce_timer =
        Timer::once(settings_.times.joined_ms, weak(this, [this, id = participant.id()] {
                      if (Participant* found = people_.find(id)) announce(*found);
                    }));
    if (!participant.publishes_anything()) announce(participant);
  } else {
    media_.update(participant);
    people_.tell_about(participant, "participant.changed",
                       Json::object({{"participant", to_json(participant)}}));
  }
  media_.connected(participant);
}

Json Classroom::join_result(const Participant& participant, const std::string& secret,
                            const Json& chat) const {
  Json others = Json::array();
  for (const auto& [id, other] : people_.all()) {
    if (other.get() != &participant && other->entered && !other->left) others.push(to_json(*other));
  }
  const RoomParticipant& who = participant.who;
  Json you = Json::object({{"id", who.id},
                           {"name", who.name},
                           {"role", name_of(who.role)},
                           {"connection", name_of(participant.connection())},
                           {"hand", hands_.is_up(who.id)},
                           {"consent", consents_.of(who.person)}});
  if (!participant.image.empty()) you.set("avatar", image_path(participant.image));
  Json result = Json::object(
      {{"you", you},
       {"resume", secret},
       {"room", describe()},
       {"participants", others},
       {"chat", chat},
       {"iceServers", ice_servers(settings_.browser_ice, who.id, wall_ms())},
       {"publish", to_json(who.publishes)},
       {"slots", to_json(settings_.media.slots(room_.kind))},
       {"peers", Json::object({{"publish", participant.publisher == Participant::Peer::alive},
                               {"subscribe", participant.subscriber == Participant::Peer::alive}})}});
  if (who.role == Role::host) result.set("waiting", waiting_room_.list()).set("roster", attendance_.roster());
  return result;
}

Json Classroom::describe() const {
  return order_.summary()
      .set("id", room_.id)
      .set("number", room_.number)
      .set("kind", name_of(room_.kind))
      .set("openedAt", room_.opened_at)
      .set("recording", recorder_.state())
      .set("capture", Json())
      .set("hands", hands_.list())
      .set("screen", screen_.holder().empty() ? Json() : Json(screen_.holder()))
      .set("notice", to_json(settings_.notice));
}

void Classroom::announce(Participant& participant) {
  if (participant.announced || participant.left || !participant.entered) return;
  participant.announce_timer.stop();
  participant.announced = true;
  Json params = Json::object({{"participant", to_json(participant)}});
  for (const auto& [id, other] : people_.all()) {
    if (other.get() != &participant && !participant.known_to.contains(id))
      People::tell(*other, "participant.joined", params);
  }
  participant.known_to.clear();
}

void Classroom::on_media_changed(Participant& participant) {
  people_.tell_about(participant, "participant.changed",
                     Json::object({{"participant", to_json(participant)}}));
}

void Classroom::image_changed(const std::string& person, const std::string& image) {
  Participant* participant = people_.of_person(person);
  if (!participant) return;
  participant->image = image;
  on_media_changed(*participant);
}

void Classroom::on_consent(const std::string& person) {
  if (Participant* participant = people_.of_person(person)) recorder_.changed(*participant);
}

void Classroom::confirm(Participant& participant) {
  if (participant.secrets.confirm()) save(participant);
}

// Going.

void Classroom::lost(Participant& participant, uint16_t code) {
  participant.session = nullptr;
  if (closed_) return check_gone();
  attendance_.lost(participant);
  chair_.away(participant);
  talk_.lost(participant);
  media_.disconnected(participant);
  if (code == close_going_away) media_.forget_peers(participant);
  people_.tell_about(participant, "participant.changed",
                     Json::object({{"participant", to_json(participant)}}));
  start_going(participant, code == close_going_away ? settings_.times.reload_ms : settings_.times.lost_ms);
}

void Classroom::start_going(Participant& participant, unsigned leave_ms) {
  std::string id = participant.id();
  if (!participant.left) {
    participant.leave_timer = Timer::once(leave_ms, weak(this, [this, id] {
                                            if (Participant* found = people_.find(id)) left(*found, "lost");
                                          }));
  }
  participant.forget_timer = Timer::once(settings_.times.resume_ms, weak(this, [this, id] {
                                           if (Participant* found = people_.find(id)) erase(*found);
                                         }));
}

void Classroom::left(Participant& participant, const std::string& reason) {
  if (participant.left) return;
  participant.left = true;
  talk_.drop(participant);
  screen_.drop(participant);
  participant.leave_timer.stop();
  participant.announce_timer.stop();
  people_.tell_about(participant, "participant.left",
                     Json::object({{"id", participant.id()}, {"reason", reason}}));
  participant.announced = false;
  participant.known_to.clear();
  media_.remove(participant);
  hands_.left(participant);
  attendance_.left(participant);
  if (reason != "lost") chair_.gone(participant);
  if (participant.entered) save(participant, reason);
  check_empty();
}

void Classroom::leave(Participant& participant) {
  participant.session = nullptr;
  if (closed_) return check_gone();
  participant.secrets.revoke();
  left(participant, "left");
  erase(participant);
}

void Classroom::erase(Participant& participant) {
  left(participant, "lost");
  people_.erase(participant.id());
}

void Classroom::on_media_blames(Participant& participant) {
  log_warning("service", "room %s: participant %s is kept out: their messages end its process",
              room_.id.c_str(), participant.id().c_str());
  remove(participant);
}

void Classroom::on_role_changed(Participant& participant) {
  save(participant);
  if (!participant.publishes_anything()) {
    talk_.drop(participant);
    screen_.drop(participant);
  }
  media_.rights_changed(participant);
  attendance_.changed(participant);
  const RoomParticipant& who = participant.who;
  Json you = Json::object({{"role", name_of(who.role)}, {"publish", to_json(who.publishes)}});
  People::tell(participant, "you.changed", Json::object({{"you", you}}));
  people_.tell_about(participant, "participant.changed",
                     Json::object({{"participant", to_json(participant)}}));
  chair_.came(participant);
  if (who.role == Role::host)
    People::tell(participant, "waiting.changed", Json::object({{"waiting", waiting_room_.list()}}));
}

void Classroom::remove(Participant& participant) {
  order_.keep_out(participant.who.person);
  participant.secrets.revoke();
  if (participant.left) save(participant, "removed");
  left(participant, "removed");
  turn_out(participant, "removed", Client::removed);
  people_.erase(participant.id());
}

void Classroom::save(const Participant& participant, const std::string& left_reason) {
  store::ParticipantRow row = row_of(participant, room_.id);
  if (!left_reason.empty()) {
    row.left_at = wall_ms();
    row.left_reason = left_reason;
  }
  store_.participants().save(row, [](const Result<>&) {});
}

void Classroom::check_empty() {
  if (people_.present() > 0) return empty_timer_.stop();
  empty_timer_ =
      Timer::once(std::max(settings_.times.empty_ms, settings_.times.resume_ms), [this] { close("empty"); });
}

void Classroom::end(Participant& host, std::optional<bool> save) {
  using Outcome = ClassroomRecorder::Outcome;
  const bool told = save.value_or(false);
  close("ended", save.value_or(true) ? Outcome::kept : Outcome::discarded, told ? &host : nullptr);
}

void Classroom::close(const std::string& reason, ClassroomRecorder::Outcome outcome,
                      const Participant* stays) {
  if (std::exchange(closed_, true)) return;
  stays_ = stays ? stays->id() : "";
  close_reason_ = reason;
  empty_timer_.stop();
  waiting_room_.close(reason, Client::room_closed);
  for (const auto& [id, participant] : people_.all()) {
    for (Timer* timer : {&participant->leave_timer, &participant->announce_timer, &participant->forget_timer})
      timer->stop();
    if (participant.get() != stays) turn_out(*participant, reason.c_str(), Client::room_closed);
  }
  store_.rooms().close(room_.id, reason, wall_ms(), [](const Result<>&) {});
  listener_.on_classroom_closed(*this);
  recorder_.finish(outcome, weak(this, [this](const Result<>&) {
                     finished_ = true;
                     media_.close();
                     check_gone();
                   }));
}

void Classroom::recording_changed(const Json& recording) {
  recorder_.recording_changed(recording);
  if (closed_) check_gone();
}

void Classroom::check_gone() {
  if (!finished_ || gone_) return;
  Participant* stays = people_.find(stays_);
  const bool listens = stays && stays->session;
  if (listens && !recorder_.is_making() && !std::exchange(close_reason_, "").empty())
    People::tell(*stays, "room.closed", Json::object({{"reason", "ended"}}));
  if (listens) return;
  gone_ = true;
  listener_.on_classroom_gone(*this);
}

void Classroom::dismiss() {
  attendance_.note_presence();
  waiting_room_.close({}, close_restart);
  for (const auto& [id, participant] : people_.all()) {
    if (Session* session = std::exchange(participant->session, nullptr))
      session->end(close_restart, "the service restarts");
  }
}

}  // namespace seodang::service
