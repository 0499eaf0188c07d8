#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"

namespace seodang {

/// A decoded JSON-RPC 2.0 message. `id` is null for a notification.
struct RpcRequest {
  Json id;
  std::string method;
  Json params;
};
struct RpcResponse {
  int64_t id = 0;
  Result<Json> result;
};
using RpcMessage = std::variant<RpcRequest, RpcResponse>;

/// Errors: parse_error, too_large, invalid_request. Batches are refused.
Result<RpcMessage> decode_rpc(std::string_view text, Json::Limits limits);
std::string encode_request(int64_t id, std::string_view method, const Json& params);
std::string encode_notification(std::string_view method, const Json& params);
std::string encode_response(const Json& id, const Result<Json>& result);

/// Where a handler puts its answer, now or later, once. Dropped without a word by notifications.
using Reply = Completion<Json>;

/// One row of a dispatch table: a method's name and what handles it. `T` holds the table.
template <typename T>
struct RpcMethod {
  std::string_view name;
  void (T::*handler)(const Json& params, Reply reply);
};

template <typename T>
const RpcMethod<T>* find_method(std::span<const RpcMethod<T>> table, std::string_view name) {
  for (const RpcMethod<T>& row : table) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

/// One end of a JSON-RPC wire, whatever carries its text: a WebSocket or a pipe. Main thread.
///
/// Requests of ours are answered in `Completion`s: by the other side, by `timeout`, or by `fail_all` when the
/// wire is gone.
class RpcEndpoint : public Bindable {
 public:
  class Listener {
   public:
    virtual void send_text(std::string text, const std::string& coalesce_key) = 0;
    /// A request or notification came; unknown methods are answered by reply(method_not_found).
    virtual void on_request(const std::string& method, const Json& params, Reply reply) = 0;
    /// A request of ours was not answered in time (its completion has been given an error as well).
    virtual void on_timeout(const std::string& method) = 0;
    /// What came is no message; the error has been sent back already.
    virtual void on_garbage(const Error& error) = 0;

   protected:
    ~Listener() = default;
  };

  RpcEndpoint(Listener& listener, Json::Limits limits) : listener_(listener), limits_(limits) {}
  ~RpcEndpoint() { unbind(); }

  void receive(std::string_view text);
  void call(std::string_view method, const Json& params, Completion<Json> done, unsigned timeout_ms = 5000);
  /// `coalesce_key`: see LinePipe::send.
  void notify(std::string_view method, const Json& params, const std::string& coalesce_key = {});
  void fail_all(const Error& error);
  size_t pending() const { return pending_.size(); }

 private:
  struct Pending {
    std::string method;
    Completion<Json> done;
    Timer timer;
  };
  void answered(RpcResponse response);
  void expired(int64_t id);

  // Passed in.
  Listener& listener_;
  Json::Limits limits_;
  // Owned.
  std::map<int64_t, Pending> pending_;
  int64_t next_id_ = 1;
};

}  // namespace seodang
