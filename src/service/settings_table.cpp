#include "service/config.hpp"
#include "service/settings.hpp"

namespace seodang::service {

namespace {

using Rows = std::vector<Setting>;

Rows room_rows(Settings& to) {
  auto& rooms = to.rooms;
  return {
      {"service.public_url", &to.public_url, "URL",
       "What links begin with: https://class.example. Empty: links are paths (/r/4711)."},
      {"service.application_tokens", &to.application_tokens, "SHA-256 in hex",
       "Application servers that may ask for tickets: printf %s TOKEN | sha256sum."},
      {"service.rooms_need_login", &to.rooms_need_login, "",
       "Only who is logged in opens rooms. Joining never needs a login."},
      {"rooms.program", &rooms.program, "file",
       "The program that holds one room. Empty: seodang-room beside this one, or $SEODANG_ROOM."},
      {"rooms.arguments", &rooms.arguments, "", "Passed on to it."},
      {"rooms.pipelines", &rooms.pipelines, "directory",
       "The descriptions it uses. Empty: the ones of this installation."},
      {"rooms.dumps", &rooms.dumps, "directory",
       "Where it draws its graph when asked. Empty: dumps in the data directory."},
      {"rooms.spare", &rooms.spare, "",
       "Processes kept warm: the first join of a room need not wait for one.", 0, 16},
      {"rooms.spare_pause_ms", &rooms.spare_pause_ms, "ms",
       "From taking a warm one to starting the next: warming up costs 0.3 s of a core.", 0, 60'000},
      {"rooms.start_ms", &rooms.start_ms, "ms", "From its start until it is ready; then it is killed.", 1'000,
       300'000},
      {"rooms.answer_ms", &rooms.answer_ms, "ms", "For the answer to any request; then it is killed.", 100,
       60'000},
      {"rooms.heartbeat_ms", &rooms.heartbeat_ms, "ms", "Between two looks at whether it hangs.", 100,
       60'000},
      {"rooms.exit_ms", &rooms.exit_ms, "ms", "From being told to end until it has; then it is killed.", 100,
       60'000},
      {"rooms.blame_window_ms", &rooms.blame_window_ms, "ms", "Deaths within this time are counted together.",
       1'000, 3'600'000},
      {"rooms.blame_deaths", &rooms.blame_deaths, "",
       "After so many, whoever's message preceded each is kept out.", 1, 100},
      {"rooms.blame_message_ms", &rooms.blame_message_ms, "ms",
       "A message answered this long ago was not the cause.", 0, 60'000},
  };
}

Rows media_rows(Settings& to) {
  auto& media = to.media;
  auto& ice = to.browser_ice;
  constexpr double most = SlotCounts::max_each;
  return {
      {"media.stun", &media.stun, "URL", "For this server behind NAT: stun://host:port."},
      {"media.turn", &media.turn, "URL", "For this server: turn://user:password@host:port."},
      {"media.addresses", &media.addresses, "addresses",
       "What this server offers to browsers. Empty: every interface's."},
      {"media.port_min", &media.port_min, "UDP port", "The first for media; 0: any.", 0, 65'535},
      {"media.port_max", &media.port_max, "UDP port", "The last for media; 0: any.", 0, 65'535},
      {"media.socket_buffer_bytes", &media.socket_buffer_bytes, "bytes",
       "What a peer's UDP socket holds of a burst, each way; the kernel grants at most net.core.rmem_max and "
       "wmem_max. 0: its default.",
       0, 64 << 20},
      {"media.allow_loopback", &media.allow_loopback, "",
       "Candidates of 127.0.0.1: load tests with everything on one machine."},
      {"media.allow_private", &media.allow_private, "",
       "Candidates of private networks: needed on a school's LAN, off on a public host."},
      {"media.meeting_video", &media.meeting.video, "slots",
       "Cameras that a meeting's participant sees at once.", 0, most},
      {"media.meeting_screen", &media.meeting.screen, "slots", "Screens of a meeting.", 0, most},
      {"media.meeting_audio", &media.meeting.audio, "slots", "Voices of a meeting: the loudest.", 0, most},
      {"media.meeting_screen_audio", &media.meeting.screen_audio, "slots", "Sounds of a meeting's screens.",
       0, most},
      {"media.seminar_video", &media.seminar.video, "slots",
       "Cameras of a seminar: the lecturer and the floor.", 0, most},
      {"media.seminar_screen", &media.seminar.screen, "slots", "Screens of a seminar.", 0, most},
      {"media.seminar_audio", &media.seminar.audio, "slots", "Voices of a seminar.", 0, most},
      {"media.seminar_screen_audio", &media.seminar.screen_audio, "slots", "Sounds of a seminar's screens.",
       0, most},
      {"ice.stun", &ice.stun, "URLs", "For browsers: stun:host:port."},
      {"ice.turn", &ice.turn, "URLs", "For browsers: turn:host:port?transport=udp."},
      {"ice.turn_secret", &ice.turn_secret, "",
       "Shared with coturn (use-auth-secret). Empty: no TURN is handed out."},
      {"ice.turn_hours", &ice.turn_hours, "h", "How long its credentials are good for: a lesson at least.", 1,
       24},
  };
}

Rows limit_rows(Settings& to) {
  auto& limits = to.limits;
  return {
      {"limits.rooms", &limits.rooms, "", "Rooms live at the same time.", 1, 10'000},
      {"limits.meeting_people", &limits.meeting_people, "", "People in a meeting.", 1, 1'000},
      {"limits.seminar_people", &limits.seminar_people, "", "People in a seminar.", 1, 10'000},
      {"limits.tries_per_minute", &limits.tries_per_minute, "1/min",
       "Wrong numbers, pins and keys of one address.", 1, 1'000'000},
      {"limits.rooms_per_minute", &limits.rooms_per_minute, "1/min", "Rooms made by one address.", 1,
       1'000'000},
      {"limits.logins_per_minute", &limits.logins_per_minute, "1/min", "Wrong passwords for one account.", 1,
       1'000'000},
      {"limits.address_logins_per_minute", &limits.address_logins_per_minute, "1/min",
       "Wrong passwords from one address.", 1, 1'000'000},
      {"limits.images_per_minute", &limits.images_per_minute, "1/min", "Profile images of one address.", 1,
       1'000'000},
      {"limits.tickets", &limits.tickets, "", "Tickets handed out and not used yet.", 1, 1'000'000},
      {"limits.messages_per_second", &limits.messages_per_second, "1/s",
       "Messages of one WebSocket, on average.", 1, 100'000},
      {"limits.messages_burst", &limits.messages_burst, "", "Messages at once.", 1, 1'000'000},
      {"limits.messages_refused", &limits.messages_refused, "",
       "Refused in a row; then the socket is closed.", 1, 1'000'000},
      {"limits.chat_characters", &limits.chat_characters, "", "The longest chat message.", 1, 16'000},
      {"limits.chat_per_second", &limits.chat_per_second, "1/s",
       "Chat messages of one participant, on average.", 1, 1'000},
      {"limits.chat_burst", &limits.chat_burst, "", "Chat messages at once.", 1, 1'000},
      {"limits.chat_join", &limits.chat_join, "", "Chat messages that come with joining.", 0, 1'000},
      {"limits.chat_page", &limits.chat_page, "", "Chat messages of one look back.", 1, 1'000},
      {"limits.orders_per_second", &limits.orders_per_second, "1/s",
       "Hands, locks, mutes and the like of one participant, on average.", 1, 1'000},
      {"limits.orders_burst", &limits.orders_burst, "", "Hands, locks, mutes and the like at once.", 1,
       1'000},
      {"limits.waiting", &limits.waiting, "", "People in a room's waiting room.", 1, 1'000},
      {"limits.roster", &limits.roster, "", "Names on a room's list of those who are expected.", 1, 1'000},
      {"limits.name_characters", &limits.name_characters, "", "The longest name of a person.", 1, 128},
      {"limits.title_characters", &limits.title_characters, "", "The longest title of a room.", 1, 1'000},
      {"limits.sdp_bytes", &limits.sdp_bytes, "bytes", "The largest session description.", 4'096, 65'536},
      {"limits.candidates", &limits.candidates, "", "Candidates of one peer.", 1, 1'000},
      {"limits.data_bytes", &limits.data_bytes, "bytes", "The largest `data` of an application's ticket.", 0,
       32'768},
  };
}

Rows time_rows(Settings& to) {
  auto& times = to.times;
  return {
      {"times.ticket_ms", &times.ticket_ms, "ms", "From a ticket's making to its use.", 1'000, 3'600'000},
      {"times.join_ms", &times.join_ms, "ms", "From a WebSocket's opening to room.join.", 100, 600'000},
      {"times.joined_ms", &times.joined_ms, "ms", "Until the others see someone whose media has not arrived.",
       0, 60'000},
      {"times.reload_ms", &times.reload_ms, "ms", "A page that went away or reloads has left after this.", 0,
       600'000},
      {"times.lost_ms", &times.lost_ms, "ms", "A connection that was lost has left after this.", 0, 600'000},
      {"times.resume_ms", &times.resume_ms, "ms", "A connection that was lost may come back within this.",
       1'000, 3'600'000},
      {"times.answer_ms", &times.answer_ms, "ms", "For a browser's answer to media.subscribe.", 1'000,
       600'000},
      {"times.talk_ms", &times.talk_ms, "ms", "For the answer of who is asked for a 1:1 talk.", 1'000,
       600'000},
      {"times.subscribe_pause_ms", &times.subscribe_pause_ms, "ms",
       "Between two media.subscribe to one client.", 0, 60'000},
      {"times.image_ms", &times.image_ms, "ms", "For reading an uploaded picture; then it is given up.", 100,
       60'000},
      {"times.empty_ms", &times.empty_ms, "ms", "A room without anybody is closed after this.", 1'000,
       86'400'000},
      {"times.host_ms", &times.host_ms, "ms",
       "Another host presides when the one who does has been away so long.", 0, 3'600'000},
      {"times.seen_ms", &times.seen_ms, "ms",
       "Between two notes of who is there: what a crash takes from the attendance.", 100, 3'600'000},
  };
}

Rows notice_rows(Settings& to) {
  auto& notice = to.notice;
  return {
      {"notice.version", &notice.version, "",
       "Names the text about recordings and pictures that people agree to. Another one: all are asked anew."},
      {"notice.recording", &notice.recording, "", "Classes are recorded, of those who agree."},
      {"notice.capture", &notice.capture, "", "Pictures are taken at intervals, of those who agree."},
  };
}

Rows recording_rows(Settings& to) {
  auto& recording = to.recording;
  return {
      {"recording.automatic", &recording.automatic, "",
       "Lessons are recorded by themselves, of those who agree (see notice.recording); a room may say no."},
      {"recording.floor_mib", &recording.floor_mib, "MiB",
       "With less room on the disk nothing is recorded; the class goes on.", 0, 1 << 30},
      {"recording.floor_percent", &recording.floor_percent, "%",
       "The same, of the whole disk; the larger of the two counts.", 0, 99},
      {"recording.days", &recording.days, "days", "Recordings are removed after so long; 0: never.", 0,
       36'500},
      {"recording.max_gib", &recording.max_gib, "GiB",
       "Of all recordings; the oldest are removed first. 0: no limit.", 0, 1 << 20},
      {"recording.undo_minutes", &recording.undo_minutes, "min",
       "So long a recording that was deleted can be had back.", 0, 10'080},
      {"recording.jobs", &recording.jobs, "", "Files that are made at the same time, at low priority.", 1,
       16},
  };
}

}  // namespace

Rows settings_table(Settings& settings) {
  Rows table;
  for (Rows rows : {room_rows(settings), media_rows(settings), limit_rows(settings), time_rows(settings),
                    notice_rows(settings), recording_rows(settings)}) {
    table.insert(table.end(), rows.begin(), rows.end());
  }
  return table;
}

}  // namespace seodang::service
