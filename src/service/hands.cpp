#include "service/hands.hpp"

#include <algorithm>

namespace seodang::service {

void Hands::restore(const std::vector<store::HandRow>& rows) {
  for (const store::HandRow& row : rows) {
    const Participant* participant = people_.find(row.participant);
    if (participant && !participant->left)
      queue_.push_back(row);
    else
      forget(row.participant);
  }
}

void Hands::raise(Participant& from, const Json& params, const Reply& reply) {
  auto raised = params["raised"].boolean();
  if (!raised) return reply(Error{Code::invalid_params, "`raised` must be true or false"});
  if (*raised)
    put_up(from);
  else
    take_down(from.id());
  reply(Json::object());
}

void Hands::lower(Participant&, const Json& params, const Reply& reply) {
  auto id = params["id"].string();
  if (id && !people_.find(*id)) return reply(Error{Code::not_found, "nobody of that `id` is in the room"});
  if (id) {
    take_down(*id);
  } else if (!queue_.empty()) {
    queue_.clear();
    forget({});
    announcement_.ask();
  }
  reply(Json::object());
}

void Hands::left(const Participant& participant) { take_down(participant.id()); }

void Hands::put_up(const Participant& participant) {
  if (is_up(participant.id())) return;
  // A clock that was set back does not overtake anyone.
  int64_t at = queue_.empty() ? wall_ms() : std::max(wall_ms(), queue_.back().at);
  queue_.push_back({room_, participant.id(), participant.who.person, at});
  store_.order().raise(queue_.back(), [](const Result<>&) {});
  announcement_.ask();
}

bool Hands::take_down(const std::string& participant) {
  auto gone =
      std::erase_if(queue_, [&](const store::HandRow& hand) { return hand.participant == participant; });
  if (gone == 0) return false;
  forget(participant);
  announcement_.ask();
  return true;
}

void Hands::forget(const std::string& participant) {
  store_.order().lower(room_, participant, [](const Result<>&) {});
}

bool Hands::is_up(const std::string& participant) const {
  return std::any_of(queue_.begin(), queue_.end(),
                     [&](const store::HandRow& hand) { return hand.participant == participant; });
}

Json Hands::list() const {
  Json list = Json::array();
  for (const store::HandRow& hand : queue_)
    list.push(Json::object({{"participant", hand.participant}, {"at", hand.at}}));
  return list;
}

}  // namespace seodang::service
