#include "service/attendance.hpp"

#include <algorithm>

#include "service/attendance_report.hpp"
#include "service/text.hpp"

namespace seodang::service {

Attendance::Attendance(const Settings& settings, store::Store& store, std::string room)
    : settings_(settings), store_(store), room_(std::move(room)) {
  presence_ = Timer::every(settings.times.seen_ms, [this] { note_presence(); });
}

void Attendance::restore(const store::AttendanceRows& rows) {
  for (const store::VisitRow& row : rows.visits) visits_[row.participant] = {row, true};
  roster_ = rows.roster;
}

void Attendance::came(const Participant& participant) {
  const int64_t now = wall_ms();
  auto known = visits_.find(participant.id());
  // What nobody saw, because the service was down, lies between two looks: it does not count as a gap.
  const int64_t gap = int64_t{settings_.times.resume_ms} + settings_.times.seen_ms;
  bool goes_on = known != visits_.end() && now - known->second.row.seen <= gap;
  Visit& visit = visits_[participant.id()];
  if (!goes_on) {
    if (known != visits_.end() && visit.row.to == 0) {
      visit.row.to = visit.row.seen;
      save(visit);
    }
    visit.row = {room_, participant.id(), participant.who.person, {}, {}, now, now, 0};
  }
  visit.row.name = participant.who.name;
  visit.row.role = participant.who.role;
  visit.row.seen = now;
  visit.row.to = 0;
  visit.lost = false;
  save(visit);
}

void Attendance::changed(const Participant& participant) {
  auto known = visits_.find(participant.id());
  if (known == visits_.end()) return;
  known->second.row.role = participant.who.role;
  save(known->second);
}

void Attendance::lost(const Participant& participant) {
  auto known = visits_.find(participant.id());
  if (known == visits_.end() || std::exchange(known->second.lost, true)) return;
  known->second.row.seen = wall_ms();
  save(known->second);
}

void Attendance::left(const Participant& participant) {
  auto known = visits_.find(participant.id());
  if (known == visits_.end() || known->second.row.to > 0) return;
  Visit& visit = known->second;
  if (!visit.lost) visit.row.seen = wall_ms();
  visit.row.to = visit.row.seen;
  save(visit);
}

void Attendance::save(Visit& visit) {
  store_.attendance().save(visit.row, [](const Result<>&) {});
}

void Attendance::note_presence() {
  const int64_t now = wall_ms();
  bool someone = false;
  for (auto& [id, visit] : visits_) {
    if (visit.lost || visit.row.to > 0) continue;
    visit.row.seen = now;
    someone = true;
  }
  if (someone) store_.attendance().seen(room_, now, [](const Result<>&) {});
}

void Attendance::get(Participant&, const Json&, const Reply& reply) {
  store_.attendance().of_room(room_, [reply](const Result<store::AttendanceRows>& rows) {
    if (!rows) return reply(rows.error());
    reply(to_json(attendance_report(*rows, wall_ms())));
  });
}

void Attendance::write_roster(Participant& from, const Json& params, const Reply& reply) {
  if (!params["names"].is_array()) return reply(Error{Code::invalid_params, "`names` must be a list"});
  if (params["names"].size() > settings_.limits.roster) {
    return reply(Error{Code::too_large, "`names` is longer than " + std::to_string(settings_.limits.roster)});
  }
  std::vector<std::string> names;
  for (const Json& item : params["names"].items()) {
    Result<std::string> name =
        line_member(Json::object({{"name", item}}), "name", settings_.limits.name_characters);
    if (!name && name.error().code == Code::too_large) return reply(name.error());
    if (!name && !item.string()) return reply(Error{Code::invalid_params, "`names` must be a list of names"});
    if (name) names.push_back(*name);  // empty lines of a pasted list are no names
  }
  roster_ = names;
  store_.attendance().write_roster(room_, from.who.person, names, [reply](const Result<>& stored) {
    reply(stored ? Result<Json>(Json::object()) : Result<Json>(stored.error()));
  });
}

}  // namespace seodang::service
