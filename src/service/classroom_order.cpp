#include "service/classroom_order.hpp"

#include <algorithm>

#include "protocol/errors.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

Error refused(const char* reason, const char* text) {
  return with_data({Code::forbidden, text}, "reason", reason);
}

/// An optional member that is true or false.
Result<bool> flag_member(const Json& params, const char* name, bool otherwise) {
  if (!params.has(name)) return otherwise;
  if (auto value = params[name].boolean()) return *value;
  return {Code::invalid_params, std::string("`") + name + "` must be true or false"};
}

}  // namespace

Result<> ClassroomOrder::may_enter(const std::string& person, Role role) const {
  if (role == Role::host) return {};
  if (removed_.contains(person)) return refused("removed", "you have been removed from this room");
  if (room_.locked && !people_.of_person(person))
    return refused("locked", "the room is locked: ask its host to let you in");
  return {};
}

// The room.

void ClassroomOrder::update(Participant&, const Json& params, const Reply& reply) {
  Result<bool> locked = flag_member(params, "locked", room_.locked);
  if (!locked) return reply(locked.error());
  Result<bool> waiting_room = flag_member(params, "waitingRoom", room_.waiting_room);
  if (!waiting_room) return reply(waiting_room.error());
  Result<std::string> title = params.has("title")
                                  ? line_member(params, "title", settings_.limits.title_characters)
                                  : Result<std::string>(room_.title);
  if (!title) return reply(title.error());
  bool switched = *waiting_room != room_.waiting_room;
  bool same = !switched && *locked == room_.locked && *title == room_.title;
  if (same) return reply(Json::object());
  room_.locked = *locked;
  room_.waiting_room = *waiting_room;
  room_.title = *title;
  changed([reply](const Result<>& stored) {
    reply(stored ? Result<Json>(Json::object()) : Result<Json>(stored.error()));
  });
  if (switched) listener_.on_waiting_room(*waiting_room);
}

void ClassroomOrder::changed(Completion<> done) {
  store_.rooms().save(room_, std::move(done));
  people_.tell_all("room.changed", Json::object({{"room", summary()}}));
}

Json ClassroomOrder::summary() const {
  return Json::object({{"host", room_.host.empty() ? Json() : Json(room_.host)},
                       {"locked", room_.locked},
                       {"waitingRoom", room_.waiting_room},
                       {"title", room_.title}});
}

// People.

Result<Participant*> ClassroomOrder::someone(const Json& params) const {
  Participant* found = people_.find(params["id"].string_or(""));
  if (!found) return {Code::not_found, "nobody of that `id` is in the room"};
  return found;
}

void ClassroomOrder::mute(Participant& from, const Json& params, const Reply& reply) {
  bool audio = params["audio"].boolean_or(false), video = params["video"].boolean_or(false);
  if (!audio && !video) {
    return reply(
        Error{Code::invalid_params, "`audio` or `video` must be true: nobody is switched on by others"});
  }
  if (params.has("id")) {
    Result<Participant*> target = someone(params);
    if (!target) return reply(target.error());
    mute_one(from, **target, audio, video);
  } else {
    for (const auto& [id, other] : people_.all()) {
      if (other->who.role != Role::host) mute_one(from, *other, audio, video);
    }
  }
  reply(Json::object());
}

void ClassroomOrder::mute_one(const Participant& from, Participant& target, bool audio, bool video) {
  Media muted = media_.mute(target, audio, video);
  if (!muted.audio && !muted.video) return;
  Json by = Json::object({{"id", from.id()}, {"name", from.who.name}});
  People::tell(target, "media.muted",
               Json::object({{"by", by}, {"audio", muted.audio}, {"video", muted.video}}));
}

void ClassroomOrder::remove(Participant& from, const Json& params, const Reply& reply) {
  Result<Participant*> target = someone(params);
  if (!target) return reply(target.error());
  if (*target == &from)
    return reply(Error{Code::wrong_state, "nobody removes themselves: room.leave is the way out"});
  listener_.on_removed(**target);
  reply(Json::object());
}

void ClassroomOrder::role(Participant& from, const Json& params, const Reply& reply) {
  Result<Participant*> target = someone(params);
  if (!target) return reply(target.error());
  Result<Role> role = enum_member<Role>(params, "role");
  if (!role) return reply(role.error());
  Participant& who = **target;
  if (who.left) return reply(Error{Code::wrong_state, "they have left: wait until they are back"});
  if (who.who.role == *role) return reply(Json::object());
  if (Result<> may = may_become(from, who, *role); !may) return reply(may.error());
  become(who, *role);
  reply(Json::object());
}

void ClassroomOrder::leave_floor(Participant& from, const Json&, const Reply& reply) {
  if (room_.kind == RoomKind::meeting)
    return reply(Error{Code::wrong_state, "a meeting has no floor: media.state switches off"});
  become(from, Role::listener);
  reply(Json::object());
}

void ClassroomOrder::become(Participant& who, Role role) {
  who.who.role = role;
  who.who.publishes = rights_of(role);
  listener_.on_role_changed(who);
}

Result<> ClassroomOrder::may_become(const Participant& from, const Participant& target, Role role) const {
  if (room_.kind == RoomKind::meeting && role == Role::listener)
    return {Code::invalid_params, "everyone may speak in a meeting: `role` is host or speaker"};
  bool other_host = std::any_of(people_.all().begin(), people_.all().end(), [&](const auto& entry) {
    return entry.second.get() != &target && entry.second->who.role == Role::host && !entry.second->left;
  });
  if (&target == &from && !other_host)
    return {Code::wrong_state, "you are the last host: make someone else host first"};
  if (!target.publishes_anything() && !media_.has_place_for_publisher())
    return {Code::limit, "the room can take no more who send: take the floor from someone first"};
  return {};
}

}  // namespace seodang::service
