#include "fixture.hpp"

#include <cstdlib>
#include <fstream>

#include "base/id.hpp"
#include "protocol/errors.hpp"
#include "protocol/rpc.hpp"
#include "support/fake_room.hpp"

namespace seodang::test {

namespace {

Json outcome(const Result<Json>& result) {
  if (result) return *result;
  const Error& error = result.error();
  Json outcome = Json::object({{"error", name_of(error.code)}, {"text", error.text}});
  for (const std::string& member : error.data ? error.data->keys() : std::vector<std::string>{})
    outcome.set(member, (*error.data)[member]);
  return outcome;
}

}  // namespace

Browser::Browser(service::Service& service, const std::string& address)
    : client_(service.connect(*this, {address, {}})) {}

void Browser::send(std::string text) {
  auto message = Json::parse(text, {1 << 22, 32});
  ASSERT_TRUE(message) << text;
  messages_.push_back(*message);
  if (!answer_offers || (*message)["method"].string() != "media.subscribe") return;
  Json reply = Json::object(
      {{"jsonrpc", "2.0"}, {"id", (*message)["id"]}, {"result", Json::object({{"sdp", answer_sdp}})}});
  // As from a network: later. We may be gone by then.
  post(weak(this, [this, text = reply.text()] {
    if (client_ && close_code_ == 0) client_->receive(text);
  }));
}

Json Browser::response_to(int64_t id) const {
  for (const Json& message : messages_) {
    if (!message.has("method") && message["id"].integer() == id) return message;
  }
  return {};
}

int64_t Browser::begin(const std::string& method, const Json& params) {
  int64_t id = next_id_++;
  client_->receive(encode_request(id, method, params));
  return id;
}

Json Browser::answer_to(int64_t id) const {
  Json response = response_to(id);
  return response.has("error") ? outcome(Result<Json>(error_from(response["error"]))) : response["result"];
}

Json Browser::ask(const std::string& method, const Json& params) {
  int64_t id = begin(method, params);
  if (!wait_for([&] { return !response_to(id).is_null(); })) return Json::object({{"error", "none"}});
  return answer_to(id);
}

Json Browser::join(const Json& params) {
  Json result = ask("room.join", params);
  EXPECT_FALSE(result.has("error")) << result.text();
  return result;
}

void Browser::notify(const std::string& method, const Json& params) {
  client_->receive(encode_notification(method, params));
}

void Browser::disconnect(uint16_t code) {
  client_->closed(code);
  client_.reset();
}

std::vector<Json> Browser::got(const std::string& method) const {
  std::vector<Json> list;
  for (const Json& message : messages_) {
    if (message["method"].string() == method) list.push_back(message["params"]);
  }
  return list;
}

bool Browser::wait_for_message(const std::string& method, size_t count, double seconds) const {
  return wait_for([&] { return got(method).size() >= count; }, seconds);
}

ServiceTest::ServiceTest()
    : folder_(std::filesystem::temp_directory_path() / ("seodang-service-" + random_hex(8))) {
  std::filesystem::create_directory(folder_);
  settings_.uploads = folder_ / "uploads";
  settings_.recordings = folder_ / "recordings";
  settings_.recording.retry_ms = 50;
  settings_.rooms.program = fake_room_path();
  settings_.rooms.arguments = {"--log", folder_ / "room.log"};
  settings_.rooms.spare_pause_ms = 0;
  settings_.rooms.answer_ms = 1500;
  settings_.rooms.heartbeat_ms = 200;
  settings_.rooms.exit_ms = 2000;
  settings_.times.subscribe_pause_ms = 100;
}

ServiceTest::~ServiceTest() {
  service_.reset();
  store_.reset();
  EXPECT_TRUE(wait_for([] { return children() == 0; })) << "a child remains";
  std::filesystem::remove_all(folder_);
}

service::Service& ServiceTest::start() {
  auto store = store::Store::open(folder_ / "seodang.db");
  EXPECT_TRUE(store) << store.error().text;
  store_ = std::move(*store);
  service_ = std::make_unique<service::Service>(settings_, *store_);
  Json started = wait([&](Completion<Json> done) {
    service_->start([done](const Result<>& result) {
      done(result ? Result<Json>(Json::object()) : Result<Json>(result.error()));
    });
  });
  EXPECT_FALSE(started.has("error")) << started.text();
  return *service_;
}

service::Service& ServiceTest::restart() {
  service_.reset();
  store_.reset();
  return start();
}

Json ServiceTest::wait(const Ask& ask) {
  std::optional<Result<Json>> answer;
  ask([&answer](Result<Json> result) { answer = std::move(result); });
  if (!wait_for([&] { return answer.has_value(); })) return Json::object({{"error", "none"}});
  return outcome(*answer);
}

static Json merged(Json base, const Json& more) {
  for (const std::string& key : more.keys()) base.set(key, more[key]);
  return base;
}

Json ServiceTest::create(const Json& more) {
  Json body = merged(Json::object({{"title", "산수"}, {"name", "선생"}, {"kind", "meeting"}}), more);
  return wait([&](Completion<Json> done) { service_->create_room(body, {"10.0.0.1", {}}, std::move(done)); });
}

Json ServiceTest::enter(const std::string& number, const Json& more, const std::string& address) {
  Json body = merged(Json::object({{"name", "철수"}}), more);
  return wait([&](Completion<Json> done) {
    service_->join_room(number, body, {address, {}}, std::move(done));
  });
}

Json ServiceTest::ticket_for(const std::string& room_id, const Json& body, const std::string& bearer) {
  return wait([&](Completion<Json> done) {
    service_->make_ticket(room_id, body, {"10.0.0.9", bearer}, std::move(done));
  });
}

std::unique_ptr<Browser> ServiceTest::browser(const std::string& number, const std::string& name,
                                              const Json& more) {
  Json entered = enter(number, merged(Json::object({{"name", name}}), more));
  EXPECT_TRUE(entered.has("ticket")) << entered.text();
  auto browser = std::make_unique<Browser>(*service_);
  last_join_ = browser->join(Json::object({{"ticket", entered["ticket"]}}));
  return browser;
}

ServiceTest::Guest ServiceTest::guest(const std::string& number, const std::string& name, const Json& more) {
  Json entered = enter(number, merged(Json::object({{"name", name}}), more));
  EXPECT_TRUE(entered.has("ticket")) << entered.text();
  Guest guest{std::make_unique<Browser>(*service_)};
  guest.join = guest.browser->begin("room.join", Json::object({{"ticket", entered["ticket"]}}));
  return guest;
}

std::unique_ptr<Browser> ServiceTest::host(const Json& more) {
  Json created = create(more);
  room_ = created["room"].set("hostKey", created["hostKey"]);
  auto browser = std::make_unique<Browser>(*service_);
  last_join_ = browser->join(Json::object({{"ticket", created["ticket"]}}));
  return browser;
}

std::vector<Json> ServiceTest::room_log() const {
  std::vector<Json> lines;
  std::ifstream file(folder_ / "room.log");
  for (std::string line; std::getline(file, line);) {
    size_t space = line.find(' ');
    auto message = Json::parse(line.substr(space + 1), {1 << 20, 32});
    if (!message || (*message)["method"].string() == "stats") continue;
    lines.push_back(Json::object(
        {{"pid", std::stoi(line)}, {"method", (*message)["method"]}, {"params", (*message)["params"]}}));
  }
  return lines;
}

std::vector<Json> ServiceTest::room_log(const std::string& method) const {
  std::vector<Json> lines = room_log();
  std::erase_if(lines, [&](const Json& line) { return line["method"].string() != method; });
  return lines;
}

bool ServiceTest::wait_for_room(const std::string& method, size_t count, double seconds) const {
  return wait_for([&] { return room_log(method).size() >= count; }, seconds);
}

pid_t ServiceTest::room_pid() const {
  std::vector<Json> opens = room_log("open");
  return opens.empty() ? 0 : static_cast<pid_t>(opens.back()["pid"].integer_or(0));
}

void ServiceTest::make_room_say(Browser& through, const std::string& method, const Json& params) {
  through.notify(
      "media.candidate",
      Json::object({{"peer", "subscribe"}, {"candidate", "emit " + encode_notification(method, params)}}));
}

size_t ServiceTest::children() {
  std::ifstream file("/proc/self/task/" + std::to_string(getpid()) + "/children");
  size_t count = 0;
  for (std::string pid; file >> pid;) count++;
  return count;
}

}  // namespace seodang::test
