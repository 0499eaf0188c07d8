#include "http/settings.hpp"

namespace seodang::http {

std::vector<service::Setting> settings_table(Settings& to) {
  return {
      {"http.listen", &to.listen, "HOST:PORT",
       "Plain http. On a loopback address only local names are answered, and those of http.origins. Port 0: "
       "any free one."},
      {"http.tls_listen", &to.tls_listen, "HOST:PORT",
       "https, for other machines: browsers give cameras to https and localhost only. Empty: off."},
      {"http.certificate", &to.certificate, "file",
       "PEM chain for https. Empty: one is made in the data directory, signed by itself."},
      {"http.key", &to.key, "file", "PEM key of http.certificate."},
      {"http.web", &to.web, "directory",
       "The web client's files. Empty: the ones of this installation, or $SEODANG_WEB."},
      {"http.origins", &to.origins, "URLs",
       "Public addresses of this service behind a proxy, as browsers name them: https://school.example"},
      {"http.proxies", &to.proxies, "addresses",
       "Whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks (127.0.0.1, "
       "10.0.0.0/8)."},
      {"http.sockets", &to.sockets, "", "Connections at the same time, in all.", 1, 1'000'000},
      {"http.sockets_per_address", &to.sockets_per_address, "",
       "Connections of one address (IPv6: one /64). A school may sit behind one.", 1, 1'000'000},
      {"http.body_bytes", &to.body_bytes, "bytes", "The largest body of a request.", 1024, 1 << 24},
      {"http.request_seconds", &to.request_seconds, "s", "From the connection to the whole request.", 1, 300},
      {"http.response_seconds", &to.response_seconds, "s", "Without any progress of an answer.", 1, 3600},
      {"websocket.message_bytes", &to.message_bytes, "bytes",
       "The largest message; a larger one closes the socket (above 64 KiB it is refused).", 1024, 1 << 24},
      {"websocket.frames_per_second", &to.frames_per_second, "1/s",
       "Frames of any kind, on average; more close the socket (4008).", 1, 100'000},
      {"websocket.frames_burst", &to.frames_burst, "", "Frames at once.", 1, 1'000'000},
      {"websocket.queue_bytes", &to.queue_bytes, "bytes",
       "What may wait for a slow reader; more closes the socket (4009).", 4096, 1 << 28},
      {"websocket.ping_seconds", &to.ping_seconds, "s", "Between two pings.", 1, 3600},
      {"websocket.silence_seconds", &to.silence_seconds, "s",
       "Without any sign of life, pongs included; then the socket is closed.", 2, 3600},
  };
}

}  // namespace seodang::http
