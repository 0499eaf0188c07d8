#include "service/classroom_talk.hpp"

#include <algorithm>

#include "base/id.hpp"

namespace seodang::service {

static constexpr size_t id_bytes = 8;

namespace {

Json outcome(const Talk& talk, std::string_view state) {
  return Json::object({{"talk", talk.id}, {"state", state}});
}

}  // namespace

ClassroomTalk::Entry* ClassroomTalk::of(const std::string& participant) {
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [&](const auto& entry) { return entry.second.talk.has(participant); });
  return found == entries_.end() ? nullptr : &found->second;
}

ClassroomTalk::Entry* ClassroomTalk::find(const Json& params) {
  auto found = entries_.find(params["talk"].string_or(""));
  return found == entries_.end() ? nullptr : &found->second;
}

Result<Participant*> ClassroomTalk::partner_in(const Participant& from, const Json& params) const {
  Participant* to = people_.find(params["to"].string_or(""));
  if (!to || !to->entered || to->left) return {Code::not_found, "`to` must be a participant of this room"};
  if (to == &from) return {Code::wrong_state, "a talk takes another than oneself"};
  if (!to->session) return {Code::wrong_state, "they are not connected now: try again in a moment"};
  if (!from.publishes_anything() || !to->publishes_anything())
    return {Code::wrong_state, "only those who may publish can talk"};
  return to;
}

void ClassroomTalk::request(Participant& from, const Json& params, const Reply& reply) {
  Result<Participant*> to = partner_in(from, params);
  if (!to) return reply(to.error());
  if (Entry* own = of(from.id())) {
    const Talk talk = own->talk;
    if (!talk.has((*to)->id()))
      return reply(Error{Code::wrong_state, "you are in another talk, or asked for one: end it first"});
    if (own->state != State::asked || talk.a == from.id())
      return reply(outcome(talk, own->state == State::active ? "active" : "asked"));
    // Both have asked: each has said yes.
    return start(*own,
                 [talk, reply](const Result<>& cut) { reply(outcome(talk, cut ? "active" : "ended")); });
  }
  if (of((*to)->id())) return reply(outcome({random_hex(id_bytes), {}, {}}, "busy"));
  ask(from, **to, reply);
}

void ClassroomTalk::ask(const Participant& from, const Participant& to, const Reply& reply) {
  const Talk talk{random_hex(id_bytes), from.id(), to.id()};
  Entry& entry = entries_[talk.id];
  entry.talk = talk;
  entry.expiry = Timer::once(settings_.times.talk_ms, weak(this, [this, id = talk.id] {
                               auto late = entries_.find(id);
                               if (late != entries_.end()) finish(late->second, "expired");
                             }));
  reply(outcome(talk, "asked"));
  tell(talk, "asked");
}

void ClassroomTalk::answer(Participant& from, const Json& params, const Reply& reply) {
  Entry* entry = find(params);
  if (!entry || entry->state != State::asked || entry->talk.b != from.id())
    return reply(Error{Code::wrong_state, "you are not asked for this talk, or not any more"});
  reply(Json::object());
  if (!params["accept"].boolean_or(false)) return finish(*entry, "declined");
  start(*entry, [](const Result<>&) {});
}

void ClassroomTalk::end(Participant& from, const Json& params, const Reply& reply) {
  reply(Json::object());
  Entry* entry = find(params);
  if (entry && entry->talk.has(from.id())) finish(*entry, "ended");
}

void ClassroomTalk::drop(const Participant& participant) {
  if (Entry* entry = of(participant.id())) finish(*entry, "ended");
}

void ClassroomTalk::lost(Participant& participant) {
  const Entry* entry = of(participant.id());
  if (entry && entry->state != State::asked) media_.silence(participant);
  drop(participant);
}

void ClassroomTalk::start(Entry& entry, Completion<> done) {
  entry.state = State::starting;
  entry.expiry.stop();
  media_.start_talk(entry.talk, weak(this, [this, talk = entry.talk, done](const Result<>& cut) {
                      started(talk, cut);
                      done(cut);
                    }));
}

void ClassroomTalk::started(const Talk& talk, const Result<>& cut) {
  auto entry = entries_.find(talk.id);
  if (entry == entries_.end()) return media_.end_talk(talk);  // it ended before it began
  if (!cut) return finish(entry->second, "ended");
  entry->second.state = State::active;
  tell(talk, "active");
  set_talking(talk, true);
}

void ClassroomTalk::finish(Entry& entry, std::string_view state) {
  const Talk talk = entry.talk;
  const State before = entry.state;
  entries_.erase(talk.id);
  tell(talk, state);
  if (before == State::asked) return;
  if (before == State::active) set_talking(talk, false);
  media_.end_talk(talk);
}

void ClassroomTalk::tell(const Talk& talk, std::string_view state) const {
  const Participant *asker = people_.find(talk.a), *asked = people_.find(talk.b);
  for (auto [one, other] : {std::pair{asker, asked}, {asked, asker}}) {
    if (!one) continue;
    Json params = outcome(talk, state).set("with", one == asker ? talk.b : talk.a);
    if (state == "asked" && asker) {
      params.set("from", Json::object({{"id", asker->id()}, {"name", asker->who.name}}))
          .set("answerMs", int64_t{settings_.times.talk_ms});
    }
    People::tell(*one, "talk.changed", params);
  }
}

void ClassroomTalk::set_talking(const Talk& talk, bool talking) {
  for (const std::string& id : {talk.a, talk.b}) {
    Participant* participant = people_.find(id);
    if (!participant) continue;
    participant->talking = talking;
    listener_.on_talking_changed(*participant);
  }
}

}  // namespace seodang::service
