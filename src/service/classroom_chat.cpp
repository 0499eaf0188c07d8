#include "service/classroom_chat.hpp"

#include <algorithm>

#include "service/text.hpp"

namespace seodang::service {

namespace {

Json to_json(const store::MessageRow& row) {
  Json message = Json::object({{"id", std::to_string(row.id)},
                               {"at", row.at},
                               {"from", Json::object({{"id", row.participant}, {"name", row.name}})},
                               {"text", row.deleted ? "" : row.text}});
  return row.deleted ? message.set("deleted", true) : message;
}

Json to_json(const std::vector<store::MessageRow>& rows) {
  Json list = Json::array();
  for (const store::MessageRow& row : rows) list.push(to_json(row));
  return list;
}

/// A place in the conversation: a message's id (a string) or a time (a number); 0 if it is neither.
int64_t id_in(const Json& place) { return g_ascii_strtoll(place.string_or("0").c_str(), nullptr, 10); }
int64_t time_in(const Json& place) { return place.integer_or(0); }

}  // namespace

void ClassroomChat::say(Participant& from, const Json& params, const Reply& reply) {
  Result<std::string> text = text_block_member(params, "text", settings_.limits.chat_characters);
  if (!text) return reply(text.error());
  if (!from.chat.take()) {
    return reply(Error{Code::limit, "too many messages: at most " +
                                        std::to_string(settings_.limits.chat_per_second) + " a second"});
  }
  store::MessageRow row{0, room_, from.id(), from.who.person, from.who.name, *text, wall_ms()};
  store_.chat().say(row, weak(this, [this, row, reply](const Result<int64_t>& id) mutable {
                      if (!id) return reply(id.error());
                      row.id = *id;
                      reply(Json::object({{"id", std::to_string(row.id)}, {"at", row.at}}));
                      people_.tell_all("chat.message", to_json(row));
                    }));
}

void ClassroomChat::remove(Participant& from, const Json& params, const Reply& reply) {
  const std::string author = from.who.role == Role::host ? "" : from.who.person;
  const store::Chat::Deletion deletion{id_in(params["id"]), room_, from.id(), author, wall_ms()};
  Json told = Json::object({{"id", std::to_string(deletion.id)},
                            {"by", Json::object({{"id", from.id()}, {"name", from.who.name}})}});
  store_.chat().remove(deletion, weak(this, [this, told, reply](const Result<bool>& marked) {
                         if (!marked) return reply(marked.error());
                         reply(Json::object());
                         if (*marked) people_.tell_all("chat.deleted", told);
                       }));
}

void ClassroomChat::history(Participant&, const Json& params, const Reply& reply) {
  auto most = static_cast<int64_t>(settings_.limits.chat_page);
  auto limit = static_cast<unsigned>(
      std::clamp<int64_t>(params["limit"].integer_or(settings_.limits.chat_join), 1, most));
  store::MessageBounds bounds;
  bounds.before_id = id_in(params["before"]);
  bounds.before_at = time_in(params["before"]);
  store_.chat().page(room_, bounds, limit, weak(this, [reply](const Result<store::MessagePage>& page) {
                       if (!page) return reply(page.error());
                       reply(Json::object({{"messages", to_json(page->messages)}, {"more", page->more}}));
                     }));
}

void ClassroomChat::recent(const Json& since, Completion<Json> done) {
  store::MessageBounds bounds;
  bounds.after_id = id_in(since);
  bounds.after_at = time_in(since);
  store_.chat().page(room_, bounds, settings_.limits.chat_join,
                     weak(this, [done](const Result<store::MessagePage>& page) {
                       if (!page) return done(page.error());
                       done(to_json(page->messages));
                     }));
}

}  // namespace seodang::service
