#include "protocol/rpc.hpp"

#include "protocol/errors.hpp"

namespace seodang {

namespace {

Json envelope() { return Json::object({{"jsonrpc", "2.0"}}); }

bool is_id(const Json& id) { return id.is_null() || id.integer() || id.string(); }

Result<RpcMessage> decode_response(const Json& message) {
  auto id = message["id"].integer();
  if (!id) return {Code::invalid_request, "an answer needs the id of its request"};
  if (message.has("error")) return RpcMessage(RpcResponse{*id, error_from(message["error"])});
  return RpcMessage(RpcResponse{*id, message["result"]});
}

}  // namespace

Result<RpcMessage> decode_rpc(std::string_view text, Json::Limits limits) {
  Result<Json> message = Json::parse(text, limits);
  if (!message) return message.error();
  const Json& json = *message;
  if (!json.is_object()) return {Code::invalid_request, "a message is one JSON object"};
  if (json["jsonrpc"].string() != "2.0") return {Code::invalid_request, "`jsonrpc` must be \"2.0\""};
  if (!json.has("method")) return decode_response(json);
  auto method = json["method"].string();
  if (!method) return {Code::invalid_request, "`method` must be a string"};
  if (!is_id(json["id"])) return {Code::invalid_request, "`id` must be a number or a string"};
  Json params = json.has("params") ? json["params"] : Json::object();
  if (!params.is_object()) return {Code::invalid_params, "`params` must be an object"};
  return RpcMessage(RpcRequest{json["id"], *method, params});
}

std::string encode_request(int64_t id, std::string_view method, const Json& params) {
  return envelope().set("id", id).set("method", method).set("params", params).text();
}

std::string encode_notification(std::string_view method, const Json& params) {
  return envelope().set("method", method).set("params", params).text();
}

std::string encode_response(const Json& id, const Result<Json>& result) {
  Json message = envelope().set("id", id);
  if (result) {
    message.set("result", *result);
  } else {
    message.set("error", to_json(result.error()));
  }
  return message.text();
}

void RpcEndpoint::receive(std::string_view text) {
  Result<RpcMessage> message = decode_rpc(text, limits_);
  if (!message) {
    listener_.send_text(encode_response(Json(), message.error()), {});
    return listener_.on_garbage(message.error());
  }
  if (auto* response = std::get_if<RpcResponse>(&*message)) return answered(std::move(*response));
  auto& request = std::get<RpcRequest>(*message);
  Reply reply = [](Result<Json>) {};
  if (!request.id.is_null()) {
    reply = weak(this, [this, id = request.id](const Result<Json>& result) {
      listener_.send_text(encode_response(id, result), {});
    });
  }
  listener_.on_request(request.method, request.params, std::move(reply));
}

void RpcEndpoint::call(std::string_view method, const Json& params, Completion<Json> done,
                       unsigned timeout_ms) {
  int64_t id = next_id_++;
  Timer timer = Timer::once(timeout_ms, [this, id] { expired(id); });
  pending_.emplace(id, Pending{std::string(method), std::move(done), std::move(timer)});
  listener_.send_text(encode_request(id, method, params), {});
}

void RpcEndpoint::notify(std::string_view method, const Json& params, const std::string& coalesce_key) {
  listener_.send_text(encode_notification(method, params), coalesce_key);
}

void RpcEndpoint::answered(RpcResponse response) {
  auto entry = pending_.extract(response.id);
  if (entry)
    entry.mapped().done(
        std::move(response.result));  // an unknown id: answered too late, its caller has been told
}

void RpcEndpoint::expired(int64_t id) {
  auto entry = pending_.extract(id);
  if (!entry) return;
  auto alive = token();
  entry.mapped().done(Error{Code::internal, "no answer to " + entry.mapped().method + " in time"});
  if (!alive.expired()) listener_.on_timeout(entry.mapped().method);
}

void RpcEndpoint::fail_all(const Error& error) {
  auto pending = std::move(pending_);
  pending_.clear();
  for (auto& [id, call] : pending) call.done(error);
}

}  // namespace seodang
