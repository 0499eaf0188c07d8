#include "service/attendance_report.hpp"

#include <algorithm>
#include <map>

#include "base/gref.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

/// What two writings of one name have in common.
std::string key_of(const std::string& name) {
  GPtr<char> composed(g_utf8_normalize(name.c_str(), -1, G_NORMALIZE_ALL_COMPOSE));
  GPtr<char> folded(g_utf8_casefold(composed ? composed.get() : "", -1));
  std::string key;
  for (const char* at = folded.get(); *at; at = g_utf8_next_char(at)) {
    const char* next = g_utf8_next_char(at);
    if (!g_unichar_isspace(g_utf8_get_char(at))) key.append(at, next);
  }
  return key;
}

void add(AttendanceReport::Person& person, const store::VisitRow& visit, int64_t now) {
  bool first = person.visits++ == 0;
  person.name = visit.name;
  person.role = visit.role;
  person.from = first ? visit.from : std::min(person.from, visit.from);
  person.to = visit.to == 0 || (!first && person.to == 0) ? 0 : std::max(person.to, visit.to);
  person.seconds += std::max<int64_t>(0, (visit.to > 0 ? visit.to : now) - visit.from) / 1000;
}

}  // namespace

AttendanceReport attendance_report(const store::AttendanceRows& rows, int64_t now) {
  AttendanceReport report;
  std::map<std::string, size_t> places;  // by person
  for (const store::VisitRow& visit : rows.visits) {
    auto [place, is_new] = places.try_emplace(visit.person, report.people.size());
    if (is_new) report.people.emplace_back();
    add(report.people[place->second], visit, now);
  }
  std::map<std::string, unsigned> present;
  for (const AttendanceReport::Person& person : report.people) present[key_of(person.name)]++;
  for (const std::string& name : rows.roster) {
    unsigned& left = present[key_of(name)];
    if (left > 0)
      left--;
    else
      report.absent.push_back(name);
  }
  return report;
}

Json to_json(const AttendanceReport& report) {
  Json people = Json::array();
  for (const AttendanceReport::Person& person : report.people) {
    people.push(Json::object({{"name", person.name},
                              {"role", name_of(person.role)},
                              {"from", person.from},
                              {"to", person.to > 0 ? Json(person.to) : Json()},
                              {"seconds", person.seconds},
                              {"visits", person.visits}}));
  }
  return Json::object({{"people", people}, {"absent", report.absent}});
}

std::string csv_cell(const std::string& text) {
  std::string cell = text;
  // ＝, ＋, － and ＠ of East Asian keyboards are taken for their narrow kin.
  for (const char* sign : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}) {
    if (!text.starts_with(sign)) continue;
    cell = "'" + text;
    break;
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string to_csv(const AttendanceReport& report) {
  auto row = [](const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += csv_cell(cell) + ",";
    line.pop_back();
    return line + "\r\n";
  };
  std::string text = "\xEF\xBB\xBF" + row({"name", "role", "from", "to", "minutes", "visits"});
  for (const AttendanceReport::Person& person : report.people) {
    text += row({person.name, std::string(name_of(person.role)), local_time(person.from),
                 person.to > 0 ? local_time(person.to) : "", std::to_string((person.seconds + 30) / 60),
                 std::to_string(person.visits)});
  }
  for (const std::string& name : report.absent) text += row({name, "absent", "", "", "0", "0"});
  return text;
}

}  // namespace seodang::service
