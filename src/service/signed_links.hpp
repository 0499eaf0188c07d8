#pragma once

#include <string>

#include "base/result.hpp"

namespace seodang::service {

/// Links that are good for a while to whoever has them: a path, until when, and a keyed hash of both. Main
/// thread.
class SignedLinks {
 public:
  static constexpr int64_t life_ms = 10 * 60'000;

  /// The key: 32 random bytes in a file that is made, for us alone, if it is not there. Without one that can
  /// be read or written the links are good until this process ends. Error: internal.
  Result<> load(const std::string& key_file);
  SignedLinks();

  /// `path?expires=…&signature=…`
  std::string sign(const std::string& path, int64_t now) const;
  /// `expires` and `signature` as they came. Error: forbidden.
  Result<> check(const std::string& path, const std::string& expires, const std::string& signature,
                 int64_t now) const;

 private:
  std::string hash(const std::string& path, const std::string& expires) const;
  std::string key_;
};

}  // namespace seodang::service
