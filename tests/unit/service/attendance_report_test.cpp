#include "service/attendance_report.hpp"

#include <gtest/gtest.h>

namespace seodang::service {
namespace {

constexpr int64_t minute = 60'000, nine = 1'772'442'000'000;  // 2026-03-02 09:00:00 UTC

store::VisitRow visit(const char* person, const char* name, int64_t from, int64_t to) {
  return {"room",        std::string(person) + std::to_string(from),
          person,        name,
          Role::speaker, nine + from * minute,
          nine,          to > 0 ? nine + to * minute : 0};
}

TEST(AttendanceReport, MergesVisitsPerPerson) {
  store::AttendanceRows rows{{visit("a", "철수", 0, 10), visit("b", "영희", 5, 45),
                              visit("a", "김철수", 20, 50), visit("c", "민수", 30, 0)},
                             {}};
  AttendanceReport report = attendance_report(rows, nine + 60 * minute);
  ASSERT_EQ(report.people.size(), 3U);
  EXPECT_EQ(report.people[0].name, "김철수") << "the last name they had";
  EXPECT_EQ(report.people[0].from, nine);
  EXPECT_EQ(report.people[0].to, nine + 50 * minute);
  EXPECT_EQ(report.people[0].seconds, 40 * 60);
  EXPECT_EQ(report.people[0].visits, 2U);
  EXPECT_EQ(report.people[1].seconds, 40 * 60);
  EXPECT_EQ(report.people[2].to, 0) << "still there";
  EXPECT_EQ(report.people[2].seconds, 30 * 60);
}

TEST(AttendanceReport, WhoIsThereAgainIsThere) {
  store::AttendanceRows rows{{visit("a", "철수", 0, 10), visit("a", "철수", 20, 0)}, {}};
  EXPECT_EQ(attendance_report(rows, nine + 30 * minute).people[0].to, 0);
}

TEST(AttendanceReport, TheAbsentAreThoseOfTheRosterWhoseNameNobodyHas) {
  store::AttendanceRows rows{{visit("a", "kim min su", 0, 10), visit("b", "이영희", 0, 10)},
                             {"Kim Minsu", "이영희", "이영희", "박"}};
  EXPECT_EQ(attendance_report(rows, nine).absent, (std::vector<std::string>{"이영희", "박"}))
      << "two of one name need two people";
}

TEST(AttendanceReport, NamesAreTheSameHoweverTheyAreComposed) {
  store::AttendanceRows rows{{visit("a", "\u1100\u1161", 0, 10)}, {"가"}};
  EXPECT_TRUE(attendance_report(rows, nine).absent.empty());
}

TEST(AttendanceReport, IsATableForSpreadsheets) {
  store::AttendanceRows rows{{visit("a", "철수", 0, 10), visit("b", "영희", 5, 0)}, {"민수"}};
  EXPECT_EQ(to_csv(attendance_report(rows, nine + 10 * minute)),
            "\xEF\xBB\xBFname,role,from,to,minutes,visits\r\n"
            "철수,speaker,2026-03-02 09:00:00,2026-03-02 09:10:00,10,1\r\n"
            "영희,speaker,2026-03-02 09:05:00,,5,1\r\n"
            "민수,absent,,,0,0\r\n");
}

TEST(AttendanceReport, CellsAreQuotedAndNeverFormulas) {
  const std::pair<const char*, const char*> cases[] = {
      {"철수", "철수"},
      {"", ""},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM", "'@SUM"},
      {"\tx", "'\tx"},
      {"\rx", "\"'\rx\""},
      {"＝1", "'＝1"},
      {"＠x", "'＠x"},
      {"a=b", "a=b"},
  };
  for (const auto& [text, cell] : cases) EXPECT_EQ(csv_cell(text), cell) << text;
}

TEST(AttendanceReport, IsJsonForPrograms) {
  store::AttendanceRows rows{{visit("a", "철수", 0, 0)}, {"민수"}};
  EXPECT_EQ(
      to_json(attendance_report(rows, nine + minute)).text(),
      R"({"people":[{"name":"철수","role":"speaker","from":1772442000000,"to":null,"seconds":60,"visits":1}],"absent":["민수"]})");
}

}  // namespace
}  // namespace seodang::service
