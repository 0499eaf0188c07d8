// A time limit for every test: a hang becomes a failure that names the test and shows where it stood.
#pragma once

namespace seodang::test {

/// Gives the running test `seconds` from now on, in place of the default of 60 (SEODANG_TEST_WATCHDOG
/// overrides the default; 0 = no limit, for a debugger). A sanitizer build gets four times as much. Call it
/// on the test's thread.
void watchdog(int seconds);

/// Installs the limit as a gtest listener, and handlers that print a backtrace on the signals of a crash.
/// Called once, by the common main, on the thread that runs the tests.
void install_watchdog();

}  // namespace seodang::test
