#include "service/archive.hpp"

#include "base/id.hpp"
#include "service/attendance_report.hpp"
#include "service/text.hpp"

namespace seodang::service {

namespace {

constexpr const char* byte_order_mark = "\xEF\xBB\xBF";

/// What the file is called on the disk of whoever saves it.
std::string file_name(const store::RoomRow& room, const std::string& what) {
  return room.title + " " + local_time(room.opened_at).substr(0, 10) + " " + what;
}

/// One message. What follows its first line is set in, so that nobody writes a line of someone else's.
std::string lines_of(const store::MessageRow& row) {
  std::string text = local_time(row.at) + " " + row.name + ": ";
  const std::string said = row.deleted ? "[deleted]" : row.text;
  for (char c : said) text += c == '\n' ? std::string("\r\n    ") : std::string(1, c);
  return text + "\r\n";
}

/// Who has its host key, whose room it is, and operators.
bool may_read(const store::RoomRow& room, const Accounts::Someone& someone, const Caller& caller) {
  if (!caller.bearer.empty() && sha256_hex(caller.bearer) == room.host_key_hash) return true;
  return someone && (someone->person == room.account || someone->role == AccountRole::operators);
}

}  // namespace

void Archive::open(const std::string& room, const Caller& caller, Completion<store::RoomRow> done) {
  if (!tries_.is_left(caller.address))
    return done(Error{Code::limit, "too many wrong tries from your address: wait a minute"});
  accounts_.who(caller, weak(this, [this, room, caller, done](const Result<Accounts::Someone>& someone) {
                  if (!someone) return done(someone.error());
                  open_for(*someone, room, caller, done);
                }));
}

void Archive::open_for(const Accounts::Someone& someone, const std::string& room, const Caller& caller,
                       const Completion<store::RoomRow>& done) {
  auto found = [this, someone, caller, done](const Result<std::optional<store::RoomRow>>& row) {
    if (!row) return done(row.error());
    if (*row && may_read(**row, someone, caller)) return done(**row);
    tries_.spend(caller.address);
    if (!*row) return done(Error{Code::not_found, "there is no room of that id"});
    done(Error{Code::forbidden,
               "the room's host key is needed (Authorization: Bearer …), or the login of whose room it is"});
  };
  store_.rooms().find(room, weak(this, found));
}

void Archive::attendance(const std::string& room, const Caller& caller, Completion<Json> done) {
  open(room, caller, weak(this, [this, done](const Result<store::RoomRow>& row) {
         if (!row) return done(row.error());
         store_.attendance().of_room(row->id, [done](const Result<store::AttendanceRows>& rows) {
           if (!rows) return done(rows.error());
           done(to_json(attendance_report(*rows, wall_ms())));
         });
       }));
}

void Archive::attendance_csv(const std::string& room, const Caller& caller, Completion<Document> done) {
  open(room, caller, weak(this, [this, done](const Result<store::RoomRow>& row) {
         if (!row) return done(row.error());
         std::string name = file_name(*row, "attendance.csv");
         store_.attendance().of_room(row->id, [done, name](const Result<store::AttendanceRows>& rows) {
           if (!rows) return done(rows.error());
           done(Document{"text/csv; charset=utf-8", name, to_csv(attendance_report(*rows, wall_ms()))});
         });
       }));
}

/// A conversation that is being written down, from its end to its beginning: what is dropped when there is
/// too much of it is its beginning.
struct Archive::Transcript {
  static constexpr size_t most_bytes = 4 << 20;
  static constexpr unsigned page = 500;

  store::RoomRow room;
  Completion<Document> done;
  std::string text;
  store::MessageBounds bounds;

  void finish(bool whole) {
    if (!whole) text = "[…]\r\n" + text;
    done(Document{"text/plain; charset=utf-8", file_name(room, "chat.txt"), byte_order_mark + text});
  }
};

void Archive::chat_text(const std::string& room, const Caller& caller, Completion<Document> done) {
  open(room, caller, weak(this, [this, done](const Result<store::RoomRow>& row) {
         if (!row) return done(row.error());
         transcribe(std::make_shared<Transcript>(Transcript{*row, done, {}, {}}));
       }));
}

void Archive::transcribe(const std::shared_ptr<Transcript>& transcript) {
  auto read = [this, transcript](const Result<store::MessagePage>& page) {
    if (!page) return transcript->done(page.error());
    std::string text;
    for (const store::MessageRow& row : page->messages) text += lines_of(row);
    transcript->text = text + transcript->text;
    if (!page->more) return transcript->finish(true);
    if (transcript->text.size() > Transcript::most_bytes) return transcript->finish(false);
    transcript->bounds.before_id = page->messages.front().id;
    transcribe(transcript);
  };
  store_.chat().page(transcript->room.id, transcript->bounds, Transcript::page, weak(this, read));
}

}  // namespace seodang::service
