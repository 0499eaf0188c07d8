#include "service/resume_secrets.hpp"

#include <utility>

#include "base/id.hpp"

namespace seodang::service {

static constexpr size_t secret_bytes = 32;

std::string ResumeSecrets::issue() {
  std::string secret = random_hex(secret_bytes);
  next_ = sha256_hex(secret);
  return secret;
}

bool ResumeSecrets::knows(const std::string& secret) const {
  std::string hash = sha256_hex(secret);
  return hash == current_ || hash == next_;
}

bool ResumeSecrets::accept(const std::string& secret) {
  if (!knows(secret)) return false;
  if (sha256_hex(secret) == next_) confirm();
  return true;
}

bool ResumeSecrets::confirm() {
  if (next_.empty()) return false;
  current_ = std::exchange(next_, {});
  return true;
}

}  // namespace seodang::service
