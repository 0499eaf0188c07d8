#pragma once

#include <string>

namespace seodang::service {

/// The secrets with which a participant comes back, as SHA-256. Each join hands out a successor; the one
/// before stays valid until the first message under the successor, so that an answer lost on the way locks
/// nobody out.
class ResumeSecrets {
 public:
  ResumeSecrets() = default;
  ResumeSecrets(std::string current, std::string next)
      : current_(std::move(current)), next_(std::move(next)) {}

  /// A successor, to be told to the client; one that was not used yet is void.
  std::string issue();
  /// Is it one of ours? The successor replaces the one before: whoever shows it has got it.
  bool accept(const std::string& secret);
  bool knows(const std::string& secret) const;
  /// A message came under the successor. True if that changed something.
  bool confirm();
  void revoke() { current_.clear(), next_.clear(); }

  const std::string& current() const { return current_; }
  const std::string& next() const { return next_; }

 private:
  std::string current_, next_;  ///< empty: none
};

}  // namespace seodang::service
