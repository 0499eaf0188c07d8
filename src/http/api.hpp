#pragma once

#include <span>

#include "http/router.hpp"
#include "service/service.hpp"

namespace seodang::http {

/// The REST calls (data/openapi.yaml; a test compares): each is one row of routes() and one use case of the
/// service.
class Api {
 public:
  explicit Api(service::Service& service) : service_(service) {}

  static std::span<const Route<Api>> routes();
  /// From now on /readyz says no.
  void stop_being_ready() { stopping_ = true; }
  void call(const Route<Api>& route, const Request& request, Answered done) {
    (this->*route.handler)(request, std::move(done));
  }

 private:
  void create_room(const Request& request, Answered done);
  void describe_room(const Request& request, Answered done);
  void join_room(const Request& request, Answered done);
  void make_ticket(const Request& request, Answered done);
  void attendance(const Request& request, Answered done);
  void attendance_csv(const Request& request, Answered done);
  void chat_text(const Request& request, Answered done);
  void log_in(const Request& request, Answered done);
  void log_out(const Request& request, Answered done);
  void me(const Request& request, Answered done);
  void my_rooms(const Request& request, Answered done);
  void change_password(const Request& request, Answered done);
  void accounts(const Request& request, Answered done);
  void create_account(const Request& request, Answered done);
  void delete_account(const Request& request, Answered done);
  void put_image(const Request& request, Answered done);
  void delete_image(const Request& request, Answered done);
  void image(const Request& request, Answered done);
  template <service::RecordingCall call, int status>
  void recording(const Request& request, Answered done);
  void download(const Request& request, Answered done);
  void livez(const Request& request, Answered done);
  void readyz(const Request& request, Answered done);

  // Passed in.
  service::Service& service_;
  // Owned.
  bool stopping_ = false;
};

/// To be saved under its name, and as `plain_name` by a program that reads nothing but ASCII (RFC 6266).
Answer answer_of(const service::Document& document, std::string_view plain_name);

/// `{error:{code, message, data:{name}}}` with the table's HTTP status.
Answer answer_of(const Error& error);

}  // namespace seodang::http
