#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/attendance.hpp"

namespace seodang::service {

/// Who was there and who was not.
struct AttendanceReport {
  struct Person {
    std::string name;  ///< the last they had
    Role role = Role::speaker;
    int64_t from = 0;
    int64_t to = 0;  ///< 0: still there
    int64_t seconds = 0;
    unsigned visits = 0;
  };
  std::vector<Person> people;       ///< the earliest first
  std::vector<std::string> absent;  ///< of the roster, in its order
};

/// Merges visits per person. A name of the roster stands for one person of that name (case and spaces do not
/// count): two of one name need two. `now`: for those who are still there.
AttendanceReport attendance_report(const store::AttendanceRows& rows, int64_t now);

/// `{people:[{name, role, from, to|null, seconds, visits}], absent:[name, …]}`
Json to_json(const AttendanceReport& report);

/// A table for spreadsheets: RFC 4180, UTF-8 with a byte order mark (without it Excel reads another
/// encoding), times of the server's zone. A cell that would be read as a formula gets an apostrophe in front.
std::string to_csv(const AttendanceReport& report);

/// One cell of it.
std::string csv_cell(const std::string& text);

}  // namespace seodang::service
