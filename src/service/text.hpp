#pragma once

#include <string>

#include "base/json.hpp"
#include "base/result.hpp"

namespace seodang::service {

/// What people type, made safe for every screen: NFC, one line, without control, bidi and zero-width
/// characters. The required member `name` of `json`; invalid_params if nothing is left, too_large above
/// `most` characters as read (a letter with its marks counts once).
Result<std::string> line_member(const Json& json, const char* name, size_t most);

/// The same for several lines: line breaks and tabs stay.
Result<std::string> text_block_member(const Json& json, const char* name, size_t most);

/// "2026-03-02 09:00:00" of the server's time zone, for files; `at` in UTC milliseconds.
std::string local_time(int64_t at);

/// A room's number: 1 to 32 of 0-9 A-Z a-z - _ (it is part of a link).
Result<std::string> number_member(const Json& json);
bool is_number(const std::string& number);

}  // namespace seodang::service
