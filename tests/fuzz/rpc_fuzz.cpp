// A line from the other side of a wire: text, JSON, JSON-RPC, the values of both wires. Every request is
// answered once and by something that can be read; every value that was understood is written and understood
// as the same.
#include <algorithm>
#include <map>

#include "fuzz/property.hpp"
#include "protocol/errors.hpp"
#include "protocol/rpc.hpp"
#include "protocol/types.hpp"

namespace seodang {
namespace {

using fuzz::require;

constexpr Json::Limits limits{};

size_t depth_of(const Json& json) {
  size_t deepest = 0;
  for (const Json& item : json.items()) deepest = std::max(deepest, depth_of(item));
  for (const std::string& key : json.keys()) deepest = std::max(deepest, depth_of(json[key]));
  return deepest + (json.is_array() || json.is_object() ? 1 : 0);
}

void check_json(std::string_view text) {
  const auto json = Json::parse(text, limits);
  if (!json) return;
  require(text.size() <= limits.bytes && depth_of(*json) <= limits.depth,
          "what is accepted is within the limits", text);
  const std::string written = json->text();
  const auto again = Json::parse(written, {written.size(), limits.depth});
  require(again && *again == *json, "what was written can be read, and says the same", written);
  require(written.find('\n') == std::string::npos, "what was written is one line");
}

/// Passes on the error of a value that was not understood; one that was must survive the wire.
template <typename T, typename Read>
Result<Json> survives(const Result<T>& value, Read read) {
  if (!value) return value.error();
  const Json written = to_json(*value);
  const auto again = read(written);
  require(again && to_json(*again) == written, "a value that was understood survives the wire");
  return written;
}

Result<Json> slots(const Json& params) {
  const auto counts = slot_counts_from(params["slots"]);
  if (!counts) return counts.error();
  std::vector<SlotSpec> specs;
  for (const auto kind : {SlotKind::video, SlotKind::screen, SlotKind::audio, SlotKind::screen_audio}) {
    require(counts->of(kind) >= 0 && counts->of(kind) <= SlotCounts::max_each,
            "a count of slots has a limit");
    for (int n = 0; n < counts->of(kind); ++n) specs.push_back({std::to_string(specs.size()), kind, n});
  }
  require(to_json(specs).size() == specs.size(), "every slot is told");
  return survives(counts, slot_counts_from);
}

Result<Json> open(const Json& params) {
  const auto kind = enum_member<RoomKind>(params, "kind");
  if (!kind) return kind.error();
  for (const Json& item : params["participants"].items())
    if (const auto told = survives(room_participant_from(item), room_participant_from); !told) return told;
  return params.has("slots") ? slots(params) : to_json(default_slots(*kind));
}

Result<Json> publish(const Json& params) {
  const auto sdp = text_member(params, "sdp", 64 * 1024);
  if (!sdp) return sdp.error();
  const auto tracks = publish_tracks_from(params["tracks"]);
  if (!tracks) return tracks.error();
  std::vector<WantedTrack> wanted;
  for (const PublishTrack& track : *tracks) {
    require(track.layer >= 0 && track.layer <= PublishTrack::max_layer, "a layer has a limit");
    require(is_audio(track.source) == is_audio(slot_kind_of(track.source)),
            "sound is shown in slots for sound");
    wanted.push_back({track.mid, track.layer == 0});
  }
  require(to_json(wanted).size() == tracks->size(), "every track is wanted or not");
  return survives(tracks, publish_tracks_from);
}

Result<Json> view(const Json& params) {
  const auto view = view_from(params);
  if (!view) return view.error();
  require(view->tiles.size() <= View::max_tiles, "a view has a limit");
  std::vector<SlotState> states{{"0", "", Source::camera, false}};
  for (const View::Tile& tile : view->tiles) {
    require(tile.height >= 0 && tile.height <= 8192, "a tile has a size");
    states.push_back({std::to_string(states.size()), tile.participant, Source::screen, tile.height > 0});
  }
  const Json told = to_json(states);
  require(told.size() == states.size() && told.at(0)["participant"].is_null(), "every slot's state is told");
  return survives(Result<View>(*view), view_from);
}

Result<Json> state(const Json& params) {
  const Media media = media_from(params, {true, false, true});
  require(media_from(to_json(media), {}) == media, "a value that was understood survives the wire");
  return Json::object({{"screen", media.of(Source::screen_audio)}});
}

Result<Json> candidate(const Json& params) {
  return survives(ice_candidate_from(params), ice_candidate_from);
}
Result<Json> participant(const Json& params) {
  return survives(room_participant_from(params), room_participant_from);
}
Result<Json> say(const Json& params) {
  const auto text = text_member(params, "text", 2000);
  if (!text) return text.error();
  return Json(*text);
}

/// Of both wires: what a method's params are read as.
const std::map<std::string_view, Result<Json> (*)(const Json&)> methods{
    {"open", open},           {"participant.add", participant},
    {"publish", publish},     {"media.publish", publish},
    {"candidate", candidate}, {"media.candidate", candidate},
    {"view", view},           {"media.view", view},
    {"media.state", state},   {"slots", slots},
    {"chat.say", say},
};

/// One end of a wire with two questions of its own out.
class Side : public RpcEndpoint::Listener {
 public:
  void receive(std::string_view line) {
    const size_t pending = endpoint_.pending();
    endpoint_.receive(line);
    // A line is one of three: a request, which is answered unless it is a notification; an answer of the
    // other side; or garbage, which is told.
    require(requests_ + garbage_ <= 1, "a line is one message", line);
    require(sent_.size() <= 1 && (garbage_ == 0 || sent_.size() == 1),
            "one answer to a line, and one to garbage", line);
    require(endpoint_.pending() + answered_ == pending, "an answer answers one question", line);
    for (const std::string& text : sent_) check_answer(text);
    endpoint_.fail_all({Code::internal, "the wire is gone"});
    require(answered_ == asked_ && endpoint_.pending() == 0, "every question has one answer", line);
  }

