#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace seodang {

/// What can go wrong, by name. protocol/errors.hpp maps each to its JSON-RPC code and HTTP status.
enum class Code {
  // The protocol's own names, for people.
  bad_ticket,
  not_found,
  in_use,
  forbidden,
  wrong_state,
  busy,
  limit,
  too_large,
  bad_sdp,
  media_failed,
  storage_full,
  internal,
  // JSON-RPC 2.0's, for programmers.
  parse_error,
  invalid_request,
  method_not_found,
  invalid_params,
};

/// The name on the wire: "bad-ticket".
std::string_view name_of(Code code);

class Json;

struct Error {
  Code code = Code::internal;
  std::string text;  ///< One English sentence: what happened, what to do.
  /// What a program may want to know beside the name, an object; null: nothing. See with_data().
  std::shared_ptr<const Json> data = nullptr;
};

}  // namespace seodang
