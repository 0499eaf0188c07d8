#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "http/router.hpp"

namespace seodang::http {

/// A stretch of a file, both ends included.
struct ByteRange {
  int64_t first = 0, last = 0;
  bool operator==(const ByteRange&) const = default;
};
enum class NoRange { whole, unsatisfiable };
/// What a Range header asks of a file of `size` bytes. What is no single range of bytes is not understood, so
/// the whole is asked for (RFC 9110, 14.2).
std::variant<ByteRange, NoRange> parse_range(std::string_view header, int64_t size);

/// 200, 206, 304, 416, or 404 if it has gone.
Answer answer_of(const service::Download& download, const Request& request);

/// `attachment; filename="plain"; filename*=UTF-8''…` (RFC 6266); `save` false: `inline`.
std::string content_disposition(bool save, std::string_view plain, const std::string& name);

}  // namespace seodang::http
