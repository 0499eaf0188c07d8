#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace seodang {

/// One row per error: its name on the wire, its JSON-RPC code, its HTTP status, and what it says when nobody
/// said more. The sentences for people are in data/locales, by name.
struct ErrorRow {
  Code code;
  int rpc;
  int http;
  std::string_view sentence;
};

std::span<const ErrorRow> error_table();
const ErrorRow& row_of(Code code);
std::optional<Code> code_named(std::string_view name);

/// The same error, with one more member in its `data`: `reason` of a refusal, `holder` of what is busy.
Error with_data(const Error& error, std::string_view member, const Json& value);

/// `{code, message, data:{name, …}}`
Json to_json(const Error& error);
/// The inverse; an unknown name is `internal`.
Error error_from(const Json& json);

}  // namespace seodang
