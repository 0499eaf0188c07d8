#include "service/classroom_screen.hpp"

#include "protocol/errors.hpp"

namespace seodang::service {

namespace {

Json id_and_name(const Participant& participant) {
  return Json::object({{"id", participant.id()}, {"name", participant.who.name}});
}

}  // namespace

void ClassroomScreen::request(Participant& from, const Json& params, const Reply& reply) {
  if (!from.who.publishes.screen)
    return reply(Error{Code::forbidden, "you may not share your screen in this room"});
  const bool takeover = params["takeover"].boolean_or(false);
  if (takeover && from.who.role != Role::host)
    return reply(Error{Code::forbidden, "only a host takes the screen over"});
  const Participant* holder = people_.find(holder_);
  if (holder == &from) return reply(Json::object());
  if (holder && !takeover)
    return reply(with_data(Error{Code::busy, holder->who.name + " shares a screen: one at a time"}, "holder",
                           id_and_name(*holder)));
  reply(Json::object());
  give(&from, holder ? &from : nullptr);
}

void ClassroomScreen::release(Participant& from, const Json&, const Reply& reply) {
  reply(Json::object());
  drop(from);
}

void ClassroomScreen::drop(const Participant& participant) {
  if (participant.id() == holder_) give(nullptr, nullptr);
}

void ClassroomScreen::give(Participant* holder, const Participant* by) {
  Participant* before = people_.find(holder_);
  holder_ = holder ? holder->id() : "";
  media_.show_screen(holder_);
  Json params = Json::object({{"holder", holder ? Json(holder_) : Json()}});
  if (by) params.set("by", id_and_name(*by));
  people_.tell_all("screen.changed", params);
  for (Participant* one : {before, holder}) {
    if (!one) continue;
    one->shares_screen = one == holder;
    listener_.on_screen_changed(*one);
  }
}

}  // namespace seodang::service
