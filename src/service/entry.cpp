#include "service/entry.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "protocol/errors.hpp"
#include "service/person.hpp"
#include "service/session.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

constexpr size_t id_bytes = 8, key_bytes = 32;

/// Whose browser it is.
std::string person_in(const Json& body) { return person_of(body["person"].string_or("")); }

/// A pin is short, so no hash protects it once the database is lost; the tries are what is bounded.
std::string pin_hash(const std::string& room, const std::string& pin) {
  return pin.empty() ? "" : sha256_hex(room + ":" + pin);
}

std::string pin_in(const Json& body) {
  if (auto integer = body["pin"].integer()) return std::to_string(*integer);
  return body["pin"].string_or("");
}

Error too_many_tries() { return {Code::limit, "too many wrong tries from your address: wait a minute"}; }
Error no_room() { return {Code::not_found, "there is no room of that number"}; }

}  // namespace

Entry::Entry(const Settings& settings, Classrooms& classrooms, Accounts& accounts)
    : settings_(settings),
      classrooms_(classrooms),
      accounts_(accounts),
      tickets_(settings.times.ticket_ms, settings.limits.tickets),
      tries_(settings.limits.tries_per_minute),
      made_(settings.limits.rooms_per_minute) {}

void Entry::create_room(const Json& body, const Caller& caller, Completion<Json> done) {
  accounts_.who(caller, weak(this, [this, body, caller, done](const Result<Accounts::Someone>& someone) {
                  if (!someone) return done(someone.error());
                  if (!*someone && settings_.rooms_need_login)
                    return done(Error{Code::forbidden, "log in first: only accounts open rooms here"});
                  open_room(body, caller, *someone ? (*someone)->person : "", done);
                }));
}

void Entry::open_room(const Json& body, const Caller& caller, const std::string& account,
                      const Completion<Json>& done) {
  if (!made_.is_left(caller.address))
    return done(Error{Code::limit, "too many rooms from your address: wait a minute"});
  Result<std::string> title = line_member(body, "title", settings_.limits.title_characters);
  if (!title) return done(title.error());
  Result<std::string> name = line_member(body, "name", settings_.limits.name_characters);
  if (!name) return done(name.error());
  Result<RoomKind> kind = enum_member<RoomKind>(body, "kind");
  if (!kind) return done(kind.error());
  bool given = body.has("number") && !body["number"].is_null() && body["number"].string() != "";
  Result<std::string> number = given ? number_member(body) : Result<std::string>(classrooms_.free_number());
  if (!number) return done(number.error());
  made_.spend(caller.address);
  std::string host_key = random_hex(key_bytes);
  std::string id = random_hex(id_bytes);
  store::RoomRow row{id,
                     person_in(body),
                     *number,
                     *title,
                     *kind,
                     pin_hash(id, pin_in(body)),
                     sha256_hex(host_key),
                     wall_ms(),
                     false,
                     body["waitingRoom"].boolean_or(false),
                     {},
                     0,
                     account,
                     body["record"].boolean_or(true)};
  classrooms_.open(row,
                   weak(this, [this, row, name = *name, host_key, done](const Result<Classroom*>& classroom) {
                     if (!classroom) return done(classroom.error());
                     Json room = Json::object({{"id", row.id},
                                               {"number", row.number},
                                               {"title", row.title},
                                               {"kind", name_of(row.kind)},
                                               {"url", settings_.public_url + "/r/" + row.number}});
                     hand_out({row.id, row.person, name, Role::host, {}},
                              Json::object({{"room", room}, {"hostKey", host_key}}), done);
                   }));
}

void Entry::join_room(const std::string& number, const Json& body, const Caller& caller,
                      Completion<Json> done) {
  if (!tries_.is_left(caller.address)) return done(too_many_tries());
  Result<std::string> name = line_member(body, "name", settings_.limits.name_characters);
  if (!name) return done(name.error());
  Ticket ticket{{}, person_in(body), *name, Role::listener, {}};
  std::string key = body["key"].string_or("");
  if (!key.empty()) return admit_host(number, key, std::move(ticket), caller, done);
  auto known = [this, number, body, ticket, caller, done](const Result<Accounts::Someone>& someone) {
    if (!someone) return done(someone.error());
    if (!*someone) return admit_guest(number, body, ticket, caller, done);
    admit_owner((*someone)->person, number, body, ticket, caller, done);
  };
  accounts_.who(caller, weak(this, known));
}

/// Into their own room, live or closed, as host; into one of others as anybody.
void Entry::admit_owner(const std::string& account, const std::string& number, const Json& body,
                        Ticket ticket, const Caller& caller, const Completion<Json>& done) {
  const Classroom* live = classrooms_.of_number(number);
  if (live && live->room().account != account) return admit_guest(number, body, ticket, caller, done);
  auto reopened = [this, number, body, ticket, caller, done](const Result<Classroom*>& classroom) {
    if (!classroom && classroom.error().code == Code::not_found)
      return admit_guest(number, body, ticket, caller, done);
    if (!classroom) return done(classroom.error());
    Ticket own = ticket;
    own.role = Role::host;
    own.room = (*classroom)->room().id;
    hand_out(std::move(own), Json::object(), done);
  };
  classrooms_.reopen_own(number, account, weak(this, reopened));
}

