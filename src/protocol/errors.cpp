#include "protocol/errors.hpp"

#include <array>

namespace seodang {

static constexpr std::array<ErrorRow, 16> table{{
    {Code::bad_ticket, -32001, 401, "The ticket is unknown, used or too old: ask for a new one."},
    {Code::not_found, -32002, 404, "There is nothing of that name."},
    {Code::in_use, -32003, 409, "That is in use already: choose another."},
    {Code::forbidden, -32004, 403, "You may not do this."},
    {Code::wrong_state, -32005, 409, "This is not possible now."},
    {Code::busy, -32006, 409, "Someone else is doing this: try again later."},
    {Code::limit, -32007, 429, "That is too much or too often: wait a moment."},
    {Code::too_large, -32008, 413, "That is too large."},
    {Code::bad_sdp, -32009, 400, "The session description was refused."},
    {Code::media_failed, -32010, 500, "The media connection failed."},
    {Code::storage_full, -32011, 507, "The server's disk is full."},
    {Code::internal, -32603, 500, "The server made a mistake."},
    {Code::parse_error, -32700, 400, "The message is not JSON."},
    {Code::invalid_request, -32600, 400, "The message is not a JSON-RPC 2.0 request."},
    {Code::method_not_found, -32601, 404, "There is no such method."},
    {Code::invalid_params, -32602, 400, "A parameter is missing or wrong."},
}};

std::span<const ErrorRow> error_table() { return table; }

const ErrorRow& row_of(Code code) { return table[static_cast<size_t>(code)]; }

std::optional<Code> code_named(std::string_view name) {
  for (const ErrorRow& row : table) {
    if (name_of(row.code) == name) return row.code;
  }
  return std::nullopt;
}

namespace {

/// To `to`, and not by copying: copies of a Json share what they hold.
Json add_data(const Error& error, Json to) {
  if (!error.data) return to;
  for (const std::string& member : error.data->keys()) to.set(member, (*error.data)[member]);
  return to;
}

}  // namespace

Error with_data(const Error& error, std::string_view member, const Json& value) {
  return {error.code, error.text,
          std::make_shared<const Json>(add_data(error, Json::object()).set(member, value))};
}

Json to_json(const Error& error) {
  const ErrorRow& row = row_of(error.code);
  return Json::object({{"code", row.rpc},
                       {"message", error.text.empty() ? row.sentence : std::string_view(error.text)},
                       {"data", add_data(error, Json::object({{"name", name_of(error.code)}}))}});
}

Error error_from(const Json& json) {
  Code code = code_named(json["data"]["name"].string_or("")).value_or(Code::internal);
  Error error{code, json["message"].string_or("")};
  for (const std::string& member : json["data"].keys()) {
    if (member != "name") error = with_data(error, member, json["data"][member]);
  }
  return error;
}

}  // namespace seodang
