#include "base/id.hpp"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/gref.hpp"

namespace seodang {

static void fill_random(void* data, size_t size) {
  auto* at = static_cast<uint8_t*>(data);
  while (size > 0) {
    // getrandom(2) gives at most 256 bytes for certain, and fails only where the kernel has none: nothing is
    // safe then.
    ssize_t got = getrandom(at, std::min<size_t>(size, 256), 0);
    if (got <= 0) abort();
    at += got;
    size -= static_cast<size_t>(got);
  }
}

std::string random_hex(size_t bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::vector<uint8_t> raw(bytes);
  fill_random(raw.data(), raw.size());
  std::string text;
  text.reserve(bytes * 2);
  for (uint8_t byte : raw) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string random_digits(size_t digits) {
  std::string text;
  while (text.size() < digits) {
    uint8_t byte = 0;
    fill_random(&byte, 1);
    if (byte >= 250) continue;  // 250 is a multiple of 10: every digit is equally likely
    char digit = static_cast<char>('0' + byte % 10);
    if (text.empty() && digit == '0') continue;
    text += digit;
  }
  return text;
}

std::string sha256_hex(std::string_view text) {
  GPtr<char> hex(g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(text.data()),
                                             text.size()));
  return hex.get();
}

}  // namespace seodang
