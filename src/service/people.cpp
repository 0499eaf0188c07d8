#include "service/people.hpp"

#include <algorithm>

#include "service/session.hpp"

namespace seodang::service {

Participant* People::find(const std::string& id) const {
  auto entry = map_.find(id);
  return entry == map_.end() ? nullptr : entry->second.get();
}

Participant* People::of_person(const std::string& person) const {
  for (const auto& [id, participant] : map_) {
    if (participant->who.person == person) return participant.get();
  }
  return nullptr;
}

Participant* People::of_secret(const std::string& secret) const {
  for (const auto& [id, participant] : map_) {
    if (participant->secrets.knows(secret)) return participant.get();
  }
  return nullptr;
}

Participant& People::add(std::unique_ptr<Participant> participant) {
  Participant& added = *participant;
  map_[added.id()] = std::move(participant);
  return added;
}

void People::erase(const std::string& id) { map_.erase(id); }

size_t People::present() const {
  return static_cast<size_t>(
      std::count_if(map_.begin(), map_.end(), [](const auto& entry) { return !entry.second->left; }));
}

void People::tell(const Participant& participant, const char* method, const Json& params) {
  if (participant.session && participant.session->has_joined()) participant.session->notify(method, params);
}

void People::tell_all(const char* method, const Json& params, const Participant* except) const {
  for (const auto& [id, participant] : map_) {
    if (participant.get() != except) tell(*participant, method, params);
  }
}

void People::tell_hosts(const char* method, const Json& params) const {
  for (const auto& [id, participant] : map_) {
    if (participant->who.role == Role::host) tell(*participant, method, params);
  }
}

void People::tell_about(const Participant& about, const char* method, const Json& params) const {
  for (const auto& [id, participant] : map_) {
    if (participant.get() != &about && (about.announced || about.known_to.contains(id)))
      tell(*participant, method, params);
  }
}

}  // namespace seodang::service
