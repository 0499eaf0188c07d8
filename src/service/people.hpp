#pragma once

#include <map>
#include <memory>
#include <string>

#include "service/participant.hpp"

namespace seodang::service {

/// Everyone of a Classroom, and the ways to tell them something. Main thread.
class People {
 public:
  using Map = std::map<std::string, std::unique_ptr<Participant>>;

  Participant* find(const std::string& id) const;
  Participant* of_person(const std::string& person) const;
  Participant* of_secret(const std::string& secret) const;
  Participant& add(std::unique_ptr<Participant> participant);
  void erase(const std::string& id);

  size_t present() const;  ///< those who have not left
  const Map& all() const { return map_; }

  /// To every socket that has joined.
  void tell_all(const char* method, const Json& params, const Participant* except = nullptr) const;
  /// To every host who has joined.
  void tell_hosts(const char* method, const Json& params) const;
  /// To those who know of `about`.
  void tell_about(const Participant& about, const char* method, const Json& params) const;
  static void tell(const Participant& participant, const char* method, const Json& params);

 private:
  Map map_;
};

}  // namespace seodang::service
