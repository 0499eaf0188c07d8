#include "http/support/fake_service.hpp"

#include <algorithm>
#include <memory>

namespace seodang::test {

namespace {

std::unique_ptr<FakeService> current;

/// Echoes what begins with "echo "; "close 4001" closes; "fill N" sends N KiB.
class FakeClient final : public service::Client {
 public:
  explicit FakeClient(Transport& transport) : transport_(transport) {
    fake().transports.push_back(&transport);
  }
  ~FakeClient() override { std::erase(fake().transports, &transport_); }

  void receive(std::string_view text) override {
    fake().received.emplace_back(text);
    if (text.starts_with("echo ")) transport_.send(std::string(text.substr(5)));
    if (text.starts_with("close "))
      transport_.close(static_cast<uint16_t>(std::stoi(std::string(text.substr(6)))), "asked to");
    if (!text.starts_with("fill ")) return;
    for (int left = std::stoi(std::string(text.substr(5))); left > 0; left--)
      transport_.send(std::string(1024, 'x'));
  }
  void closed(uint16_t code) override { fake().closed.push_back(code); }

 private:
  Transport& transport_;
};

void answer_login(FakeService::Call call, const Completion<service::LoggedIn>& done) {
  fake().calls.push_back(std::move(call));
  const Result<Json>& result = fake().result;
  done(result ? Result<service::LoggedIn>({*result, fake().login})
              : Result<service::LoggedIn>(result.error()));
}

void answer(FakeService::Call call, Completion<Json> done) {
  fake().calls.push_back(std::move(call));
  if (fake().hold) {
    fake().held.push_back(std::move(done));
  } else {
    done(fake().result);
  }
}

}  // namespace

FakeService& fake() { return *current; }
void reset_fake() { current = std::make_unique<FakeService>(); }

}  // namespace seodang::test

namespace seodang::service {

using test::answer;
using test::answer_login;
using test::fake;

class Service::Impl {};

Service::Service(Settings, store::Store&) {}
Service::~Service() = default;
void Service::start(Completion<> done) { done({}); }
void Service::create_room(const Json& body, const Caller& caller, Completion<Json> done) {
  answer({"create_room", "", body, caller}, std::move(done));
}
void Service::describe_room(const std::string& number, const Caller& caller, Completion<Json> done) {
  answer({"describe_room", number, {}, caller}, std::move(done));
}
void Service::join_room(const std::string& number, const Json& body, const Caller& caller,
                        Completion<Json> done) {
  answer({"join_room", number, body, caller}, std::move(done));
}
void Service::make_ticket(const std::string& room, const Json& body, const Caller& caller,
                          Completion<Json> done) {
  answer({"make_ticket", room, body, caller}, std::move(done));
}
void Service::attendance(const std::string& room, const Caller& caller, Completion<Json> done) {
  answer({"attendance", room, {}, caller}, std::move(done));
}
void Service::attendance_csv(const std::string& room, const Caller& caller, Completion<Document> done) {
  fake().calls.push_back({"attendance_csv", room, {}, caller});
  done(fake().document);
}
void Service::chat_text(const std::string& room, const Caller& caller, Completion<Document> done) {
  fake().calls.push_back({"chat_text", room, {}, caller});
  done(fake().document);
}
void Service::log_in(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  answer_login({"log_in", "", body, caller}, done);
}
void Service::log_out(const Caller& caller, Completion<LoggedIn> done) {
  answer_login({"log_out", "", {}, caller}, done);
}
void Service::me(const Caller& caller, Completion<Json> done) {
  answer({"me", "", {}, caller}, std::move(done));
}
void Service::my_rooms(const Caller& caller, Completion<Json> done) {
  answer({"my_rooms", "", {}, caller}, std::move(done));
}
void Service::change_password(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  answer_login({"change_password", "", body, caller}, done);
}
void Service::accounts(const Caller& caller, Completion<Json> done) {
  answer({"accounts", "", {}, caller}, std::move(done));
}
void Service::create_account(const Json& body, const Caller& caller, Completion<Json> done) {
  answer({"create_account", "", body, caller}, std::move(done));
}
void Service::delete_account(const std::string& name, const Caller& caller, Completion<Json> done) {
  answer({"delete_account", name, {}, caller}, std::move(done));
}
void Service::put_image(const std::string& bytes, const Caller& caller, Completion<Json> done) {
  answer({"put_image", bytes, {}, caller}, std::move(done));
}
void Service::remove_image(const Caller& caller, Completion<Json> done) {
  answer({"remove_image", "", {}, caller}, std::move(done));
}
Result<std::string> Service::image(const std::string& name) const {
  fake().calls.push_back({"image", name, {}, {}});
  return fake().image;
}
void Service::recording(RecordingCall, const RecordingRequest& request, const Caller& caller,
                        Completion<Json> done) {
  answer({"recording", request.id + " " + request.before + " " + std::to_string(request.limit), request.body,
          caller},
         std::move(done));
}
void Service::download(const RecordingRequest& request, const Caller& caller, Completion<Download> done) {
  fake().calls.push_back({"download",
                          request.id + "/" + request.file + " " + request.expires + " " + request.signature +
                              (request.poster ? " poster" : "") + (request.download ? " download" : ""),
                          {},
                          caller});
  done(fake().download);
}
std::unique_ptr<Client> Service::connect(Client::Transport& transport, const Caller&) {
  return std::make_unique<test::FakeClient>(transport);
}
Readiness Service::readiness() const { return fake().readiness; }
void Service::drain(Completion<> done) { done({}); }

}  // namespace seodang::service
