// A Server on free ports with a fake service behind it and a directory of files, run by the test's own loop.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "http/server.hpp"
#include "http/support/fake_service.hpp"
#include "http/support/wire.hpp"

namespace seodang::test {

/// Runs `client` on a thread of its own while the loop, and so the server, runs here.
template <typename F>
auto outside(F client) {
  auto answer = std::async(std::launch::async, [&] {
    struct Wake {
      ~Wake() { g_main_context_wakeup(nullptr); }
    } wake;
    return client();
  });
  while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    Timer tick = Timer::once(20, [] {});  // The wake-up may come a moment before the answer is there.
    g_main_context_iteration(nullptr, true);
  }
  return answer.get();
}

/// Runs the loop until `done()`, at most so many milliseconds; whether it came to pass.
template <typename F>
bool run_until(F done, int milliseconds = 10'000) {
  const int64_t end = monotonic_ms() + milliseconds;
  while (!done() && monotonic_ms() < end) {
    Timer tick = Timer::once(10, [] {});
    g_main_context_iteration(nullptr, true);
  }
  return done();
}

/// Resident memory of this process, in MB; 0 under AddressSanitizer, which keeps for a while what is freed.
double resident_mb();

class FrontDoor : public testing::Test {
 public:
  FrontDoor();
  ~FrontDoor() override;

  /// Starts with `settings`, once they are as the test wants them.
  void open();
  void open_tls();
  void write(const std::string& name, const std::string& text) const;

  http::Settings settings;
  std::string directory;  ///< holds web/ and, with TLS, the certificate
  uint16_t port = 0, tls_port = 0;
  std::unique_ptr<service::Service> service;
  std::unique_ptr<http::Server> server;
};

}  // namespace seodang::test
