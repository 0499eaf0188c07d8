#include "service/waiting_room.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "protocol/errors.hpp"
#include "service/session.hpp"

namespace seodang::service {

static constexpr size_t id_bytes = 8;

bool WaitingRoom::must_wait(const Ticket& ticket) const {
  return room_.waiting_room && ticket.role != Role::host && !admitted_.contains(ticket.person) &&
         !people_.of_person(ticket.person);
}

void WaitingRoom::add(const Ticket& ticket, Session& session, const Json& params, const Reply& reply) {
  auto same = std::find_if(guests_.begin(), guests_.end(),
                           [&](const Guest& guest) { return guest.ticket.person == ticket.person; });
  if (same != guests_.end()) {  // the newest connection of a person wins, here too
    Session& older = same->session;
    older.notify("room.closed", Json::object({{"reason", "replaced"}}));
    older.end(Client::replaced, "replaced");
  }
  if (guests_.size() >= settings_.limits.waiting) {
    return reply(Error{Code::limit, "too many people wait to be admitted: try again in a minute"});
  }
  guests_.push_back({random_hex(id_bytes), wall_ms(), ticket, session, params, reply});
  session.wait(*this);
  announcement_.ask();
}

void WaitingRoom::gone(const Session& session) {
  if (guests_.remove_if([&](const Guest& guest) { return &guest.session == &session; }) > 0)
    announcement_.ask();
}

void WaitingRoom::switched(bool on) {
  if (!on) return admit(std::exchange(guests_, {}));
  std::vector<std::string> inside;
  for (const auto& [id, participant] : people_.all()) {
    if (!participant->left) inside.push_back(participant->who.person);
  }
  remember(inside);
}

void WaitingRoom::answer(Participant&, const Json& params, const Reply& reply) {
  auto yes = params["admit"].boolean();
  if (!yes) return reply(Error{Code::invalid_params, "`admit` must be true or false"});
  Guests meant;
  auto id = params["id"].string();
  for (auto guest = guests_.begin(); guest != guests_.end();) {
    auto next = std::next(guest);
    if (!id || guest->id == *id) meant.splice(meant.end(), guests_, guest);
    guest = next;
  }
  if (id && meant.empty()) return reply(Error{Code::not_found, "nobody of that `id` waits any more"});
  reply(Json::object());
  if (*yes) return admit(std::move(meant));
  if (!meant.empty()) announcement_.ask();
  for (const Guest& guest : meant)
    guest.reply(with_data({Code::forbidden, "the host has not let you in"}, "reason", "declined"));
}

void WaitingRoom::admit(Guests guests) {
  if (guests.empty()) return;
  announcement_.ask();
  std::vector<std::string> persons;
  for (const Guest& guest : guests) persons.push_back(guest.ticket.person);
  remember(persons);
  for (const Guest& guest : guests)
    listener_.on_admitted(guest.ticket, guest.session, guest.params, guest.reply);
}

void WaitingRoom::remember(const std::vector<std::string>& persons) {
  admitted_.insert(persons.begin(), persons.end());
  store_.order().admit(room_.id, persons, wall_ms(), [](const Result<>&) {});
}

void WaitingRoom::close(const std::string& reason, uint16_t code) {
  for (const Guest& guest : std::exchange(guests_, {})) {
    if (!reason.empty()) guest.session.notify("room.closed", Json::object({{"reason", reason}}));
    guest.session.end(code, reason.empty() ? "the service restarts" : reason);
  }
}

Json WaitingRoom::list() const {
  Json list = Json::array();
  for (const Guest& guest : guests_)
    list.push(Json::object({{"id", guest.id}, {"name", guest.ticket.name}, {"at", guest.at}}));
  return list;
}

}  // namespace seodang::service
