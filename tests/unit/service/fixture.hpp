// The service with a store of its own and scripted room processes, and browsers without a network.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/loop.hpp"
#include "service/service.hpp"
#include "store/store.hpp"
#include "support/wait.hpp"

namespace seodang::test {

/// One WebSocket as a browser sees it. Requests of the service are answered by `answer_offers`.
class Browser : public Bindable, public service::Client::Transport {
 public:
  Browser(service::Service& service, const std::string& address = "10.0.0.1");

  /// Asks and waits; the result, or {error: NAME, text}.
  Json ask(const std::string& method, const Json& params = Json::object());
  /// Asks without waiting; then what came: null, or as from ask().
  int64_t begin(const std::string& method, const Json& params);
  Json answer_to(int64_t id) const;
  void notify(const std::string& method, const Json& params);
  void send_raw(const std::string& text) { client_->receive(text); }
  /// The socket's end as the server sees it; 1001 = reload.
  void disconnect(uint16_t code = 1006);
  /// room.join, which must succeed.
  Json join(const Json& params);

  /// What came: notifications and requests of a method, oldest first.
  std::vector<Json> got(const std::string& method) const;
  bool wait_for_message(const std::string& method, size_t count = 1, double seconds = 5) const;
  void forget() { messages_.clear(); }
  const std::vector<Json>& messages() const { return messages_; }
  uint16_t close_code() const { return close_code_; }  ///< 0: open

  bool answer_offers = true;
  std::string answer_sdp = "answer";

 private:
  void send(std::string text) override;
  void close(uint16_t code, std::string reason) override { close_code_ = code; }
  Json response_to(int64_t id) const;

  std::unique_ptr<service::Client> client_;
  std::vector<Json> messages_;
  uint16_t close_code_ = 0;
  int64_t next_id_ = 1;
};

/// Settings that tests shorten where a time shall pass, a Service on them, and ways to speak to its parts.
class ServiceTest : public testing::Test {
 public:
  ServiceTest();
  ~ServiceTest() override;

 protected:
  service::Service& start();
  /// As after kill -9: no drain, the store stays.
  service::Service& restart();

  using Ask = std::function<void(Completion<Json>)>;
  /// The result, or {error: NAME}.
  static Json wait(const Ask& ask);
  Json create(const Json& more = Json::object());
  Json enter(const std::string& number, const Json& more = Json::object(),
             const std::string& address = "10.0.0.1");
  Json ticket_for(const std::string& room_id, const Json& body, const std::string& bearer);

  /// A browser that is at the door, room.join without an answer yet.
  struct Guest {
    std::unique_ptr<Browser> browser;
    int64_t join = 0;
    Json answer() const { return browser->answer_to(join); }
  };
  Guest guest(const std::string& number, const std::string& name, const Json& more = Json::object());
  /// A browser that is in: by a ticket of the room's number.
  std::unique_ptr<Browser> browser(const std::string& number, const std::string& name,
                                   const Json& more = Json::object());
  std::unique_ptr<Browser> host(
      const Json& more = Json::object());  ///< creates the room `room_` and joins it
  std::string number() const { return room_["number"].string_or(""); }

  /// What room processes were given, without the heartbeats: {pid, method, params}.
  std::vector<Json> room_log() const;
  std::vector<Json> room_log(const std::string& method) const;
  bool wait_for_room(const std::string& method, size_t count = 1, double seconds = 5) const;
  /// The pid of the process that got the last `open`.
  pid_t room_pid() const;
  static void make_room_say(Browser& through, const std::string& method, const Json& params);
  static size_t children();

  std::filesystem::path folder_;
  service::Settings settings_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<service::Service> service_;
  Json room_, last_join_;
};

}  // namespace seodang::test
