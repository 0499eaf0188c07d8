#include "service/consents.hpp"

namespace seodang::service {

static constexpr size_t version_bytes = 64;

Json to_json(const Settings::Notice& notice) {
  return Json::object(
      {{"version", notice.version}, {"recording", notice.recording}, {"capture", notice.capture}});
}

void Consents::answer(Participant& from, const Json& params, const Reply& reply) {
  auto recording = params["recording"].boolean(), capture = params["capture"].boolean();
  if (!recording || !capture)
    return reply(Error{Code::invalid_params, "`recording` and `capture` must be true or false"});
  Result<std::string> version = text_member(params, "textVersion", version_bytes);
  if (!version) return reply(version.error());
  store::ConsentRow row{room_, from.who.person, from.id(), *recording, *capture, *version, wall_ms()};
  store_.order().answer(row, weak(this, [this, row, reply](const Result<>& stored) {
                          if (!stored) return reply(stored.error());
                          answers_[row.person] = row;
                          reply(Json::object());
                          listener_.on_consent(row.person);
                        }));
}

Json Consents::of(const std::string& person) const {
  auto found = answers_.find(person);
  if (found == answers_.end()) return {};
  const store::ConsentRow& row = found->second;
  return Json::object(
      {{"recording", row.recording}, {"capture", row.capture}, {"textVersion", row.text_version}});
}

}  // namespace seodang::service
