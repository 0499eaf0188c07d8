// The main of every test executable: gtest, a watchdog for each test, GStreamer where the executable links
// it.
#include <gmock/gmock.h>
#include <openssl/crypto.h>

#include <clocale>

#include "support/watchdog.hpp"

// Weak: null in an executable that does not link GStreamer (the service's tests must not need it).
extern "C" {
[[gnu::weak]] void gst_init(int* argc, char*** argv);
[[gnu::weak]] void gst_deinit();
}

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "C.UTF-8");
  testing::InitGoogleMock(&argc, argv);
  seodang::test::install_watchdog();
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);  // as seodang_room.cpp does, and why
  if (gst_init) gst_init(&argc, &argv);
  const int status = RUN_ALL_TESTS();
  if (gst_deinit) gst_deinit();  // The leaks tracer reports, and LeakSanitizer sees, what is left after this.
  return status;
}
