#include "load/person.hpp"

#include <utility>

namespace seodang::load {

namespace {
constexpr int tile_height = 360;
}

Person::Person(World& world, std::string name) : world_(world), name_(std::move(name)) {}

Person::~Person() { unbind(); }

void Person::enter(const std::string& number, std::optional<Sends> sends) {
  sends_ = sends;
  began_ns_ = now_ns();
  world_.desk->post("/api/rooms/" + number + "/join", Json::object({{"name", name_}}),
                    weak(this, [this](const Result<Json>& answer) {
                      answer ? join((*answer)["ticket"].string_or("")) : fail("join", answer.error());
                    }));
}

void Person::enter_with(const std::string& ticket, std::optional<Sends> sends) {
  sends_ = sends;
  began_ns_ = now_ns();
  join(ticket);
}

void Person::join(const std::string& ticket) {
  world_.desk->connect(weak(this, [this, ticket](Result<GRef<SoupWebsocketConnection>> socket) {
    if (!socket) return fail("WebSocket", socket.error());
    line_.reset(new Line(std::move(*socket), *this));
    line_->call("room.join", Json::object({{"ticket", ticket}}),
                weak(this, [this](const Result<Json>& joined) {
                  if (!joined) return fail("room.join", joined.error());
                  id_ = (*joined)["you"]["id"].string_or("");
                  if (world_.agrees) agree((*joined)["room"]["notice"]["version"]);
                  if (sends_) publish();
                }));
  }));
}

/// To be recorded, and to nothing else.
void Person::agree(const Json& notice) {
  line_->call("consent.answer",
              Json::object({{"recording", true}, {"capture", false}, {"textVersion", notice}}),
              weak(this, [this](const Result<Json>& answer) {
                if (!answer) fail("consent.answer", answer.error());
              }));
}

void Person::publish() {
  sender_ = std::make_unique<Sender>(world_.sockets, world_.certificate, *sends_);
  line_->call("media.publish", sender_->offer(), weak(this, [this](const Result<Json>& answer) {
                answer ? sender_->accept((*answer)["sdp"].string_or(""))
                       : fail("media.publish", answer.error());
              }));
  tell_candidate("publish", sender_->transport(), "0");
}

void Person::on_message(const std::string& method, const Json& params, Reply reply) {
  if (method == "media.subscribe") {
    on_subscribe(params, reply);
  } else if (method == "media.candidate") {
    on_candidate(params);
  } else if (method == "media.reset") {
    if (!leaving_) fail("media.reset", {Code::media_failed, params["reason"].string_or("")});
  } else {
    reply(Json::object());  // what is not about media concerns nobody here
  }
}

void Person::on_subscribe(const Json& params, const Reply& reply) {
  receiver_ = std::make_unique<Receiver>(world_.sockets, world_.certificate, world_.delays);
  reply(receiver_->answer(params));
  tell_candidate("subscribe", receiver_->transport(), params["slots"].at(0)["mid"].string_or(""));
  for (const std::string& candidate : std::exchange(early_candidates_, {}))
    receiver_->transport().add_candidate(candidate);
}

void Person::on_candidate(const Json& params) {
  const std::string candidate = params["candidate"].string_or("");
  if (params["peer"].string() == "publish") {
    if (sender_) sender_->transport().add_candidate(candidate);
  } else if (receiver_) {
    receiver_->transport().add_candidate(candidate);
  } else {
    early_candidates_.push_back(candidate);
  }
}

void Person::tell_candidate(const char* peer, const Transport& transport, const std::string& mid) {
  for (const std::string& candidate : {transport.candidate(), std::string()}) {
    line_->notify("media.candidate",
                  Json::object({{"peer", peer}, {"candidate", candidate}, {"sdpMid", mid}}));
  }
}

void Person::view(const std::vector<std::string>& participants) {
  Json tiles = Json::array();
  for (const std::string& id : participants)
    tiles.push(Json::object({{"participant", id}, {"height", tile_height}}));
  line_->notify("media.view", Json::object({{"tiles", tiles}, {"receive", "all"}}));
}

void Person::leave(bool ends) {
  if (!line_) return;
  leaving_ = true;
  const Json params = ends ? Json::object({{"end", true}, {"save", false}}) : Json::object();
  line_->call("room.leave", params, weak(this, [this](const Result<Json>& answer) {
                if (!answer) fail("room.leave", answer.error());
                left_ = true;
              }));
  if (sender_) sender_->transport().close();
  if (receiver_) receiver_->transport().close();
}

void Person::on_line_closed() {
  if (!leaving_ && trouble_.empty()) trouble_ = name_ + ": the service closed the connection";
}

void Person::fail(const std::string& what, const Error& error) {
  if (trouble_.empty()) trouble_ = name_ + ": " + what + ": " + error.text;
}

bool Person::ready() const {
  return receiver_ && receiver_->ready_ns() > 0 && (!sends_ || (sender_ && sender_->transport().ready()));
}

double Person::ready_ms() const {
  return receiver_ && receiver_->ready_ns() ? static_cast<double>(receiver_->ready_ns() - began_ns_) / 1e6
                                            : 0;
}

double Person::first_packet_ms(bool audio) const {
  const int64_t first_ns = receiver_ ? receiver_->first_packet_ns(audio) : 0;
  return first_ns ? static_cast<double>(first_ns - began_ns_) / 1e6 : 0;
}

}  // namespace seodang::load
