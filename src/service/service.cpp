#include "service/service.hpp"

#include <set>

#include "base/descriptors.hpp"
#include "base/log.hpp"
#include "service/accounts.hpp"
#include "service/archive.hpp"
#include "service/classrooms.hpp"
#include "service/entry.hpp"
#include "service/images.hpp"
#include "service/recording_desk.hpp"
#include "service/session.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Wires the parts; the order of the members is the order of their lives.
class Service::Impl : public Bindable,
                      public Session::Listener,
                      private Images::Listener,
                      private Recordings::Listener {
 public:
  Impl(Settings settings, store::Store& store) : settings_(std::move(settings)), store_(store) {}
  ~Impl() {
    unbind();
    for (Session* session : sessions_) session->abandon();
    dismiss();
  }

  void start(Completion<> done) {
    auto restored = [this, done](const Result<>& result) {
      if (!result) return done(result.error());
      started_ = true;
      supervisor_.start(done);
    };
    recordings_.start(weak(this, [this, done, restored](const Result<>& recovered) {
      if (!recovered) return done(recovered.error());
      classrooms_.restore(weak(this, [this, done, restored](const Result<>& rooms) {
        if (!rooms) return done(rooms.error());
        recordings_.finish_rest([this](const auto& row) { return goes_on(row); }, weak(this, restored));
      }));
    }));
  }

  bool goes_on(const store::RecordingRow& recording) const {
    Classroom* room = classrooms_.find(recording.room);
    return room && room->recorder().take_on(recording);
  }

  std::unique_ptr<Client> connect(Client::Transport& transport) {
    auto session = std::make_unique<Session>(transport, settings_, *this);
    sessions_.insert(session.get());
    return session;
  }

  Readiness readiness() const {
    const char* why = draining_           ? "the service is being stopped"
                      : !started_         ? "the service is starting"
                      : !store_.healthy() ? "the database does not take writes"
                      : supervisor_.children() == 0 && settings_.rooms.spare > 0
                          ? "the room program does not start"
                      : descriptors().exceed(Descriptors::joins_share)
                          ? "the file descriptors come to an end: see LimitNOFILE"
                          : "";
    return {*why == '\0', why,
            Json::object({{"rooms", static_cast<int64_t>(classrooms_.count())},
                          {"participants", static_cast<int64_t>(classrooms_.participants())},
                          {"sockets", static_cast<int64_t>(sessions_.size())},
                          {"spare", static_cast<int64_t>(supervisor_.spares())},
                          {"draining", draining_}})};
  }

  void drain(Completion<> done) {
    draining_ = true;
    dismiss();
    supervisor_.stop(std::move(done));
  }

  Result<> open() const {
    if (draining_) return {Code::wrong_state, "the service is being stopped"};
    if (!started_) return {Code::wrong_state, "the service is starting"};
    return {};
  }

  Entry& entry() { return entry_; }
  Archive& archive() { return archive_; }
  Images& images() { return images_; }
  RecordingDesk& desk() { return desk_; }
  Accounts& accounts() { return accounts_; }

 private:
  void on_join(Session& session, const Json& params, Reply reply) override {
    Result<> is_open = open();
    if (!is_open) return reply(is_open.error());
    entry_.join(session, params, reply);
  }
  void on_session_gone(Session& session) override { sessions_.erase(&session); }
  void on_image_changed(const std::string& person, const std::string& image) override {
    classrooms_.image_changed(person, image);
  }
  void on_recording_changed(const std::string& room, const Json& recording) override {
    classrooms_.recording_changed(room, recording);
  }
  void on_disk_changed() override { classrooms_.disk_changed(); }

  void dismiss() {
    constexpr uint16_t restart = 1012;
    classrooms_.dismiss();
    for (Session* session : std::set<Session*>(sessions_)) session->end(restart, "the service restarts");
  }

  // Passed in.
  const Settings settings_;
  store::Store& store_;
  // Owned.
  std::set<Session*> sessions_;  ///< owned by their sockets
  Supervisor supervisor_{settings_.rooms};
  Recordings recordings_{settings_, store_, *this};
  Classrooms classrooms_{settings_, store_, supervisor_, recordings_};
  Accounts accounts_{settings_, store_};
  Entry entry_{settings_, classrooms_, accounts_};
  Archive archive_{settings_, store_, accounts_};
  RecordingDesk desk_{recordings_, classrooms_, archive_};
  Images images_{settings_, store_, *this};
  bool started_ = false, draining_ = false;
};