void Entry::admit_guest(const std::string& number, const Json& body, Ticket ticket, const Caller& caller,
                        const Completion<Json>& done) {
  Classroom* classroom = classrooms_.of_number(number);
  if (!classroom) {
    tries_.spend(caller.address);
    return done(no_room());
  }
  const store::RoomRow& room = classroom->room();
  if (!room.pin_hash.empty() && pin_hash(room.id, pin_in(body)) != room.pin_hash) {
    tries_.spend(caller.address);
    return done(with_data({Code::forbidden, "the pin is wrong"}, "reason", "pin"));
  }
  ticket.room = room.id;
  ticket.role = room.kind == RoomKind::meeting ? Role::speaker : Role::listener;
  if (Result<> may = classroom->order().may_enter(ticket.person, ticket.role); !may) return done(may.error());
  hand_out(std::move(ticket), Json::object(), done);
}

void Entry::describe_room(const std::string& number, const Caller& caller, Completion<Json> done) {
  if (!tries_.is_left(caller.address)) return done(too_many_tries());
  Classroom* classroom = classrooms_.of_number(number);
  if (!classroom) {
    tries_.spend(caller.address);
    return done(no_room());
  }
  const store::RoomRow& room = classroom->room();
  done(Json::object({{"room", Json::object({{"number", room.number},
                                            {"title", room.title},
                                            {"kind", name_of(room.kind)},
                                            {"pin", !room.pin_hash.empty()},
                                            {"waitingRoom", room.waiting_room},
                                            {"locked", room.locked},
                                            {"recording", classroom->recorder().state()}})},
                     {"notice", to_json(settings_.notice)}}));
}

/// Whoever has the host key comes back as host, into the live room or one that is opened again.
void Entry::admit_host(const std::string& number, const std::string& key, Ticket ticket, const Caller& caller,
                       const Completion<Json>& done) {
  std::string hash = sha256_hex(key);
  auto wrong = [this, address = caller.address, done](const Error& error) {
    tries_.spend(address);
    done(error);
  };
  ticket.role = Role::host;
  if (Classroom* classroom = classrooms_.of_number(number)) {
    if (classroom->room().host_key_hash != hash) return wrong({Code::forbidden, "the host key is wrong"});
    ticket.room = classroom->room().id;
    return hand_out(std::move(ticket), Json::object(), done);
  }
  classrooms_.reopen(number, hash,
                     weak(this, [this, ticket, wrong, done](const Result<Classroom*>& classroom) mutable {
                       if (!classroom && classroom.error().code == Code::not_found)
                         return wrong(classroom.error());
                       if (!classroom) return done(classroom.error());
                       ticket.room = (*classroom)->room().id;
                       hand_out(std::move(ticket), Json::object(), done);
                     }));
}

void Entry::make_ticket(const std::string& room_id, const Json& body, const Caller& caller,
                        Completion<Json> done) {
  if (!is_application(caller.bearer))
    return done(Error{Code::forbidden, "an application's token is needed (Authorization: Bearer …)"});
  Classroom* classroom = classrooms_.find(room_id);
  if (!classroom) return done(Error{Code::not_found, "there is no live room of that id"});
  Result<std::string> name = line_member(body, "name", settings_.limits.name_characters);
  if (!name) return done(name.error());
  Result<Role> role = enum_member<Role>(body, "role");
  if (!role) return done(role.error());
  std::string data = body.has("data") ? body["data"].text() : "";
  if (data.size() > settings_.limits.data_bytes) {
    return done(Error{Code::too_large,
                      "`data` is longer than " + std::to_string(settings_.limits.data_bytes) + " bytes"});
  }
  hand_out({room_id, person_in(body), *name, *role, data}, Json::object(), done);
}

void Entry::hand_out(Ticket ticket, Json answer, const Completion<Json>& done) {
  Result<std::string> secret = tickets_.issue(std::move(ticket));
  if (!secret) return done(secret.error());
  done(answer.set("ticket", *secret));
}

bool Entry::is_application(const std::string& bearer) const {
  const auto& tokens = settings_.application_tokens;
  return !bearer.empty() && std::find(tokens.begin(), tokens.end(), sha256_hex(bearer)) != tokens.end();
}

void Entry::join(Session& session, const Json& params, const Reply& reply) {
  if (auto resume = params["resume"].string()) {
    Classroom* classroom = classrooms_.of_secret(*resume);
    if (!classroom)
      return reply(Error{Code::bad_ticket, "there is nothing to come back to: ask for a new ticket"});
    return classroom->resume(*resume, session, params, reply);
  }
  auto secret = params["ticket"].string();
  if (!secret) return reply(Error{Code::invalid_params, "`ticket` or `resume` is missing"});
  Result<Ticket> ticket = tickets_.use(*secret);
  if (!ticket) return reply(ticket.error());
  Classroom* classroom = classrooms_.find(ticket->room);
  if (!classroom) return reply(Error{Code::not_found, "the room has been closed"});
  classroom->enter(*ticket, session, params, reply);
}

}  // namespace seodang::service
