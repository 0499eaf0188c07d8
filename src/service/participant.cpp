#include "service/participant.hpp"

#include "service/person.hpp"

namespace seodang::service {

Media Participant::shown() const {
  auto sends = [this](Source source) {
    return who.publishes.of(source) && who.on.of(source) && (declared || arrived.contains(source));
  };
  return {sends(Source::microphone), sends(Source::camera), shares_screen && sends(Source::screen)};
}

RoomParticipant Participant::in_room() const {
  RoomParticipant taken = who;
  if (silenced) taken.on = {};
  return taken;
}

Json Participant::for_room() const { return to_json(in_room()).set("record", recorded); }

Json to_json(const Participant& participant) {
  Media shown = participant.shown();
  Json json = Json::object({{"id", participant.who.id},
                            {"name", participant.who.name},
                            {"role", name_of(participant.who.role)},
                            {"audio", shown.audio},
                            {"video", shown.video},
                            {"screen", shown.screen},
                            {"talk", participant.talking},
                            {"connection", name_of(participant.connection())},
                            {"uplink", name_of(participant.uplink)},
                            {"downlink", name_of(participant.downlink)}});
  if (!participant.image.empty()) json.set("avatar", image_path(participant.image));
  return json;
}

Media rights_of(Role role) {
  bool may = role != Role::listener;
  return {may, may, may};
}

store::ParticipantRow row_of(const Participant& participant, const std::string& room) {
  store::ParticipantRow row;
  row.id = participant.who.id;
  row.person = participant.who.person;
  row.room = room;
  row.name = participant.who.name;
  row.role = participant.who.role;
  row.data = participant.data;
  row.joined_at = participant.joined_at;
  row.resume_hash = participant.secrets.current();
  row.next_resume_hash = participant.secrets.next();
  return row;
}

}  // namespace seodang::service
