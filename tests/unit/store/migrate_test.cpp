#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "fixture.hpp"
#include "store/schema.hpp"

namespace seodang::test {
namespace {

using store::Migration;

class MigrateTest : public StoreTest {
 protected:
  int version() { return SQLite::Database(path_).execAndGet("PRAGMA user_version").getInt(); }
  bool has_table(const std::string& name) { return SQLite::Database(path_).tableExists(name); }
};

TEST_F(MigrateTest, EmbeddedFilesAreNumberedWithoutGaps) {
  int expected = 0;
  for (const Migration& file : store::migrations()) {
    EXPECT_EQ(file.number, ++expected);
    EXPECT_EQ(std::stoi(std::string(file.name.substr(0, 3))), expected);
  }
  EXPECT_GE(expected, 4);
}

TEST_F(MigrateTest, EveryTableOfPeopleHasAPersonId) {
  open();
  SQLite::Database database(path_);
  SQLite::Statement tables(
      database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  int count = 0;
  while (tables.executeStep()) {
    std::string name = tables.getColumn(0).getString();
    SQLite::Statement column(database, "SELECT 1 FROM pragma_table_info(?) WHERE name = 'person_id'");
    column.bind(1, name);
    EXPECT_TRUE(column.executeStep()) << name;
    count++;
  }
  EXPECT_GE(count, 4);
}

TEST_F(MigrateTest, ASecondStartChangesNothingAndKeepsTheData) {
  open();
  ASSERT_TRUE(open_room("r1", "1"));
  store_.reset();
  open();
  EXPECT_EQ(live().size(), 1U);
}

TEST_F(MigrateTest, ANewerDatabaseIsRefused) {
  SQLite::Database(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("PRAGMA user_version = 999");
  auto opened = store::Store::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("newer"), std::string::npos) << opened.error().text;
}

TEST_F(MigrateTest, AFailingFileLeavesTheVersionBefore) {
  const Migration files[] = {{1, "001", "CREATE TABLE a (x);"},
                             {2, "002", "CREATE TABLE b (x); CREATE TABLE a (x);"}};
  SQLite::Database database(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  EXPECT_THROW((void)store::migrate(database, files), SQLite::Exception);
  EXPECT_EQ(version(), 1);
  EXPECT_TRUE(has_table("a"));
  EXPECT_FALSE(has_table("b"));
}

/// Killed at any moment of an upgrade the database is old or new, never half.
TEST_F(MigrateTest, KilledMidwayItIsOldOrNew) {
  const std::string upgrade =
      "CREATE TABLE b (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
      "INSERT INTO b SELECT i FROM n; CREATE TABLE c (x);";
  const Migration files[] = {{1, "001", "CREATE TABLE a (x);"}, {2, "002", upgrade}};
  for (int delay_ms : {5, 20, 40, 80, 160, 2000}) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    SQLite::Database(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("PRAGMA journal_mode = WAL");
    pid_t child = fork();
    if (child == 0) {
      SQLite::Database database(path_, SQLite::OPEN_READWRITE);
      (void)store::migrate(database, files);
      _exit(0);
    }
    usleep(static_cast<useconds_t>(delay_ms) * 1000);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const int found = version();
    EXPECT_EQ(has_table("a"), found >= 1) << delay_ms;
    EXPECT_EQ(has_table("b"), found == 2) << delay_ms;
    EXPECT_EQ(has_table("c"), found == 2) << delay_ms;
    EXPECT_EQ(SQLite::Database(path_).execAndGet("PRAGMA quick_check").getString(), "ok");
  }
}

}  // namespace
}  // namespace seodang::test