Service::Service(Settings settings, store::Store& store)
    : impl_(std::make_unique<Impl>(std::move(settings), store)) {}
Service::~Service() { unbind(); }

void Service::start(Completion<> done) { impl_->start(std::move(done)); }

void Service::create_room(const Json& body, const Caller& caller, Completion<Json> done) {
  Result<> open = impl_->open();
  return open ? impl_->entry().create_room(body, caller, std::move(done)) : done(open.error());
}

void Service::describe_room(const std::string& number, const Caller& caller, Completion<Json> done) {
  Result<> open = impl_->open();
  return open ? impl_->entry().describe_room(number, caller, std::move(done)) : done(open.error());
}

void Service::join_room(const std::string& number, const Json& body, const Caller& caller,
                        Completion<Json> done) {
  Result<> open = impl_->open();
  return open ? impl_->entry().join_room(number, body, caller, std::move(done)) : done(open.error());
}

void Service::make_ticket(const std::string& room_id, const Json& body, const Caller& caller,
                          Completion<Json> done) {
  Result<> open = impl_->open();
  return open ? impl_->entry().make_ticket(room_id, body, caller, std::move(done)) : done(open.error());
}

void Service::attendance(const std::string& room_id, const Caller& caller, Completion<Json> done) {
  impl_->archive().attendance(room_id, caller, std::move(done));
}

void Service::attendance_csv(const std::string& room_id, const Caller& caller, Completion<Document> done) {
  impl_->archive().attendance_csv(room_id, caller, std::move(done));
}

void Service::chat_text(const std::string& room_id, const Caller& caller, Completion<Document> done) {
  impl_->archive().chat_text(room_id, caller, std::move(done));
}

void Service::log_in(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  impl_->accounts().login(body, caller, std::move(done));
}

void Service::log_out(const Caller& caller, Completion<LoggedIn> done) {
  impl_->accounts().logout(caller, std::move(done));
}

void Service::me(const Caller& caller, Completion<Json> done) {
  impl_->accounts().me(caller, std::move(done));
}

void Service::my_rooms(const Caller& caller, Completion<Json> done) {
  impl_->accounts().rooms(caller, std::move(done));
}

void Service::change_password(const Json& body, const Caller& caller, Completion<LoggedIn> done) {
  impl_->accounts().change_password(body, caller, std::move(done));
}

void Service::accounts(const Caller& caller, Completion<Json> done) {
  impl_->accounts().list(caller, std::move(done));
}

void Service::create_account(const Json& body, const Caller& caller, Completion<Json> done) {
  impl_->accounts().create(body, caller, std::move(done));
}

void Service::delete_account(const std::string& name, const Caller& caller, Completion<Json> done) {
  impl_->accounts().remove(name, caller, std::move(done));
}

void Service::put_image(const std::string& bytes, const Caller& caller, Completion<Json> done) {
  impl_->images().put(bytes, caller, std::move(done));
}

void Service::remove_image(const Caller& caller, Completion<Json> done) {
  impl_->images().remove(caller, std::move(done));
}

Result<std::string> Service::image(const std::string& name) const { return impl_->images().read(name); }

void Service::recording(RecordingCall call, const RecordingRequest& request, const Caller& caller,
                        Completion<Json> done) {
  impl_->desk().call(call, request, caller, std::move(done));
}

void Service::download(const RecordingRequest& request, const Caller& caller, Completion<Download> done) {
  impl_->desk().download(request, caller, std::move(done));
}

std::unique_ptr<Client> Service::connect(Client::Transport& transport, const Caller&) {
  return impl_->connect(transport);
}
Readiness Service::readiness() const { return impl_->readiness(); }
void Service::drain(Completion<> done) { impl_->drain(std::move(done)); }

}  // namespace seodang::service
