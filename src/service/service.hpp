#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"
#include "service/client.hpp"
#include "service/settings.hpp"

namespace seodang::store {
class Store;
}

namespace seodang::service {

/// Who calls by REST or opens a WebSocket.
struct Caller {
  std::string
      address;  ///< of the client, as text without port (behind a trusted proxy: the one it forwards for)
  std::string bearer;  ///< the Authorization header's token; empty: none
  std::string login;   ///< the secret of the cookie; empty: none
};

/// What a call answers after which the caller's cookie is another.
struct LoggedIn {
  Json body;
  std::string login;  ///< its secret from now on; empty: none
};

/// A file that is made to be saved.
struct Document {
  std::string type;  ///< "text/csv; charset=utf-8"
  std::string name;  ///< what it is called where it is saved, in any letters
  std::string text;
};

/// What is asked of recordings by REST: of a room's (list, start), or of one.
enum class RecordingCall : uint8_t { list, start, get, stop, discard, restore, compose, mark, first };

struct RecordingRequest {
  std::string id;      ///< the room's (list, start), or the recording's
  Json body;           ///< null: none
  std::string before;  ///< list: older than this one; empty: from the newest
  unsigned limit = 0;  ///< list; 0: as many as usual
  // A download.
  std::string file;  ///< empty: all, in a zip
  std::string expires, signature;
  bool poster = false;    ///< the picture of it
  bool download = false;  ///< to be saved, not to be shown
};

/// Files on the disk that are sent as they are, or several in a zip.
struct Download {
  struct File {
    std::string path, name;  ///< name: what it is called where it is saved
  };
  std::vector<File> files;
  std::string type;
  std::string name;  ///< of the zip; of a file what a program is told that reads nothing but ASCII
  bool save = false;
  bool zip = false;
};

/// What /readyz says: `ready`, or why not in one sentence.
struct Readiness {
  bool ready = false;
  std::string why;
  Json details;  ///< {rooms, participants, spare, draining}
};

/// The use cases of the front door; knows neither HTTP nor GStreamer. Main thread. The store must outlive it.
class Service : public Bindable {
 public:
  Service(Settings settings, store::Store& store);
  ~Service();

  /// Restores the rooms that were live when the last process died, and starts the warm spare; done when its
  /// first process is ready, or has failed to start (then the error says so, the service keeps trying,
  /// readiness tells).
  void start(Completion<> done);

  /// POST /api/rooms → `{room:{id,number,title,kind,url}, hostKey, ticket}`
  void create_room(const Json& body, const Caller& caller, Completion<Json> done);
  /// GET /api/rooms/{number} → `{room:{number,title,kind,pin,waitingRoom,locked}, notice}`
  void describe_room(const std::string& number, const Caller& caller, Completion<Json> done);
  /// POST /api/rooms/{number}/join → `{ticket}`
  void join_room(const std::string& number, const Json& body, const Caller& caller, Completion<Json> done);
  /// POST /api/rooms/{id}/tickets, with an application's token as bearer → `{ticket}`
  void make_ticket(const std::string& room_id, const Json& body, const Caller& caller, Completion<Json> done);

  /// GET /api/rooms/{id}/attendance, …/attendance.csv, …/chat.txt: of a live room or one that is over, with
  /// its host key as bearer, or the login of whose room it is, or an operator's
  void attendance(const std::string& room_id, const Caller& caller, Completion<Json> done);
  void attendance_csv(const std::string& room_id, const Caller& caller, Completion<Document> done);
  void chat_text(const std::string& room_id, const Caller& caller, Completion<Document> done);

  /// POST /api/login `{name, password}` → `{account:{name, role}}`
  void log_in(const Json& body, const Caller& caller, Completion<LoggedIn> done);
  /// POST /api/logout
  void log_out(const Caller& caller, Completion<LoggedIn> done);
  /// GET /api/me → `{account|null}`
  void me(const Caller& caller, Completion<Json> done);
  /// GET /api/me/rooms → `{rooms:[{id, number, title, kind, openedAt, closedAt|null}]}`, newest first
  void my_rooms(const Caller& caller, Completion<Json> done);
  /// POST /api/me/password `{old, new}` → as log_in(); every other login of the account ends
  void change_password(const Json& body, const Caller& caller, Completion<LoggedIn> done);
  /// GET /api/accounts → `{accounts:[{name, role, createdAt, loginAt|null}]}`; for operators, as the next two
  void accounts(const Caller& caller, Completion<Json> done);
  /// POST /api/accounts `{name, password, role}` → `{account:{name, role}}`
  void create_account(const Json& body, const Caller& caller, Completion<Json> done);
  /// DELETE /api/accounts/{name}
  void delete_account(const std::string& name, const Caller& caller, Completion<Json> done);

  /// PUT /api/images with a person's key as bearer: the bytes of a JPEG, PNG or WebP → `{image}`, its path
  void put_image(const std::string& bytes, const Caller& caller, Completion<Json> done);
  /// DELETE /api/images, as above
  void remove_image(const Caller& caller, Completion<Json> done);
  /// GET /images/{name}: a JPEG. Error: not_found.
  Result<std::string> image(const std::string& name) const;

  /// /api/rooms/{id}/recordings and /api/recordings/{id}…; who may: see attendance(). first: `{file}`.
  void recording(RecordingCall call, const RecordingRequest& request, const Caller& caller,
                 Completion<Json> done);
  /// GET /api/recordings/{id}/files/{file} and …/zip: also for who has a signed link.
  void download(const RecordingRequest& request, const Caller& caller, Completion<Download> done);

  /// A WebSocket has been opened.
  std::unique_ptr<Client> connect(Client::Transport& transport, const Caller& caller);

  Readiness readiness() const;
  /// Before exit: no new rooms or joins, sockets closed with 1012, room processes ended. Rooms stay open in
  /// the store.
  void drain(Completion<> done);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seodang::service
