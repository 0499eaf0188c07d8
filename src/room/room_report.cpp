// What a Room tells of itself on demand: state, counters, its graph as a picture.

#include "base/loop.hpp"
#include "room/room.hpp"

namespace seodang::room {

Json Room::state() const {
  Json participants = Json::array();
  for (const auto& [id, participant] : participants_) {
    Json entry = to_json(participant->info);
    entry.set("publishing", participant->publisher() && participant->publisher()->connected());
    entry.set("subscribed", participant->subscriber() && participant->subscriber()->connected());
    entry.set("slots", to_json(participant->told_slots));
    participants.push(entry);
  }
  Json talks = Json::array();
  for (const auto& [id, talk] : talks_) talks.push(to_json(talk));
  return Json::object({{"room", config_.id},
                       {"kind", name_of(config_.kind)},
                       {"participants", participants},
                       {"talks", talks},
                       {"screen", screen_.empty() ? Json() : Json(screen_)}});
}

Json Room::stats() const {
  Json tracks = Json::array(), slots = Json::array();
  for (const auto& [id, participant] : participants_) {
    if (participant->publisher()) {
      for (const auto& [mid, track] : participant->publisher()->tracks()) tracks.push(track->stats());
    }
    if (participant->subscriber()) {
      for (const auto& slot : participant->subscriber()->slots())
        slots.push(slot->stats().set("participant", id));
    }
  }
  return Json::object({{"participants", static_cast<int64_t>(participants_.size())},
                       {"tracks", tracks},
                       {"slots", slots},
                       {"segments", recorder_.stats()}});
}

Result<std::string> Room::graph() const {
  GPtr<char> dot(
      gst_debug_bin_to_dot_data(GST_BIN(pipeline_.get()), GST_DEBUG_GRAPH_SHOW_NON_DEFAULT_PARAMS));
  std::string directory = config_.dumps.empty() ? g_get_tmp_dir() : config_.dumps;
  std::string path = directory + "/room-" + config_.id + "-" + std::to_string(wall_ms()) + ".dot";
  GPtr<GError> error;
  if (!g_file_set_contents_full(path.c_str(), dot.get(), -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                out(error)))
    return {Code::storage_full, error->message};
  return path;
}

}  // namespace seodang::room
