#include "http/api.hpp"

#include <charconv>

#include "http/download.hpp"
#include "protocol/errors.hpp"

namespace seodang::http {

namespace {

/// The use case's result as an answer with `status` (204: without it), or its error.
Completion<Json> answered(int status, Answered done) {
  return [status, done = std::move(done)](Result<Json> result) {
    done(result ? Answer{status, *result} : answer_of(result.error()));
  };
}

Completion<service::Document> saved_as(const char* plain_name, Answered done) {
  return [plain_name, done = std::move(done)](const Result<service::Document>& document) {
    done(document ? answer_of(*document, plain_name) : answer_of(document.error()));
  };
}

/// The same, with the caller's new cookie.
Completion<service::LoggedIn> with_cookie(Line line, Answered done) {
  return [line, done = std::move(done)](const Result<service::LoggedIn>& result) {
    if (!result) return done(answer_of(result.error()));
    done({200, result->body, {}, {}, {{"Set-Cookie", login_cookie(result->login, line)}}});
  };
}

}  // namespace

Answer answer_of(const Error& error) {
  return {row_of(error.code).http, Json::object({{"error", to_json(error)}})};
}

Answer answer_of(const service::Document& document, std::string_view plain_name) {
  return {200,
          {},
          document.text,
          document.type,
          {{"Content-Disposition", content_disposition(true, plain_name, document.name)}}};
}

std::span<const Route<Api>> Api::routes() {
  using service::RecordingCall;
  static constexpr Route<Api> table[]{
      {"POST", "/api/rooms", &Api::create_room, Body::json},
      {"GET", "/api/rooms/{number}", &Api::describe_room},
      {"POST", "/api/rooms/{number}/join", &Api::join_room, Body::json},
      {"POST", "/api/rooms/{id}/tickets", &Api::make_ticket, Body::json},
      {"GET", "/api/rooms/{id}/attendance", &Api::attendance},
      {"GET", "/api/rooms/{id}/attendance.csv", &Api::attendance_csv},
      {"GET", "/api/rooms/{id}/chat.txt", &Api::chat_text},
      {"POST", "/api/login", &Api::log_in, Body::json},
      {"POST", "/api/logout", &Api::log_out},
      {"GET", "/api/me", &Api::me},
      {"GET", "/api/me/rooms", &Api::my_rooms},
      {"POST", "/api/me/password", &Api::change_password, Body::json},
      {"GET", "/api/accounts", &Api::accounts},
      {"POST", "/api/accounts", &Api::create_account, Body::json},
      {"DELETE", "/api/accounts/{name}", &Api::delete_account},
      {"PUT", "/api/images", &Api::put_image, Body::image},
      {"DELETE", "/api/images", &Api::delete_image},
      {"GET", "/images/{name}", &Api::image},
      {"GET", "/api/rooms/{id}/recordings", &Api::recording<RecordingCall::list, 200>},
      {"POST", "/api/rooms/{id}/recordings", &Api::recording<RecordingCall::start, 201>, Body::json},
      {"GET", "/api/recordings/{id}", &Api::recording<RecordingCall::get, 200>},
      {"DELETE", "/api/recordings/{id}", &Api::recording<RecordingCall::discard, 200>},
      {"POST", "/api/recordings/{id}/stop", &Api::recording<RecordingCall::stop, 200>},
      {"POST", "/api/recordings/{id}/restore", &Api::recording<RecordingCall::restore, 200>},
      {"POST", "/api/recordings/{id}/compose", &Api::recording<RecordingCall::compose, 202>, Body::json},
      {"POST", "/api/recordings/{id}/marks", &Api::recording<RecordingCall::mark, 201>, Body::json},
      {"POST", "/api/recordings/{id}/first", &Api::recording<RecordingCall::first, 204>, Body::json},
      {"GET", "/api/recordings/{id}/files/{file}", &Api::download},
      {"GET", "/api/recordings/{id}/zip", &Api::download},
      {"GET", "/livez", &Api::livez},
      {"GET", "/readyz", &Api::readyz},
  };
  return table;
}

void Api::create_room(const Request& request, Answered done) {
  service_.create_room(request.body, request.caller, answered(201, std::move(done)));
}

void Api::describe_room(const Request& request, Answered done) {
  service_.describe_room(request.path.at("number"), request.caller, answered(200, std::move(done)));
}

void Api::join_room(const Request& request, Answered done) {
  service_.join_room(request.path.at("number"), request.body, request.caller, answered(200, std::move(done)));
}

void Api::make_ticket(const Request& request, Answered done) {
  service_.make_ticket(request.path.at("id"), request.body, request.caller, answered(201, std::move(done)));
}

void Api::attendance(const Request& request, Answered done) {
  service_.attendance(request.path.at("id"), request.caller, answered(200, std::move(done)));
}

void Api::attendance_csv(const Request& request, Answered done) {
  service_.attendance_csv(request.path.at("id"), request.caller, saved_as("attendance.csv", std::move(done)));
}

void Api::chat_text(const Request& request, Answered done) {
  service_.chat_text(request.path.at("id"), request.caller, saved_as("chat.txt", std::move(done)));
}

void Api::log_in(const Request& request, Answered done) {
  if (request.line == Line::open) {
    return done(
        answer_of({Code::forbidden,
                   "log in over https: here the password could be read on its way (behind a proxy: see "
                   "http.proxies and X-Forwarded-Proto)"}));
  }
  service_.log_in(request.body, request.caller, with_cookie(request.line, std::move(done)));
}

void Api::log_out(const Request& request, Answered done) {
  service_.log_out(request.caller, with_cookie(request.line, std::move(done)));
}

void Api::me(const Request& request, Answered done) {
  service_.me(request.caller, answered(200, std::move(done)));
}

void Api::my_rooms(const Request& request, Answered done) {
  service_.my_rooms(request.caller, answered(200, std::move(done)));
}

void Api::change_password(const Request& request, Answered done) {
  service_.change_password(request.body, request.caller, with_cookie(request.line, std::move(done)));
}

void Api::accounts(const Request& request, Answered done) {
  service_.accounts(request.caller, answered(200, std::move(done)));
}

void Api::create_account(const Request& request, Answered done) {
  service_.create_account(request.body, request.caller, answered(201, std::move(done)));
}

void Api::delete_account(const Request& request, Answered done) {
  service_.delete_account(request.path.at("name"), request.caller, answered(204, std::move(done)));
}

void Api::put_image(const Request& request, Answered done) {
  service_.put_image(request.bytes, request.caller, answered(201, std::move(done)));
}

void Api::delete_image(const Request& request, Answered done) {
  service_.remove_image(request.caller, answered(204, std::move(done)));
}

/// Its name is random and its content never changes.
void Api::image(const Request& request, Answered done) {
  Result<std::string> bytes = service_.image(request.path.at("name"));
  if (!bytes) return done(answer_of(bytes.error()));
  done({200,
        {},
        std::move(*bytes),
        "image/jpeg",
        {{"Cache-Control", "private, max-age=31536000, immutable"}, {"Content-Disposition", "inline"}}});
}

template <service::RecordingCall call, int status>
void Api::recording(const Request& request, Answered done) {
  service::RecordingRequest asked{request.path.at("id"), request.body, request.asked("before")};
  const std::string limit = request.asked("limit");
  std::from_chars(limit.data(), limit.data() + limit.size(), asked.limit);
  service_.recording(call, asked, request.caller, answered(status, std::move(done)));
}

void Api::download(const Request& request, Answered done) {
  service::RecordingRequest asked{request.path.at("id")};
  if (const auto file = request.path.find("file"); file != request.path.end()) asked.file = file->second;
  asked.expires = request.asked("expires");
  asked.signature = request.asked("signature");
  asked.poster = request.asked("poster") == "1";
  asked.download = request.asked("download") == "1";
  service_.download(asked, request.caller,
                    [request, done = std::move(done)](const Result<service::Download>& files) {
                      done(files ? answer_of(*files, request) : answer_of(files.error()));
                    });
}

void Api::livez(const Request&, Answered done) { done({200, Json::object({{"alive", true}})}); }

void Api::readyz(const Request&, Answered done) {
  const service::Readiness state = service_.readiness();
  const bool ready = state.ready && !stopping_;
  Json body = Json::object({{"ready", ready}});
  if (!ready) body.set("why", stopping_ ? "stopping" : state.why);
  if (!state.details.is_null()) body.set("details", state.details);
  done({ready ? 200 : 503, body});
}

}  // namespace seodang::http
