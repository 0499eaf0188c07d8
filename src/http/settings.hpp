#pragma once

#include <string>
#include <vector>

#include "service/config.hpp"

namespace seodang::http {

/// What an operator may set about the front door: `[http]` and `[websocket]` of data/seodang.toml. The
/// initial values are the defaults; settings.cpp describes each. Plain values.
struct Settings {
  std::string listen = "127.0.0.1:8080";
  std::string tls_listen = "0.0.0.0:8443";  ///< empty: no https
  std::string certificate, key;             ///< PEM files; empty: a self-made pair in the data directory
  std::string web;                          ///< the client's files
  std::vector<std::string>
      origins;  ///< public origins besides "the host you asked for": "https://school.example"
  std::vector<std::string> proxies;  ///< whose X-Forwarded-For and -Proto are believed: addresses or networks

  int sockets = 4000, sockets_per_address = 200;
  int body_bytes = 64 * 1024;
  int request_seconds = 10;   ///< from accept until the request is read
  int response_seconds = 60;  ///< without progress of the answer

  int message_bytes =
      128 * 1024;  ///< the service answers `too-large` above 64 KiB; above this the socket is closed
  int frames_per_second = 200, frames_burst = 1'000;
  int queue_bytes = 1 << 20;  ///< not yet taken by the client
  int ping_seconds = 5, silence_seconds = 15;
};

/// The rows of the configuration that fill `settings`.
std::vector<service::Setting> settings_table(Settings& settings);

}  // namespace seodang::http
