#include "service/signed_links.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/id.hpp"

namespace seodang::service {

namespace {

constexpr size_t key_bytes = 32, hash_bytes = 32, most_key_bytes = 64;

std::string read_key(const std::string& name) {
  const int fd = open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return {};
  std::array<char, most_key_bytes> bytes{};
  const ssize_t count = read(fd, bytes.data(), bytes.size());
  close(fd);
  return count == static_cast<ssize_t>(key_bytes) ? std::string(bytes.data(), key_bytes) : std::string();
}

bool write_key(const std::string& name, const std::string& key) {
  const int fd = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written =
      write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(fd) == 0;
  close(fd);
  return written;
}

}  // namespace

SignedLinks::SignedLinks() : key_(key_bytes, '\0') { randombytes_buf(key_.data(), key_.size()); }

Result<> SignedLinks::load(const std::string& key_file) {
  if (std::string key = read_key(key_file); !key.empty()) {
    key_ = std::move(key);
    return {};
  }
  unlink(key_file.c_str());  // half a key is none
  if (write_key(key_file, key_)) return {};
  return {Code::internal, "no key for links at " + key_file + ": " + std::strerror(errno)};
}

std::string SignedLinks::hash(const std::string& path, const std::string& expires) const {
  const std::string text = path + "\n" + expires;
  std::array<unsigned char, hash_bytes> bytes{};
  crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  std::string hex(2 * hash_bytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

std::string SignedLinks::sign(const std::string& path, int64_t now) const {
  const std::string expires = std::to_string(now + life_ms);
  return path + "?expires=" + expires + "&signature=" + hash(path, expires);
}

Result<> SignedLinks::check(const std::string& path, const std::string& expires, const std::string& signature,
                            int64_t now) const {
  const std::string right = hash(path, expires);
  const bool same =
      signature.size() == right.size() && sodium_memcmp(signature.data(), right.data(), right.size()) == 0;
  if (!same) return {Code::forbidden, "this link is not signed by us"};
  int64_t until = 0;
  std::from_chars(expires.data(), expires.data() + expires.size(), until);
  if (until < now) return {Code::forbidden, "this link is too old: load the list of recordings again"};
  return {};
}

}  // namespace seodang::service
