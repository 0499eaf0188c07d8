#include "http/support/front_door.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "http/certificate.hpp"

namespace seodang::test {

namespace {

uint16_t port_of(const std::string& address) {
  return static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

/// Never looked at: the fake has no use for a store.
store::Store& no_store() {
  static char nothing;
  return reinterpret_cast<store::Store&>(nothing);
}

}  // namespace

double resident_mb() {
#ifdef __SANITIZE_ADDRESS__
  return 0;
#endif
  std::ifstream file("/proc/self/statm");
  long total = 0, resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

FrontDoor::FrontDoor() {
  reset_fake();
  GPtr<char> made(g_dir_make_tmp("seodang-http-XXXXXX", nullptr));
  directory = made.get();
  settings.web = directory + "/web";
  write("index.html", "<!doctype html><title>seodang</title>");
  write("app.js", "console.log('app')");
}

FrontDoor::~FrontDoor() {
  server.reset();
  service.reset();
  std::filesystem::remove_all(directory);
}

void FrontDoor::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = settings.web + "/" + name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void FrontDoor::open() {
  service = std::make_unique<service::Service>(service::Settings{}, no_store());
  server = std::make_unique<http::Server>(settings, *service);
  const Result<> listening = server->listen("127.0.0.1:0");
  ASSERT_TRUE(listening) << listening.error().text;
  port = port_of(server->addresses().front());
}

void FrontDoor::open_tls() {
  open();
  const auto certificate = http::own_certificate(directory);
  ASSERT_TRUE(certificate) << certificate.error().text;
  const Result<> listening = server->listen("127.0.0.1:0", *certificate);
  ASSERT_TRUE(listening) << listening.error().text;
  tls_port = port_of(server->addresses().back());
}

}  // namespace seodang::test
