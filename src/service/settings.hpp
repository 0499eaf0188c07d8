#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/types.hpp"
#include "service/disk_floor.hpp"

namespace seodang::service {

/// Of Argon2id. libsodium's INTERACTIVE, which is above what OWASP asks for.
struct PasswordCost {
  unsigned long long operations = 2;
  size_t memory_bytes = 64U << 20;
};

/// Everything an operator may set for the use cases, with its default. Filled from the configuration file by
/// config.cpp, by tests directly. Times in milliseconds unless the name says otherwise.
struct Settings {
  /// What is shown in links, without a slash at the end ("https://class.example"); empty: links are paths
  /// ("/r/4711").
  std::string public_url;

  bool rooms_need_login = false;  ///< else everyone who reaches the service opens rooms
  PasswordCost password_cost;     ///< nobody configures it; tests make it cheap

  /// Directory of what people upload; made by who starts the service.
  std::string uploads = "uploads";
  /// Directory of what is recorded; made by who starts the service.
  std::string recordings = "recordings";

  /// The program of one room.
  struct Rooms {
    std::string program = "seodang-room";  ///< path of the binary
    std::vector<std::string> arguments;    ///< passed on to it
    std::string pipelines = "pipelines";   ///< directory of descriptions
    std::string dumps = "dumps";           ///< directory where `graph` writes its DOT files
    unsigned spare = 1;                    ///< processes kept warm
    unsigned spare_pause_ms = 1'500;       ///< from taking one to warming up the next
    unsigned start_ms = 20'000;            ///< from spawn to its `ready`; later it is killed
    unsigned answer_ms = 5'000;            ///< any request to it; later it is killed
    unsigned heartbeat_ms = 2'000;         ///< between two `stats` requests
    unsigned exit_ms = 5'000;              ///< from closing its stdin to its exit; later it is killed
    unsigned blame_window_ms =
        60'000;  ///< three deaths within this time: whose message preceded each is kept out
    unsigned blame_deaths = 3;
    unsigned blame_message_ms = 2'000;  ///< an answered message this old did not kill it
  } rooms;

  /// The media's addresses, for the room's process.
  struct Media {
    std::string stun;  ///< "stun://host:port" for the server itself, if it is behind NAT; may be empty
    std::string turn;  ///< "turn://user:pass@host:port"; may be empty
    std::vector<std::string> addresses;   ///< the server's own addresses to offer; empty: all interfaces
    uint16_t port_min = 0, port_max = 0;  ///< UDP; 0: any
    unsigned socket_buffer_bytes = 512 * 1024;  ///< of each UDP socket, each way; 0: the kernel's default
    bool allow_loopback = false;  ///< candidates of 127.0.0.1 and ::1 (load tests, everything on one machine)
    bool allow_private = true;    ///< candidates of RFC 1918 networks (a school's LAN)
    SlotCounts meeting = default_slots(RoomKind::meeting);
    SlotCounts seminar = default_slots(RoomKind::seminar);
    const SlotCounts& slots(RoomKind kind) const { return kind == RoomKind::meeting ? meeting : seminar; }
  } media;

  /// STUN and TURN servers for browsers.
  struct BrowserIce {
    std::vector<std::string> stun;  ///< "stun:host:port"
    std::vector<std::string> turn;  ///< "turn:host:port?transport=udp"
    std::string turn_secret;        ///< shared with coturn's use-auth-secret; empty: no TURN is handed out
    unsigned turn_hours = 4;        ///< 1…24: how long its credentials are good for
  } browser_ice;

  struct Limits {
    unsigned rooms = 50;  ///< live at the same time
    unsigned meeting_people = 30;
    unsigned seminar_people = 500;
    unsigned tries_per_minute = 10;           ///< wrong numbers, pins and keys, per address
    unsigned rooms_per_minute = 120;          ///< made by one address
    unsigned logins_per_minute = 5;           ///< wrong ones, per account
    unsigned address_logins_per_minute = 20;  ///< wrong ones, per address
    unsigned images_per_minute = 60;          ///< profile images of one address
    unsigned tickets = 10'000;                ///< handed out and not used yet
    unsigned messages_per_second = 50;        ///< per WebSocket
    unsigned messages_burst = 100;
    unsigned messages_refused = 500;  ///< over the rate, in a row; then the socket is closed
    unsigned chat_characters = 4'000;
    unsigned chat_per_second = 5;  ///< per participant
    unsigned chat_burst = 10;
    unsigned chat_join = 200;        ///< messages in the result of room.join
    unsigned chat_page = 500;        ///< most messages of one chat.history
    unsigned orders_per_second = 5;  ///< what everyone is told of (hands, lock, mute …), per participant
    unsigned orders_burst = 30;
    unsigned waiting = 100;  ///< people in a room's waiting room
    unsigned roster = 500;   ///< names of those who are expected
    unsigned name_characters = 32;
    unsigned title_characters = 120;
    unsigned sdp_bytes = 64 * 1024;
    unsigned candidates = 64;        ///< per peer
    unsigned data_bytes = 4 * 1024;  ///< `data` of an application's ticket
  } limits;

  struct Times {
    unsigned ticket_ms = 60'000;          ///< from its making to its use
    unsigned join_ms = 10'000;            ///< from the WebSocket's opening to room.join
    unsigned joined_ms = 3'000;           ///< participant.joined at the latest
    unsigned reload_ms = 3'000;           ///< socket closed with 1001 → left
    unsigned lost_ms = 15'000;            ///< socket gone otherwise → left
    unsigned resume_ms = 60'000;          ///< socket gone → the resume secret is void
    unsigned answer_ms = 10'000;          ///< media.subscribe's answer
    unsigned talk_ms = 30'000;            ///< talk.request's answer
    unsigned subscribe_pause_ms = 2'000;  ///< between two media.subscribe to one client
    unsigned image_ms = 5'000;            ///< an uploaded picture's decoding; later it is given up
    unsigned empty_ms = 120'000;          ///< nobody in the room → closed; at least resume_ms
    unsigned host_ms = 60'000;            ///< the presiding host is away → another host presides
    unsigned seen_ms = 60'000;            ///< between two notes of who is there
  } times;

  /// What people are asked about before they enter. Nothing of a person is kept before their answer.
  struct Notice {
    std::string version = "1";  ///< of the text; a new one is asked about anew
    bool recording = true;      ///< classes are recorded
    bool capture = true;        ///< pictures are taken at intervals
  } notice;

  /// What is recorded, of those who agree, and how long it is kept.
  struct Recording {
    bool automatic = true;       ///< every lesson, by itself; a room may say no
    unsigned floor_mib = 1024;   ///< with less room on the disk nothing is recorded
    unsigned floor_percent = 5;  ///< the same, of the whole disk: the larger one counts
    unsigned days = 30;          ///< 0: for ever
    unsigned max_gib = 0;        ///< of all files made; the oldest go first; 0: no limit
    unsigned undo_minutes = 10;  ///< what is discarded can be restored
    unsigned jobs = 1;           ///< at a time
    // Nobody configures these; tests make them short.
    unsigned silence_ms = 120'000;  ///< a job without a sign of progress is killed
    unsigned retry_ms = 2'000;      ///< after a job that died, or found the disk full
    unsigned floor_ms = 3'000;      ///< between two looks at the disk
    unsigned sweep_ms = 60'000;     ///< between two looks for what is to be removed
    DiskProbe disk = {};  ///< none: disk_space()
  } recording;

  /// SHA-256 (hex) of the tokens with which application servers ask for tickets.
  std::vector<std::string> application_tokens;
};

}  // namespace seodang::service
