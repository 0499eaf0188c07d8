#include "service/methods.hpp"

#include <algorithm>
#include <array>

#include "service/classroom.hpp"

namespace seodang::service {

namespace {

using Param = Method::Param;
using enum Method::From;
using enum Method::When;

constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned everyone = bit(Role::host) | bit(Role::speaker) | bit(Role::listener);
constexpr unsigned senders = bit(Role::host) | bit(Role::speaker);
constexpr unsigned hosts = bit(Role::host);
constexpr unsigned speakers = bit(Role::speaker);
constexpr unsigned nobody = 0;

constexpr bool request = false, notification = true;

/// A row's handler: passes the call on to that part of the Classroom whose business it is.
template <auto part, auto method>
void pass(Classroom& room, Participant& from, const Json& params, const Reply& reply) {
  ((room.*part)().*method)(from, params, reply);
}
/// The same for what goes out to everyone, which therefore has a rate of its own.
template <auto part, auto method>
void rated(Classroom& room, Participant& from, const Json& params, const Reply& reply) {
  if (!from.orders.take()) return reply(Error{Code::limit, "too much at once: wait a moment"});
  pass<part, method>(room, from, params, reply);
}
template <auto method>
constexpr auto media = pass<&Classroom::media, method>;
template <auto method>
constexpr auto chat = pass<&Classroom::chat, method>;
template <auto method>
constexpr auto talk = pass<&Classroom::talk, method>;

template <auto method>
constexpr auto order = rated<&Classroom::order, method>;
template <auto method>
constexpr auto hands = rated<&Classroom::hands, method>;
template <auto method>
constexpr auto attendance = rated<&Classroom::attendance, method>;

template <void (ClassroomRecorder::*method)(Participant&, const Json&, const Reply&)>
constexpr auto recorder = rated<&Classroom::recorder, method>;

constexpr Param join_params[] = {
    {"ticket", false}, {"resume", false}, {"chatSince", false}, {"fresh", false}};
constexpr Param leave_params[] = {{"end", false}, {"save", false}};
constexpr Param publish_params[] = {{"sdp"}, {"tracks"}};
constexpr Param subscribe_params[] = {{"sdp"}, {"slots"}};
constexpr Param candidate_params[] = {{"peer"}, {"candidate"}, {"sdpMid", false}};
constexpr Param reset_params[] = {{"peer"}, {"reason"}};
constexpr Param wanted_params[] = {{"tracks"}};
constexpr Param view_params[] = {{"tiles", false}, {"screen", false}, {"receive", false}};
constexpr Param slots_params[] = {{"slots"}};
constexpr Param state_params[] = {{"audio", false}, {"video", false}, {"screen", false}};
constexpr Param speaking_params[] = {{"participants"}};
constexpr Param participant_params[] = {{"participant"}};
constexpr Param left_params[] = {{"id"}, {"reason"}};
constexpr Param closed_params[] = {{"reason"}};
constexpr Param say_params[] = {{"text"}};
constexpr Param message_params[] = {{"id"}, {"at"}, {"from"}, {"text"}};
constexpr Param history_params[] = {{"before", false}, {"limit", false}};
constexpr Param update_params[] = {{"locked", false}, {"waitingRoom", false}, {"title", false}};
constexpr Param room_params[] = {{"room"}};
constexpr Param waiting_params[] = {{"waiting"}};
constexpr Param admit_params[] = {{"id", false}, {"admit"}};
constexpr Param mute_params[] = {{"id", false}, {"audio", false}, {"video", false}};
constexpr Param muted_params[] = {{"by"}, {"audio"}, {"video"}};
constexpr Param id_params[] = {{"id"}};
constexpr Param role_params[] = {{"id"}, {"role"}};
constexpr Param you_params[] = {{"you"}};
constexpr Param raise_params[] = {{"raised"}};
constexpr Param lower_params[] = {{"id", false}};
constexpr Param hands_params[] = {{"hands"}};
constexpr Param roster_params[] = {{"names"}};
constexpr Param consent_params[] = {{"recording"}, {"capture"}, {"textVersion"}};
constexpr Param delete_params[] = {{"id"}};
constexpr Param deleted_params[] = {{"id"}, {"by"}};
constexpr Param talk_request_params[] = {{"to"}};
constexpr Param talk_answer_params[] = {{"talk"}, {"accept"}};
constexpr Param talk_end_params[] = {{"talk"}};
constexpr Param talk_changed_params[] = {{"talk"}, {"state"}, {"with"}, {"from", false}};
constexpr Param screen_request_params[] = {{"takeover", false}};
constexpr Param screen_changed_params[] = {{"holder"}, {"by", false}};
constexpr Param record_params[] = {{"name", false}, {"mode", false}};
constexpr Param mark_params[] = {{"label", false}, {"ago", false}};
constexpr Param first_params[] = {{"id"}, {"file"}};
constexpr Param compose_params[] = {{"id"}, {"layout", false}, {"leaveOut", false}};
constexpr Param recording_params[] = {{"recording"}};
constexpr Param recording_state_params[] = {{"on"}, {"lesson"}, {"section"}, {"since"}, {"paused", false}};

constexpr std::array table{
    Method{"room.join", client, request, before_join, nobody, join_params, nullptr, &Session::room_join},
    Method{"room.leave", client, request, joined, everyone, leave_params, nullptr, &Session::room_leave},
    Method{"room.closed", service, notification, joined, nobody, closed_params},
    Method{"room.update", client, request, joined, hosts, update_params, order<&ClassroomOrder::update>},
    Method{"room.changed", service, notification, joined, nobody, room_params},
    Method{"room.waiting", service, notification, before_join, nobody, {}},
    Method{"waiting.changed", service, notification, joined, nobody, waiting_params},
    Method{"waiting.answer", client, request, joined, hosts, admit_params,
           rated<&Classroom::waiting_room, &WaitingRoom::answer>},
    Method{"ping", client, request, any, everyone, {}, nullptr, &Session::ping},
    Method{"media.publish", client, request, joined, senders, publish_params,
           media<&ClassroomMedia::publish>},
    Method{"media.subscribe", service, request, joined, nobody, subscribe_params},
    Method{"media.candidate", both, notification, joined, everyone, candidate_params,
           media<&ClassroomMedia::candidate>},
    Method{"media.reset", service, notification, joined, nobody, reset_params},
    Method{"media.wanted", service, notification, joined, nobody, wanted_params},
    Method{"media.view", client, notification, joined, everyone, view_params, media<&ClassroomMedia::view>},
    Method{"media.slots", service, notification, joined, nobody, slots_params},
    Method{"media.state", client, notification, joined, everyone, state_params,
           media<&ClassroomMedia::state>},
    Method{"media.speaking", service, notification, joined, nobody, speaking_params},
    Method{"media.muted", service, notification, joined, nobody, muted_params},
    Method{"participant.joined", service, notification, joined, nobody, participant_params},
    Method{"participant.changed", service, notification, joined, nobody, participant_params},
    Method{"participant.left", service, notification, joined, nobody, left_params},
    Method{"participant.mute", client, request, joined, hosts, mute_params, order<&ClassroomOrder::mute>},
    Method{"participant.remove", client, request, joined, hosts, id_params, order<&ClassroomOrder::remove>},
    Method{"participant.role", client, request, joined, hosts, role_params, order<&ClassroomOrder::role>},
    Method{"floor.leave", client, request, joined, speakers, {}, order<&ClassroomOrder::leave_floor>},
    Method{"you.changed", service, notification, joined, nobody, you_params},
    Method{"hand.raise", client, request, joined, everyone, raise_params, hands<&Hands::raise>},
    Method{"hand.lower", client, request, joined, hosts, lower_params, hands<&Hands::lower>},
    Method{"hand.changed", service, notification, joined, nobody, hands_params},
    Method{"attendance.get", client, request, joined, hosts, {}, attendance<&Attendance::get>},
    Method{"attendance.roster", client, request, joined, hosts, roster_params,
           attendance<&Attendance::write_roster>},
    Method{"consent.answer", client, request, joined, everyone, consent_params,
           rated<&Classroom::consents, &Consents::answer>},
    Method{"chat.say", client, request, joined, everyone, say_params, chat<&ClassroomChat::say>},
    Method{"chat.message", service, notification, joined, nobody, message_params},
    Method{"chat.history", client, request, joined, everyone, history_params, chat<&ClassroomChat::history>},
    Method{"chat.delete", client, request, joined, everyone, delete_params,
           rated<&Classroom::chat, &ClassroomChat::remove>},
    Method{"chat.deleted", service, notification, joined, nobody, deleted_params},
    Method{"talk.request", client, request, joined, senders, talk_request_params,
           rated<&Classroom::talk, &ClassroomTalk::request>},
    Method{"talk.answer", client, request, joined, everyone, talk_answer_params,
           talk<&ClassroomTalk::answer>},
    Method{"talk.end", client, request, joined, everyone, talk_end_params, talk<&ClassroomTalk::end>},
    Method{"talk.changed", service, notification, joined, nobody, talk_changed_params},
    Method{"screen.request", client, request, joined, senders, screen_request_params,
           rated<&Classroom::screen, &ClassroomScreen::request>},
    Method{"screen.release",
           client,
           request,
           joined,
           everyone,
           {},
           pass<&Classroom::screen, &ClassroomScreen::release>},
    Method{"screen.changed", service, notification, joined, nobody, screen_changed_params},
    Method{"recording.start", client, request, joined, hosts, record_params,
           recorder<&ClassroomRecorder::start>},
    Method{"recording.stop", client, request, joined, hosts, id_params, recorder<&ClassroomRecorder::stop>},
    Method{"recording.mark", client, request, joined, hosts, mark_params, recorder<&ClassroomRecorder::mark>},
    Method{"recording.list",
           client,
           request,
           joined,
           hosts,
           {},
           pass<&Classroom::recorder, &ClassroomRecorder::list>},
    Method{"recording.first", client, request, joined, hosts, first_params,
           recorder<&ClassroomRecorder::first>},
    Method{"recording.discard", client, request, joined, hosts, id_params,
           recorder<&ClassroomRecorder::discard>},
    Method{"recording.restore", client, request, joined, hosts, id_params,
           recorder<&ClassroomRecorder::restore>},
    Method{"recording.compose", client, request, joined, hosts, compose_params,
           recorder<&ClassroomRecorder::compose>},
    Method{"recording.changed", service, notification, joined, nobody, recording_params},
    Method{"recording.state", service, notification, joined, nobody, recording_state_params},
};

}  // namespace

std::span<const Method> method_table() { return table; }

const Method* find_client_method(std::string_view name) {
  auto row = std::find_if(table.begin(), table.end(),
                          [name](const Method& method) { return method.name == name && method.callable(); });
  return row == table.end() ? nullptr : &*row;
}

Result<> may_call(const Method& method, std::optional<Role> role) {
  if (method.when == any) return {};
  if (!role) {
    if (method.when == before_join) return {};
    return {Code::wrong_state, "room.join comes first"};
  }
  if (method.when == before_join) return {Code::wrong_state, "this connection has joined already"};
  if (method.roles & bit(*role)) return {};
  return {Code::forbidden, "a " + std::string(name_of(*role)) + " may not do this"};
}

bool outlasts_room(const Method& method) {
  return method.when == any || method.name == "room.leave" || method.name.starts_with("recording.");
}

Result<> check_params(const Method& method, const Json& params) {
  for (const Param& param : method.params) {
    if (param.required && !params.has(param.name))
      return {Code::invalid_params, "`" + std::string(param.name) + "` is missing"};
  }
  return {};
}

}  // namespace seodang::service
