#include "protocol/rpc.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "protocol/errors.hpp"
#include "support/wait.hpp"

namespace seodang {
namespace {

using test::run_for;
using test::wait_for;

TEST(Rpc, WhatIsNoMessageIsRefusedByName) {
  struct Row {
    const char* text;
    Code code;
  };
  const Row rows[] = {
      {"", Code::parse_error},
      {"{", Code::parse_error},
      {"\xff", Code::parse_error},
      {"1", Code::invalid_request},
      {"[]", Code::invalid_request},
      {R"([{"jsonrpc":"2.0","method":"a"}])", Code::invalid_request},
      {R"({})", Code::invalid_request},
      {R"({"jsonrpc":"1.0","method":"a"})", Code::invalid_request},
      {R"({"jsonrpc":2.0,"method":"a"})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","method":1})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","method":null})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","method":"a","id":{}})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","method":"a","id":true})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","method":"a","params":[1]})", Code::invalid_params},
      {R"({"jsonrpc":"2.0","method":"a","params":"x"})", Code::invalid_params},
      {R"({"jsonrpc":"2.0","result":1})", Code::invalid_request},
      {R"({"jsonrpc":"2.0","id":"x","result":1})", Code::invalid_request},
  };
  for (const Row& row : rows) {
    Result<RpcMessage> message = decode_rpc(row.text, {});
    ASSERT_FALSE(message) << row.text;
    EXPECT_EQ(message.error().code, row.code) << row.text;
  }
  EXPECT_EQ(decode_rpc(std::string(200'000, '['), {1 << 20, 32}).error().code, Code::too_large);
}

TEST(Rpc, MessagesSurviveTheWire) {
  Result<RpcMessage> request = decode_rpc(encode_request(7, "open", Json::object({{"room", "r"}})), {});
  ASSERT_TRUE(request);
  EXPECT_EQ(std::get<RpcRequest>(*request).method, "open");
  EXPECT_EQ(std::get<RpcRequest>(*request).id.integer(), 7);
  EXPECT_EQ(std::get<RpcRequest>(*request).params["room"].string(), "r");
  Result<RpcMessage> notification = decode_rpc(encode_notification("ready", Json::object()), {});
  EXPECT_TRUE(std::get<RpcRequest>(*notification).id.is_null());
  Result<RpcMessage> failure = decode_rpc(encode_response(Json(7), Error{Code::busy, "later"}), {});
  EXPECT_EQ(std::get<RpcResponse>(*failure).result.error().code, Code::busy);
}

/// Two ends that are joined, and what went over.
class Endpoint : public testing::Test, public RpcEndpoint::Listener {
 protected:
  void send_text(std::string text, const std::string&) override { sent.push_back(std::move(text)); }
  void on_request(const std::string& method, const Json&, Reply reply) override {
    methods.push_back(method);
    if (method == "later") {
      later = std::move(reply);
    } else if (method == "echo") {
      reply(Json("echo"));
    } else {
      reply(Error{Code::method_not_found, "no " + method});
    }
  }
  void on_timeout(const std::string& method) override { timeouts.push_back(method); }
  void on_garbage(const Error& error) override { garbage.push_back(error.code); }

  Completion<Json> note() {
    return [this](Result<Json> result) {
      answers.push_back(result ? result->text() : std::string(name_of(result.error().code)));
    };
  }

  std::vector<std::string> sent, methods, timeouts, answers;
  std::vector<Code> garbage;
  Reply later;
  std::unique_ptr<RpcEndpoint> endpoint = std::make_unique<RpcEndpoint>(*this, Json::Limits{});
};

TEST_F(Endpoint, AnswersRequestsByTheirIdWhateverItsType) {
  endpoint->receive(R"({"jsonrpc":"2.0","id":"x","method":"echo"})");
  endpoint->receive(R"({"jsonrpc":"2.0","id":4,"method":"nothing"})");
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ((*Json::parse(sent[0]))["id"].string(), "x");
  EXPECT_EQ((*Json::parse(sent[0]))["result"].string(), "echo");
  EXPECT_EQ((*Json::parse(sent[1]))["error"]["code"].integer(), -32601);
}

TEST_F(Endpoint, NotificationsAreNotAnsweredEvenWhenTheyFail) {
  endpoint->receive(R"({"jsonrpc":"2.0","method":"echo"})");
  endpoint->receive(R"({"jsonrpc":"2.0","method":"nothing"})");
  EXPECT_EQ(methods.size(), 2u);
  EXPECT_TRUE(sent.empty());
}

TEST_F(Endpoint, GarbageIsAnsweredAndTold) {
  endpoint->receive("{{{");
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_TRUE((*Json::parse(sent[0]))["id"].is_null());
  EXPECT_EQ((*Json::parse(sent[0]))["error"]["data"]["name"].string(), "parse-error");
  EXPECT_EQ(garbage, std::vector{Code::parse_error});
}

TEST_F(Endpoint, CallsAreCompletedByTheirAnswersInAnyOrder) {
  endpoint->call("a", Json::object(), note());
  endpoint->call("b", Json::object(), note());
  endpoint->receive(encode_response(Json(2), Json("second")));
  endpoint->receive(encode_response(Json(1), Error{Code::limit, ""}));
  EXPECT_EQ(answers, (std::vector<std::string>{"\"second\"", "limit"}));
  EXPECT_EQ(endpoint->pending(), 0u);
}

TEST_F(Endpoint, ACallWithoutAnAnswerTimesOutAndALateAnswerIsIgnored) {
  endpoint->call("slow", Json::object(), note(), 10);
  ASSERT_TRUE(wait_for([&] { return !timeouts.empty(); }));
  EXPECT_EQ(answers, std::vector<std::string>{"internal"});
  endpoint->receive(encode_response(Json(1), Json("late")));
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_TRUE(garbage.empty());
}

TEST_F(Endpoint, FailAllCompletesEveryCallOnce) {
  endpoint->call("a", Json::object(), note(), 10);
  endpoint->call("b", Json::object(), note(), 10);
  endpoint->fail_all({Code::wrong_state, "gone"});
  run_for(0.03);
  EXPECT_EQ(answers, (std::vector<std::string>{"wrong-state", "wrong-state"}));
  EXPECT_TRUE(timeouts.empty());
}

TEST_F(Endpoint, ACompletionMayCallAgainOrDestroyTheEndpoint) {
  endpoint->call("a", Json::object(),
                 [this](const Result<Json>&) { endpoint->call("b", Json::object(), note()); });
  endpoint->receive(encode_response(Json(1), Json(1)));
  EXPECT_EQ(endpoint->pending(), 1u);
  endpoint->call(
      "c", Json::object(), [this](const Result<Json>&) { endpoint.reset(); }, 5);
  EXPECT_TRUE(wait_for([&] { return !endpoint; }));
  EXPECT_TRUE(timeouts.empty()) << "there is nobody left to tell";
}

TEST_F(Endpoint, AReplyAfterTheEndpointsDeathIsDropped) {
  endpoint->receive(R"({"jsonrpc":"2.0","id":1,"method":"later"})");
  endpoint.reset();
  later(Json("too late"));
  EXPECT_TRUE(sent.empty());
}

}  // namespace
}  // namespace seodang