  /// A question that the line may answer.
  void ask() {
    endpoint_.call("ping", Json::object(), [this](const Result<Json>& result) {
      answered_++;
      if (result) return;
      require(error_from(to_json(result.error())).code == result.error().code, "an error keeps its name");
    });
    endpoint_.notify("ready", Json::object());
    require(sent_.size() == 2, "questions and notifications are sent");
    sent_.clear();
    asked_++;
  }

 private:
  void send_text(std::string text, const std::string&) override { sent_.push_back(std::move(text)); }
  void on_request(const std::string& method, const Json& params, Reply reply) override {
    requests_++;
    const auto row = methods.find(method);
    if (row == methods.end()) return reply(Error{Code::method_not_found, "unknown method " + method});
    reply(row->second(params));
  }
  void on_timeout(const std::string&) override {}
  void on_garbage(const Error& error) override {
    garbage_++;
    require(!error.text.empty(), "what is wrong with it is said");
  }

  static void check_answer(const std::string& text) {
    const auto json = Json::parse(text, {text.size(), limits.depth + 2});
    require(json && json->is_object() && (*json)["jsonrpc"].string() == "2.0", "an answer can be read", text);
    require(json->has("id") && json->has("result") != json->has("error"),
            "an answer has an id and one outcome", text);
    const Json error = (*json)["error"];
    if (error.is_null()) return;
    require(error["code"].integer().has_value() && code_named(error["data"]["name"].string_or("")),
            "an error has a code and a name", text);
    require(!error["message"].string_or("").empty(), "an error says what happened", text);
  }

  RpcEndpoint endpoint_{*this, limits};
  std::vector<std::string> sent_;
  unsigned asked_ = 0, requests_ = 0, garbage_ = 0, answered_ = 0;
};

}  // namespace
}  // namespace seodang

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto line = seodang::fuzz::text_of(data, size);
  seodang::check_json(line);
  seodang::Side side;
  if (line.find("method") == line.npos) side.ask();
  side.receive(line);
  return 0;
}
