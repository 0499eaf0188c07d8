// A room that writes into a folder of its own, and what it told of its segments.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "support/person_bot.hpp"
#include "support/recorded_file.hpp"

namespace seodang::test {

/// Gone with its contents at the end.
struct RecordingsFolder {
  RecordingsFolder() : path(std::filesystem::temp_directory_path() / ("seodang-segments-" + random_hex(8))) {
    std::filesystem::create_directory(path);
  }
  ~RecordingsFolder() {
    std::error_code error;
    std::filesystem::remove_all(path, error);
  }
  std::filesystem::path path;
};

/// What the last notification of a segment said.
struct SegmentSeen {
  std::string name, path, state, reason;
  int64_t from = 0, to = 0, told_us = 0;
};

struct RecordedRoom : RecordingsFolder, RoomDriver {
  explicit RecordedRoom(const std::string& kind = "meeting") : RoomDriver({.recordings = path.string()}) {
    open({}, kind);
  }

  void record(const std::string& participant, bool on = true) {
    ok("participant.update", Json::object({{"id", participant}, {"record", on}}));
  }
  /// In the order of their beginning.
  std::vector<SegmentSeen> segments(const std::string& participant, const std::string& source) const {
    std::vector<SegmentSeen> found;
    for (const RoomEvent& event : events()) {
      const Json& told = event.params;
      if (event.method != "segment" || told["participant"].string() != participant ||
          told["source"].string() != source)
        continue;
      const std::string name = told["segment"].string_or("");
      auto same = std::ranges::find(found, name, &SegmentSeen::name);
      if (same == found.end()) same = found.insert(found.end(), SegmentSeen{});
      *same = {name,
               told["path"].string_or(""),
               told["state"].string_or(""),
               told["reason"].string_or(""),
               told["from"].integer_or(0),
               told["to"].integer_or(0),
               event.at_us};
    }
    return found;
  }
  /// How many of them are in a state.
  size_t count_of(const std::string& participant, const std::string& source, const std::string& state) const {
    return static_cast<size_t>(std::ranges::count(segments(participant, source), state, &SegmentSeen::state));
  }
  bool writes(const std::string& participant, const std::string& source) const {
    return count_of(participant, source, "open") > 0;
  }
};

inline std::string beside(const std::string& path) { return path.substr(0, path.rfind('.')) + ".jsonl"; }

}  // namespace seodang::test
