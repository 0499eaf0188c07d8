#pragma once

#include <string>
#include <string_view>

namespace seodang {

/// `bytes` random bytes from the kernel as lower-case hex: ids (8 bytes), secrets (16 and more).
std::string random_hex(size_t bytes);

/// `digits` random decimal digits, the first not 0: a room's number.
std::string random_digits(size_t digits);

/// SHA-256 in hex: how secrets are stored.
std::string sha256_hex(std::string_view text);

}  // namespace seodang
