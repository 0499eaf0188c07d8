#pragma once

#include <set>
#include <string>
#include <string_view>

namespace seodang::service {

/// What someone called themselves, as the name of a file that every file system takes: NFC, one component,
/// no control characters and none of / \ : * ? " < > |, no name of a Windows device, neither a dot at its
/// beginning nor a dot or space at its end, with `ending` at most 255 bytes, never empty.
///
/// What is in `taken` already (letters' case does not count) gets ~2, ~3, …; the result is put into it.
std::string file_name(const std::string& name, std::string_view ending, std::set<std::string>& taken);

}  // namespace seodang::service
